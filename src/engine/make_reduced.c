// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// A reduction, and while it is made a few images of what there is so far.

#include "engine/making.h"

#include "base/alloc.h"

#include <stdlib.h>

// At most so many partial images of a reduction, and none sooner after another than this.
enum { PARTIAL_IMAGES = 12 };
static const double partial_seconds = 0.2;

struct leaving {
    const struct making *making;
    const char *key;
};

static void leave_partial(void *context, const struct reduction *reduction, size_t done,
                          size_t all) {
    const struct leaving *leaving = context;
    struct shape shape = leaving->making->recording->conversion.shape;
    enum element element = reduction_element(reduction, 0);
    size_t rows = reduction_ready(reduction, 0) / ((size_t)shape.width * shape.channels);
    if (rows == 0)
        return;
    void *samples = alloc_try(shape_samples(shape), element_size(element));
    if (!samples)
        return; // it is only a look at what comes
    reduction_result(reduction, 0, leaving->making->pool, samples, NULL);
    struct partial_product *made = partial_product_new(alloc_format("%s\n%zu", leaving->key, done));
    made->shape = shape;
    made->element = element;
    made->samples = samples;
    made->rows = (uint32_t)rows;
    made->done = done;
    made->all = all;
    underway_leave(leaving->making->underway, &made->product);
}

// Three of them live at a time: one is made, one is drawn, one is on the screen.
static bool may_leave(const struct recording *recording) {
    return recording->plan.limit / 32
           >= (uint64_t)shape_samples(recording->conversion.shape) * sizeof(float);
}

struct product *make_reduced(const struct making *making, char *key, struct fault *fault) {
    struct reduced_product *made = reduced_product_new(key);
    struct leaving leaving = { making, key };
    struct reduce_watch watch = { .portion = &making->underway->portion,
                                  .looks = PARTIAL_IMAGES,
                                  .seconds = partial_seconds,
                                  .look = may_leave(making->recording) ? leave_partial : NULL,
                                  .context = &leaving };
    if (reduced_make_watched(making->recording, &making->wish->session, making_correction(making),
                             &watch, making->pool, making->cancel, &made->reduced, fault)) {
        made->product.bytes =
            made->reduced.count * shape_samples(made->reduced.shape) * sizeof(float);
        return &made->product;
    }
    product_release(made);
    return NULL;
}
