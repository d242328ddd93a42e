// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Row functions: pure arithmetic on rows of samples, one table of them per instruction set.
// Every table gives the same bits: integers are exact, and floating-point sums run per pixel
// in time order or in KERNEL_LANES explicit lanes that the caller joins in one fixed order.
//
// clang-format off
//   integer_body.h      u8 u16 i16  ─┐
//   moment_body.h       u8 u16 i16  ─┤
//   total_body.h        u8 u16 i16  ─┤
//   slide_body.h        u8 u16 i16  ─┤
//   element_body.h      all types   ─┤
//   split_body.h        u8 u16 i16  ─┤
//   select_body.h       i8 i16 i32  ─┤ included per type by table.c, which is compiled once per
//   code_body.h         of select   ─┤ instruction set into a library that exports one symbol
//   follow_body.h       of select   ─┤
//   float_body.h        f32         ─┤
//   float_total_body.h  f32         ─┤
//   slide_float_body.h  f32         ─┤
//   bin_body.h          f32         ─┤
//   word_body.h         any memory  ─┤
//   wide_body.h         of others   ─┤
//   pair_body.h         of others   ─┤
//   ratio_body.h        of others   ─┤
//   single_body.h       of others   ─┘
// clang-format on
//
// 16-bit samples are summed around KERNEL_BIAS: value = biased + bias. The bias of an element
// is kernel_bias().

#ifndef BLITZ_KERNEL_KERNELS_H
#define BLITZ_KERNEL_KERNELS_H

#include "base/fault.h"
#include "stack/element.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Rows that one call takes at most; a full call keeps its accumulators in registers.
#define KERNEL_ROWS 8
// Lanes of sums over the samples of runs, and samples of a run at most: a multiple, which the
// first-level cache holds.
#define KERNEL_LANES 16
#define KERNEL_RUN 4096
// Bytes of one row of a packed group of pixels.
#define KERNEL_GROUP_BYTES 64
// Working memory of a search in a group: a byte a key, in whole rows.
#define KERNEL_WORK_BYTES(rows, size) (((rows) + (size)-1) * (KERNEL_GROUP_BYTES / (size)))
// Rows that 32-bit partial sums hold: 8192 x 255^2, 8192 x 2^15 and 8192 x 2^16 are below 2^31.
#define KERNEL_PARTIAL_ROWS 8192

// Samples side by side, up to KERNEL_RUN of them, from sample `start` of a frame, and which of
// several totals they are added to.
struct kernel_run {
    size_t start;
    uint32_t count, owner;
};

// Sums over the samples of runs.
struct kernel_totals {
    _Alignas(64) unsigned char lanes[5][64]; // as the instruction set has them
    uint64_t narrow;                         // samples that are in the lanes only
    // From here on it is for the caller, once the totals are ended.
    int64_t sum;      // biased
    uint64_t squares; // of biased values
    int min, max;     // values
};

// Frames that have the mean of a window of rows taken away, in time order.
struct kernel_slide {
    size_t row_count;                  // frames, at most KERNEL_ROWS
    size_t width;                      // rows of a window; below 2^15 for integers
    const void *rows[KERNEL_ROWS];     // the frames
    const void *entering[KERNEL_ROWS]; // the last row of each one's window
    const void *leaving[KERNEL_ROWS];  // integers: the row that left it
    const double *ends[KERNEL_ROWS];   // f32: sums of the window's first rows
    void *window;                      // integers: int32_t sums; f32: double sums of what entered
    double *sums;                      // the frames' sums, or NULL:
    float *into[KERNEL_ROWS];          // each one on its own
};

// (value - offset) * factor for f32 arithmetic, arrays by sample: d = value - offsets[i], which is
// exact, then d factors[i] + (d factor_rests[i] + rests[i]), fused and so rounded twice in all;
// d + rests[i] when `factors` and `factor_rests` are NULL.
struct kernel_split {
    const float *offsets, *factors, *factor_rests, *rests;
};

struct kernel_counts {
    uint64_t bad, negative;
};

struct kernel_integers {
    // sums[i] += biased value, as two's complement; up to KERNEL_PARTIAL_ROWS rows in all.
    void (*sum_rows)(const void *const *rows, size_t row_count, size_t count, uint32_t *sums);

    // The same, and squares[i] += squares of biased values, modulo 2^32, of which the upper halves
    // of each, or of the sum of each two, are added to uppers[i] (nothing for u8: all of it fits).
    // `min` and `max` as in extreme_rows; both may be NULL.
    void (*moment_rows)(const void *const *rows, size_t row_count, size_t count, uint32_t *sums,
                        uint32_t *squares, uint32_t *uppers, void *min, void *max);

    // Adds the partial sums to the totals. Squares and all_squares may both be NULL; `uppers` is
    // NULL for u8.
    void (*gather)(const uint32_t *sums, const uint32_t *squares, const uint32_t *uppers,
                   size_t count, int64_t *all_sums, uint64_t *all_squares);

    // min[i] and max[i] in the native type.
    void (*extreme_rows)(const void *const *rows, size_t row_count, size_t count, void *min,
                         void *max);

    // Sums over runs: begin, add runs in any number of calls (all_totals[run.owner] each), end.
    void (*begin_totals)(struct kernel_totals *totals);
    void (*add_runs)(const void *samples, const struct kernel_run *runs, size_t run_count,
                     struct kernel_totals *all_totals);
    void (*end_totals)(struct kernel_totals *totals);

    // into[i] = what `split` makes of samples[i]. A result that is not finite is `bad_value` and
    // counted, results below zero are counted (`counts` may be NULL).
    void (*correct_split)(const void *samples, const struct kernel_split *split, size_t count,
                          float bad_value, float *into, struct kernel_counts *counts);

    // The sums of KERNEL_ROWS corrected rows: what correct_split makes of them, added to sums[i]
    // row after row. Stops a little before a value that is not finite, and returns how many
    // samples are done.
    size_t (*correct_split_sums)(const void *const *rows, size_t count,
                                 const struct kernel_split *split, double *sums);

    // How many samples are `limit` or more.
    uint64_t (*count_from)(const void *samples, size_t count, int limit);

    // bins[value - lowest value of the type]++.
    void (*tally)(const void *samples, size_t count, uint64_t *bins);

    // window[i] += entering - leaving, and the nearest f32 to (width x - window[i]) / width.
    void (*slide_rows)(const struct kernel_slide *slide, size_t count);
};

// Sums over f32 samples, NaN left out; sample i of a run goes to lane i % KERNEL_LANES.
struct kernel_lanes {
    _Alignas(64) double sum[KERNEL_LANES];
    double first[KERNEL_LANES], second[KERNEL_LANES]; // of value - shift, and of its square
    float min[KERNEL_LANES], max[KERNEL_LANES];
    double shift; // what moments are taken around
    uint64_t nan;
};

// Lanes without a value.
struct kernel_lanes kernel_lanes_empty(double shift);

// The sum of all lanes: in pairs, quarters and so on, one fixed order.
double kernel_join_lanes(const double *lanes);

struct kernel_floats {
    // sums[i] += value, row after row, or missing[i]++ where it is NaN.
    void (*sum_rows)(const float *const *rows, size_t row_count, size_t count, double *sums,
                     uint32_t *missing);

    // shifts[i] = first finite value, where it is still NaN. True when none is NaN any more.
    bool (*shift_rows)(const float *const *rows, size_t row_count, size_t count, double *shifts);

    // The same, and first[i] += value - shifts[i], second[i] += its square. Also extremes as below
    // unless `min` and `max` are NULL; no sums when these are NULL.
    void (*moment_rows)(const float *const *rows, size_t row_count, size_t count,
                        const double *shifts, double *sums, uint32_t *missing, double *first,
                        double *second, float *min, float *max);

    // min[i] and max[i], NaN until there is a value.
    void (*extreme_rows)(const float *const *rows, size_t row_count, size_t count, float *min,
                         float *max);

    // Adds runs, all_lanes[run.owner] each.
    void (*add_runs)(const float *samples, const struct kernel_run *runs, size_t run_count,
                     struct kernel_lanes *all_lanes);

    // Rows one after the other: sums[i] += value, into[k][i] = sums[i] (`into` may be NULL).
    void (*end_rows)(const float *const *rows, size_t row_count, size_t count, double *sums,
                     double *const *into);

    // window[i] += entering, and x - (ends + window[i]) / width rounded once. False when something
    // is not finite: all that was written is to be thrown away then.
    bool (*slide_rows)(const struct kernel_slide *slide, size_t count);
};

// Of f32 samples: start with low = INT32_MAX and high = INT32_MIN.
struct kernel_bounds {
    int32_t low, high; // keys of the smallest and the largest finite value
    uint64_t nan, infinite;
};

struct kernel_bins {
    // Adds the bounds of one row.
    void (*bounds)(const float *samples, size_t count, struct kernel_bounds *bounds);

    // bins[i] = (value - low) * scale in double, cut off to an integer and at most `last`;
    // last + 1 where the value is not finite, or below `low`.
    void (*number)(const float *samples, size_t count, double low, double scale, int32_t last,
                   int32_t *bins);
};

// Keys are signed integers of the sample's size in the order of the values; NaN is the largest
// key. Groups: rows of KERNEL_GROUP_BYTES of keys.
struct kernel_elements {
    // Writes the keys of `count` samples: a row of each group, groups `group_stride` bytes
    // apart; what is left of the last row is filled with the largest key.
    void (*pack)(const void *samples, size_t count, void *keys, size_t group_stride);

    // `wanted` times: of each lane of a group of `rows` rows, the key of rank ranks[w][lane]
    // (< rows) and that of the next rank (the same key when there is none). `work` has room for
    // KERNEL_WORK_BYTES(rows, element's size).
    void (*select_rows)(const void *keys, size_t rows, size_t wanted, const uint32_t *const *ranks,
                        void *work, int32_t *const *key, int32_t *const *next);

    // The same of one set of ranks when `key` has, lane by lane, the key of a rank that was in the
    // group before a row of it was replaced. False when one is further away: both are to be
    // selected then.
    bool (*follow_rows)(const void *keys, size_t rows, const uint32_t *ranks, int32_t *key,
                        int32_t *next);

    // greater[lane] = rows whose key is above `pivot`.
    void (*greater_rows)(const void *keys, size_t rows, int32_t pivot, uint32_t *greater);

    // The same as select_rows of one run of `count` keys (> 0). There is room for a multiple
    // of KERNEL_GROUP_BYTES; what follows the last key is overwritten.
    void (*select_run)(void *keys, size_t count, uint64_t rank, int32_t *key, int32_t *next);

    // into[i] = (value - offsets[i]) * factors[i] in double, rounded once (`factors` may be NULL:
    // 1). A result that is not finite is `bad_value` and counted, results below zero are counted
    // (`counts` may be NULL).
    void (*correct)(const void *samples, const double *offsets, const double *factors, size_t count,
                    float bad_value, float *into, struct kernel_counts *counts);

    // The sums of KERNEL_ROWS corrected rows: what `correct` makes of them, added to sums[i] row
    // after row. Stops a little before a value that is not finite, and returns how many samples
    // are done.
    size_t (*correct_sums)(const void *const *rows, size_t count, const double *offsets,
                           const double *factors, double *sums);
};

struct kernels {
    const char *name;                             // "baseline" "avx2" "avx512"
    size_t vector_bytes;                          // of the instruction set that it was made for
    struct kernel_integers integers[ELEMENT_F32]; // by enum element
    struct kernel_floats floats;
    struct kernel_bins bins;
    struct kernel_elements elements[ELEMENT_COUNT]; // by enum element

    // The sum of `count` words, aligned or not, modulo 2^64: reading and nothing else, as fast as
    // memory gives.
    uint64_t (*sum_words)(const void *words, size_t count);
};

// What sums of an integer element are taken around.
static inline int kernel_bias(enum element element) {
    return element == ELEMENT_U16 ? 32768 : 0;
}

// The key of +infinity; f32 keys above it are NaN.
#define KERNEL_KEY_INFINITY 0x7f800000

// The value of a key, and of many.
double kernel_key_value(enum element element, int32_t key);
void kernel_key_values(enum element element, const int32_t *keys, size_t count, double *values);

// Number `index` of the tables that this machine can run, plainest first; NULL beyond.
const struct kernels *kernels_available(size_t index);

// The table of that name; NULL when there is none or the machine lacks its instructions.
const struct kernels *kernels_named(const char *name);

// The fastest table of this machine.
const struct kernels *kernels_best(void);

// Decides which table all measurements use (--cpu=NAME). Once at the start, before anything
// measures; tests may decide again while nothing measures. FAULT_USAGE names what there is.
bool kernels_use(const char *name, struct fault *fault);

// The table in use: the best one unless kernels_use() has decided.
const struct kernels *kernels_used(void);

#endif
