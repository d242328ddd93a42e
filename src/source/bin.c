// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "source/bin.h"

#include "base/alloc.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// One block and channel. At most 2^62 pixels of 16 bits: the sum cannot overflow in practice,
// since a frame has at most 2^46 bytes.
struct block {
    union {
        int64_t integer;
        double real;
    } sum;
    uint64_t count;
};

struct bin {
    uint32_t k, blocks, channels;
    enum element element;
    struct block *row; // blocks x channels
};

struct bin *bin_new(uint32_t k, uint32_t blocks, uint32_t channels, enum element element) {
    struct bin *bin = alloc_zeroed(1, sizeof *bin);
    *bin = (struct bin){ .k = k, .blocks = blocks, .channels = channels, .element = element };
    bin->row = alloc_zeroed((size_t)blocks * channels, sizeof *bin->row);
    return bin;
}

void bin_add_integers(struct bin *bin, uint32_t x, const int32_t *samples, size_t count) {
    uint32_t k = bin->k, channels = bin->channels, inside = x % k;
    struct block *block = bin->row + (size_t)(x / k) * channels;
    for (size_t i = 0; i < count; i++) {
        for (uint32_t c = 0; c < channels; c++) {
            block[c].sum.integer += samples[i * channels + c];
            block[c].count++;
        }
        if (++inside == k) {
            inside = 0;
            block += channels;
        }
    }
}

void bin_add_doubles(struct bin *bin, uint32_t x, const double *samples, size_t count) {
    uint32_t k = bin->k, channels = bin->channels, inside = x % k;
    struct block *block = bin->row + (size_t)(x / k) * channels;
    for (size_t i = 0; i < count; i++) {
        for (uint32_t c = 0; c < channels; c++) {
            double value = samples[i * channels + c];
            if (isnan(value))
                continue;
            block[c].sum.real += value;
            block[c].count++;
        }
        if (++inside == k) {
            inside = 0;
            block += channels;
        }
    }
}

// floor(sum / count + 1/2)
static int64_t round_half_up(int64_t sum, int64_t count) {
    int64_t twice = 2 * sum + count;
    int64_t quotient = twice / (2 * count);
    return quotient - (twice % (2 * count) < 0);
}

static void store(const struct bin *bin, const struct block *block, void *into, size_t index) {
    if (bin->element == ELEMENT_F32) {
        double mean = block->count ? block->sum.real / (double)block->count : NAN;
        ((float *)into)[index] = (float)mean;
        return;
    }
    int64_t mean = block->count ? round_half_up(block->sum.integer, (int64_t)block->count) : 0;
    if (bin->element == ELEMENT_U8)
        ((uint8_t *)into)[index] = (uint8_t)mean;
    else if (bin->element == ELEMENT_U16)
        ((uint16_t *)into)[index] = (uint16_t)mean;
    else
        ((int16_t *)into)[index] = (int16_t)mean;
}

void bin_finish_row(struct bin *bin, void *into) {
    size_t count = (size_t)bin->blocks * bin->channels;
    for (size_t i = 0; i < count; i++)
        store(bin, &bin->row[i], into, i);
    memset(bin->row, 0, count * sizeof *bin->row);
}

void bin_free(struct bin *bin) {
    if (bin)
        free(bin->row);
    free(bin);
}
