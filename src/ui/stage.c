// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "ui/stage.h"

#include <math.h>

// Smaller previews have a picture only.
enum { BAR_ROWS = 5, BAR_COLUMNS = 60 };

enum { BESIDE_ROWS = 6, BESIDE_COLUMNS = 12 };

enum { PROFILES_ROWS = 10, PROFILES_COLUMNS = 50 };

enum { GAP = 1, BAR = 1 };

// Columns of a picture of these rows, at most `most`.
static int picture_columns(const struct stage_wish *wish, int rows, int most) {
    double needed = wish->columns_a_row > 0 ? ceil(wish->columns_a_row * rows) : wish->columns;
    return needed >= 1 && needed < most ? (int)needed : most;
}

// As many pictures as have room in so many columns; one is always there.
static int picture_count(const struct stage_wish *wish, int rows, int columns) {
    int count = rows >= BESIDE_ROWS ? 1 + wish->beside : 1;
    while (count > 1 && (columns - (count - 1) * GAP) / count < BESIDE_COLUMNS)
        count--;
    return count;
}

// Rows of a picture of these columns, at most `most`; as many as a bar needs.
static int picture_rows(const struct stage_wish *wish, int columns, int most) {
    double needed = wish->columns_a_row > 0 ? ceil(columns / wish->columns_a_row) : most;
    needed = needed > BAR_ROWS ? needed : BAR_ROWS;
    return needed < most ? (int)needed : most;
}

static int between(int least, int value, int most) {
    return value < least ? least : value > most ? most : value;
}

// Gives the profiles the left and lower edge of the pane; what they leave is *pane.
static void place_profiles(const struct stage_wish *wish, struct area *pane, struct stage *stage) {
    if (!wish->has_profiles || pane->rows < PROFILES_ROWS || pane->columns < PROFILES_COLUMNS)
        return;
    int columns = between(10, pane->columns / 8, 20), rows = between(4, pane->rows / 5, 8);
    pane->rows -= rows;
    pane->columns -= columns + GAP;
    stage->column_profile = (struct area){ pane->row, pane->column, pane->rows, columns };
    stage->row_profile.rows = stage->corner.rows = rows;
    pane->column += columns + GAP;
}

// Puts them close to the first picture.
static void adjust_profiles(struct stage *stage) {
    const struct area *picture = &stage->pictures[0];
    struct area *side = &stage->column_profile, *below = &stage->row_profile;
    if (!below->rows)
        return;
    *side = (struct area){ picture->row, picture->column - GAP - side->columns, picture->rows,
                           side->columns };
    *below = (struct area){ picture->row + picture->rows, picture->column, below->rows,
                            picture->columns };
    stage->corner = (struct area){ below->row, side->column, below->rows, side->columns };
}

struct stage stage_make(const struct stage_wish *wish) {
    struct stage stage = { 0 };
    struct area pane = wish->pane;
    place_profiles(wish, &pane, &stage);
    bool has_bar = wish->has_bar && pane.rows >= BAR_ROWS && pane.columns >= BAR_COLUMNS;
    int around = has_bar ? GAP + BAR + STAGE_LABELS : 0;
    int count = picture_count(wish, pane.rows, pane.columns - around), titles = count > 1;
    int most = (pane.columns - around - (count - 1) * GAP) / count, rows = pane.rows - titles;
    int columns = picture_columns(wish, rows, most);
    rows = picture_rows(wish, columns, rows);
    int row = pane.row + titles + (pane.rows - titles - rows) / 2, at = pane.column;
    at += (pane.columns - count * columns - (count - 1) * GAP - around) / 2;
    for (int i = 0; i < count; i++) {
        stage.pictures[i] = (struct area){ row, at, rows, columns };
        stage.titles[i] = (struct area){ row - titles, at, titles, columns };
        at += columns + GAP;
        if (i > 0 || !has_bar)
            continue;
        stage.bar = (struct area){ row, at, rows, BAR };
        stage.labels = (struct area){ row, at + BAR, rows, STAGE_LABELS };
        at += BAR + STAGE_LABELS + GAP;
    }
    adjust_profiles(&stage);
    return stage;
}
