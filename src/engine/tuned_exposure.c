// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The levels that show most, of each zone, beside the automatic ones.

#include "base/alloc.h"
#include "engine/tuned_parts.h"
#include "term/canvas.h"
#include "tune/exposure.h"
#include "view/levels.h"

#include <math.h>
#include <stdlib.h>

// A curve has about so many points.
enum { CURVE_POINTS = 256 };

// The bin of a value, and parts of a bin.
static double place_of(const struct histogram *histogram, double value) {
    double first = tuned_value(histogram, 0), width = tuned_value(histogram, 1) - first;
    return width > 0 ? (value - first) / width : 0;
}

// How many values lie in the bins before each bin.
static uint64_t *count_below(const struct histogram *histogram) {
    uint64_t *below = alloc_zeroed(HISTOGRAM_BINS + 1, sizeof *below);
    for (size_t bin = 0; bin < HISTOGRAM_BINS; bin++)
        below[bin + 1] = below[bin] + histogram->bins[bin];
    return below;
}

static double automatic_entropy(const struct histogram *histogram, const uint64_t *below) {
    const struct levels_wish usual = LOOK_DEFAULT.levels;
    double low, high;
    levels_fractions(&usual, &low, &high);
    struct levels levels =
        levels_choose(&usual, histogram_quantile(histogram, low),
                      histogram_quantile(histogram, high), histogram->low, histogram->high);
    return exposure_entropy(below, HISTOGRAM_BINS, place_of(histogram, levels.low),
                            place_of(histogram, levels.high), CANVAS_LEVELS);
}

// The entropy at other lows, then at other highs, between the lowest and the highest value.
static void add_curves(struct tuned *tuned, const struct histogram *histogram,
                       const uint64_t *below, const struct exposure *exposure) {
    static const char *const names[] = { "low", "high" };
    size_t first = 0, last = HISTOGRAM_BINS - 1;
    while (!histogram->bins[first])
        first++;
    while (!histogram->bins[last])
        last--;
    size_t step = 1 + (last - first) / CURVE_POINTS, count = (last - first) / step + 1;
    for (int end = 0; end < 2; end++) {
        struct tuned_curve *curve = tuned_curve_add(tuned, names[end], count);
        for (size_t i = 0; i < count; i++) {
            size_t bin = first + i * step, low = end ? exposure->low : bin;
            size_t high = end ? bin : exposure->high;
            curve->x[i] = tuned_value(histogram, bin);
            curve->y[i] = low < high ? exposure_entropy(below, HISTOGRAM_BINS, (double)low,
                                                        (double)high, CANVAS_LEVELS)
                                     : NAN;
        }
        curve->found = tuned_value(histogram, end ? exposure->high : exposure->low);
    }
    tuned->x_label = tuned->divided ? "[1]" : "[DN]";
    tuned->y_label = "entropy [bit]";
}

static bool find_levels(const struct tuning_job *job, struct tuned *tuned,
                        const struct histogram *histogram, size_t zone, struct fault *fault) {
    struct tuned_levels *levels = &tuned->levels[zone];
    struct exposure exposure;
    if (!exposure_find(histogram->bins, HISTOGRAM_BINS, CANVAS_LEVELS, job->cancel, &exposure,
                       fault))
        return fault_prefix(fault, "%s", tuned->zones[zone]);
    uint64_t *below = count_below(histogram);
    *levels = (struct tuned_levels){
        .low = tuned_value(histogram, exposure.low),
        .high = tuned_value(histogram, exposure.high),
        .before = automatic_entropy(histogram, below),
        .entropy = exposure.entropy,
    };
    if (zone == 0 && job->with_curves)
        add_curves(tuned, histogram, below, &exposure);
    free(below);
    struct text option = { 0 };
    tuned_levels_option(levels->low, levels->high, &option);
    words_addf(&tuned->found, "%s: %s shows %.4g bits, the automatic levels %.4g",
               tuned->zones[zone], text_string(&option), levels->entropy, levels->before);
    if (zone == 0)
        words_add(&tuned->options, text_string(&option));
    text_free(&option);
    return true;
}

bool tuned_exposure(const struct tuning_job *job, struct tuned *tuned, struct fault *fault) {
    struct histograms histograms = { 0 };
    if (!tuned_count(job, &histograms, fault))
        return false;
    tuned->levels = alloc_zeroed(tuned->zone_count, sizeof *tuned->levels);
    bool good = true;
    for (size_t zone = 0; good && zone < tuned->zone_count; zone++)
        good = find_levels(job, tuned, &histograms.of[zone], zone, fault);
    histograms_free(&histograms);
    return good;
}
