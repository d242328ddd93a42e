// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// How far each frame stands off a reference.

#include "base/alloc.h"
#include "engine/reduced.h"
#include "engine/register_frames.h"
#include "engine/tuned_parts.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

// What a frame that cannot be used has.
static const struct register_shift NO_SHIFT = { .dx = NAN, .dy = NAN, .quality = NAN };

struct registered {
    const struct tuning_job *job; // with one region
    struct reduced reference;
    struct text reference_name;
    struct registration *registration;
    struct register_shift *shifts; // one a frame, stack pixels
};

// ── the reference ──────────────────────────────────────────────────────────────────────────────

static bool reduce(struct registered *registered, const struct session *session,
                   struct fault *fault) {
    const struct tuning_job *job = registered->job;
    return reduced_make(job->recording, session, job->correction, job->pool, job->cancel,
                        &registered->reference, fault);
}

// The first frame that can be used.
static bool take_first_frame(struct registered *registered, struct fault *fault) {
    struct indices indices = registered->job->indices;
    struct session wish = *registered->job->session; // borrows all that it points to
    wish.reduction = (struct reduction_wish){ .ops = { { .kind = REDUCTION_MEAN } }, .count = 1 };
    for (int64_t i = 0; i < indices.count; i++) {
        int64_t frame = indices.first + i * indices.step;
        wish.reduction.range = indices_range(&(struct indices){ frame, 1, 1 });
        fault_clear(fault);
        if (reduce(registered, &wish, fault)) {
            text_addf(&registered->reference_name, "frame %" PRId64, frame);
            return true;
        }
        if (fault->kind != FAULT_NOTHING)
            return false;
    }
    return false;
}

static bool make_reference(struct registered *registered, struct fault *fault) {
    struct session wish = *registered->job->session; // borrows all that it points to
    const struct range *range = &wish.reduction.range;
    if (wish.reduction.count == 0)
        return take_first_frame(registered, fault);
    if (wish.reduction.count > 1)
        return fault_set(fault, FAULT_USAGE,
                         "the reference is one reduction: give --reduce one operation");
    reduction_wish_format(&wish.reduction, &registered->reference_name);
    // All frames are all those of the job.
    if (!range->has_start && !range->has_stop && range->step == 1)
        wish.reduction.range = indices_range(&registered->job->indices);
    return reduce(registered, &wish, fault);
}

static bool prepare(struct registered *registered, struct fault *fault) {
    const struct tuning_job *job = registered->job;
    if (job->regions->count > 1)
        return fault_set(fault, FAULT_USAGE, "frames have one shift: give one --roi");
    if (!make_reference(registered, fault))
        return false;
    const struct reduced_image *image = registered->reference.images;
    registered->registration =
        registration_new(job->regions->zones, image->element, registered->reference.shape,
                         image->samples, pool_hands(job->pool), fault);
    return registered->registration != NULL;
}

// ── all frames ─────────────────────────────────────────────────────────────────────────────────

static bool add_frames(void *context, const struct frames *frames, const int64_t *sources,
                       struct fault *fault) {
    struct registered *registered = context;
    const struct tuning_job *job = registered->job;
    struct register_shift *shifts = alloc_zeroed(frames->count, sizeof *shifts);
    bool good =
        register_frames(registered->registration, frames, job->correction, REGISTER_LEAST_QUALITY,
                        job->portion, job->pool, job->cancel, shifts, fault);
    for (size_t i = 0; good && i < frames->count; i++) {
        size_t place = (size_t)((sources[i] - job->indices.first) / job->indices.step);
        registered->shifts[place] = shifts[i];
    }
    free(shifts);
    return good;
}

static bool find_shifts(struct registered *registered, struct fault *fault) {
    const struct tuning_job *job = registered->job;
    size_t count = (size_t)job->indices.count;
    registered->shifts = alloc_zeroed(count, sizeof *registered->shifts);
    for (size_t i = 0; i < count; i++)
        registered->shifts[i] = NO_SHIFT;
    portion_begin(job->portion, count);
    return recording_visit(job->recording, job->indices, false, job->correction, job->pool,
                           job->cancel, add_frames, registered, fault);
}

// ── what is said ───────────────────────────────────────────────────────────────────────────────

struct extremes {
    double low, high;
};

static void extend(struct extremes *extremes, double value) {
    extremes->low = value < extremes->low ? value : extremes->low;
    extremes->high = value > extremes->high ? value : extremes->high;
}

struct summary {
    size_t used, good, first_failed;
    struct extremes x, y, quality;
};

static struct summary summarise(const struct tuned *tuned) {
    static const struct extremes none = { HUGE_VAL, -HUGE_VAL };
    struct summary summary = { .x = none, .y = none, .quality = none };
    for (size_t i = 0; i < (size_t)tuned->indices.count; i++) {
        const struct register_shift *shift = &tuned->shifts[i];
        bool is_used = !isnan(shift->quality);
        if (shift->is_good) {
            extend(&summary.x, shift->dx);
            extend(&summary.y, shift->dy);
            extend(&summary.quality, shift->quality);
        } else if (is_used && summary.used == summary.good) {
            summary.first_failed = i;
        }
        summary.used += is_used;
        summary.good += shift->is_good;
    }
    return summary;
}

static bool conclude(const struct registered *registered, struct tuned *tuned,
                     struct fault *fault) {
    struct summary summary = summarise(tuned);
    const char *zone = tuned->zones[0], *name = text_string(&registered->reference_name);
    if (summary.good == 0)
        return fault_set(
            fault, FAULT_FAILED,
            "%s: no frame could be registered against %s: choose a zone with structure "
            "that moves as a whole",
            zone, name);
    words_addf(&tuned->found,
               "%s: %zu of %zu frames against %s, dx %.4g to %.4g px, dy %.4g to %.4g px", zone,
               summary.good, summary.used, name, summary.x.low, summary.x.high, summary.y.low,
               summary.y.high);
    words_addf(&tuned->details, "quality %.3g to %.3g (peak over noise; at least %g)",
               summary.quality.low, summary.quality.high, REGISTER_LEAST_QUALITY);
    tuned->is_incomplete = summary.good < summary.used;
    if (tuned->is_incomplete)
        words_addf(&tuned->warnings,
                   "%zu of %zu frames failed and have no shift; the first: frame %" PRId64
                   ", quality %.3g",
                   summary.used - summary.good, summary.used,
                   tuned->indices.first + (int64_t)summary.first_failed * tuned->indices.step,
                   tuned->shifts[summary.first_failed].quality);
    return true;
}

// The shifts over the frames.
static void add_curves(struct tuned *tuned) {
    static const char *const names[] = { "x", "y" };
    for (int axis = 0; axis < 2; axis++) {
        struct tuned_curve *curve =
            tuned_curve_add(tuned, names[axis], (size_t)tuned->indices.count);
        for (size_t i = 0; i < curve->count; i++) {
            curve->x[i] = (double)(tuned->indices.first + (int64_t)i * tuned->indices.step);
            curve->y[i] = axis ? tuned->shifts[i].dy : tuned->shifts[i].dx;
        }
    }
    tuned->x_label = "frame";
    tuned->y_label = "shift [px]";
}

bool tuned_register(const struct tuning_job *job, struct tuned *tuned, struct fault *fault) {
    struct registered registered = { .job = job };
    bool good = prepare(&registered, fault) && find_shifts(&registered, fault);
    double bin = job->recording->conversion.bin;
    for (size_t i = 0; good && i < (size_t)job->indices.count; i++) {
        registered.shifts[i].dx *= bin;
        registered.shifts[i].dy *= bin;
    }
    tuned->shifts = registered.shifts;
    good = good && conclude(&registered, tuned, fault);
    if (good && job->with_curves)
        add_curves(tuned);
    registration_free(&registered.registration);
    reduced_free(&registered.reference);
    text_free(&registered.reference_name);
    return good;
}
