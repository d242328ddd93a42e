# Files of this room: one format family a file.
libblitz_a_SOURCES += \
src/source/bin.c \
src/source/bin.h \
src/source/convert.c \
src/source/convert.h \
src/source/convert_samples.c \
src/source/convert_samples.h \
src/source/demo.c \
src/source/demo.h \
src/source/demo_random.h \
src/source/demo_truth.c \
src/source/folder.c \
src/source/folder.h \
src/source/foreign.c \
src/source/formats.h \
src/source/npy.c \
src/source/npy_header.c \
src/source/npy_header.h \
src/source/probe.c \
src/source/probe.h \
src/source/reader.c \
src/source/source.c \
src/source/source.h
