# Files of this room.
libblitz_a_SOURCES += \
src/batch/batch.c \
src/batch/batch.h \
src/batch/bench.c \
src/batch/bench_cases.c \
src/batch/bench_cases.h \
src/batch/bench_load.c \
src/batch/bench_load.h \
src/batch/bench_rows.c \
src/batch/bench_rows.h \
src/batch/bench_stack.c \
src/batch/bench_stack.h \
src/batch/bench_timing.c \
src/batch/bench_timing.h \
src/batch/cache.c \
src/batch/check.c \
src/batch/doctor.c \
src/batch/exit_status.h \
src/batch/fail_on.c \
src/batch/fail_on.h \
src/batch/formats.c \
src/batch/histogram.c \
src/batch/info.c \
src/batch/measure.c \
src/batch/profile.c \
src/batch/progress.c \
src/batch/progress.h \
src/batch/run.c \
src/batch/run.h \
src/batch/truth.c \
src/batch/truth.h \
src/batch/tune.c
