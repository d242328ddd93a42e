// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "engine/reduced.h"

#include "base/alloc.h"
#include "base/size.h"

#include <inttypes.h>
#include <stdlib.h>

bool reduced_bytes(const struct recording *recording, const struct session *session,
                   size_t *bytes) {
    const struct conversion *conversion = &recording->first_conversion;
    const struct reduction_wish *wish = &session->reduction;
    size_t working, results;
    return reduction_bytes(wish->ops, wish->count, conversion->element, conversion->shape,
                           !correction_wish_is_none(&session->correction), &working)
           && size_product(shape_samples(conversion->shape), wish->count, sizeof(float), 1,
                           &results)
           && size_add(working, results, bytes);
}

struct indices reduced_indices(const struct recording *recording,
                               const struct reduction_wish *wish) {
    struct indices asked = range_resolve(&wish->range, recording->source->info.frames);
    return indices_common(&recording->kept, &asked);
}

static bool take_images(const struct reduction *reduction, const struct reduction_wish *wish,
                        struct shape shape, struct pool *pool, struct reduced *reduced,
                        struct fault *fault) {
    for (size_t i = 0; i < wish->count; i++) {
        struct reduced_image *image = &reduced->images[i];
        *image = (struct reduced_image){ .op = wish->ops[i],
                                         .element = reduction_element(reduction, i) };
        image->samples = alloc_try(shape_samples(shape), element_size(image->element));
        if (!image->samples)
            return fault_set(fault, FAULT_LIMIT, "not enough memory for the results");
        reduced->count++;
        reduction_result(reduction, i, pool, image->samples, &image->empty);
    }
    return true;
}

bool reduced_make_watched(struct recording *recording, const struct session *session,
                          const struct correction *correction, const struct reduce_watch *watch,
                          struct pool *pool, struct cancel *cancel, struct reduced *reduced,
                          struct fault *fault) {
    const struct reduction_wish *wish = &session->reduction;
    const struct conversion *conversion = &recording->conversion;
    *reduced = (struct reduced){ .shape = conversion->shape };
    struct indices indices = reduced_indices(recording, wish);
    if (indices.count < 1) {
        struct text range = { 0 };
        range_format(&wish->range, &range);
        fault_set(fault, FAULT_NOTHING, "the range %s holds none of the %" PRId64 " loaded frames",
                  text_string(&range), recording->kept.count);
        text_free(&range);
        return false;
    }
    struct reduction *reduction =
        reduce_visit_watched(recording, indices, wish->ops, wish->count, session->ddof, correction,
                             watch, pool, cancel, fault);
    if (reduction)
        reduced->frames = reduction_frames(reduction);
    bool good = reduction
                && take_images(reduction, wish, recording->conversion.shape, pool, reduced, fault);
    reduction_free(&reduction);
    if (!good)
        reduced_free(reduced);
    return good;
}

bool reduced_make(struct recording *recording, const struct session *session,
                  const struct correction *correction, struct pool *pool, struct cancel *cancel,
                  struct reduced *reduced, struct fault *fault) {
    return reduced_make_watched(recording, session, correction, NULL, pool, cancel, reduced, fault);
}

void reduced_free(struct reduced *reduced) {
    for (size_t i = 0; i < reduced->count; i++)
        free(reduced->images[i].samples);
    *reduced = (struct reduced){ 0 };
}
