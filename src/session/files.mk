# Files of this room.
libblitz_a_SOURCES += \
src/session/actions.h \
src/session/session.h
