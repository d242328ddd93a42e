# Files of this room.
libblitz_a_SOURCES += \
src/stack/budget.h \
src/stack/element.c \
src/stack/element.h \
src/stack/ledger.h \
src/stack/stack.h
