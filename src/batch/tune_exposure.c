// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The levels that show most, a row a zone, beside the automatic ones.

#include "base/alloc.h"
#include "base/text.h"
#include "batch/tune.h"
#include "term/canvas.h"
#include "tune/exposure.h"
#include "view/levels.h"

#include <stdlib.h>

// The bin of a value, and parts of a bin.
static double place_of(const struct histogram *histogram, double value) {
    double first = tuned_value(histogram, 0), width = tuned_value(histogram, 1) - first;
    return width > 0 ? (value - first) / width : 0;
}

static double automatic_entropy(const struct histogram *histogram) {
    const struct levels_wish usual = LOOK_DEFAULT.levels;
    double low, high;
    levels_fractions(&usual, &low, &high);
    struct levels levels =
        levels_choose(&usual, histogram_quantile(histogram, low),
                      histogram_quantile(histogram, high), histogram->low, histogram->high);
    uint64_t *below = alloc_zeroed(HISTOGRAM_BINS + 1, sizeof *below);
    for (size_t bin = 0; bin < HISTOGRAM_BINS; bin++)
        below[bin + 1] = below[bin] + histogram->bins[bin];
    double entropy = exposure_entropy(below, HISTOGRAM_BINS, place_of(histogram, levels.low),
                                      place_of(histogram, levels.high), CANVAS_LEVELS);
    free(below);
    return entropy;
}

static bool add_zone(struct tuned *tuned, size_t zone, struct table *table, struct fault *fault) {
    const struct histogram *histogram = &tuned->histograms.of[zone];
    const char *name = tuned->regions.zones[zone].name;
    struct exposure exposure;
    if (!exposure_find(histogram->bins, HISTOGRAM_BINS, CANVAS_LEVELS, tuned->run->cancel,
                       &exposure, fault)) {
        fault_prefix(fault, "%s", name);
        return false;
    }
    double before = automatic_entropy(histogram);
    double low = tuned_value(histogram, exposure.low);
    double high = tuned_value(histogram, exposure.high);
    struct text option = { 0 };
    text_add(&option, "--levels=");
    text_add_double(&option, low);
    text_add_char(&option, ':');
    text_add_double(&option, high);
    run_say(tuned->run, "%s: %s shows %.4g bits, the automatic levels %.4g", name,
            text_string(&option), exposure.entropy, before);
    text_free(&option);
    const struct table_cell cells[] = {
        cell_text(name),
        cell_double(low),
        cell_double(high),
        cell_double(before),
        cell_double(exposure.entropy),
    };
    table_row(table, cells);
    return true;
}

bool tune_exposure(struct tuned *tuned, enum table_format format, struct text *into,
                   struct fault *fault) {
    if (!tuned_count(tuned, fault))
        return false;
    const char *unit = tuned->histograms.divided ? "1" : "DN";
    const struct table_column columns[] = {
        { "zone", NULL },       { "low", unit },      { "high", unit },
        { "automatic", "bit" }, { "entropy", "bit" },
    };
    struct table table;
    bool good = true;
    table_begin(&table, format, columns, sizeof columns / sizeof *columns, into);
    for (size_t zone = 0; good && zone < tuned->regions.count; zone++)
        good = add_zone(tuned, zone, &table, fault);
    table_end(&table);
    return good;
}
