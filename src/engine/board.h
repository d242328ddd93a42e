// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The two boards between the screen and the engine. On the wish board the newest wish replaces
// the one before; on the product board each slot holds the newest product of its kind. Nothing
// is told: a bell rings and the other side looks. Both sides only ever hold the lock to move
// pointers.

#ifndef BLITZ_ENGINE_BOARD_H
#define BLITZ_ENGINE_BOARD_H

#include "base/bell.h"
#include "base/fault.h"
#include "engine/products.h"
#include "session/session.h"
#include "term/sixel.h"

#include <stdbool.h>
#include <stdint.h>

// A result to be written to a file: the session as it was when that was asked for.
struct export_wish {
    uint64_t number; // grows with each; 0: none
    enum verb verb;  // VERB_REDUCE SERIES PROFILE KYMOGRAPH TUNE, or VERB_EXPORT (of session.frame)
    struct session session; // with its output; zeroed memory while number is 0
};

void export_wish_copy(struct export_wish *to, const struct export_wish *from);
void export_wish_free(struct export_wish *wish);

// A parameter to be found in the recording that is there: session.tuning, with the session's own
// references, zones and reduction.
struct tuning_wish {
    uint64_t number;        // grows with each; 0: none
    struct indices indices; // of the kept frames
    struct session session; // zeroed memory while number is 0
};

void tuning_wish_copy(struct tuning_wish *to, const struct tuning_wish *from);
void tuning_wish_free(struct tuning_wish *wish);

// What the screen needs to show: the session and the panes.
struct wish {
    struct session session;
    uint32_t canvas_width, canvas_height; // of the picture, canvas pixels; 0: hidden
    double pixel_aspect;                  // width of a canvas pixel over its height
    struct sixel_limits sixel;            // encode the picture so; registers 0: do not
    size_t beside; // so many of the session's pictures beside it have room, of the same size
    uint32_t table_columns, table_rows; // values around the cursor; 0: hidden
    bool has_cursor;
    uint32_t cursor_x, cursor_y; // stack pixels
    int64_t selected_zone;       // drawn as selected; -1: none
    bool shows_timeline, shows_histogram, shows_profile;
    int64_t kymograph;         // line whose kymograph is shown instead of the frame; -1: none
    struct export_wish export; // the newest
    struct tuning_wish tuning; // the same
    uint64_t number;           // grows with each wish
};

void wish_init(struct wish *wish);
void wish_copy(struct wish *to, const struct wish *from);
void wish_free(struct wish *wish);

// What the screen takes: a reference to the newest product of each kind; NULL where there is
// none yet.
struct products {
    struct product *by_kind[PRODUCT_KINDS];
    uint64_t answered; // number of the newest wish that the picture answers
};

void products_release(struct products *products);

struct board;

// `up` is rung when products change (by the engine); `down` when there is a new wish.
struct board *board_new(struct bell *up, struct bell *down);

// The screen's side.
void board_post(struct board *board, const struct wish *wish);
void board_take(struct board *board, struct products *products);

// The engine's side. board_wish replaces *wish when there is a newer one, else returns false.
bool board_wish(struct board *board, struct wish *wish);

// Puts references to these products on the board (NULL empties a slot) and rings `up` when
// anything changed.
void board_publish(struct board *board, const struct products *products);

// Clears *board.
void board_free(struct board **board);

#endif
