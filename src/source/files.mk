# Files of this room: one format family a file.
libblitz_a_SOURCES += \
src/source/convert.h \
src/source/reader.c \
src/source/source.h
