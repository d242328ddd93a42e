// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The threshold of each zone, and what is above it in each frame.

#include "base/alloc.h"
#include "base/size.h"
#include "engine/tuned_parts.h"
#include "measure/walk.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

struct parting {
    const struct tuning_job *job;
    struct tuned *tuned;
};

// The values that occur, and how often.
struct occurring {
    double *values, *counts;
    size_t count;
};

static struct occurring list_values(const struct histogram *histogram) {
    struct occurring list = { alloc_zeroed(HISTOGRAM_BINS, sizeof *list.values),
                              alloc_zeroed(HISTOGRAM_BINS, sizeof *list.counts), 0 };
    for (size_t bin = 0; bin < HISTOGRAM_BINS; bin++) {
        if (!histogram->bins[bin])
            continue;
        list.values[list.count] = tuned_value(histogram, bin);
        list.counts[list.count++] = (double)histogram->bins[bin];
    }
    return list;
}

// The separation by a threshold between each value and the next.
static void add_curve(struct tuned *tuned, const struct occurring *list) {
    struct tuned_curve *curve = tuned_curve_add(tuned, "separation", list->count - 1);
    threshold_separations(list->values, list->counts, list->count, curve->y);
    for (size_t i = 0; i < curve->count; i++)
        curve->x[i] = (list->values[i] + list->values[i + 1]) / 2;
    curve->found = tuned->thresholds->value;
    tuned->x_label = tuned->divided ? "[1]" : "[DN]";
    tuned->y_label = "separation";
}

static bool find_threshold(const struct parting *parting, const struct histogram *histogram,
                           size_t zone, struct fault *fault) {
    struct tuned *tuned = parting->tuned;
    struct threshold *threshold = &tuned->thresholds[zone];
    struct occurring list = list_values(histogram);
    bool found = threshold_find(list.values, list.counts, list.count, parting->job->cancel,
                                threshold, fault);
    if (found && zone == 0 && parting->job->with_curves)
        add_curve(tuned, &list);
    free(list.values);
    free(list.counts);
    if (!found)
        return fault_prefix(fault, "%s", tuned->zones[zone]);
    words_addf(&tuned->found, "%s: threshold %.7g%s, %.4g %% above, separation %.4g",
               tuned->zones[zone], threshold->value, tuned->divided ? "" : " DN",
               100 * threshold->share, threshold->separation);
    return true;
}

static bool find_thresholds(const struct parting *parting, struct fault *fault) {
    struct histograms histograms = { 0 };
    if (!tuned_count(parting->job, &histograms, fault))
        return false;
    bool good = true;
    for (size_t i = 0; good && i < parting->tuned->zone_count; i++)
        good = find_threshold(parting, &histograms.of[i], i, fault);
    histograms_free(&histograms);
    return good;
}

// ── what is above ──────────────────────────────────────────────────────────────────────────────

struct counting {
    enum element element; // of the rows
    double threshold;
    struct tuned_share *workers;
};

static void count_row(void *context, size_t worker, const void *samples, size_t count) {
    const struct counting *counting = context;
    struct tuned_share *mine = &counting->workers[worker];
    for (size_t i = 0; i < count; i++) {
        double value = element_value(counting->element, samples, i);
        mine->n += isfinite(value) != 0;
        mine->above += isfinite(value) && value > counting->threshold;
    }
}

static bool count_frame(const struct parting *parting, const struct frames *frame, size_t zone,
                        struct tuned_share *sum) {
    const struct tuning_job *job = parting->job;
    size_t hands = pool_hands(job->pool);
    struct counting counting = { job->correction ? ELEMENT_F32 : frame->element,
                                 parting->tuned->thresholds[zone].value,
                                 alloc_zeroed(hands, sizeof *counting.workers) };
    bool good = walk_frames(frame, &job->regions->zones[zone], job->correction, job->pool,
                            job->cancel, count_row, &counting);
    for (size_t i = 0; i < hands; i++) {
        sum->n += counting.workers[i].n;
        sum->above += counting.workers[i].above;
    }
    free(counting.workers);
    return good;
}

static bool add_frames(void *context, const struct frames *frames, const int64_t *sources,
                       struct fault *fault) {
    const struct parting *parting = context;
    struct tuned *tuned = parting->tuned;
    for (size_t i = 0; i < frames->count; i++) {
        struct frames frame = { frames->element, frames->shape, &frames->views[i], 1 };
        size_t row = (size_t)((sources[i] - tuned->indices.first) / tuned->indices.step);
        for (size_t zone = 0; zone < tuned->zone_count; zone++)
            if (!count_frame(parting, &frame, zone, &tuned->shares[row * tuned->zone_count + zone]))
                return fault_set(fault, FAULT_CANCELLED, "cancelled");
        tuned->seen[row] = true;
        portion_step(parting->job->portion, 1);
    }
    return true;
}

// The frames of the first zone with the least and the most above.
static void describe_shares(struct tuned *tuned) {
    int64_t least_frame = -1, most_frame = -1;
    double least = HUGE_VAL, most = -HUGE_VAL;
    for (int64_t row = 0; row < tuned->indices.count; row++) {
        const struct tuned_share *share = &tuned->shares[(size_t)row * tuned->zone_count];
        int64_t frame = tuned->indices.first + row * tuned->indices.step;
        double part = (double)share->above / (double)share->n;
        if (!tuned->seen[row] || !share->n)
            continue;
        least_frame = part < least ? frame : least_frame;
        least = fmin(least, part);
        most_frame = part > most ? frame : most_frame;
        most = fmax(most, part);
    }
    if (least_frame >= 0)
        words_addf(&tuned->details,
                   "above it: %.4g %% in frame %" PRId64 " to %.4g %% in frame %" PRId64,
                   100 * least, least_frame, 100 * most, most_frame);
}

static bool reserve(struct tuned *tuned, struct fault *fault) {
    size_t rows = (size_t)tuned->indices.count, count;
    tuned->thresholds = alloc_zeroed(tuned->zone_count, sizeof *tuned->thresholds);
    if (size_multiply(rows, tuned->zone_count, &count)) {
        tuned->shares = alloc_try(count, sizeof *tuned->shares);
        tuned->seen = alloc_try(rows, sizeof *tuned->seen);
    }
    if (!tuned->shares || !tuned->seen)
        return fault_set(fault, FAULT_LIMIT, "not enough memory for the share in every frame");
    for (size_t i = 0; i < count; i++)
        tuned->shares[i] = (struct tuned_share){ 0 };
    for (size_t i = 0; i < rows; i++)
        tuned->seen[i] = false;
    return true;
}

// The levels between which both classes have one shade each.
static void add_option(struct tuned *tuned) {
    struct text option = { 0 };
    tuned_levels_option(tuned->thresholds->low, tuned->thresholds->high, &option);
    words_add(&tuned->options, text_string(&option));
    text_free(&option);
}

bool tuned_threshold(const struct tuning_job *job, struct tuned *tuned, struct fault *fault) {
    struct parting parting = { job, tuned };
    if (!reserve(tuned, fault) || !find_thresholds(&parting, fault))
        return false;
    portion_begin(job->portion, (size_t)job->indices.count);
    if (!recording_visit(job->recording, job->indices, false, job->correction, job->pool,
                         job->cancel, add_frames, &parting, fault))
        return false;
    describe_shares(tuned);
    add_option(tuned);
    return true;
}
