// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "tune/exposure.h"

#include "base/alloc.h"
#include "base/size.h"

#include <math.h>
#include <stdlib.h>

#define COARSE 256        // levels that are tried with each other
#define EQUAL_BITS 1e-9   // entropies that differ by less are the same but for rounding
#define MOST_MOVES 100000 // of the best pair; each makes it better

struct search {
    uint64_t *below; // count + 1
    size_t *places;  // of the bins that are not empty
    size_t count, occupied;
    unsigned shades;
    size_t low, high; // the best pair, as indices into places
    double entropy;   // of the best pair; -1: there is none yet
};

// The first bin of a shade, from 0 to count.
static size_t first_bin(size_t count, double low, double width, unsigned shades, unsigned shade) {
    double place = ceil(low + width * shade / shades);
    if (!(place > 0))
        return 0;
    return place < (double)count ? (size_t)place : count;
}

double exposure_entropy(const uint64_t *below, size_t count, double low, double high,
                        unsigned shades) {
    double total = (double)below[count], sum = 0;
    uint64_t before = 0;
    for (unsigned shade = 1; shade <= shades; shade++) {
        bool last = shade == shades;
        size_t stop = last ? count : first_bin(count, low, high - low, shades, shade);
        double shown = (double)(below[stop] - before);
        before = below[stop];
        if (shown > 0)
            sum += shown * log2(shown);
    }
    return fmax(0, log2(total) - sum / total);
}

static bool try_pair(struct search *search, size_t low, size_t high) {
    double entropy = exposure_entropy(search->below, search->count, (double)search->places[low],
                                      (double)search->places[high], search->shades);
    if (!(entropy > search->entropy + EQUAL_BITS))
        return false;
    search->low = low;
    search->high = high;
    search->entropy = entropy;
    return true;
}

// Wide pairs first: of equal ones the first stays.
static bool try_coarse(struct search *search, size_t step, struct cancel *cancel) {
    size_t steps = (search->occupied - 1) / step;
    for (size_t width = steps; width > 0; width--) {
        if (cancel && cancel_asked(cancel))
            return false;
        for (size_t i = 0; i + width <= steps; i++)
            try_pair(search, i * step, (i + width) * step);
        try_pair(search, (steps - width) * step, search->occupied - 1);
    }
    return true;
}

static bool try_moved(struct search *search, size_t low, size_t high, size_t step) {
    size_t last = search->occupied - 1;
    bool better = false;
    for (int i = -1; i <= 1; i++)
        for (int j = -1; j <= 1; j++) {
            size_t from = i < 0 ? low - (low < step ? low : step) : low + (i > 0 ? step : 0);
            size_t to = j < 0 ? high - step : high + (j > 0 ? step : 0);
            if ((j < 0 && high < step) || from >= last)
                continue;
            to = to > last ? last : to;
            better = (from < to && try_pair(search, from, to)) || better;
        }
    return better;
}

static bool refine(struct search *search, size_t step, struct cancel *cancel, struct fault *fault) {
    size_t moves = 0;
    while (step > 1) {
        step = (step + 1) / 2;
        while (try_moved(search, search->low, search->high, step)) {
            if (cancel && cancel_asked(cancel))
                return fault_set(fault, FAULT_CANCELLED, "cancelled");
            if (++moves == MOST_MOVES)
                return fault_set(fault, FAULT_FAILED,
                                 "the levels were moved %zu times and are not the best", moves);
        }
    }
    return true;
}

static void list_places(struct search *search, const uint64_t *bins) {
    for (size_t i = 0; i < search->count; i++) {
        search->below[i + 1] = search->below[i] + bins[i];
        if (bins[i])
            search->places[search->occupied++] = i;
    }
}

static bool find(struct search *search, const uint64_t *bins, struct cancel *cancel,
                 struct fault *fault) {
    list_places(search, bins);
    if (search->occupied < 2)
        return fault_set(fault, FAULT_FAILED, "%s: no levels to choose",
                         search->occupied ? "all values are equal" : "there are no values");
    size_t step = 1 + (search->occupied - 2) / (COARSE - 1);
    if (!try_coarse(search, step, cancel))
        return fault_set(fault, FAULT_CANCELLED, "cancelled");
    return refine(search, step, cancel, fault);
}

bool exposure_find(const uint64_t *bins, size_t count, unsigned shades, struct cancel *cancel,
                   struct exposure *exposure, struct fault *fault) {
    size_t numbers;
    struct search search = { .count = count, .shades = shades, .entropy = -1 };
    if (size_add(count, 1, &numbers)) {
        search.below = alloc_try(numbers, sizeof *search.below);
        search.places = alloc_try(numbers, sizeof *search.places);
    }
    bool found = search.below && search.places;
    if (found)
        search.below[0] = 0;
    else
        fault_set(fault, FAULT_LIMIT, "no memory for %zu values", count);
    found = found && find(&search, bins, cancel, fault);
    if (found)
        *exposure = (struct exposure){ search.places[search.low], search.places[search.high],
                                       search.entropy };
    free(search.below);
    free(search.places);
    return found;
}
