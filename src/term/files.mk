# Files of this room.
libblitz_a_SOURCES += \
src/term/area.h \
src/term/ascii.c \
src/term/canvas.h \
src/term/caps.c \
src/term/caps.h \
src/term/encoder.c \
src/term/encoder.h \
src/term/grid.c \
src/term/grid.h \
src/term/half.c \
src/term/input.c \
src/term/input.h \
src/term/input_event.h \
src/term/input_keys.c \
src/term/input_keys.h \
src/term/input_queue.c \
src/term/input_queue.h \
src/term/input_sequence.c \
src/term/input_sequence.h \
src/term/quantise.c \
src/term/quantise.h \
src/term/screen.c \
src/term/screen.h \
src/term/terminfo.c \
src/term/terminfo.h \
src/term/tty.c \
src/term/tty.h \
src/term/tty_rescue.c \
src/term/tty_rescue.h
