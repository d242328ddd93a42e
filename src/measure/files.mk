# Files of this room.
libblitz_a_SOURCES += \
src/measure/correct.c \
src/measure/correct.h \
src/measure/correct_parse.c \
src/measure/correct_split.c \
src/measure/correct_split.h \
src/measure/frames.c \
src/measure/frames.h \
src/measure/health.c \
src/measure/histogram.c \
src/measure/histogram.h \
src/measure/order.c \
src/measure/order.h \
src/measure/quantiles.c \
src/measure/reduce.c \
src/measure/reduce.h \
src/measure/reduce_order.c \
src/measure/reduce_parse.c \
src/measure/reduce_state.h \
src/measure/reduce_stream.c \
src/measure/slide.c \
src/measure/slide.h \
src/measure/slide_parse.c \
src/measure/walk.c \
src/measure/walk.h \
src/measure/zone.c \
src/measure/zone.h \
src/measure/zone_measure.c \
src/measure/zone_parse.c \
src/measure/zone_series.c \
src/measure/zone_series.h \
src/measure/zone_state.h
