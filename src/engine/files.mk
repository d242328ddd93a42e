# Files of this room.
libblitz_a_SOURCES += \
src/engine/loader.c \
src/engine/loader.h \
src/engine/recording.c \
src/engine/recording.h \
src/engine/reduced.c \
src/engine/reduced.h \
src/engine/references.c \
src/engine/references.h \
src/engine/regions.c \
src/engine/regions.h \
src/engine/series.c \
src/engine/series.h \
src/engine/tally.c \
src/engine/tally.h \
src/engine/visit.c
