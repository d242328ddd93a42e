// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The amounts of the references, a row each, that leave the least structure in the zones.

#include "base/alloc.h"
#include "base/size.h"
#include "base/text.h"
#include "batch/tune.h"
#include "engine/reduce_visit.h"
#include "tune/background.h"

#include <math.h>
#include <stdlib.h>

// At the same time: the mean and what it is made from, two references, and the mask of the zones.
#define BYTES_A_SAMPLE (6 * sizeof(double))

// Images of the whole frame, of which the first `count` pixels are then those that are compared.
struct images {
    double *mean, *references[BACKGROUND_AMOUNTS];
    enum reference_role roles[BACKGROUND_AMOUNTS];
    size_t count;
};

static bool may_tune(const struct correction_wish *wish, struct fault *fault) {
    if (correction_wish_is_none(wish))
        return fault_set(fault, FAULT_USAGE,
                         "tune background needs a reference: name it with --subtract, --divide, "
                         "--dark or --flat");
    if (correction_wish_slides(wish))
        return fault_set(fault, FAULT_USAGE,
                         "tune background compares the mean of the frames with references that "
                         "stay: it cannot tune one that slides");
    return true;
}

bool tune_background_results(struct run *run, size_t *bytes, struct fault *fault) {
    const struct recording *recording = run->recording;
    if (!may_tune(&run->session.correction, fault))
        return false;
    size_multiply(shape_samples(recording->first_conversion.shape), BYTES_A_SAMPLE, bytes);
    return true;
}

static bool make_mean(struct run *run, struct images *images, struct fault *fault) {
    const struct reduction_op op = { .kind = REDUCTION_MEAN };
    struct recording *recording = run->recording;
    struct reduction *reduction =
        reduce_visit(recording, recording->kept, &op, 1, 0, NULL, run->pool, run->cancel, fault);
    if (!reduction)
        return false;
    images->mean = alloc_try(shape_samples(recording->conversion.shape), sizeof *images->mean);
    if (images->mean)
        reduction_result_double(reduction, 0, run->pool, images->mean, NULL);
    reduction_free(&reduction);
    return images->mean || fault_set(fault, FAULT_LIMIT, "not enough memory for the mean");
}

static bool make_images(struct run *run, struct images *images, struct fault *fault) {
    bool good = make_mean(run, images, fault);
    for (enum reference_role role = 0; good && role < ROLE_COUNT; role++) {
        if (reference_of(&run->session.correction, role)->kind == REFERENCE_NONE)
            continue;
        bool divides = role == ROLE_DIVIDE || role == ROLE_FLAT;
        int place = divides ? BACKGROUND_DIVISOR : BACKGROUND_OFFSET;
        images->roles[place] = role;
        images->references[place] = reference_image(run->recording, &run->session, role, run->pool,
                                                    run->cancel, NULL, fault);
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
static bool keep_zones(const struct tuned *tuned, struct images *images, struct fault *fault) {
    struct shape shape = tuned->run->recording->conversion.shape;
    size_t count = shape_samples(shape);
    bool *inside = alloc_try(count, sizeof *inside);
    if (!inside)
        return fault_set(fault, FAULT_LIMIT, "not enough memory for the zones");
    for (size_t i = 0; i < count; i++)
        inside[i] = false;
    for (size_t z = 0; z < tuned->regions.count; z++)
        for (size_t s = 0; s < tuned->regions.zones[z].span_count; s++) {
            const struct zone_span *span = &tuned->regions.zones[z].spans[s];
            for (uint32_t x = span->start; x < span->stop; x++)
                inside[(size_t)span->row * shape.width + x] = true;
        }
    for (size_t i = 0; i < count; i++)
        if (inside[i])
            keep_pixel(images, i);
    free(inside);
    return true;
}

struct outcome {
    double given[BACKGROUND_AMOUNTS], found[BACKGROUND_AMOUNTS];
    double before, after; // structure
};

static void say_amount(struct tuned *tuned, enum reference_role role, double amount) {
    struct reference_wish wish;
    struct text option = { 0 };
    reference_wish_copy(&wish, reference_of(&tuned->run->session.correction, role));
    wish.amount = amount;
    text_addf(&option, "--%s=", reference_role_name(role));
    reference_wish_format(&wish, &option);
    char *safe = text_safe(text_string(&option));
    bool at_end = amount <= 0 || (amount >= 1 && (role == ROLE_SUBTRACT || role == ROLE_DIVIDE));
    run_say(tuned->run, "%s%s", safe, at_end ? " (at the end of what an amount can be)" : "");
    free(safe);
    text_free(&option);
    reference_wish_free(&wish);
}

static void report(struct tuned *tuned, const struct images *images, const struct outcome *outcome,
                   enum table_format format, struct text *into) {
    bool divided = images->references[BACKGROUND_DIVISOR];
    const char *unit = divided ? "1" : "DN";
    const struct table_column columns[] = {
        { "reference", NULL }, { "given", "1" },      { "amount", "1" },
        { "before", unit },    { "structure", unit }, { "n", NULL },
    };
    struct table table;
    table_begin(&table, format, columns, sizeof columns / sizeof *columns, into);
    for (int k = 0; k < BACKGROUND_AMOUNTS; k++) {
        if (!images->references[k])
            continue;
        const struct table_cell cells[] = {
            cell_text(reference_role_name(images->roles[k])),
            cell_double(outcome->given[k]),
            cell_double(outcome->found[k]),
            cell_double(outcome->before),
            cell_double(outcome->after),
            cell_int((int64_t)images->count),
        };
        table_row(&table, cells);
        say_amount(tuned, images->roles[k], outcome->found[k]);
    }
    table_end(&table);
    run_say(tuned->run, "structure %.4g%s, before %.4g%s", outcome->after,
            divided ? " of the mean" : " DN", outcome->before, divided ? "" : " DN");
}

static bool find(const struct run *run, const struct images *images, struct outcome *outcome,
                 struct fault *fault) {
    const struct correction_wish *wish = &run->session.correction;
    const struct background background = {
        .pixels = images->mean,
        .references = { images->references[BACKGROUND_OFFSET],
                        images->references[BACKGROUND_DIVISOR] },
        .count = images->count,
        .is_camera = wish->dark.kind != REFERENCE_NONE || wish->flat.kind != REFERENCE_NONE,
    };
    for (int k = 0; k < BACKGROUND_AMOUNTS; k++)
        if (images->references[k])
            outcome->given[k] = outcome->found[k] = reference_of(wish, images->roles[k])->amount;
    outcome->before = background_structure(&background, outcome->given);
    if (!background_find(&background, run->cancel, outcome->found, fault))
        return false;
    outcome->after = background_structure(&background, outcome->found);
    return true;
}

bool tune_background(struct tuned *tuned, enum table_format format, struct text *into,
                     struct fault *fault) {
    struct images images = { 0 };
    struct outcome outcome = { 0 };
    bool good = make_images(tuned->run, &images, fault) && keep_zones(tuned, &images, fault)
                && find(tuned->run, &images, &outcome, fault);
    if (good)
        report(tuned, &images, &outcome, format, into);
    free(images.mean);
    for (int k = 0; k < BACKGROUND_AMOUNTS; k++)
        free(images.references[k]);
    return good;
}
