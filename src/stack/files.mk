# Files of this room.
libblitz_a_SOURCES += \
src/stack/budget.c \
src/stack/budget.h \
src/stack/budget_machine.c \
src/stack/checksum.c \
src/stack/checksum.h \
src/stack/element.c \
src/stack/element.h \
src/stack/ledger.c \
src/stack/ledger.h \
src/stack/mapping.c \
src/stack/mapping.h \
src/stack/stack.c \
src/stack/stack.h \
src/stack/store.c \
src/stack/store.h
