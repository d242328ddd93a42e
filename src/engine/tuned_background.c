// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The amounts of the references that leave the least structure in the zones.

#include "base/alloc.h"
#include "base/text.h"
#include "engine/reduce_visit.h"
#include "engine/references.h"
#include "engine/tuned_parts.h"

#include <math.h>
#include <stdlib.h>

// A curve has so many points, fewer of many pixels: each looks at all of them.
enum { CURVE_MOST = 65, CURVE_LEAST = 9, CURVE_PIXELS = 1 << 24 };

// Images of the whole frame, of which the first `count` pixels are then those that are compared.
struct images {
    double *mean, *references[BACKGROUND_AMOUNTS];
    enum reference_role roles[BACKGROUND_AMOUNTS];
    size_t count;
};

bool tuned_background_may_be(const struct session *session, struct fault *fault) {
    if (correction_wish_is_none(&session->correction))
        return fault_set(fault, FAULT_USAGE,
                         "tune background needs a reference: name it with --subtract, --divide, "
                         "--dark or --flat");
    if (correction_wish_slides(&session->correction))
        return fault_set(fault, FAULT_USAGE,
                         "tune background compares the mean of the frames with references that "
                         "stay: it cannot tune one that slides");
    return true;
}

static bool make_mean(const struct tuning_job *job, struct images *images, struct fault *fault) {
    const struct reduction_op op = { .kind = REDUCTION_MEAN };
    const struct reduce_watch watch = { .portion = job->portion };
    struct recording *recording = job->recording;
    struct reduction *reduction = reduce_visit_watched(recording, job->indices, &op, 1, 0, NULL,
                                                       &watch, job->pool, job->cancel, fault);
    if (!reduction)
        return false;
    images->mean = alloc_try(shape_samples(recording->conversion.shape), sizeof *images->mean);
    if (images->mean)
        reduction_result_double(reduction, 0, job->pool, images->mean, NULL);
    reduction_free(&reduction);
    return images->mean || fault_set(fault, FAULT_LIMIT, "not enough memory for the mean");
}

static bool make_images(const struct tuning_job *job, struct images *images, struct fault *fault) {
    bool good = make_mean(job, images, fault);
    for (enum reference_role role = 0; good && role < ROLE_COUNT; role++) {
        if (reference_of(&job->session->correction, role)->kind == REFERENCE_NONE)
            continue;
        bool divides = role == ROLE_DIVIDE || role == ROLE_FLAT;
        int place = divides ? BACKGROUND_DIVISOR : BACKGROUND_OFFSET;
        images->roles[place] = role;
        images->references[place] = reference_image(job->recording, job->session, role, job->pool,
                                                    job->cancel, NULL, fault);
        good = images->references[place];
    }
    return good;
}

static void keep_pixel(struct images *images, size_t pixel) {
    bool finite = isfinite(images->mean[pixel]);
    for (int k = 0; k < BACKGROUND_AMOUNTS; k++)
        finite = finite && (!images->references[k] || isfinite(images->references[k][pixel]));
    if (!finite)
        return;
    images->mean[images->count] = images->mean[pixel];
    for (int k = 0; k < BACKGROUND_AMOUNTS; k++)
        if (images->references[k])
            images->references[k][images->count] = images->references[k][pixel];
    images->count++;
}

// A pixel that is in two zones counts once.
static bool keep_zones(const struct tuning_job *job, struct images *images, struct fault *fault) {
    struct shape shape = job->recording->conversion.shape;
    size_t count = shape_samples(shape);
    bool *inside = alloc_try(count, sizeof *inside);
    if (!inside)
        return fault_set(fault, FAULT_LIMIT, "not enough memory for the zones");
    for (size_t i = 0; i < count; i++)
        inside[i] = false;
    for (size_t z = 0; z < job->regions->count; z++)
        for (size_t s = 0; s < job->regions->zones[z].span_count; s++) {
            const struct zone_span *span = &job->regions->zones[z].spans[s];
            for (uint32_t x = span->start; x < span->stop; x++)
                inside[(size_t)span->row * shape.width + x] = true;
        }
    for (size_t i = 0; i < count; i++)
        if (inside[i])
            keep_pixel(images, i);
    free(inside);
    return true;
}

// ── what is said ───────────────────────────────────────────────────────────────────────────────

static void say_amount(const struct tuning_job *job, struct tuned *tuned,
                       const struct tuned_amount *amount) {
    struct reference_wish wish;
    struct text option = { 0 };
    reference_wish_copy(&wish, reference_of(&job->session->correction, amount->role));
    wish.amount = amount->found;
    text_addf(&option, "--%s=", reference_role_name(amount->role));
    reference_wish_format(&wish, &option);
    words_add(&tuned->options, text_string(&option));
    char *safe = text_safe(text_string(&option));
    bool may_exceed = amount->role == ROLE_DARK || amount->role == ROLE_FLAT;
    bool at_end = amount->found <= 0 || (amount->found >= 1 && !may_exceed);
    words_addf(&tuned->found, "%s%s", safe, at_end ? " (at the end of what an amount can be)" : "");
    free(safe);
    text_free(&option);
    reference_wish_free(&wish);
}

static void report(const struct tuning_job *job, struct tuned *tuned) {
    bool divided = false;
    for (size_t i = 0; i < tuned->amount_count; i++) {
        say_amount(job, tuned, &tuned->amounts[i]);
        divided =
            divided || tuned->amounts[i].role == ROLE_DIVIDE || tuned->amounts[i].role == ROLE_FLAT;
    }
    tuned->divided = divided;
    words_addf(&tuned->found, "structure %.4g%s, before %.4g%s", tuned->after,
               divided ? " of the mean" : " DN", tuned->before, divided ? "" : " DN");
    words_addf(&tuned->details, "%zu pixels compared", tuned->pixels);
    tuned->x_label = "amount";
    tuned->y_label = divided ? "structure [1]" : "structure [DN]";
}

// The structure at other amounts of one reference.
static void add_curve(const struct tuning_job *job, struct tuned *tuned,
                      const struct background *background, const double *found, int place,
                      enum reference_role role) {
    size_t fitting = CURVE_PIXELS / (background->count + 1);
    size_t count = fitting > CURVE_MOST    ? CURVE_MOST
                   : fitting < CURVE_LEAST ? CURVE_LEAST
                                           : fitting;
    struct tuned_curve *curve = tuned_curve_add(tuned, reference_role_name(role), count);
    double amounts[BACKGROUND_AMOUNTS] = { found[0], found[1] };
    double most = background->is_camera ? fmax(2 * found[place], 1) : 1;
    curve->found = found[place];
    for (size_t i = 0; i < count && !cancel_asked(job->cancel); i++) {
        amounts[place] = curve->x[i] = most * (double)i / (double)(count - 1);
        double structure = background_structure(background, amounts);
        curve->y[i] = isfinite(structure) ? structure : NAN;
    }
}

static bool find(const struct tuning_job *job, const struct images *images, struct tuned *tuned,
                 struct fault *fault) {
    const struct correction_wish *wish = &job->session->correction;
    const struct background background = {
        .pixels = images->mean,
        .references = { images->references[BACKGROUND_OFFSET],
                        images->references[BACKGROUND_DIVISOR] },
        .count = images->count,
        .is_camera = wish->dark.kind != REFERENCE_NONE || wish->flat.kind != REFERENCE_NONE,
    };
    double given[BACKGROUND_AMOUNTS] = { 0 }, found[BACKGROUND_AMOUNTS] = { 0 };
    for (int k = 0; k < BACKGROUND_AMOUNTS; k++)
        if (images->references[k])
            given[k] = found[k] = reference_of(wish, images->roles[k])->amount;
    tuned->before = background_structure(&background, given);
    if (!background_find(&background, job->cancel, found, fault))
        return false;
    tuned->after = background_structure(&background, found);
    tuned->pixels = images->count;
    for (int k = 0; k < BACKGROUND_AMOUNTS; k++) {
        if (!images->references[k])
            continue;
        tuned->amounts[tuned->amount_count++] =
            (struct tuned_amount){ images->roles[k], given[k], found[k] };
        if (job->with_curves)
            add_curve(job, tuned, &background, found, k, images->roles[k]);
    }
    return true;
}

bool tuned_background(const struct tuning_job *job, struct tuned *tuned, struct fault *fault) {
    struct images images = { 0 };
    bool good = make_images(job, &images, fault) && keep_zones(job, &images, fault)
                && find(job, &images, tuned, fault);
    if (good)
        report(job, tuned);
    free(images.mean);
    for (int k = 0; k < BACKGROUND_AMOUNTS; k++)
        free(images.references[k]);
    return good;
}
