// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "ui/stage.h"

#include <math.h>

// Smaller previews have a picture only.
enum { BAR_ROWS = 5, BAR_COLUMNS = 60 };

enum { GAP = 1, BAR = 1 };

// Columns of a picture of these rows, at most `most`.
static int picture_columns(const struct stage_wish *wish, int rows, int most) {
    double needed = wish->columns_a_row > 0 ? ceil(wish->columns_a_row * rows) : wish->columns;
    return needed >= 1 && needed < most ? (int)needed : most;
}

struct stage stage_make(const struct stage_wish *wish) {
    struct stage stage = { 0 };
    struct area pane = wish->pane;
    bool has_bar = wish->has_bar && pane.rows >= BAR_ROWS && pane.columns >= BAR_COLUMNS;
    int around = has_bar ? GAP + BAR + STAGE_LABELS : 0;
    int columns = picture_columns(wish, pane.rows, pane.columns - around);
    int at = pane.column + (pane.columns - columns - around) / 2;
    stage.picture = (struct area){ pane.row, at, pane.rows, columns };
    if (has_bar) {
        at += columns + GAP;
        stage.bar = (struct area){ pane.row, at, pane.rows, BAR };
        stage.labels = (struct area){ pane.row, at + BAR, pane.rows, STAGE_LABELS };
    }
    return stage;
}
