// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "batch/bench_stack.h"

#include "base/alloc.h"
#include "kernel/kernels.h"

#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>

static const struct shape shape = { BENCH_SIDE, BENCH_SIDE, 1 };

enum { PIXELS = BENCH_SIDE * BENCH_SIDE };

// What each pixel shows on average, and the noise of its light and of the electronics.
struct scene {
    float mean[PIXELS], noise[PIXELS];
};

static void set_scene(struct scene *scene, enum element element) {
    bool small = element == ELEMENT_U8;
    double offset = small ? BENCH_OFFSET_U8 : BENCH_OFFSET;
    double brightest = small ? 200.0 : 3200.0, electrons = small ? 16.0 : 1.0;
    for (size_t y = 0; y < BENCH_SIDE; y++)
        for (size_t x = 0; x < BENCH_SIDE; x++) {
            double u = (double)x / BENCH_SIDE - 0.5, v = (double)y / BENCH_SIDE - 0.5;
            double signal = brightest * (0.05 + 0.95 * exp(-6.0 * (u * u + v * v)));
            scene->mean[y * BENCH_SIDE + x] = (float)(offset + signal);
            scene->noise[y * BENCH_SIDE + x] = (float)(sqrt(signal * electrons + 25.0) / electrons);
        }
}

struct filling {
    const struct stack *stack;
    const struct scene *scene;
};

// A bell curve of mean 0 and deviation 1 (the sum of four even numbers of 16 bits), as a
// function of where it is used: the finaliser of SplitMix64 (Steele, Lea and Flood, 2014).
static inline float noise_at(uint64_t index) {
    uint64_t z = (index + 1) * 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    z ^= z >> 31;
    int32_t sum = (int32_t)((z & 0xFFFF) + (z >> 16 & 0xFFFF) + (z >> 32 & 0xFFFF) + (z >> 48));
    return (float)(sum - 131070) * (1.0F / 37837.0F);
}

#define FILL(type, lowest, highest)                                                  \
    for (size_t i = 0; i < PIXELS; i++) {                                            \
        float value = scene->mean[i] + scene->noise[i] * noise_at(first + i);        \
        value = value < (lowest) ? (lowest) : value > (highest) ? (highest) : value; \
        ((type *)samples)[i] = (type)value;                                          \
    }

static bool fill_frame(void *context, size_t slot, size_t worker) {
    (void)worker;
    const struct filling *filling = context;
    const struct scene *scene = filling->scene;
    void *samples = stack_frame(filling->stack, slot);
    uint64_t first = (uint64_t)slot * PIXELS;
    switch (filling->stack->element) {
    case ELEMENT_U8:
        FILL(uint8_t, 0.0F, 255.0F)
        break;
    case ELEMENT_U16:
        FILL(uint16_t, 0.0F, 4095.0F)
        break;
    case ELEMENT_I16:
        FILL(int16_t, 0.0F, 4095.0F)
        break;
    default:
        FILL(float, 0.0F, 4095.0F)
        break;
    }
    return true;
}

bool bench_stack_make(struct bench_stack *made, enum element element, uint64_t bytes,
                      struct pool *pool, struct cancel *cancel, struct fault *fault) {
    size_t slots = (size_t)(bytes / (PIXELS * element_size(element)));
    struct stack *stack = &made->stack;
    if (!stack_reserve(stack, element, shape, slots, fault))
        return false;
    made->views = alloc_zeroed(slots, sizeof *made->views);
    for (size_t slot = 0; slot < slots; slot++)
        made->views[slot] = (struct frame_view){ .samples = stack_frame(stack, slot),
                                                 .valid = { BENCH_SIDE, BENCH_SIDE },
                                                 .source = (int64_t)slot,
                                                 .around = &made->around };
    made->around =
        (struct surroundings){ .count = slots, .views = made->views, .frames = (int64_t)slots };
    struct scene *scene = alloc_zeroed(1, sizeof *scene);
    set_scene(scene, element);
    struct filling filling = { stack, scene };
    bool good = pool_run(pool, POOL_BEHIND, slots, fill_frame, &filling, cancel);
    free(scene);
    if (good)
        return true;
    bench_stack_free(made);
    return fault_set(fault, FAULT_CANCELLED, "bench was stopped");
}

struct frames bench_stack_frames(const struct bench_stack *stack, size_t count) {
    return (struct frames){ stack->stack.element, stack->stack.shape, stack->views, count };
}

struct reading {
    const struct frames *frames;
    const struct kernels *kernels;
    size_t frame_words, together; // frames of a chunk
    _Atomic uint64_t sum;         // keeps the compiler from leaving the reading out
};

// The frames of a chunk lie one after the other, so they are one row.
static bool read_chunk(void *context, size_t chunk, size_t worker) {
    (void)worker;
    struct reading *reading = context;
    size_t first = chunk * reading->together, left = reading->frames->count - first;
    size_t count = left < reading->together ? left : reading->together;
    uint64_t sum = reading->kernels->sum_words(reading->frames->views[first].samples,
                                               count * reading->frame_words);
    atomic_fetch_add_explicit(&reading->sum, sum, memory_order_relaxed);
    return true;
}

bool bench_read(const struct frames *frames, struct pool *pool, struct cancel *cancel,
                struct fault *fault) {
    static const size_t chunk_bytes = (size_t)2 << 20;
    size_t frame_bytes = PIXELS * element_size(frames->element);
    struct reading reading = { .frames = frames,
                               .kernels = kernels_used(),
                               .frame_words = frame_bytes / sizeof(uint64_t),
                               .together = chunk_bytes / frame_bytes };
    size_t chunks = (frames->count + reading.together - 1) / reading.together;
    return pool_run(pool, POOL_BEHIND, chunks, read_chunk, &reading, cancel)
           || fault_set(fault, FAULT_CANCELLED, "bench was stopped");
}

void bench_stack_free(struct bench_stack *stack) {
    stack_release(&stack->stack);
    free(stack->views);
    *stack = (struct bench_stack){ 0 };
}
