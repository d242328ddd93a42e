// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// What is above the thresholds, a row a frame and zone.

#include "base/alloc.h"
#include "batch/tune.h"
#include "measure/walk.h"
#include "tune/threshold.h"

#include <math.h>
#include <stdlib.h>

struct parting {
    struct tuned *tuned;
    struct threshold *thresholds; // one a zone
    struct table table;
};

static bool find_threshold(struct run *run, const struct histogram *histogram,
                           struct threshold *threshold, struct fault *fault) {
    double *values = alloc_zeroed(HISTOGRAM_BINS, sizeof *values);
    double *counts = alloc_zeroed(HISTOGRAM_BINS, sizeof *counts);
    size_t count = 0;
    for (size_t bin = 0; bin < HISTOGRAM_BINS; bin++) {
        if (!histogram->bins[bin])
            continue;
        values[count] = tuned_value(histogram, bin);
        counts[count++] = (double)histogram->bins[bin];
    }
    bool found = threshold_find(values, counts, count, run->cancel, threshold, fault);
    free(values);
    free(counts);
    return found;
}

static bool find_thresholds(struct parting *parting, struct fault *fault) {
    struct tuned *tuned = parting->tuned;
    for (size_t i = 0; i < tuned->regions.count; i++) {
        struct threshold *threshold = &parting->thresholds[i];
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

static bool count_frame(struct parting *parting, const struct frames *frame, size_t zone,
                        struct above *sum) {
    struct tuned *tuned = parting->tuned;
    struct run *run = tuned->run;
    const struct correction *correction = tuned->references.correction;
    size_t hands = pool_hands(run->pool);
    struct counting counting = { correction ? ELEMENT_F32 : frame->element,
                                 parting->thresholds[zone].value,
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
    struct parting *parting = context;
    const struct regions *regions = &parting->tuned->regions;
    for (size_t i = 0; i < frames->count; i++) {
        struct frames frame = { frames->element, frames->shape, &frames->views[i], 1 };
        for (size_t zone = 0; zone < regions->count; zone++) {
            struct above sum;
            if (!count_frame(parting, &frame, zone, &sum))
                return fault_set(fault, FAULT_CANCELLED, "cancelled");
            const struct table_cell cells[] = {
                cell_int(sources[i]),
                cell_text(regions->zones[zone].name),
                cell_double(parting->thresholds[zone].value),
                cell_int((int64_t)sum.n),
                sum.n ? cell_double((double)sum.above / (double)sum.n) : cell_missing(),
            };
            table_row(&parting->table, cells);
        }
    }
    return true;
}

bool tune_threshold(struct tuned *tuned, enum table_format format, struct text *into,
                    struct fault *fault) {
    struct run *run = tuned->run;
    struct recording *recording = run->recording;
    if (!tuned_count(tuned, fault))
        return false;
    const struct table_column columns[] = {
        { "frame", NULL },
        { "zone", NULL },
        { "threshold", tuned->histograms.divided ? "1" : "DN" },
        { "n", NULL },
        { "above", "1" },
    };
    struct parting parting = { .tuned = tuned };
    parting.thresholds = alloc_zeroed(tuned->regions.count, sizeof *parting.thresholds);
    table_begin(&parting.table, format, columns, sizeof columns / sizeof *columns, into);
    bool good = find_thresholds(&parting, fault)
                && recording_visit(recording, recording->kept, false, tuned->references.correction,
                                   run->pool, run->cancel, add_frames, &parting, fault);
    table_end(&parting.table);
    free(parting.thresholds);
    return good;
}
