# Files of this room.
libblitz_a_SOURCES += \
src/view/look.h
