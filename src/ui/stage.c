// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "ui/stage.h"

#include <math.h>

// Smaller previews have a picture only.
enum { BAR_ROWS = 5, BAR_COLUMNS = 60 };

enum { BESIDE_ROWS = 6, BESIDE_COLUMNS = 12 };

enum { GAP = 1, BAR = 1 };

// Columns of a picture of these rows, at most `most`.
static int picture_columns(const struct stage_wish *wish, int rows, int most) {
    double needed = wish->columns_a_row > 0 ? ceil(wish->columns_a_row * rows) : wish->columns;
    return needed >= 1 && needed < most ? (int)needed : most;
}

// As many pictures as have room in so many columns; one is always there.
static int picture_count(const struct stage_wish *wish, int columns) {
    int count = wish->pane.rows >= BESIDE_ROWS ? 1 + wish->beside : 1;
    while (count > 1 && (columns - (count - 1) * GAP) / count < BESIDE_COLUMNS)
        count--;
    return count;
}

struct stage stage_make(const struct stage_wish *wish) {
    struct stage stage = { 0 };
    struct area pane = wish->pane;
    bool has_bar = wish->has_bar && pane.rows >= BAR_ROWS && pane.columns >= BAR_COLUMNS;
    int around = has_bar ? GAP + BAR + STAGE_LABELS : 0;
    int count = picture_count(wish, pane.columns - around), titles = count > 1;
    int most = (pane.columns - around - (count - 1) * GAP) / count, rows = pane.rows - titles;
    int columns = picture_columns(wish, rows, most);
    int row = pane.row + titles, at = pane.column;
    at += (pane.columns - count * columns - (count - 1) * GAP - around) / 2;
    for (int i = 0; i < count; i++) {
        stage.pictures[i] = (struct area){ row, at, rows, columns };
        stage.titles[i] = (struct area){ pane.row, at, titles, columns };
        at += columns + GAP;
        if (i > 0 || !has_bar)
            continue;
        stage.bar = (struct area){ row, at, rows, BAR };
        stage.labels = (struct area){ row, at + BAR, rows, STAGE_LABELS };
        at += BAR + STAGE_LABELS + GAP;
    }
    return stage;
}
