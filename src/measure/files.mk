# Files of this room.
libblitz_a_SOURCES += \
src/measure/correct.h \
src/measure/frames.h \
src/measure/histogram.h \
src/measure/reduce.h \
src/measure/zone.h
