# Files of this room.
libblitz_a_SOURCES += \
src/base/alloc.c \
src/base/alloc.h \
src/base/bell.c \
src/base/bell.h \
src/base/cancel.h \
src/base/clock.h \
src/base/fault.c \
src/base/fault.h \
src/base/file.c \
src/base/file.h \
src/base/natural.c \
src/base/natural.h \
src/base/pool.c \
src/base/pool.h \
src/base/portion.h \
src/base/range.c \
src/base/range.h \
src/base/size.h \
src/base/text.c \
src/base/text.h \
src/base/thread.c \
src/base/thread.h
