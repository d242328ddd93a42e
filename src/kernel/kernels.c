// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "kernel/kernels.h"

#include "base/text.h"
#include "config.h"

#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

extern const struct kernels kernels_baseline;
#if HAVE_X86_KERNELS
extern const struct kernels kernels_avx2, kernels_avx512;
#endif

static bool always(void) {
    return true;
}

#if HAVE_X86_KERNELS
// x86-64-v3 and v4 ask for a little more than is tested; no processor has these without that.
static bool has_avx2(void) {
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")
           && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
}

static bool has_avx512(void) {
    return has_avx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw")
           && __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq")
           && __builtin_cpu_supports("avx512vl");
}

// The first processors with AVX-512 slow down for it; those that came with these instructions too
// do not, and are up to twice as fast with it.
static bool gains_by_avx512(void) {
    return has_avx512() && __builtin_cpu_supports("avx512vbmi2");
}
#else
static bool gains_by_avx512(void) {
    return false;
}
#endif

// Plainest first.
static const struct {
    const struct kernels *kernels;
    bool (*runs_here)(void);
} tables[] = {
    { &kernels_baseline, always },
#if HAVE_X86_KERNELS
    { &kernels_avx2, has_avx2 },
    { &kernels_avx512, has_avx512 },
#endif
};

static _Atomic(const struct kernels *) used;

const struct kernels *kernels_available(size_t index) {
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        if (tables[i].runs_here() && index-- == 0)
            return tables[i].kernels;
    return NULL;
}

const struct kernels *kernels_named(const char *name) {
    const struct kernels *kernels;
    for (size_t i = 0; (kernels = kernels_available(i)); i++)
        if (strcmp(kernels->name, name) == 0)
            return kernels;
    return NULL;
}

const struct kernels *kernels_best(void) {
    const struct kernels *avx2 = kernels_named("avx2"), *avx512 = kernels_named("avx512");
    return avx512 && gains_by_avx512() ? avx512 : avx2 ? avx2 : &kernels_baseline;
}

bool kernels_use(const char *name, struct fault *fault) {
    const struct kernels *kernels = kernels_named(name);
    if (kernels) {
        atomic_store(&used, kernels);
        return true;
    }
    struct text names = { 0 };
    for (size_t i = 0; (kernels = kernels_available(i)); i++) {
        text_add(&names, i ? ", " : "");
        text_add(&names, kernels->name);
    }
    char *safe = text_safe(name);
    fault_set(fault, FAULT_USAGE, "this machine has no instruction set '%s': choose one of %s",
              safe, text_string(&names));
    free(safe);
    text_free(&names);
    return false;
}

const struct kernels *kernels_used(void) {
    const struct kernels *kernels = atomic_load(&used);
    return kernels ? kernels : kernels_best();
}

struct kernel_lanes kernel_lanes_empty(double shift) {
    struct kernel_lanes lanes = { .shift = shift };
    for (size_t i = 0; i < KERNEL_LANES; i++) {
        lanes.min[i] = INFINITY;
        lanes.max[i] = -INFINITY;
    }
    return lanes;
}

double kernel_join_lanes(const double *lanes) {
    double joined[KERNEL_LANES];
    memcpy(joined, lanes, sizeof joined);
    for (size_t half = KERNEL_LANES / 2; half > 0; half /= 2)
        for (size_t i = 0; i < half; i++)
            joined[i] += joined[i + half];
    return joined[0];
}

static double float_key_value(int32_t key) {
    uint32_t bits = (uint32_t)key ^ (key < 0 ? 0x7fffffffU : 0);
    float value;
    memcpy(&value, &bits, sizeof value);
    return (double)value;
}

// What is added to an integer's key.
static int32_t key_offset(enum element element) {
    return element == ELEMENT_U8 ? 128 : element == ELEMENT_U16 ? 32768 : 0;
}

double kernel_key_value(enum element element, int32_t key) {
    return element == ELEMENT_F32 ? float_key_value(key) : key + key_offset(element);
}

void kernel_key_values(enum element element, const int32_t *keys, size_t count, double *values) {
    int32_t offset = key_offset(element);
    if (element == ELEMENT_F32)
        for (size_t i = 0; i < count; i++)
            values[i] = float_key_value(keys[i]);
    else
        for (size_t i = 0; i < count; i++)
            values[i] = keys[i] + offset;
}
