// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The kymograph along one of the session's lines: what the picture shows in place of a frame.

#include "engine/making.h"

#include "base/alloc.h"

#include <inttypes.h>
#include <stdlib.h>

void making_add_lines(const struct making *making, struct text *text) {
    const struct session *session = &making->wish->session;
    for (size_t i = 0; i < session->line_count; i++) {
        line_wish_format(&session->lines[i], text);
        text_add_char(text, ';');
    }
}

// Recording and correction, when what is wanted of them is there; else false.
static bool add_subject(const struct making *making, struct text *text) {
    text_addf(text, "%" PRIu64 "|", making->recording_number);
    if (correction_wish_is_none(&making->wish->session.correction))
        return true;
    if (!making_correction(making))
        return false;
    text_addf(text, "%s|", making->made->by_kind[PRODUCT_REFERENCES]->key);
    return true;
}

char *kymograph_key(const struct making *making) {
    const struct session *session = &making->wish->session;
    int64_t line = making->wish->kymograph;
    struct text text = { 0 };
    if (!making_is_settled(making) || line < 0 || line >= (int64_t)session->line_count)
        return NULL;
    if (!add_subject(making, &text)) {
        text_free(&text);
        return NULL;
    }
    line_wish_format(&session->lines[line], &text);
    return text_take(&text);
}

const struct kymographs *making_kymograph(const struct making *making) {
    char *key = kymograph_key(making);
    if (!key)
        return NULL;
    const struct product *made = making->made->by_kind[PRODUCT_KYMOGRAPH];
    bool is_made = product_has_key(made, key);
    free(key);
    return is_made ? &((const struct kymograph_product *)made)->kymographs : NULL;
}

struct product *make_kymograph(const struct making *making, char *key, struct fault *fault) {
    struct session one = making->wish->session; // borrows all
    one.lines += making->wish->kymograph;
    one.line_count = 1;
    struct lines lines = { 0 };
    struct kymograph_product *made = kymograph_product_new(key);
    bool good = lines_prepare(making->recording, &one, &lines, fault)
                && kymographs_make(making->recording, making->recording->kept, &lines,
                                   making_correction(making), making->pool, making->cancel,
                                   &made->kymographs, fault);
    lines_free(&lines);
    if (!good) {
        product_release(made);
        return NULL;
    }
    const struct kymographs *kymographs = &made->kymographs;
    made->product.bytes =
        kymographs->rows * kymographs->lines.lines[0].length * kymographs->channels * sizeof(float);
    return &made->product;
}

// ── the spread over the frames ─────────────────────────────────────────────────────────────

char *spread_key(const struct making *making) {
    const struct session *session = &making->wish->session;
    struct text text = { 0 };
    if (!making_is_settled(making) || !making->wish->shows_profile || !session->line_count
        || session->envelope.kind != ENVELOPE_FRAMES || session->reduction.count
        || making->wish->kymograph >= 0)
        return NULL;
    if (!add_subject(making, &text)) {
        text_free(&text);
        return NULL;
    }
    making_add_lines(making, &text);
    envelope_wish_format(&session->envelope, &text);
    return text_take(&text);
}

const struct profiles *making_spread(const struct making *making) {
    char *key = spread_key(making);
    if (!key)
        return NULL;
    const struct product *made = making->made->by_kind[PRODUCT_SPREAD];
    bool is_made = product_has_key(made, key);
    free(key);
    return is_made ? &((const struct spread_product *)made)->profiles : NULL;
}

struct product *make_spread(const struct making *making, char *key, struct fault *fault) {
    const struct session *session = &making->wish->session;
    struct lines lines = { 0 };
    struct spread_product *made = spread_product_new(key);
    bool good = lines_prepare(making->recording, session, &lines, fault)
                && profiles_make(making->recording, making->recording->kept, &lines,
                                 &session->envelope, making_correction(making), making->pool,
                                 making->cancel, &made->profiles, fault);
    lines_free(&lines);
    if (!good) {
        product_release(made);
        return NULL;
    }
    for (size_t i = 0; i < made->profiles.lines.count; i++)
        made->product.bytes += made->profiles.lines.lines[i].length * made->profiles.channels
                               * sizeof(struct profile_point);
    return &made->product;
}
