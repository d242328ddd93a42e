// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// blitz tune register: how far each frame stands off a reference.

#include "base/alloc.h"
#include "batch/tune.h"
#include "engine/reduced.h"
#include "engine/register_frames.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

// What a frame that cannot be used has.
static const struct register_shift NO_SHIFT = { .dx = NAN, .dy = NAN, .quality = NAN };

struct registered {
    struct tuned *tuned; // with one region
    struct reduced reference;
    struct text reference_name;
    struct registration *registration;
    struct register_shift *shifts; // one a kept frame
};

// ── the reference ──────────────────────────────────────────────────────────────────────────────

static bool reduce(struct registered *registered, const struct session *session,
                   struct fault *fault) {
    struct run *run = registered->tuned->run;
    return reduced_make(run->recording, session, registered->tuned->references.correction,
                        run->pool, run->cancel, &registered->reference, fault);
}

// The first frame that can be used.
static bool take_first_frame(struct registered *registered, struct fault *fault) {
    struct run *run = registered->tuned->run;
    struct session wish = run->session; // borrows all that it points to
    wish.reduction = (struct reduction_wish){ .ops = { { .kind = REDUCTION_MEAN } }, .count = 1 };
    struct indices kept = run->recording->kept;
    for (int64_t i = 0; i < kept.count; i++) {
        int64_t frame = kept.first + i * kept.step;
        wish.reduction.range = (struct range){
            .has_start = true, .start = frame, .has_stop = true, .stop = frame + 1, .step = 1
        };
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
    const struct reduction_wish *wish = &registered->tuned->run->session.reduction;
    if (wish->count == 0)
        return take_first_frame(registered, fault);
    if (wish->count > 1)
        return fault_set(fault, FAULT_USAGE,
                         "the reference is one reduction: give --reduce one operation");
    reduction_wish_format(wish, &registered->reference_name);
    return reduce(registered, &registered->tuned->run->session, fault);
}

static bool prepare(struct registered *registered, struct fault *fault) {
    struct run *run = registered->tuned->run;
    const struct regions *regions = &registered->tuned->regions;
    if (regions->count > 1)
        return fault_set(fault, FAULT_USAGE, "frames have one shift: give one --roi");
    if (!make_reference(registered, fault))
        return false;
    const struct reduced_image *image = registered->reference.images;
    registered->registration =
        registration_new(regions->zones, image->element, registered->reference.shape,
                         image->samples, pool_hands(run->pool), fault);
    return registered->registration != NULL;
}

// ── all frames ─────────────────────────────────────────────────────────────────────────────────

static bool add_frames(void *context, const struct frames *frames, const int64_t *sources,
                       struct fault *fault) {
    struct registered *registered = context;
    struct run *run = registered->tuned->run;
    struct indices kept = run->recording->kept;
    struct register_shift *shifts = alloc_zeroed(frames->count, sizeof *shifts);
    bool good =
        register_frames(registered->registration, frames, registered->tuned->references.correction,
                        REGISTER_LEAST_QUALITY, run->pool, run->cancel, shifts, fault);
    for (size_t i = 0; good && i < frames->count; i++) {
        size_t place = (size_t)((sources[i] - kept.first) / kept.step);
        registered->shifts[place] = shifts[i];
    }
    free(shifts);
    return good;
}

static bool find_shifts(struct registered *registered, struct fault *fault) {
    struct run *run = registered->tuned->run;
    struct recording *recording = run->recording;
    size_t count = (size_t)recording->kept.count;
    registered->shifts = alloc_zeroed(count, sizeof *registered->shifts);
    for (size_t i = 0; i < count; i++)
        registered->shifts[i] = NO_SHIFT;
    return recording_visit(recording, recording->kept, false,
                           registered->tuned->references.correction, run->pool, run->cancel,
                           add_frames, registered, fault);
}

// ── what is said ───────────────────────────────────────────────────────────────────────────────

struct extremes {
    double low, high;
};

static void extend(struct extremes *extremes, double value) {
    extremes->low = value < extremes->low ? value : extremes->low;
    extremes->high = value > extremes->high ? value : extremes->high;
}

static bool conclude(struct registered *registered, struct fault *fault) {
    struct run *run = registered->tuned->run;
    struct indices kept = run->recording->kept;
    double bin = run->recording->conversion.bin;
    size_t used = 0, good = 0, first_failed = 0;
    struct extremes x = { HUGE_VAL, -HUGE_VAL }, y = x;
    for (size_t i = 0; i < (size_t)kept.count; i++) {
        const struct register_shift *shift = &registered->shifts[i];
        bool is_used = !isnan(shift->quality);
        if (shift->is_good) {
            extend(&x, shift->dx * bin);
            extend(&y, shift->dy * bin);
        } else if (is_used && used == good) {
            first_failed = i;
        }
        used += is_used;
        good += shift->is_good;
    }
    const char *zone = registered->tuned->regions.zones->name;
    const char *name = text_string(&registered->reference_name);
    if (good == 0)
        return fault_set(
            fault, FAULT_FAILED,
            "%s: no frame could be registered against %s: choose a zone with structure "
            "that moves as a whole",
            zone, name);
    run_say(run, "%s: %zu of %zu frames against %s, dx %.4g to %.4g px, dy %.4g to %.4g px", zone,
            good, used, name, x.low, x.high, y.low, y.high);
    registered->tuned->is_incomplete = good < used;
    if (good < used)
        run_warn(run,
                 "%zu of %zu frames failed and have no shift; the first: frame %" PRId64
                 ", quality %.3g",
                 used - good, used, kept.first + (int64_t)first_failed * kept.step,
                 registered->shifts[first_failed].quality);
    struct text command = { 0 };
    session_command(&run->session, VERB_TUNE, &command);
    run_say(run, "the same again: %s", text_string(&command));
    text_free(&command);
    return true;
}

static struct table_cell number_or_nothing(double number) {
    return isnan(number) ? cell_missing() : cell_double(number);
}

// In source pixels.
static void add_table(const struct registered *registered, enum table_format format,
                      struct text *into) {
    static const struct table_column columns[] = {
        { "frame", NULL }, { "dx", "px" }, { "dy", "px" }, { "quality", NULL }
    };
    const struct recording *recording = registered->tuned->run->recording;
    struct indices kept = recording->kept;
    double bin = recording->conversion.bin;
    struct table table;
    table_begin(&table, format, columns, sizeof columns / sizeof *columns, into);
    for (int64_t i = 0; i < kept.count; i++) {
        const struct register_shift *shift = &registered->shifts[i];
        const struct table_cell cells[] = {
            cell_int(kept.first + i * kept.step),
            number_or_nothing(shift->dx * bin),
            number_or_nothing(shift->dy * bin),
            number_or_nothing(shift->quality),
        };
        table_row(&table, cells);
    }
    table_end(&table);
}

bool tune_register(struct tuned *tuned, enum table_format format, struct text *into,
                   struct fault *fault) {
    struct registered registered = { .tuned = tuned };
    bool good = prepare(&registered, fault) && find_shifts(&registered, fault)
                && conclude(&registered, fault);
    if (good)
        add_table(&registered, format, into);
    free(registered.shifts);
    registration_free(&registered.registration);
    reduced_free(&registered.reference);
    text_free(&registered.reference_name);
    return good;
}
