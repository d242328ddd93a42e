// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// What several tunings need.

#include "engine/tuned_parts.h"

#include "base/alloc.h"

#include <math.h>

double tuned_value(const struct histogram *histogram, size_t bin) {
    if (histogram->element != ELEMENT_F32)
        return (double)element_lowest(histogram->element) + (double)bin;
    double width = (histogram->high - histogram->low) / HISTOGRAM_BINS;
    return histogram->low + width * ((double)bin + 0.5);
}

bool tuned_count(const struct tuning_job *job, struct histograms *histograms, struct fault *fault) {
    return histograms_make(job->recording, job->indices, job->regions, job->correction,
                           job->portion, job->pool, job->cancel, histograms, fault);
}

struct tuned_curve *tuned_curve_add(struct tuned *tuned, const char *name, size_t count) {
    struct tuned_curve *curve = &tuned->curves[tuned->curve_count++];
    *curve = (struct tuned_curve){
        .name = name,
        .x = alloc_zeroed(count + 1, sizeof *curve->x),
        .y = alloc_zeroed(count + 1, sizeof *curve->y),
        .count = count,
        .found = NAN,
    };
    return curve;
}

void tuned_levels_option(double low, double high, struct text *option) {
    text_add(option, "--levels=");
    text_add_double(option, low);
    text_add_char(option, ':');
    text_add_double(option, high);
}
