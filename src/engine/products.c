// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "engine/products.h"

#include "base/alloc.h"
#include "view/picture.h"

#include <stdlib.h>

// Every maker is the same but for its type and what is owned inside.
#define PRODUCT_MAKER(type)                                      \
    struct type *type##_new(char *key) {                         \
        struct type *product = alloc_zeroed(1, sizeof *product); \
        product_start(&product->product, key, free_##type);      \
        return product;                                          \
    }

static void free_about_product(struct product *product) {
    struct about_product *about = (struct about_product *)product;
    about_free(&about->about);
    free(about);
}

static void free_export_product(struct product *product) {
    free(((struct export_product *)product)->message);
    free(product);
}

static void free_status_product(struct product *product) {
    struct status_product *status = (struct status_product *)product;
    free(status->message);
    free(status);
}

static void free_picture_product(struct product *product) {
    struct picture_product *picture = (struct picture_product *)product;
    for (size_t i = 0; i < picture->zone_count; i++)
        free(picture->zones[i].name);
    free(picture->zones);
    free(picture->table.values);
    free(picture->table.saturated);
    canvas_release(&picture->canvas);
    free(picture->label);
    free(picture->reason);
    free(picture);
}

static void free_timeline_product(struct product *product) {
    struct timeline_product *timeline = (struct timeline_product *)product;
    for (size_t i = 0; timeline->traces && i < timeline->series.zones * timeline->series.channels;
         i++)
        trace_free(&timeline->traces[i]);
    free(timeline->traces);
    series_free(&timeline->series);
    free(timeline->times);
    free(timeline->gaps);
    free(timeline);
}

static void free_histogram_product(struct product *product) {
    free(product);
}

static void free_spread_product(struct product *product) {
    profiles_free(&((struct spread_product *)product)->profiles);
    free(product);
}

static void free_profile_product(struct product *product) {
    struct profile_product *profile = (struct profile_product *)product;
    for (size_t i = 0; i < profile->count; i++) {
        free(profile->curves[i].name);
        free(profile->curves[i].x);
        free(profile->curves[i].y);
        free(profile->curves[i].low);
        free(profile->curves[i].high);
    }
    free(profile->curves);
    free(profile);
}

static void free_kymograph_product(struct product *product) {
    kymographs_free(&((struct kymograph_product *)product)->kymographs);
    free(product);
}

static void free_references_product(struct product *product) {
    references_free(&((struct references_product *)product)->references);
    free(product);
}

static void free_reduced_product(struct product *product) {
    reduced_free(&((struct reduced_product *)product)->reduced);
    free(product);
}

static void free_partial_product(struct product *product) {
    free(((struct partial_product *)product)->samples);
    free(product);
}

static void free_levels_product(struct product *product) {
    free(product);
}

static void free_tuning_product(struct product *product) {
    struct tuning_product *tuning = (struct tuning_product *)product;
    session_free(&tuning->session);
    tuned_free(&tuning->tuned);
    free(tuning->failure);
    free(tuning);
}

PRODUCT_MAKER(export_product)
PRODUCT_MAKER(status_product)
PRODUCT_MAKER(picture_product)
PRODUCT_MAKER(timeline_product)
PRODUCT_MAKER(histogram_product)
PRODUCT_MAKER(spread_product)
PRODUCT_MAKER(profile_product)
PRODUCT_MAKER(kymograph_product)
PRODUCT_MAKER(references_product)
PRODUCT_MAKER(reduced_product)
PRODUCT_MAKER(partial_product)
PRODUCT_MAKER(levels_product)
PRODUCT_MAKER(tuning_product)

struct about_product *about_product_new(char *key, struct about *about) {
    struct about_product *product = alloc_zeroed(1, sizeof *product);
    product_start(&product->product, key, free_about_product);
    product->about = about;
    return product;
}
