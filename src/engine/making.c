// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "engine/making.h"

#include "base/alloc.h"
#include "engine/surround.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static bool always_behind(const struct making *making) {
    (void)making;
    return true;
}

const struct maker makers[] = {
    { PRODUCT_REFERENCES, "making the references", always_behind, making_references_key,
      make_references, MAKES_KEPT },
    { PRODUCT_REDUCED, "reducing", always_behind, making_reduced_key, make_reduced, MAKES_KEPT },
    { PRODUCT_KYMOGRAPH, "making the kymograph", always_behind, kymograph_key, make_kymograph,
      MAKES_KEPT },
    { PRODUCT_LEVELS, "finding the levels", levels_are_behind, levels_key, make_levels,
      MAKES_KEPT },
    { PRODUCT_TIMELINE, "measuring the zones", timeline_is_behind, timeline_key, make_timeline,
      MAKES_KEPT },
    { PRODUCT_SPREAD, "measuring the lines", always_behind, spread_key, make_spread, MAKES_KEPT },
    { PRODUCT_PICTURE, "drawing", NULL, picture_key, make_picture, MAKES_ANEW },
    { PRODUCT_BESIDE, "drawing", NULL, beside_key, make_beside, MAKES_ANEW },
    { PRODUCT_BESIDE_SECOND, "drawing", NULL, beside_second_key, make_beside_second, MAKES_ANEW },
    { PRODUCT_HISTOGRAM, "counting", NULL, histogram_key, make_histogram, MAKES_ANEW },
    { PRODUCT_PROFILE, "reading the lines", NULL, profile_key, make_profile, MAKES_ANEW },
    { PRODUCT_EXPORT, "writing", always_behind, export_key, make_export, MAKES_ONCE },
    // What was found is written before it is found anew.
    { PRODUCT_TUNING, "tuning", always_behind, tuning_key, make_tuning, MAKES_LAST },
};
const size_t maker_count = sizeof makers / sizeof *makers;

bool making_is_settled(const struct making *making) {
    return making->recording && making->stage >= LOAD_DONE
           && atomic_load(&making->recording->has_stack);
}

char *making_references_key(const struct making *making) {
    const struct session *session = &making->wish->session;
    if (!making_is_settled(making) || correction_wish_is_none(&session->correction))
        return NULL;
    struct text text = { 0 };
    text_addf(&text, "%" PRIu64 "|", making->recording_number);
    correction_wish_name(&session->correction, &text);
    return text_take(&text);
}

const struct correction *making_correction(const struct making *making) {
    char *key = making_references_key(making);
    if (!key)
        return NULL;
    const struct product *made = making->made->by_kind[PRODUCT_REFERENCES];
    bool is_made = product_has_key(made, key);
    free(key);
    return is_made ? ((const struct references_product *)made)->references.correction : NULL;
}

char *making_reduced_key(const struct making *making) {
    const struct session *session = &making->wish->session;
    if (!making_is_settled(making) || !session->reduction.count)
        return NULL;
    if (!correction_wish_is_none(&session->correction) && !making_correction(making))
        return NULL;
    struct text text = { 0 };
    text_addf(&text, "%" PRIu64 "|%d|", making->recording_number, session->ddof);
    correction_wish_name(&session->correction, &text);
    reduction_wish_format(&session->reduction, &text);
    return text_take(&text);
}

const struct reduced *making_reduction(const struct making *making) {
    char *key = making_reduced_key(making);
    if (!key)
        return NULL;
    const struct product *made = making->made->by_kind[PRODUCT_REDUCED];
    bool is_made = product_has_key(made, key);
    free(key);
    return is_made ? &((const struct reduced_product *)made)->reduced : NULL;
}

bool making_keeps_frame(const struct making *making) {
    const struct wish *wish = making->wish;
    bool keeps = false;
    for (size_t i = 0; i < wish->beside; i++)
        keeps = keeps || wish->session.beside[i] == BESIDE_REDUCTION
                || wish->session.beside[i] == BESIDE_DIFFERENCE;
    return keeps;
}

const struct partial_product *making_partial(const struct making *making) {
    const struct product *partial = making->made->by_kind[PRODUCT_PARTIAL];
    char *key = partial && !making_reduction(making) ? making_reduced_key(making) : NULL;
    size_t length = key ? strlen(key) : 0;
    bool is_so_far = key && strncmp(partial->key, key, length) == 0 && partial->key[length] == '\n';
    free(key);
    return is_so_far ? (const struct partial_product *)partial : NULL;
}

bool making_frames(const struct making *making, struct frames *frames, struct frame_view **views,
                   struct fault *fault) {
    struct recording *recording = making->recording;
    size_t slots = ledger_slots(recording->ledger);
    *views = alloc_try(slots, sizeof **views);
    if (!*views)
        return fault_set(fault, FAULT_LIMIT, "not enough memory for a list of %zu frames", slots);
    *frames = (struct frames){ .element = recording->conversion.element,
                               .shape = recording->conversion.shape,
                               .views = *views };
    for (size_t slot = 0; slot < slots; slot++)
        if (frame_is_usable(ledger_status(recording->ledger, slot)))
            (*views)[frames->count++] = (struct frame_view){
                .samples = stack_frame(&recording->stack, slot),
                .valid = ledger_read(recording->ledger, slot)->valid,
                .source = ledger_source(recording->ledger, slot),
            };
    return true;
}

static struct product *weighed(struct product *product, size_t bytes) {
    product->bytes = bytes;
    return product;
}

// Every picture must find what its sliding reference looks at.
static bool has_surroundings(const struct making *making, const struct correction *correction,
                             struct fault *fault) {
    struct surround surround = { 0 };
    bool good =
        surround_gather(making->recording, correction, making->recording->kept, &surround, fault);
    surround_free(&surround);
    return good;
}

struct product *make_references(const struct making *making, char *key, struct fault *fault) {
    struct shape shape = making->recording->conversion.shape;
    struct references_product *made = references_product_new(key);
    if (references_make(making->recording, &making->wish->session, making->pool, making->cancel,
                        &made->references, fault)
        && has_surroundings(making, made->references.correction, fault))
        return weighed(&made->product, 2 * shape_samples(shape) * sizeof(double)
                                           + aside_bytes(&made->references.aside));
    product_release(made);
    return NULL;
}
