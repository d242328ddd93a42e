# Files of this room.
libblitz_a_SOURCES += \
src/ui/viewer.c \
src/ui/viewer.h
