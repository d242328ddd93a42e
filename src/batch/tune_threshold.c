// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// blitz tune threshold: what parts front and background.

#include "base/alloc.h"
#include "batch/tuning.h"
#include "engine/histograms.h"
#include "measure/walk.h"
#include "tune/threshold.h"

#include <math.h>
#include <stdlib.h>

struct tuned {
    struct run *run;
    const struct correction *correction;
    struct regions regions;
    struct histograms histograms;
    struct threshold *thresholds; // one a zone
    struct table table;
};

static bool find_threshold(struct run *run, const struct histogram *histogram,
                           struct threshold *threshold, struct fault *fault) {
    double *values = alloc_zeroed(HISTOGRAM_BINS, sizeof *values);
    double *counts = alloc_zeroed(HISTOGRAM_BINS, sizeof *counts);
    bool is_float = histogram->element == ELEMENT_F32;
    double lowest = is_float ? histogram->low : element_lowest(histogram->element);
    double width = is_float ? (histogram->high - histogram->low) / HISTOGRAM_BINS : 1;
    size_t count = 0;
    for (size_t bin = 0; bin < HISTOGRAM_BINS; bin++) {
        if (!histogram->bins[bin])
            continue;
        values[count] = lowest + width * ((double)bin + (is_float ? 0.5 : 0));
        counts[count++] = (double)histogram->bins[bin];
    }
    bool found = threshold_find(values, counts, count, run->cancel, threshold, fault);
    free(values);
    free(counts);
    return found;
}

static bool find_thresholds(struct tuned *tuned, struct fault *fault) {
    tuned->thresholds = alloc_zeroed(tuned->regions.count, sizeof *tuned->thresholds);
    for (size_t i = 0; i < tuned->regions.count; i++) {
        struct threshold *threshold = &tuned->thresholds[i];
        const char *zone = tuned->regions.zones[i].name;
        if (!find_threshold(tuned->run, &tuned->histograms.of[i], threshold, fault)) {
            fault_prefix(fault, "%s", zone);
            return false;
        }
        run_say(tuned->run, "%s: threshold %.7g%s, %.4g %% above, separation %.4g", zone,
                threshold->value, tuned->histograms.divided ? "" : " DN", 100 * threshold->share,
                threshold->separation);
    }
    return true;
}

struct above {
    uint64_t n, above;
};

struct counting {
    enum element element; // of the rows
    double threshold;
    struct above *workers;
};

static void count_row(void *context, size_t worker, const void *samples, size_t count) {
    const struct counting *counting = context;
    struct above *mine = &counting->workers[worker];
    for (size_t i = 0; i < count; i++) {
        double value = element_value(counting->element, samples, i);
        mine->n += isfinite(value) != 0;
        mine->above += isfinite(value) && value > counting->threshold;
    }
}

static bool count_frame(struct tuned *tuned, const struct frames *frame, size_t zone,
                        struct above *sum) {
    struct run *run = tuned->run;
    const struct correction *correction = tuned->correction;
    size_t hands = pool_hands(run->pool);
    struct counting counting = { correction ? ELEMENT_F32 : frame->element,
                                 tuned->thresholds[zone].value,
                                 alloc_zeroed(hands, sizeof *counting.workers) };
    bool good = walk_frames(frame, &tuned->regions.zones[zone], correction, run->pool, run->cancel,
                            count_row, &counting);
    *sum = (struct above){ 0 };
    for (size_t i = 0; i < hands; i++) {
        sum->n += counting.workers[i].n;
        sum->above += counting.workers[i].above;
    }
    free(counting.workers);
    return good;
}

static bool add_frames(void *context, const struct frames *frames, const int64_t *sources,
                       struct fault *fault) {
    struct tuned *tuned = context;
    for (size_t i = 0; i < frames->count; i++) {
        struct frames frame = { frames->element, frames->shape, &frames->views[i], 1 };
        for (size_t zone = 0; zone < tuned->regions.count; zone++) {
            struct above sum;
            if (!count_frame(tuned, &frame, zone, &sum))
                return fault_set(fault, FAULT_CANCELLED, "cancelled");
            const struct table_cell cells[] = {
                cell_int(sources[i]),
                cell_text(tuned->regions.zones[zone].name),
                cell_double(tuned->thresholds[zone].value),
                cell_int((int64_t)sum.n),
                sum.n ? cell_double((double)sum.above / (double)sum.n) : cell_missing(),
            };
            table_row(&tuned->table, cells);
        }
    }
    return true;
}

// What is above the thresholds, a row a frame and zone.
static bool add_table(struct tuned *tuned, const struct tuning_job *job, struct fault *fault) {
    struct run *run = tuned->run;
    struct recording *recording = run->recording;
    const struct table_column columns[] = {
        { "frame", NULL },
        { "zone", NULL },
        { "threshold", tuned->histograms.divided ? "1" : "DN" },
        { "n", NULL },
        { "above", "1" },
    };
    table_begin(&tuned->table, job->format, columns, sizeof columns / sizeof *columns, job->into);
    bool good = recording_visit(recording, recording->kept, false, tuned->correction, run->pool,
                                run->cancel, add_frames, tuned, fault);
    table_end(&tuned->table);
    return good;
}

bool tune_threshold(struct tuning_job *job, struct fault *fault) {
    struct run *run = job->run;
    struct tuned tuned = { .run = run, .correction = job->references.correction };
    bool good = regions_prepare(run->recording, &run->session, &tuned.regions, fault)
                && histograms_make(run->recording, &tuned.regions, tuned.correction, run->pool,
                                   run->cancel, &tuned.histograms, fault)
                && find_thresholds(&tuned, fault) && add_table(&tuned, job, fault);
    free(tuned.thresholds);
    histograms_free(&tuned.histograms);
    regions_free(&tuned.regions);
    return good;
}
