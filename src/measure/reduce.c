// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
//   reduction_feed ─► reduction_stream  (reduce_stream.c)  sums, moments, extremes
//                └──► reduction_order   (reduce_order.c)   median, percentiles
//   accumulators  ─► reduction_result: the one place where results are rounded

#include "measure/reduce.h"

#include "base/alloc.h"
#include "base/size.h"
#include "measure/reduce_state.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

__extension__ typedef unsigned __int128 wide;

bool reduction_is_one_pass(const struct reduction_op *ops, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (reduction_op_is_order(&ops[i]))
            return false;
    return true;
}

static void note_wants(struct reduction *reduction) {
    for (size_t i = 0; i < reduction->count; i++) {
        const struct reduction_op *op = &reduction->ops[i];
        if (reduction_op_is_order(op))
            reduction->wants_order = true;
        else if (op->kind == REDUCTION_MIN || op->kind == REDUCTION_MAX)
            reduction->wants_extremes = true;
        else if (op->kind == REDUCTION_STD)
            reduction->wants_moments = true;
        else
            reduction->wants_sums = true;
    }
}

// Where each accumulator goes, with its size; one table serves planning, making and freeing.
struct accumulator {
    void **array;
    size_t size;
    bool wanted;
};
enum { ACCUMULATORS = 11 + REDUCTION_OPS };

static size_t list_accumulators(struct reduction *r, struct accumulator list[ACCUMULATORS]) {
    bool is_float = r->working == ELEMENT_F32, sums = r->wants_sums || r->wants_moments;
    size_t size = element_size(r->working);
    struct accumulator fixed[] = {
        { (void **)&r->sums, 8, !is_float && sums },
        { (void **)&r->squares, 8, !is_float && r->wants_moments },
        { &r->min, size, r->wants_extremes },
        { &r->max, size, r->wants_extremes },
        { (void **)&r->float_sums, 8, is_float && r->wants_sums },
        { (void **)&r->missing, 4, is_float && sums },
        { (void **)&r->shifts, 8, is_float && r->wants_moments },
        { (void **)&r->first, 8, is_float && r->wants_moments },
        { (void **)&r->second, 8, is_float && r->wants_moments },
        { (void **)&r->spread, 8, is_float && r->wants_moments },
        { (void **)&r->joined, 4, is_float && r->wants_moments },
    };
    memcpy(list, fixed, sizeof fixed);
    size_t count = sizeof fixed / sizeof *fixed;
    for (size_t i = 0; i < REDUCTION_OPS; i++)
        list[count++] = (struct accumulator){ (void **)&r->order[i], 8,
                                              i < r->count && reduction_op_is_order(&r->ops[i]) };
    return count;
}

static void set_up(struct reduction *reduction, const struct reduction_op *ops, size_t count,
                   enum element element, struct shape shape, bool corrected) {
    *reduction = (struct reduction){ .count = count < REDUCTION_OPS ? count : REDUCTION_OPS,
                                     .element = element,
                                     .working = corrected ? ELEMENT_F32 : element,
                                     .shape = shape,
                                     .samples = shape_samples(shape) };
    memcpy(reduction->ops, ops, reduction->count * sizeof *ops);
    note_wants(reduction);
}

bool reduction_bytes(const struct reduction_op *ops, size_t count, enum element element,
                     struct shape shape, bool corrected, size_t *bytes) {
    struct reduction plan;
    set_up(&plan, ops, count, element, shape, corrected);
    struct accumulator list[ACCUMULATORS];
    size_t accumulators = list_accumulators(&plan, list), per_sample = 0;
    for (size_t i = 0; i < accumulators; i++)
        per_sample += list[i].wanted ? list[i].size : 0;
    return size_multiply(plan.samples, per_sample, bytes);
}

// Bounds that the first value replaces.
static void start_extremes(struct reduction *reduction) {
    switch (reduction->working) {
    case ELEMENT_U8:
        memset(reduction->min, 0xff, reduction->samples);
        break;
    case ELEMENT_U16:
        memset(reduction->min, 0xff, reduction->samples * 2);
        break;
    case ELEMENT_I16:
        for (size_t i = 0; i < reduction->samples; i++) {
            ((int16_t *)reduction->min)[i] = INT16_MAX;
            ((int16_t *)reduction->max)[i] = INT16_MIN;
        }
        break;
    default:
        for (size_t i = 0; i < reduction->samples; i++)
            ((float *)reduction->min)[i] = ((float *)reduction->max)[i] = NAN;
    }
}

// All in one piece of memory, each a few cache lines further than a power of two would put it:
// frames are often a power of two apart, and a cache has eight places for lines that are.
#define ACCUMULATOR_SKEW ((size_t)11 * 64)

static bool place_accumulators(struct reduction *reduction, const struct accumulator *list,
                               size_t count) {
    size_t total = 0, sizes[ACCUMULATORS];
    for (size_t i = 0; i < count; i++) {
        if (!list[i].wanted)
            continue;
        if (!size_multiply(reduction->samples, list[i].size, &sizes[i])
            || !size_add(sizes[i], ACCUMULATOR_SKEW + 63, &sizes[i]))
            return false;
        sizes[i] -= sizes[i] % 64;
        if (!size_add(total, sizes[i], &total))
            return false;
    }
    if (total == 0)
        return true;
    unsigned char *at = reduction->accumulators = alloc_try(total, 1);
    if (!at)
        return false;
    memset(at, 0, total);
    for (size_t i = 0; i < count; i++)
        if (list[i].wanted) {
            *list[i].array = at + ACCUMULATOR_SKEW;
            at += sizes[i];
        }
    return true;
}

struct reduction *reduction_new(const struct reduction_op *ops, size_t count, int ddof,
                                enum element element, struct shape shape,
                                const struct correction *correction, struct fault *fault) {
    struct reduction *reduction = alloc_zeroed(1, sizeof *reduction);
    set_up(reduction, ops, count, element, shape, correction);
    reduction->ddof = ddof;
    reduction->correction = correction;
    reduction->kernels = kernels_used();
    struct accumulator list[ACCUMULATORS];
    size_t accumulators = list_accumulators(reduction, list);
    if (!place_accumulators(reduction, list, accumulators)) {
        fault_set(
            fault, FAULT_LIMIT,
            "no memory for a reduction of %zu samples a frame: raise the memory limit, crop or "
            "bin",
            reduction->samples);
        reduction_free(&reduction);
        return NULL;
    }
    if (reduction->wants_extremes)
        start_extremes(reduction);
    for (size_t i = 0; reduction->shifts && i < reduction->samples; i++)
        reduction->shifts[i] = NAN;
    return reduction;
}

void reduction_free(struct reduction **reduction_address) {
    struct reduction *reduction = *reduction_address;
    *reduction_address = NULL;
    if (!reduction)
        return;
    free(reduction->accumulators);
    free(reduction->absent);
    free(reduction);
}

static bool cover_absent(struct reduction *reduction, const struct frames *frames,
                         struct fault *fault) {
    size_t partial = 0;
    for (size_t i = 0; i < frames->count; i++)
        partial += !frame_is_whole(&frames->views[i], frames->shape);
    reduction->partial += partial;
    if (!partial || reduction->absent || reduction->working == ELEMENT_F32)
        return true;
    reduction->absent = alloc_try(reduction->samples, sizeof *reduction->absent);
    if (!reduction->absent)
        return fault_set(fault, FAULT_LIMIT, "no memory to count the pixels of recovered frames");
    memset(reduction->absent, 0, reduction->samples * sizeof *reduction->absent);
    return true;
}

bool reduction_feed(struct reduction *reduction, const struct frames *frames, struct pool *pool,
                    struct cancel *cancel, struct fault *fault) {
    if (frames->element != reduction->element || shape_samples(frames->shape) != reduction->samples)
        return fault_set(fault, FAULT_FAILED,
                         "the frames changed their type or size during a reduction");
    if (reduction->wants_order && reduction->frames)
        return fault_set(fault, FAULT_FAILED, "median and percentiles need all frames at once");
    if (frames->count > UINT32_MAX - reduction->frames)
        return fault_set(fault, FAULT_LIMIT, "more frames than a reduction can count");
    if (!cover_absent(reduction, frames, fault))
        return false;
    bool streams = reduction->wants_sums || reduction->wants_moments || reduction->wants_extremes;
    if (streams && !reduction_stream(reduction, frames, pool, cancel, fault))
        return false;
    // They count from here on: who looks at order statistics may see sums too.
    reduction->frames += frames->count;
    return !reduction->wants_order || reduction_order(reduction, frames, pool, cancel, fault);
}

void reduction_set_watch(struct reduction *reduction, const struct reduction_watch *watch) {
    reduction->watch = watch;
}

size_t reduction_ready(const struct reduction *reduction, size_t op) {
    return reduction_op_is_order(&reduction->ops[op]) ? reduction->ordered : reduction->samples;
}

size_t reduction_frames(const struct reduction *reduction) {
    return reduction->frames;
}

size_t reduction_partial_frames(const struct reduction *reduction) {
    return reduction->partial;
}

enum element reduction_element(const struct reduction *reduction, size_t op) {
    enum reduction_kind kind = reduction->ops[op].kind;
    return kind == REDUCTION_MIN || kind == REDUCTION_MAX ? reduction->working : ELEMENT_F32;
}

// Values of one pixel. The extremes and order statistics do not need it.
static uint64_t values_of(const struct reduction *reduction, size_t sample) {
    if (reduction->working == ELEMENT_F32)
        return reduction->frames - reduction->missing[sample];
    return reduction->frames - (reduction->absent ? reduction->absent[sample] : 0);
}

// sum / n so that rounding the result to float gives the float nearest to the exact quotient.
// The double nearest to it can only mislead where it lies exactly between two floats: there it
// is moved to the side on which the exact quotient lies.
static double quotient_for_float(int64_t sum, uint64_t n) {
    double quotient = (double)sum / (double)n;
    uint64_t bits;
    memcpy(&bits, &quotient, sizeof bits);
    if ((bits & 0x1fffffffU) != 0x10000000U)
        return quotient;
    double rest = fma(-quotient, (double)n, (double)sum);
    return rest == 0.0 ? quotient : nextafter(quotient, rest > 0.0 ? INFINITY : -INFINITY);
}

static double integer_std(const struct reduction *reduction, size_t sample, uint64_t n) {
    int64_t sum = reduction->sums[sample];
    wide magnitude = sum < 0 ? (wide)-sum : (wide)sum;
    wide spread = (wide)n * reduction->squares[sample] - magnitude * magnitude;
    double freedom = (double)(n - (uint64_t)reduction->ddof);
    return sqrt((double)spread / ((double)n * freedom));
}

// A result in double; `to_float`: it will be rounded to float next.
static double value_of(const struct reduction *reduction, size_t op, size_t sample, bool to_float,
                       bool *empty) {
    const struct reduction_op *wish = &reduction->ops[op];
    bool is_float = reduction->working == ELEMENT_F32;
    if (reduction_op_is_order(wish)) {
        *empty = reduction->frames == 0 || isnan(reduction->order[op][sample]);
        return *empty ? NAN : reduction->order[op][sample];
    }
    if (wish->kind == REDUCTION_MIN || wish->kind == REDUCTION_MAX) {
        const void *bounds = wish->kind == REDUCTION_MIN ? reduction->min : reduction->max;
        double bound = element_value(reduction->working, bounds, sample);
        *empty = is_float ? isnan(bound) : values_of(reduction, sample) == 0;
        return *empty ? NAN : bound;
    }
    uint64_t n = values_of(reduction, sample);
    *empty = n == 0;
    if (n == 0)
        return NAN;
    if (wish->kind == REDUCTION_STD) {
        if (n <= (uint64_t)reduction->ddof)
            return NAN;
        if (!is_float)
            return integer_std(reduction, sample, n);
        double freedom = (double)(n - (uint64_t)reduction->ddof);
        return sqrt(reduction_join(reduction, reduction->frames, sample).spread / freedom);
    }
    if (is_float)
        return reduction->float_sums[sample] / (wish->kind == REDUCTION_SUM ? 1.0 : (double)n);
    int64_t sum = reduction->sums[sample] + kernel_bias(reduction->element) * (int64_t)n;
    if (wish->kind == REDUCTION_SUM)
        return (double)sum;
    return to_float ? quotient_for_float(sum, n) : (double)sum / (double)n;
}

// Not-a-number has one bit pattern in results: its sign depends on the order of operands.
static double clean(double value) {
    return isnan(value) ? (double)NAN : value;
}

static void store(enum element element, void *into, size_t sample, double value) {
    switch (element) {
    case ELEMENT_U8:
        ((uint8_t *)into)[sample] = isnan(value) ? 0 : (uint8_t)value;
        break;
    case ELEMENT_U16:
        ((uint16_t *)into)[sample] = isnan(value) ? 0 : (uint16_t)value;
        break;
    case ELEMENT_I16:
        ((int16_t *)into)[sample] = isnan(value) ? 0 : (int16_t)value;
        break;
    default:
        ((float *)into)[sample] = (float)clean(value);
    }
}

// Samples of a chunk.
#define RESULT_SAMPLES ((size_t)16 << 10)

struct resulting {
    const struct reduction *reduction;
    size_t op;
    void *into;
    bool is_double;
    uint64_t *missing; // by chunk
};

// Most integers have a value of each frame: then all samples are divided by the same number.
static bool mean_of_all(const struct resulting *resulting, size_t start, size_t stop) {
    const struct reduction *r = resulting->reduction;
    if (resulting->is_double || r->ops[resulting->op].kind != REDUCTION_MEAN
        || r->working == ELEMENT_F32 || r->absent || r->frames == 0)
        return false;
    float *into = resulting->into;
    int64_t bias = kernel_bias(r->element) * (int64_t)r->frames;
    for (size_t i = start; i < stop; i++)
        into[i] = (float)quotient_for_float(r->sums[i] + bias, r->frames);
    return true;
}

// The same, where n times the squares of n values fits 64 bits.
static bool std_of_all(const struct resulting *resulting, size_t start, size_t stop) {
    const struct reduction *r = resulting->reduction;
    if (resulting->is_double || r->ops[resulting->op].kind != REDUCTION_STD
        || r->working == ELEMENT_F32 || r->absent || r->frames <= (size_t)r->ddof
        || r->frames > (r->working == ELEMENT_U8 ? (size_t)1 << 23 : (size_t)1 << 16))
        return false;
    float *into = resulting->into;
    uint64_t n = r->frames;
    double divisor = (double)n * (double)(n - (uint64_t)r->ddof);
    for (size_t i = start; i < stop; i++) {
        uint64_t magnitude = (uint64_t)(r->sums[i] < 0 ? -r->sums[i] : r->sums[i]);
        into[i] =
            (float)sqrt((double)(int64_t)(n * r->squares[i] - magnitude * magnitude) / divisor);
    }
    return true;
}

static bool result_chunk(void *context, size_t chunk, size_t worker) {
    (void)worker;
    const struct resulting *resulting = context;
    const struct reduction *r = resulting->reduction;
    enum element element = reduction_element(r, resulting->op);
    size_t start = chunk * RESULT_SAMPLES, left = r->samples - start;
    size_t stop = start + (left < RESULT_SAMPLES ? left : RESULT_SAMPLES);
    if (mean_of_all(resulting, start, stop) || std_of_all(resulting, start, stop))
        return true;
    uint64_t missing = 0;
    for (size_t i = start; i < stop; i++) {
        bool is_empty;
        double value = value_of(r, resulting->op, i, !resulting->is_double, &is_empty);
        if (resulting->is_double)
            ((double *)resulting->into)[i] = clean(value);
        else
            store(element, resulting->into, i, value);
        missing += is_empty;
    }
    resulting->missing[chunk] = missing;
    return true;
}

static void result(struct resulting *resulting, struct pool *pool, uint64_t *empty) {
    size_t chunks = (resulting->reduction->samples + RESULT_SAMPLES - 1) / RESULT_SAMPLES;
    resulting->missing = alloc_zeroed(chunks, sizeof *resulting->missing);
    pool_run(pool, POOL_BEHIND, chunks, result_chunk, resulting, NULL);
    uint64_t missing = 0;
    for (size_t i = 0; i < chunks; i++)
        missing += resulting->missing[i];
    if (empty)
        *empty = missing;
    free(resulting->missing);
}

void reduction_result(const struct reduction *reduction, size_t op, struct pool *pool, void *into,
                      uint64_t *empty) {
    struct resulting resulting = { reduction, op, into, false, NULL };
    result(&resulting, pool, empty);
}

void reduction_result_double(const struct reduction *reduction, size_t op, struct pool *pool,
                             double *into, uint64_t *empty) {
    struct resulting resulting = { reduction, op, into, true, NULL };
    result(&resulting, pool, empty);
}
