// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Pictures beside the frame: the reference, the reduction, or how the frame differs from them.

#include "engine/making.h"

#include "base/alloc.h"
#include "engine/drawing.h"
#include "engine/shown.h"
#include "view/colourmap.h"

#include <math.h>
#include <stdlib.h>

// Rows a chunk: small enough to share, large enough to be worth it.
enum { BAND_ROWS = 64 };

static char *key_of(const struct making *making, size_t number) {
    const struct wish *wish = making->wish;
    if (number >= wish->beside || !making->is_planned || wish->kymograph >= 0)
        return NULL;
    char *picture = picture_key(making);
    if (!picture)
        return NULL;
    const struct product *reduced = making->made->by_kind[PRODUCT_REDUCED];
    char *key = alloc_format("%s|%s|%s", beside_name(wish->session.beside[number]),
                             making_reduction(making) ? reduced->key : "-", picture);
    free(picture);
    return key;
}

char *beside_key(const struct making *making) {
    return key_of(making, 0);
}

char *beside_second_key(const struct making *making) {
    return key_of(making, 1);
}

// What a picture is made from.
struct viewing {
    const struct making *making;
    enum beside what;
    struct shown frame;            // what the large picture shows
    const struct reduced *reduced; // NULL: none
    const struct correction *correction;
    struct shape shape;
    float *image; // that is made of them
};

static void add_label(const struct viewing *viewing, struct text *text) {
    const struct session *session = &viewing->making->wish->session;
    const char *role;
    bool of_reduction = viewing->what == BESIDE_REDUCTION
                        || (viewing->what == BESIDE_DIFFERENCE && session->reduction.count);
    const struct reference_wish *reference = correction_reference_wish(&session->correction, &role);
    text_add(text, viewing->what == BESIDE_DIFFERENCE ? "less " : "");
    if (of_reduction)
        reduction_wish_format(&session->reduction, text);
    else if (reference) {
        text_addf(text, "%s ", role);
        reference_wish_format(reference, text);
    }
}

// Why there is nothing to be seen, or NULL.
static const char *lack(const struct viewing *viewing) {
    const struct session *session = &viewing->making->wish->session;
    const struct shown *frame = &viewing->frame;
    bool is_difference = viewing->what == BESIDE_DIFFERENCE;
    if (viewing->what == BESIDE_REDUCTION || (is_difference && session->reduction.count)) {
        if (!viewing->reduced)
            return session->reduction.count ? "not made yet" : "r reduces the range";
    } else if (!viewing->correction) {
        bool wanted = !correction_wish_is_none(&session->correction);
        return wanted          ? "not made yet"
               : is_difference ? "r or S has something to subtract"
                               : "d f S D or b make a reference";
    } else if (correction_reference_slides(viewing->correction) && !frame->raw) {
        return "no frame, no window";
    }
    return is_difference && !frame->samples ? "no frame" : NULL;
}

// The reference in `into`.
static void refer(const struct viewing *viewing, size_t first, size_t count, double *into) {
    const struct shown *frame = &viewing->frame;
    struct frame_view view = { .samples = frame->raw,
                               .valid = frame->valid,
                               .source = frame->frame,
                               .around = surround_of(&frame->surround) };
    correction_reference(viewing->correction, frame->raw_element, &view, first, count, into);
}

// The frame as it is shown less the reduction; as it is stored less the reference.
static void subtract(const struct viewing *viewing, size_t first, size_t count, double *values) {
    const struct shown *frame = &viewing->frame;
    const struct reduced_image *reduced = viewing->reduced ? &viewing->reduced->images[0] : NULL;
    bool raw = !reduced && frame->raw;
    for (size_t i = 0; i < count; i++) {
        double less =
            reduced ? element_value(reduced->element, reduced->samples, first + i) : values[i];
        double value = raw ? element_value(frame->raw_element, frame->raw, first + i)
                           : element_value(frame->element, frame->samples, first + i);
        values[i] = value - less;
    }
}

static bool view_band(void *context, size_t chunk, size_t worker) {
    (void)worker;
    const struct viewing *viewing = context;
    size_t row_samples = (size_t)viewing->shape.width * viewing->shape.channels;
    size_t first_row = chunk * BAND_ROWS;
    double *values = alloc_try(row_samples, sizeof *values);
    for (size_t row = first_row; row < first_row + BAND_ROWS && row < viewing->shape.height;
         row++) {
        size_t first = row * row_samples;
        if (values && !(viewing->what == BESIDE_DIFFERENCE && viewing->reduced))
            refer(viewing, first, row_samples, values);
        if (values && viewing->what == BESIDE_DIFFERENCE)
            subtract(viewing, first, row_samples, values);
        for (size_t i = 0; i < row_samples; i++)
            viewing->image[first + i] = values ? (float)values[i] : NAN;
    }
    free(values);
    return true;
}

// The image that is to be drawn.
static bool find_image(struct viewing *viewing, struct shown *shown, struct fault *fault) {
    const struct shape *shape = &viewing->shape;
    *shown = (struct shown){ .frame = -1,
                             .status = FRAME_OK,
                             .geometry = viewing->frame.geometry,
                             .valid = { shape->width, shape->height } };
    if (viewing->what == BESIDE_REDUCTION) {
        shown->element = viewing->reduced->images[0].element;
        shown->samples = viewing->reduced->images[0].samples;
        return true;
    }
    viewing->image = alloc_try(shape_samples(*shape), sizeof *viewing->image);
    if (!viewing->image)
        return fault_set(fault, FAULT_LIMIT, "not enough memory for a picture beside the frame");
    pool_run(viewing->making->pool, POOL_FRONT, (shape->height + BAND_ROWS - 1) / BAND_ROWS,
             view_band, viewing, NULL);
    if (viewing->what == BESIDE_DIFFERENCE)
        shown->valid = viewing->frame.valid;
    shown->element = ELEMENT_F32;
    shown->samples = viewing->image;
    return true;
}

// Means and extremes have the levels of the frame, so that they compare; differences lie around 0;
// all else has its own.
static bool choose_levels(const struct viewing *viewing, const struct shown *shown,
                          struct picture_product *made, struct fault *fault) {
    const struct making *making = viewing->making;
    const struct picture_product *frame =
        (const struct picture_product *)making->made->by_kind[PRODUCT_PICTURE];
    enum reduction_kind kind =
        viewing->reduced ? viewing->reduced->images[0].op.kind : REDUCTION_STD;
    bool compares = viewing->what == BESIDE_REDUCTION && kind != REDUCTION_STD
                    && kind != REDUCTION_SUM && frame;
    struct levels_wish wish = making->wish->session.look.levels;
    if (wish.mode == LEVELS_FIXED)
        wish.percentile = LOOK_DEFAULT.levels.percentile;
    wish.mode = LEVELS_FRAME;
    if (compares)
        made->levels = frame->levels;
    else if (!drawing_own_levels(making, &wish, shown, made, fault))
        return false;
    if (viewing->what == BESIDE_DIFFERENCE) {
        double reach = fmax(fabs(made->levels.low), fabs(made->levels.high));
        made->levels = (struct levels){ -reach, reach };
    }
    return true;
}

static bool draw(struct viewing *viewing, struct picture_product *made, struct fault *fault) {
    const struct wish *wish = viewing->making->wish;
    struct shown shown = { .frame = -1, .geometry = viewing->frame.geometry };
    struct text label = { 0 };
    int lut = wish->session.look.lut;
    add_label(viewing, &label);
    made->label = text_take(&label);
    made->reason = alloc_string(lack(viewing));
    made->frame = -1;
    made->status = FRAME_OK;
    made->levels = (struct levels){ 0, 1 };
    made->shape = viewing->shape;
    made->map = picture_map_make(&wish->session.look, &shown.geometry, wish->canvas_width,
                                 wish->canvas_height, wish->pixel_aspect);
    if (viewing->what == BESIDE_DIFFERENCE)
        colourmap_find("diverging", &lut);
    bool good =
        made->reason
        || (find_image(viewing, &shown, fault) && choose_levels(viewing, &shown, made, fault));
    return good && drawing_make(viewing->making, &shown, lut, made, fault);
}

static struct product *make(const struct making *making, size_t number, char *key,
                            struct fault *fault) {
    struct picture_product *made = picture_product_new(key);
    struct viewing viewing = { .making = making,
                               .what = making->wish->session.beside[number],
                               .reduced = making_reduction(making),
                               .correction = making_correction(making),
                               .shape = making->recording->conversion.shape };
    bool good = shown_find(making, &viewing.frame, fault) && draw(&viewing, made, fault);
    shown_free(&viewing.frame);
    free(viewing.image);
    if (good)
        return &made->product;
    product_release(made);
    return NULL;
}

struct product *make_beside(const struct making *making, char *key, struct fault *fault) {
    return make(making, 0, key, fault);
}

struct product *make_beside_second(const struct making *making, char *key, struct fault *fault) {
    return make(making, 1, key, fault);
}
