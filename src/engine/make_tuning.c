// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// A parameter that is found, by the same steps as the verb `tune`. That it was not found is a
// product too, so that the screen does not go on showing what was found before.

#include "engine/making.h"

#include "base/alloc.h"
#include "engine/references.h"

#include <inttypes.h>
#include <stdlib.h>

char *tuning_key(const struct making *making) {
    uint64_t number = making->wish->tuning.number;
    return number && making_is_settled(making) ? alloc_format("%" PRIu64, number) : NULL;
}

static bool find(const struct making *making, struct tuned *tuned, struct fault *fault) {
    const struct tuning_wish *wish = &making->wish->tuning;
    struct references references = { 0 };
    struct regions regions = { 0 };
    bool good = tuned_may_be(making->recording, &wish->session, fault)
                && references_make(making->recording, &wish->session, making->pool, making->cancel,
                                   &references, fault)
                && regions_prepare(making->recording, &wish->session, &regions, fault);
    const struct tuning_job job = {
        .recording = making->recording,
        .session = &wish->session,
        .indices = wish->indices,
        .correction = references.correction,
        .regions = &regions,
        .pool = making->pool,
        .cancel = making->cancel,
        .portion = &making->underway->portion,
        .with_curves = true,
    };
    good = good && tuned_find(&job, tuned, fault);
    regions_free(&regions);
    references_free(&references);
    return good;
}

struct product *make_tuning(const struct making *making, char *key, struct fault *fault) {
    struct tuning_product *made = tuning_product_new(key);
    session_copy(&made->session, &making->wish->tuning.session);
    if (find(making, &made->tuned, fault) && !cancel_asked(making->cancel))
        return &made->product;
    if (fault->kind != FAULT_CANCELLED && fault->kind != FAULT_NONE) {
        made->failure = alloc_string(fault_text(fault));
        return &made->product;
    }
    product_release(made);
    return NULL;
}
