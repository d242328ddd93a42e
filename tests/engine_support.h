// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// An engine with a screen's side for tests, and made-up series of files.

#ifndef BLITZ_TESTS_ENGINE_SUPPORT_H
#define BLITZ_TESTS_ENGINE_SUPPORT_H

#include "engine/engine.h"

#include <stdbool.h>
#include <stdint.h>

// ── files ──────────────────────────────────────────────────────────────────────────────────

enum { SERIES_WIDTH = 23, SERIES_HEIGHT = 17 };

// The value of a pixel of the series in the files that write_series writes.
static inline unsigned series_value(int64_t frame, uint32_t x, uint32_t y) {
    return (unsigned)((3 * x + 5 * y + 11 * (uint64_t)frame) % 1021);
}

// img_0000.pgm, img_0001.pgm ... of 16 bits in a new folder; free with remove_folder.
char *write_series(int count);

// Puts `bytes` bytes of text in the place of a file of the series, or cuts it.
void spoil_file(const char *folder, int frame);
void cut_file(const char *folder, int frame, long bytes);

// ── an engine ──────────────────────────────────────────────────────────────────────────────

struct screen_side {
    struct pool *pool;
    struct bell up;
    struct engine *engine;
    struct wish wish;
    struct products products; // as taken last
};

// Workers, an engine and a wish for this path with a canvas of 40 x 30; not posted yet.
void side_open(struct screen_side *side, size_t workers, const char *path);

// Sets an option of the wish's session.
void side_set(struct screen_side *side, const char *option, const char *value);

// Posts the wish with the next number.
void side_post(struct screen_side *side);

// Takes products until `is_so` says yes; `with` is handed through.
typedef bool side_is_so(const struct screen_side *side, int64_t with);
void side_wait(struct screen_side *side, side_is_so *is_so, int64_t with);

// Posts and waits for the answer.
void side_ask(struct screen_side *side);

// Waits until the newest recording has ended loading; `number` of its kind, the first is 1.
bool side_is_loaded(const struct screen_side *side, int64_t unused);
bool side_shows_frame(const struct screen_side *side, int64_t frame);

// The products as what they are; NULL when there is none.
const struct status_product *side_status(const struct screen_side *side);
const struct picture_product *side_picture(const struct screen_side *side);
const struct about *side_about(const struct screen_side *side);

// Asks for the raw value of a pixel of a frame; -1 when nothing is shown there.
double side_value(struct screen_side *side, int64_t frame, uint32_t x, uint32_t y);

void side_close(struct screen_side *side);

#endif
