# Files of this room. The row functions are compiled once per instruction set, each into a
# library that exports one symbol. The vectoriser is named, since the user's -O2 comes last.
libblitz_a_SOURCES += \
src/kernel/kernels.c \
src/kernel/kernels.h

kernel_sources = \
src/kernel/bin_body.h \
src/kernel/code_body.h \
src/kernel/element_body.h \
src/kernel/float_body.h \
src/kernel/float_total_body.h \
src/kernel/follow_body.h \
src/kernel/integer_body.h \
src/kernel/moment_body.h \
src/kernel/pair_body.h \
src/kernel/ratio_body.h \
src/kernel/select_body.h \
src/kernel/single_body.h \
src/kernel/slide_body.h \
src/kernel/slide_float_body.h \
src/kernel/split_body.h \
src/kernel/table.c \
src/kernel/total_body.h \
src/kernel/wide_body.h \
src/kernel/word_body.h
kernel_cflags = $(AM_CFLAGS) $(VECTORISE_CFLAGS)

noinst_LIBRARIES += libkernels_baseline.a
kernel_libraries = libkernels_baseline.a
libkernels_baseline_a_SOURCES = $(kernel_sources)
libkernels_baseline_a_CPPFLAGS = $(AM_CPPFLAGS) -DKERNEL_SET=baseline
libkernels_baseline_a_CFLAGS = $(kernel_cflags)

if X86_KERNELS
noinst_LIBRARIES += libkernels_avx2.a libkernels_avx512.a
kernel_libraries += libkernels_avx2.a libkernels_avx512.a
libkernels_avx2_a_SOURCES = $(kernel_sources)
libkernels_avx2_a_CPPFLAGS = $(AM_CPPFLAGS) -DKERNEL_SET=avx2
libkernels_avx2_a_CFLAGS = $(kernel_cflags) -march=x86-64-v3
libkernels_avx512_a_SOURCES = $(kernel_sources)
libkernels_avx512_a_CPPFLAGS = $(AM_CPPFLAGS) -DKERNEL_SET=avx512
libkernels_avx512_a_CFLAGS = $(kernel_cflags) -march=x86-64-v4
endif
