// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "engine/references.h"

#include "base/alloc.h"
#include "engine/reduce_visit.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const role_names[ROLE_COUNT] = { "subtract", "divide", "dark", "flat" };

const char *reference_role_name(enum reference_role role) {
    return role_names[role];
}

const struct reference_wish *reference_of(const struct correction_wish *wish,
                                          enum reference_role role) {
    const struct reference_wish *const wishes[ROLE_COUNT] = {
        [ROLE_SUBTRACT] = &wish->subtract,
        [ROLE_DIVIDE] = &wish->divide,
        [ROLE_DARK] = &wish->dark,
        [ROLE_FLAT] = &wish->flat,
    };
    return wishes[role];
}

void correction_wish_name(const struct correction_wish *wish, struct text *text) {
    for (enum reference_role role = 0; role < ROLE_COUNT; role++) {
        const struct reference_wish *reference = reference_of(wish, role);
        if (reference->kind == REFERENCE_NONE)
            continue;
        text_addf(text, "%s=", reference_role_name(role));
        reference_wish_format(reference, text);
        text_add_char(text, '|');
    }
    if (wish->bad_is_zero)
        text_add(text, "zero|");
}

// One operation over frames of a recording, as doubles. The caller frees it.
static double *reduce_frames(struct recording *recording, struct indices indices,
                             enum reduction_kind kind, struct pool *pool, struct cancel *cancel,
                             struct reference_frames *used, struct fault *fault) {
    struct reduction_op op = { .kind = kind };
    struct reduction *reduction =
        reduce_visit(recording, indices, &op, 1, 0, NULL, pool, cancel, fault);
    if (!reduction)
        return NULL;
    *used = (struct reference_frames){ (size_t)indices.count, reduction_frames(reduction),
                                       reduction_partial_frames(reduction) };
    double *image = alloc_try(shape_samples(recording->conversion.shape), sizeof *image);
    if (image)
        reduction_result_double(reduction, 0, pool, image, NULL);
    else
        fault_set(fault, FAULT_LIMIT, "not enough memory for a reference");
    reduction_free(&reduction);
    return image;
}

// The mean of all frames of a file, which must have the recording's geometry.
static double *reduce_file(const struct recording *recording, const struct session *session,
                           char *path, struct pool *pool, struct cancel *cancel,
                           struct reference_frames *used, struct fault *fault) {
    struct session own;
    session_init(&own);
    own.source = session->source;
    own.source.channel = recording->conversion.channel;
    own.source.group = 0;
    own.source.raw.only_unknown = true;
    own.crop = session->crop;
    own.bin = recording->conversion.bin;
    own.memory = session->memory;
    own.paths = &path;
    own.path_count = 1;
    struct recording *file = recording_open(&own, fault);
    struct plan_policy policy = { .may_stream = true };
    double *image = NULL;
    if (file && recording_plan(file, &own, &policy, pool_workers(pool), cancel, fault)) {
        struct shape has = file->conversion.shape, wants = recording->conversion.shape;
        if (has.width != wants.width || has.height != wants.height
            || has.channels != wants.channels)
            fault_set(fault, FAULT_FAILED,
                      "%s is %u x %u x %u, the recording is %u x %u x %u: they must be the same",
                      path, has.width, has.height, has.channels, wants.width, wants.height,
                      wants.channels);
        else
            image = reduce_frames(file, file->kept, REDUCTION_MEAN, pool, cancel, used, fault);
    }
    recording_close(&file);
    own.paths = NULL;
    own.path_count = 0;
    session_free(&own);
    return image;
}

static double *reduce_reference(struct recording *recording, const struct session *session,
                                const struct reference_wish *wish, struct pool *pool,
                                struct cancel *cancel, struct reference_frames *used,
                                struct fault *fault) {
    int64_t frames = recording->source->info.frames;
    if (wish->kind == REFERENCE_FILE)
        return reduce_file(recording, session, wish->file, pool, cancel, used, fault);
    struct indices indices = range_resolve(&wish->range, frames);
    enum reduction_kind kind = wish->op;
    if (wish->kind == REFERENCE_FRAME) {
        int64_t frame = wish->frame < 0 ? wish->frame + frames : wish->frame;
        indices =
            (struct indices){ .first = frame, .step = 1, .count = frame >= 0 && frame < frames };
        kind = REDUCTION_MEAN;
    }
    if (indices.count < 1) {
        fault_set(fault, FAULT_NOTHING, "holds none of the frames 0 to %" PRId64, frames - 1);
        return NULL;
    }
    return reduce_frames(recording, indices, kind, pool, cancel, used, fault);
}

double *reference_image(struct recording *recording, const struct session *session,
                        enum reference_role role, struct pool *pool, struct cancel *cancel,
                        struct reference_frames *used, struct fault *fault) {
    const struct reference_wish *wish = reference_of(&session->correction, role);
    struct reference_frames unused;
    double *image =
        reduce_reference(recording, session, wish, pool, cancel, used ? used : &unused, fault);
    if (!image) {
        struct text text = { 0 };
        reference_wish_format(wish, &text);
        fault_prefix(fault, "--%s=%s", role_names[role], text_string(&text));
        text_free(&text);
    }
    return image;
}

static bool make_role(struct recording *recording, const struct session *session,
                      enum reference_role role, struct pool *pool, struct cancel *cancel,
                      struct references *references, const double **image, struct fault *fault) {
    const struct reference_wish *wish = reference_of(&session->correction, role);
    if (wish->kind == REFERENCE_NONE)
        return true;
    if (wish->kind == REFERENCE_SLIDE)
        return true;
    struct reference_frames used = { 0 };
    double *made = reference_image(recording, session, role, pool, cancel, &used, fault);
    if (!made)
        return false;
    references->present[role] = true;
    references->health[role] = reference_health(made, shape_samples(recording->conversion.shape),
                                                recording->saturation, used.used);
    references->frames[role] = recording->references[role] = used;
    *image = made;
    return true;
}

// What does not fit is not an error yet: frames may be read as they are looked at.
static bool surround_stack(struct recording *recording, struct pool *pool, struct cancel *cancel,
                           struct references *references, struct fault *fault) {
    struct fault refused = { 0 };
    struct aside *aside = &references->aside;
    if (!aside_read(aside, recording, references->correction, pool, cancel, &refused)
        && refused.kind != FAULT_LIMIT)
        return fault_move(fault, &refused);
    fault_clear(&refused);
    recording->bad_neighbours = aside->bad;
    correction_lend(references->correction, aside->views, aside->count);
    return true;
}

bool references_make(struct recording *recording, const struct session *session, struct pool *pool,
                     struct cancel *cancel, struct references *references, struct fault *fault) {
    *references = (struct references){ 0 };
    memset(recording->references, 0, sizeof recording->references);
    recording->bad_neighbours = 0;
    if (correction_wish_is_none(&session->correction))
        return true;
    const double *images[ROLE_COUNT] = { 0 };
    bool good = correction_wish_check(&session->correction, fault);
    for (enum reference_role role = 0; good && role < ROLE_COUNT; role++)
        good = make_role(recording, session, role, pool, cancel, references, &images[role], fault);
    if (good) {
        struct reference_images all = { images[ROLE_SUBTRACT], images[ROLE_DIVIDE],
                                        images[ROLE_DARK], images[ROLE_FLAT] };
        references->correction =
            correction_new(&session->correction, recording->conversion.shape, &all, fault);
        good = references->correction && surround_stack(recording, pool, cancel, references, fault);
    }
    for (enum reference_role role = 0; role < ROLE_COUNT; role++)
        free((void *)images[role]);
    return good;
}

static const char *between(const struct text *text, const char *separator) {
    return text->length ? separator : "";
}

// What makes a reference unfit for its role, and in which share of its pixels; NULL: nothing.
static const char *unfit(const struct references *references, enum reference_role role,
                         double *share) {
    const struct reference_health *health = &references->health[role];
    bool divides = role == ROLE_FLAT || role == ROLE_DIVIDE;
    *share = divides ? health->zero_share : health->saturated_share;
    if (!references->present[role] || !(*share > 0))
        return NULL;
    return divides ? "zero" : "saturated";
}

void references_warn(const struct references *references, struct text *text) {
    for (enum reference_role role = 0; role < ROLE_COUNT; role++) {
        double share;
        const char *what = unfit(references, role, &share);
        if (what)
            text_addf(text, "%sthe %s is %s in %.3g %% of its pixels", between(text, "; "),
                      role_names[role], what, 100 * share);
    }
}

void reference_frames_lack(const struct reference_frames *frames, struct text *text) {
    const char *between = "";
    if (frames->used < frames->named) {
        text_addf(text, "%zu of %zu frames", frames->used, frames->named);
        between = ", ";
    }
    if (frames->partial)
        text_addf(text, "%s%zu in part", between, frames->partial);
}

void references_lack(const struct references *references, struct text *text) {
    for (enum reference_role role = 0; role < ROLE_COUNT; role++) {
        const struct reference_frames *frames = &references->frames[role];
        if (frames->used < frames->named)
            text_addf(text, "%sthe %s is made of %zu of its %zu frames: the others cannot be used",
                      between(text, "; "), role_names[role], frames->used, frames->named);
        if (frames->partial)
            text_addf(text, "%s%zu of the frames of the %s %s there in part", between(text, "; "),
                      frames->partial, role_names[role], frames->partial == 1 ? "is" : "are");
    }
}

void references_lack_around(size_t bad, struct text *text) {
    if (bad)
        text_addf(
            text,
            "%s%zu frame%s around the range %s not ok: windows that hold %s have fewer values",
            between(text, "; "), bad, bad == 1 ? "" : "s", bad == 1 ? "is" : "are",
            bad == 1 ? "it" : "them");
}

void references_warn_briefly(const struct references *references, struct text *text) {
    for (enum reference_role role = 0; role < ROLE_COUNT; role++) {
        const struct reference_frames *frames = &references->frames[role];
        double share;
        const char *what = unfit(references, role, &share);
        if (what)
            text_addf(text, "%s%s %.3g %% %s", between(text, ", "), role_names[role], 100 * share,
                      what);
        if (frames->used < frames->named || frames->partial) {
            text_addf(text, "%s%s ", between(text, ", "), role_names[role]);
            reference_frames_lack(frames, text);
        }
    }
    if (references->aside.bad)
        text_addf(text, "%s%zu around not ok", between(text, ", "), references->aside.bad);
}

void references_free(struct references *references) {
    correction_free(&references->correction);
    aside_free(&references->aside);
    *references = (struct references){ 0 };
}
