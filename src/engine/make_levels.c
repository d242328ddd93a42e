// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Levels of the run. Integers as they are have them from the histogram that was taken while
// loading; f32 and corrected values are looked through behind.

#include "engine/making.h"

#include "engine/surround.h"
#include "view/levels.h"

#include <inttypes.h>
#include <stdlib.h>

static bool has_tally(const struct making *making) {
    return correction_wish_is_none(&making->wish->session.correction)
           && element_is_integer(making->recording->conversion.element);
}

bool levels_are_behind(const struct making *making) {
    return !has_tally(making);
}

char *levels_key(const struct making *making) {
    const struct session *session = &making->wish->session;
    if (!making->recording || !making->is_planned || !atomic_load(&making->recording->has_stack)
        || session->look.levels.mode != LEVELS_RUN)
        return NULL;
    struct text text = { 0 };
    text_addf(&text, "%" PRIu64 "|", making->recording_number);
    text_add_double(&text, session->look.levels.percentile);
    if (has_tally(making)) {
        if (!making->version) {
            text_free(&text);
            return NULL;
        }
        text_addf(&text, "\n%zu", making->version);
        return text_take(&text);
    }
    if (!making_is_settled(making)
        || (!correction_wish_is_none(&session->correction) && !making_correction(making))) {
        text_free(&text);
        return NULL;
    }
    if (making_correction(making))
        text_addf(&text, "|%s", making->made->by_kind[PRODUCT_REFERENCES]->key);
    return text_take(&text);
}

static bool look_at_tally(const struct making *making, const double *q, double *values,
                          struct fault *fault) {
    struct histogram histogram = { 0 };
    if (!tally_histogram(making->recording->tally, &histogram, fault))
        return false;
    for (int i = 0; i < 4; i++)
        values[i] = histogram_quantile(&histogram, q[i]);
    histogram_free(&histogram);
    return true;
}

static bool look_at_frames(const struct making *making, const double *q, double *values,
                           struct fault *fault) {
    struct frames frames;
    struct frame_view *views;
    if (!making_frames(making, &frames, &views, fault))
        return false;
    struct surround surround = { 0 };
    bool good = surround_gather(making->recording, making_correction(making),
                                making->recording->kept, &surround, fault);
    for (size_t i = 0; good && i < frames.count; i++)
        views[i].around = surround_of(&surround);
    good = good
           && quantiles_of_frames(&frames, making_correction(making), q, 4, making->pool,
                                  making->cancel, values, fault);
    surround_free(&surround);
    free(views);
    return good;
}

struct product *make_levels(const struct making *making, char *key, struct fault *fault) {
    const struct levels_wish *wish = &making->wish->session.look.levels;
    struct levels_product *made = levels_product_new(key);
    double q[4] = { 0, 0, 0, 1 }, values[4];
    levels_fractions(wish, &q[0], &q[1]);
    bool good = has_tally(making) ? look_at_tally(making, q, values, fault)
                                  : look_at_frames(making, q, values, fault);
    if (good) {
        made->levels = levels_choose(wish, values[0], values[1], values[2], values[3]);
        return &made->product;
    }
    product_release(made);
    return NULL;
}
