// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "engine/shown.h"

#include "base/alloc.h"

#include <inttypes.h>
#include <stdlib.h>

// Rows a chunk: small enough to share, large enough to be worth it.
enum { BAND_ROWS = 64 };

static enum frame_status status_at(const struct making *making, int64_t *slot) {
    const struct recording *recording = making->recording;
    *slot = making->is_planned ? ledger_slot_of(recording->ledger, making->wish->session.at) : -1;
    return *slot >= 0 ? ledger_status(recording->ledger, (size_t)*slot) : FRAME_WAITING;
}

void shown_key(const struct making *making, struct text *text) {
    int64_t slot;
    enum frame_status status = status_at(making, &slot);
    const struct session *session = &making->wish->session;
    text_addf(text, "%" PRIu64 "|", making->recording_number);
    const struct partial_product *partial = making_partial(making);
    if (session->reduction.count && !making_keeps_frame(making))
        text_addf(text, "%s|",
                  making_reduction(making) ? making->made->by_kind[PRODUCT_REDUCED]->key
                  : partial                ? partial->product.key
                                           : "-");
    if (making->wish->kymograph >= 0)
        text_addf(text, "%s|",
                  making_kymograph(making) ? making->made->by_kind[PRODUCT_KYMOGRAPH]->key : "-");
    text_addf(text, "%" PRId64 " %d %d|", session->at, (int)status, making->is_planned);
    if (!correction_wish_is_none(&session->correction))
        text_addf(text, "%s|",
                  making_correction(making) ? making->made->by_kind[PRODUCT_REFERENCES]->key : "-");
}

struct correcting {
    const struct correction *correction;
    enum element element;
    struct shape shape;
    struct frame_view frame;
    float *into;
    struct correction_counts *counts; // one a chunk
};

static bool correct_band(void *context, size_t chunk, size_t worker) {
    (void)worker;
    struct correcting *correcting = context;
    size_t row_samples = (size_t)correcting->shape.width * correcting->shape.channels;
    size_t first = chunk * BAND_ROWS * row_samples, count = BAND_ROWS * row_samples;
    size_t all = shape_samples(correcting->shape);
    if (count > all - first)
        count = all - first;
    correction_apply(correcting->correction, correcting->element, &correcting->frame, first, count,
                     correcting->into + first, &correcting->counts[chunk]);
    return true;
}

static bool correct(const struct making *making, const struct correction *correction,
                    struct shown *shown, struct fault *fault) {
    struct shape shape = making->recording->conversion.shape;
    size_t chunks = (shape.height + BAND_ROWS - 1) / BAND_ROWS;
    struct correcting correcting = {
        .correction = correction,
        .element = shown->raw_element,
        .shape = shape,
        .frame = { .samples = shown->raw,
                   .valid = shown->valid,
                   .source = shown->frame,
                   .around = surround_of(&shown->surround) },
        .into = alloc_try(shape_samples(shape), sizeof(float)),
        .counts = alloc_zeroed(chunks, sizeof *correcting.counts),
    };
    if (!correcting.into) {
        free(correcting.counts);
        return fault_set(fault, FAULT_LIMIT, "not enough memory to correct a frame");
    }
    pool_run(making->pool, POOL_FRONT, chunks, correct_band, &correcting, NULL);
    for (size_t i = 0; i < chunks; i++) {
        shown->counts.bad += correcting.counts[i].bad;
        shown->counts.negative += correcting.counts[i].negative;
    }
    free(correcting.counts);
    shown->owned = correcting.into;
    shown->samples = correcting.into;
    shown->element = ELEMENT_F32;
    return true;
}

// A row for each kept frame.
static bool find_kymograph(const struct making *making, struct shown *shown) {
    const struct kymographs *kymographs = making_kymograph(making);
    struct shape shape;
    if (!kymographs || !kymograph_shape(kymographs, 0, &shape, NULL))
        return false;
    shown->frame = -1;
    shown->is_kymograph = true;
    shown->status = FRAME_OK;
    shown->element = ELEMENT_F32;
    shown->samples = kymographs->images[0];
    shown->valid = (struct extent){ shape.width, shape.height };
    shown->geometry = (struct geometry){
        .crop_width = shape.width, .crop_height = shape.height, .bin = 1, .shape = shape
    };
    return true;
}

static struct geometry geometry_of(const struct making *making) {
    const struct recording *recording = making->recording;
    const struct conversion *conversion =
        making->is_planned ? &recording->conversion : &recording->first_conversion;
    return (struct geometry){
        .crop_x = conversion->crop.x,
        .crop_y = conversion->crop.y,
        .crop_width = conversion->crop.width,
        .crop_height = conversion->crop.height,
        .bin = conversion->bin,
        .shape = conversion->shape,
    };
}

static void show_image(struct shown *shown, struct shape shape, uint32_t rows, enum element element,
                       const void *samples) {
    shown->frame = -1;
    shown->status = FRAME_OK;
    shown->element = element;
    shown->samples = samples;
    shown->valid = (struct extent){ shape.width, rows };
}

static bool find_reduction(const struct making *making, struct shown *shown) {
    if (making_keeps_frame(making))
        return false;
    const struct reduced *reduced = making_reduction(making);
    const struct partial_product *partial = making_partial(making);
    if (reduced)
        show_image(shown, reduced->shape, reduced->shape.height, reduced->images[0].element,
                   reduced->images[0].samples);
    else if (partial)
        show_image(shown, partial->shape, partial->rows, partial->element, partial->samples);
    shown->is_partial = partial != NULL;
    return reduced || partial;
}

static void find_first(const struct making *making, struct shown *shown) {
    const struct recording *recording = making->recording;
    shown->frame = 0;
    shown->status = (enum frame_status)recording->first_record.status;
    shown->record = &recording->first_record;
    shown->valid = recording->first_record.valid;
    shown->raw = shown->samples = recording->first;
}

bool shown_find_raw(const struct making *making, struct shown *shown,
                    const struct correction **correction, struct fault *fault) {
    const struct recording *recording = making->recording;
    const struct session *session = &making->wish->session;
    *shown = (struct shown){ .frame = session->at,
                             .status = FRAME_WAITING,
                             .element = recording->first_conversion.element,
                             .raw_element = recording->first_conversion.element,
                             .geometry = geometry_of(making) };
    *correction = NULL;
    if (find_kymograph(making, shown) || find_reduction(making, shown))
        return true;
    int64_t slot;
    enum frame_status status = status_at(making, &slot);
    // Until its slot is loaded; the plan may have left it out, or made its pixels coarser.
    bool is_first =
        !making->is_planned || (slot >= 0 && session->at == 0 && recording->plan.bin <= 1);
    if (status == FRAME_WAITING && is_first) {
        find_first(making, shown);
        return true;
    }
    shown->status = slot < 0 ? FRAME_SKIPPED : status;
    if (status == FRAME_WAITING)
        return true;
    shown->record = ledger_read(recording->ledger, (size_t)slot);
    if (!frame_is_usable(status))
        return true;
    shown->valid = shown->record->valid;
    shown->raw = shown->samples = stack_frame(&recording->stack, (size_t)slot);
    *correction = making_correction(making);
    return !*correction
           || surround_gather(making->recording, *correction,
                              (struct indices){ .first = shown->frame, .step = 1, .count = 1 },
                              &shown->surround, fault);
}

bool shown_find(const struct making *making, struct shown *shown, struct fault *fault) {
    const struct correction *correction;
    return shown_find_raw(making, shown, &correction, fault)
           && (!correction || correct(making, correction, shown, fault));
}

void shown_free(struct shown *shown) {
    free(shown->owned);
    shown->owned = NULL;
    surround_free(&shown->surround);
}
