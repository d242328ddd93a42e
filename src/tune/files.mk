# Files of this room.
libblitz_a_SOURCES += \
src/tune/tape.c \
src/tune/tape.h
