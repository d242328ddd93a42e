// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "engine_support.h"

#include "npy_file.h"

#include <unistd.h>

static char *series_path(const char *folder, int frame) {
    char name[32];
    snprintf(name, sizeof name, "img_%04d.pgm", frame);
    return path_in_folder(folder, name);
}

static void write_frame(const char *folder, int frame) {
    unsigned char bytes[2 * SERIES_WIDTH * SERIES_HEIGHT + 64];
    int length = snprintf((char *)bytes, 64, "P5 %d %d 65535\n", SERIES_WIDTH, SERIES_HEIGHT);
    unsigned char *next = bytes + length;
    for (uint32_t y = 0; y < SERIES_HEIGHT; y++)
        for (uint32_t x = 0; x < SERIES_WIDTH; x++) {
            unsigned value = series_value(frame, x, y);
            *next++ = (unsigned char)(value >> 8);
            *next++ = (unsigned char)value;
        }
    char *path = series_path(folder, frame);
    write_bytes(path, bytes, (size_t)(next - bytes));
    free(path);
}

char *write_series(int count) {
    char *folder = new_folder();
    for (int frame = 0; frame < count; frame++)
        write_frame(folder, frame);
    return folder;
}

void spoil_file(const char *folder, int frame) {
    char *path = series_path(folder, frame);
    write_bytes(path, "this is no picture", 18);
    free(path);
}

void cut_file(const char *folder, int frame, long bytes) {
    char *path = series_path(folder, frame);
    if (truncate(path, bytes) != 0)
        abort();
    free(path);
}

void side_open(struct screen_side *side, size_t workers, const char *path) {
    *side = (struct screen_side){ .pool = pool_new(workers, NULL) };
    if (!side->pool || !bell_open(&side->up, NULL))
        abort();
    side->engine = engine_new(side->pool, &side->up, NULL);
    if (!side->engine)
        abort();
    wish_init(&side->wish);
    side->wish.canvas_width = 40;
    side->wish.canvas_height = 30;
    session_add_path(&side->wish.session, path);
}

void side_set(struct screen_side *side, const char *option, const char *value) {
    struct fault fault = { 0 };
    if (!session_set(&side->wish.session, option, value, &fault)) {
        fprintf(stderr, "%s\n", fault_text(&fault));
        abort();
    }
}

void side_post(struct screen_side *side) {
    side->wish.number++;
    engine_post(side->engine, &side->wish);
}

void side_wait(struct screen_side *side, side_is_so *is_so, int64_t with) {
    for (;;) {
        engine_take(side->engine, &side->products);
        if (is_so(side, with))
            return;
        bell_wait(&side->up, -1);
    }
}

static bool is_answered(const struct screen_side *side, int64_t number) {
    return side->products.answered >= (uint64_t)number;
}

void side_ask(struct screen_side *side) {
    side_post(side);
    side_wait(side, is_answered, (int64_t)side->wish.number);
}

const struct status_product *side_status(const struct screen_side *side) {
    return (const struct status_product *)side->products.by_kind[PRODUCT_STATUS];
}

const struct picture_product *side_picture(const struct screen_side *side) {
    return (const struct picture_product *)side->products.by_kind[PRODUCT_PICTURE];
}

const struct about *side_about(const struct screen_side *side) {
    const struct about_product *about =
        (const struct about_product *)side->products.by_kind[PRODUCT_ABOUT];
    return about ? about->about : NULL;
}

bool side_is_loaded(const struct screen_side *side, int64_t unused) {
    (void)unused;
    const struct status_product *status = side_status(side);
    return status && status->stage >= LOAD_DONE;
}

bool side_shows_frame(const struct screen_side *side, int64_t frame) {
    const struct picture_product *picture = side_picture(side);
    return picture && picture->frame == frame;
}

double side_value(struct screen_side *side, int64_t frame, uint32_t x, uint32_t y) {
    side->wish.session.at = frame;
    side->wish.has_cursor = true;
    side->wish.cursor_x = x;
    side->wish.cursor_y = y;
    side_ask(side);
    const struct picture_product *picture = side_picture(side);
    return picture && picture->frame == frame && picture->has_reading ? picture->raw[0] : -1;
}

void side_close(struct screen_side *side) {
    engine_free(&side->engine);
    products_release(&side->products);
    wish_free(&side->wish);
    bell_close(&side->up);
    pool_free(&side->pool);
}
