// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "ui/layout.h"

#include <string.h>

// From these columns on, panes stand beside the preview.
enum { SIDE_FROM = 96, SIDE_LEAST = 34, SIDE_MOST = 64 };

// Rows that a pane needs to say anything, title included, and its share of what is left.
static const struct {
    int least, share, most;
} needs[PANE_COUNT] = {
    [PANE_TIMELINE] = { 4, 3, 18 }, [PANE_HISTOGRAM] = { 4, 3, 16 }, [PANE_ZONES] = { 4, 2, 24 },
    [PANE_INFO] = { 4, 3, 100 },    [PANE_MESSAGES] = { 4, 2, 40 },  [PANE_PROFILE] = { 4, 3, 18 },
    [PANE_PIXELS] = { 4, 3, 18 },   [PANE_TUNING] = { 4, 3, 18 },
};

// Rows of a tuning that are enough.
enum { TUNING_ROWS = 10 };

// Rows, and columns, that the preview has whatever was asked for.
enum { PREVIEW_ROWS = 4, PREVIEW_COLUMNS = 40 };

const char *pane_name(enum pane pane) {
    static const char *const names[PANE_COUNT] = {
        [PANE_PREVIEW] = "preview", [PANE_TIMELINE] = "timeline", [PANE_HISTOGRAM] = "histogram",
        [PANE_PROFILE] = "profile", [PANE_PIXELS] = "pixels",     [PANE_ZONES] = "zones",
        [PANE_INFO] = "info",       [PANE_MESSAGES] = "messages", [PANE_TUNING] = "tuning",
    };
    return names[pane];
}

static int least_of(int a, int b) {
    return a < b ? a : b;
}

static int most_of(int a, int b) {
    return a > b ? a : b;
}

// The curve of a tuning has room below the words where half of the body has.
static int least_rows(const struct layout_wish *wish, int pane) {
    int half = most_of(needs[pane].least, (wish->rows - 5) / 2);
    return pane == PANE_TUNING ? least_of(TUNING_ROWS, half) : needs[pane].least;
}

// Of the wished panes, those that have room in `rows`: the focus first, then in their order.
static int choose(const struct layout_wish *wish, const bool candidates[PANE_COUNT], int rows,
                  bool chosen[PANE_COUNT]) {
    int used = 0;
    memset(chosen, 0, PANE_COUNT * sizeof *chosen);
    for (int round = 0; round < 2; round++)
        for (int pane = PANE_PREVIEW + 1; pane < PANE_COUNT; pane++) {
            bool wanted = candidates[pane] && wish->shows[pane] && !chosen[pane];
            bool in_turn = round == 1 || (enum pane)pane == wish->focus;
            if (!wanted || !in_turn || used + least_rows(wish, pane) > rows)
                continue;
            chosen[pane] = true;
            used += least_rows(wish, pane);
        }
    return used;
}

// Rows beyond which a pane is no better.
static int most_rows(const struct layout_wish *wish, int pane) {
    if (wish->sizes[pane])
        return most_of(least_rows(wish, pane), wish->sizes[pane]);
    int lines = pane == PANE_ZONES && wish->zone_lines ? wish->zone_lines + 2 : needs[pane].most;
    return most_of(least_rows(wish, pane), least_of(lines, needs[pane].most));
}

// Gives the chosen panes their least, then what was asked for, then shares out the rest, from the
// top.
static void stack(const struct layout_wish *wish, const bool chosen[PANE_COUNT], struct area area,
                  struct area panes[PANE_COUNT]) {
    int rows[PANE_COUNT] = { 0 }, left = area.rows;
    for (int pane = 0; pane < PANE_COUNT; pane++) {
        rows[pane] = chosen[pane] ? least_rows(wish, pane) : 0;
        left -= rows[pane];
    }
    for (int pane = 0; pane < PANE_COUNT; pane++) {
        int more = chosen[pane] && wish->sizes[pane] ? most_rows(wish, pane) - rows[pane] : 0;
        rows[pane] += least_of(more, left);
        left -= least_of(more, left);
    }
    for (bool any = true; left > 0 && any;) {
        any = false;
        for (int pane = 0; pane < PANE_COUNT && left > 0; pane++) {
            int more =
                chosen[pane] ? least_of(needs[pane].share, most_rows(wish, pane) - rows[pane]) : 0;
            more = least_of(more, left);
            rows[pane] += more;
            left -= more;
            any = any || more > 0;
        }
    }
    int row = area.row;
    for (int pane = 0; pane < PANE_COUNT; pane++) {
        if (!chosen[pane])
            continue;
        panes[pane] = (struct area){ row, area.column, rows[pane], area.columns };
        row += rows[pane];
    }
}

// The rows at the bottom of the body that the chosen panes take, at most `most`.
static int wanted_rows(const struct layout_wish *wish, const bool chosen[PANE_COUNT], int most,
                       int body) {
    int rows = 0, usual = 0;
    bool is_asked = false;
    for (int pane = 0; pane < PANE_COUNT; pane++) {
        int own = chosen[pane] ? most_rows(wish, pane) : 0;
        rows += own;
        usual += wish->sizes[pane] ? 0 : own;
        is_asked = is_asked || (chosen[pane] && wish->sizes[pane]);
    }
    // The others keep to their part of the body.
    int room = is_asked ? rows - usual + least_of(usual, most) : most;
    return least_of(rows, is_asked ? least_of(room, body - PREVIEW_ROWS) : room);
}

static void put_below(const struct layout_wish *wish, struct layout *layout, struct area area,
                      const bool chosen[PANE_COUNT], int most) {
    int rows = wanted_rows(wish, chosen, most, area.rows);
    struct area below = { area.row + area.rows - rows, area.column, rows, area.columns };
    stack(wish, chosen, below, layout->panes);
    area.rows -= rows;
    layout->panes[PANE_PREVIEW] = area;
}

static void put_beside(const struct layout_wish *wish, struct layout *layout) {
    static const bool beside[PANE_COUNT] = {
        [PANE_HISTOGRAM] = true, [PANE_PROFILE] = true,  [PANE_PIXELS] = true, [PANE_ZONES] = true,
        [PANE_INFO] = true,      [PANE_MESSAGES] = true, [PANE_TUNING] = true,
    };
    static const bool below[PANE_COUNT] = { [PANE_TIMELINE] = true };
    bool chosen[PANE_COUNT];
    struct area left = layout->body, right = layout->body;
    if (choose(wish, beside, right.rows, chosen)) {
        // Half of a low body may be the timeline's: the preview stays the largest even then.
        int least = least_of(SIDE_LEAST, left.columns / 3 - 1);
        int usual = most_of(least, least_of(SIDE_MOST, left.columns * 3 / 10));
        int asked = wish->sizes[PANE_PREVIEW] ? wish->sizes[PANE_PREVIEW] : usual;
        right.columns = most_of(least, least_of(asked, left.columns - PREVIEW_COLUMNS - 1));
        left.columns -= right.columns + 1;
        right.column = left.column + left.columns + 1;
        stack(wish, chosen, right, layout->panes);
    }
    // The focus has its place even on a low screen.
    choose(wish, below, left.rows / (wish->focus == PANE_TIMELINE ? 2 : 3), chosen);
    put_below(wish, layout, left, chosen, most_of(4, left.rows * 3 / 10));
}

struct layout layout_make(const struct layout_wish *wish) {
    int rows = wish->rows, columns = wish->columns;
    struct layout layout = { .fits = rows >= LAYOUT_ROWS && columns >= LAYOUT_COLUMNS };
    if (!layout.fits) {
        layout.body = (struct area){ 0, 0, rows, columns };
        return layout;
    }
    int status = columns >= 80 || rows < 18 ? 2 : 3;
    layout.header = (struct area){ 0, 0, 1, columns };
    layout.body = (struct area){ 1, 0, rows - 2 - status, columns };
    layout.status = (struct area){ rows - 1 - status, 0, status, columns };
    layout.line = (struct area){ rows - 1, 0, 1, columns };
    if (wish->is_alone && wish->shows[wish->focus]) {
        layout.panes[wish->focus] = layout.body;
        return layout;
    }
    if (columns >= SIDE_FROM) {
        put_beside(wish, &layout);
        return layout;
    }
    static const bool all[PANE_COUNT] = {
        [PANE_TIMELINE] = true, [PANE_HISTOGRAM] = true, [PANE_ZONES] = true,  [PANE_INFO] = true,
        [PANE_MESSAGES] = true, [PANE_PROFILE] = true,   [PANE_PIXELS] = true, [PANE_TUNING] = true,
    };
    bool chosen[PANE_COUNT];
    int used = choose(wish, all, layout.body.rows / 2, chosen);
    put_below(wish, &layout, layout.body, chosen, most_of(used, layout.body.rows * 4 / 10));
    return layout;
}

void layout_first(int rows, int columns, bool shows[PANE_COUNT]) {
    bool wide = columns >= SIDE_FROM;
    memset(shows, 0, PANE_COUNT * sizeof *shows);
    shows[PANE_PREVIEW] = true;
    shows[PANE_TIMELINE] = rows >= 16;
    shows[PANE_HISTOGRAM] = wide && rows >= 16;
    shows[PANE_ZONES] = wide && rows >= 20;
    shows[PANE_INFO] = wide && rows >= 24;
}
