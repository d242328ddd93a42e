# Files of this room.
libblitz_a_SOURCES += \
src/tune/optimise.c \
src/tune/optimise.h \
src/tune/tape.c \
src/tune/tape.h \
src/tune/threshold.c \
src/tune/threshold.h
