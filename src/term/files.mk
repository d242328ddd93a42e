# Files of this room.
libblitz_a_SOURCES += \
src/term/canvas.h
