// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "engine/profiles.h"

#include "base/alloc.h"
#include "base/size.h"

#include <math.h>
#include <stdlib.h>

// ── lines ──────────────────────────────────────────────────────────────────────────────────

static bool prepare(const struct geometry *geometry, const struct session *session,
                    struct lines *lines, struct fault *fault) {
    *lines = (struct lines){ .lines = alloc_zeroed(session->line_count + 1, sizeof(struct line)) };
    for (size_t i = 0; i < session->line_count; i++) {
        char *name = line_wish_name(&session->lines[i], i);
        bool good = line_prepare(&session->lines[i], name, geometry, &lines->lines[i], fault);
        free(name);
        if (!good) {
            lines_free(lines);
            return false;
        }
        lines->count++;
    }
    return true;
}

bool lines_prepare(const struct recording *recording, const struct session *session,
                   struct lines *lines, struct fault *fault) {
    if (!session->line_count)
        return fault_set(fault, FAULT_USAGE, "there is no line: give one with --line=row:Y");
    return prepare(&recording->geometry, session, lines, fault);
}

void lines_free(struct lines *lines) {
    for (size_t i = 0; i < lines->count; i++)
        line_free(&lines->lines[i]);
    free(lines->lines);
    *lines = (struct lines){ 0 };
}

bool lines_bytes(struct recording *recording, const struct session *session, enum verb verb,
                 struct cancel *cancel, size_t *bytes, struct fault *fault) {
    if (!source_count(recording->source, cancel, fault))
        return false;
    const struct conversion *conversion = &recording->first_conversion;
    const struct geometry geometry = { .crop_x = conversion->crop.x,
                                       .crop_y = conversion->crop.y,
                                       .crop_width = conversion->crop.width,
                                       .crop_height = conversion->crop.height,
                                       .bin = conversion->bin,
                                       .shape = conversion->shape };
    struct lines lines;
    int64_t frames = range_resolve(&session->frames, recording->source->info.frames).count;
    size_t rows = session->has_frame ? 1 : (size_t)frames, positions = 0;
    if (!prepare(&geometry, session, &lines, fault))
        return false;
    for (size_t i = 0; i < lines.count; i++)
        positions += lines.lines[i].length;
    lines_free(&lines);
    if (verb == VERB_PROFILE && session->reduction.count)
        return reduced_bytes(recording, session, bytes)
               || fault_set(fault, FAULT_LIMIT, "the reduction is too large");
    size_t channels = conversion->shape.channels;
    bool known = verb == VERB_KYMOGRAPH
                     ? size_product(positions, channels, rows, sizeof(float), bytes)
                     : profiling_bytes(&session->envelope, positions, channels, rows, bytes);
    return known || fault_set(fault, FAULT_LIMIT, "the values along the lines are too many");
}

// ── profiles ───────────────────────────────────────────────────────────────────────────────

struct feeding {
    struct profiling *profiling;
    struct pool *pool;
    struct cancel *cancel;
};

static bool feed(void *context, const struct frames *frames, const int64_t *sources,
                 struct fault *fault) {
    (void)sources;
    struct feeding *feeding = context;
    return profiling_feed(feeding->profiling, frames, feeding->pool, feeding->cancel, fault);
}

static bool take_points(const struct profiling *profiling, struct pool *pool, struct cancel *cancel,
                        struct profiles *profiles, struct fault *fault) {
    profiles->frames = profiling_frames(profiling);
    for (size_t i = 0; i < profiles->lines.count; i++) {
        const struct line *line = &profiles->lines.lines[i];
        profiles->points[i] =
            alloc_try(line->length * profiles->channels, sizeof **profiles->points);
        if (!profiles->points[i])
            return fault_set(fault, FAULT_LIMIT, "not enough memory for the profile along line %s",
                             line->name);
        if (!profiling_result(profiling, i, pool, cancel, profiles->points[i], fault))
            return false;
    }
    return true;
}

static struct profiles start(const struct recording *recording, struct lines *lines,
                             const struct envelope_wish *envelope,
                             const struct correction *correction) {
    struct profiles profiles = {
        .lines = *lines,
        .points = alloc_zeroed(lines->count + 1, sizeof *profiles.points),
        .envelope = *envelope,
        .channels = recording->conversion.shape.channels,
        .divided = correction && correction_divides(correction),
    };
    *lines = (struct lines){ 0 };
    return profiles;
}

bool profiles_make(struct recording *recording, struct indices indices, struct lines *lines,
                   const struct envelope_wish *envelope, const struct correction *correction,
                   struct pool *pool, struct cancel *cancel, struct profiles *profiles,
                   struct fault *fault) {
    const struct conversion *conversion = &recording->conversion;
    struct line_subject subject = { conversion->element, conversion->shape, correction };
    *profiles = start(recording, lines, envelope, correction);
    profiles->indices = indices;
    struct feeding feeding = { .pool = pool, .cancel = cancel };
    feeding.profiling = profiling_new(profiles->lines.lines, profiles->lines.count, &subject,
                                      envelope, (size_t)indices.count, fault);
    bool good = feeding.profiling
                && recording_visit(recording, indices, false, correction, pool, cancel, feed,
                                   &feeding, fault)
                && take_points(feeding.profiling, pool, cancel, profiles, fault);
    profiling_free(&feeding.profiling);
    if (!good)
        profiles_free(profiles);
    return good;
}

// Along lines in one image, whose values are what they are.
static bool make_of_image(const struct recording *recording, const struct reduced *reduced,
                          struct lines *lines, const struct envelope_wish *envelope,
                          const struct correction *correction, struct pool *pool,
                          struct cancel *cancel, struct profiles *profiles, struct fault *fault) {
    const struct reduced_image *image = &reduced->images[0];
    struct frame_view view = { .samples = image->samples,
                               .valid = { reduced->shape.width, reduced->shape.height } };
    struct frames frames = { image->element, reduced->shape, &view, 1 };
    struct line_subject subject = { image->element, reduced->shape, NULL };
    *profiles = start(recording, lines, envelope, correction);
    struct profiling *profiling =
        profiling_new(profiles->lines.lines, profiles->lines.count, &subject, envelope, 1, fault);
    bool good = profiling && profiling_feed(profiling, &frames, pool, cancel, fault)
                && take_points(profiling, pool, cancel, profiles, fault);
    profiling_free(&profiling);
    if (!good)
        profiles_free(profiles);
    return good;
}

bool profiles_of_session(struct recording *recording, const struct session *session,
                         struct indices indices, const struct correction *correction,
                         struct pool *pool, struct cancel *cancel, struct profiles *profiles,
                         struct fault *fault) {
    struct lines lines = { 0 };
    struct reduced reduced = { 0 };
    bool good = lines_prepare(recording, session, &lines, fault);
    if (good && session->reduction.count > 1) {
        good = fault_set(fault, FAULT_USAGE,
                         "a profile is of one reduction: give --reduce one "
                         "operation");
    } else if (good && session->reduction.count) {
        good = reduced_make(recording, session, correction, pool, cancel, &reduced, fault)
               && make_of_image(recording, &reduced, &lines, &session->envelope, correction, pool,
                                cancel, profiles, fault);
        if (good) {
            profiles->indices = reduced_indices(recording, &session->reduction);
            profiles->frames = reduced.frames;
        }
    } else if (good) {
        good = profiles_make(recording, indices, &lines, &session->envelope, correction, pool,
                             cancel, profiles, fault);
    }
    reduced_free(&reduced);
    lines_free(&lines);
    return good;
}

void profiles_free(struct profiles *profiles) {
    for (size_t i = 0; i < profiles->lines.count; i++)
        free(profiles->points[i]);
    free(profiles->points);
    lines_free(&profiles->lines);
    *profiles = (struct profiles){ 0 };
}

// ── kymographs ─────────────────────────────────────────────────────────────────────────────

struct filling {
    struct kymographs *kymographs;
    const struct correction *correction;
    struct pool *pool;
    struct cancel *cancel;
};

static bool fill_rows(void *context, const struct frames *frames, const int64_t *sources,
                      struct fault *fault) {
    struct filling *filling = context;
    struct kymographs *kymographs = filling->kymographs;
    struct indices indices = kymographs->indices;
    float **into = alloc_zeroed(frames->count + 1, sizeof *into);
    bool good = true;
    for (size_t i = 0; good && i < kymographs->lines.count; i++) {
        const struct line *line = &kymographs->lines.lines[i];
        size_t cells = line->length * kymographs->channels;
        for (size_t f = 0; f < frames->count; f++)
            into[f] = kymographs->images[i]
                      + (size_t)((sources[f] - indices.first) / indices.step) * cells;
        good = kymograph_rows(line, frames, filling->correction, filling->pool, filling->cancel,
                              into, fault);
    }
    free(into);
    return good;
}

// All rows empty.
static bool reserve_images(struct kymographs *kymographs, struct fault *fault) {
    for (size_t i = 0; i < kymographs->lines.count; i++) {
        const struct line *line = &kymographs->lines.lines[i];
        size_t values = 0;
        if (size_product(kymographs->rows, line->length, kymographs->channels, 1, &values))
            kymographs->images[i] = alloc_try(values, sizeof **kymographs->images);
        if (!kymographs->images[i])
            return fault_set(fault, FAULT_LIMIT,
                             "not enough memory for the kymograph along line %s", line->name);
        for (size_t k = 0; k < values; k++)
            kymographs->images[i][k] = NAN;
    }
    return true;
}

bool kymographs_make(struct recording *recording, struct indices indices, struct lines *lines,
                     const struct correction *correction, struct pool *pool, struct cancel *cancel,
                     struct kymographs *kymographs, struct fault *fault) {
    *kymographs = (struct kymographs){
        .lines = *lines,
        .images = alloc_zeroed(lines->count + 1, sizeof *kymographs->images),
        .indices = indices,
        .rows = (size_t)indices.count,
        .channels = recording->conversion.shape.channels,
        .divided = correction && correction_divides(correction),
    };
    *lines = (struct lines){ 0 };
    struct filling filling = { kymographs, correction, pool, cancel };
    struct shape shape;
    bool good = true;
    for (size_t i = 0; good && i < kymographs->lines.count; i++)
        good = kymograph_shape(kymographs, i, &shape, fault);
    good = good && reserve_images(kymographs, fault)
           && recording_visit(recording, indices, false, correction, pool, cancel, fill_rows,
                              &filling, fault);
    if (!good)
        kymographs_free(kymographs);
    return good;
}

void kymographs_free(struct kymographs *kymographs) {
    for (size_t i = 0; i < kymographs->lines.count; i++)
        free(kymographs->images[i]);
    free(kymographs->images);
    lines_free(&kymographs->lines);
    *kymographs = (struct kymographs){ 0 };
}

bool kymograph_shape(const struct kymographs *kymographs, size_t line, struct shape *shape,
                     struct fault *fault) {
    size_t length = kymographs->lines.lines[line].length;
    if (kymographs->rows > INT32_MAX || length > INT32_MAX)
        return fault_set(fault, FAULT_LIMIT,
                         "a kymograph of %zu frames and %zu positions is too large for an image",
                         kymographs->rows, length);
    *shape = (struct shape){ .height = (uint32_t)kymographs->rows,
                             .width = (uint32_t)length,
                             .channels = (uint32_t)kymographs->channels };
    return true;
}
