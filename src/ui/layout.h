// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Where the panes are on a screen of a given size. Pure.
//
//   header                                     one row
//   preview                 | histogram, profile, tuning, zones, information, messages
//   timeline                |   (on narrow screens: below the preview)
//   status                                     two or three rows
//   hints, messages, prompt                    one row

#ifndef BLITZ_UI_LAYOUT_H
#define BLITZ_UI_LAYOUT_H

#include "term/encoder.h"

#include <stdbool.h>

// In the order in which Tab goes round.
enum pane {
    PANE_PREVIEW,
    PANE_TIMELINE,
    PANE_HISTOGRAM,
    PANE_PROFILE,
    PANE_PIXELS,
    PANE_TUNING,
    PANE_ZONES,
    PANE_INFO,
    PANE_MESSAGES,
    PANE_COUNT
};

// The smallest screen that shows something useful.
enum { LAYOUT_ROWS = 12, LAYOUT_COLUMNS = 40 };

// What a person may ask for.
enum { PANE_SIZE_MOST = 1000 };

struct layout_wish {
    int rows, columns;
    bool shows[PANE_COUNT]; // of the preview: always
    enum pane focus;        // has its place before the others
    bool is_alone;          // and all of the body, without the others
    int zone_lines;         // of the table of zones; 0: unknown
    int sizes[PANE_COUNT];  // rows that were asked for, title included; 0: as many as are usual.
                            // Of the preview: columns of the panes beside it
};

// Areas with rows = 0 are not there: not wished for, or no room.
struct layout {
    bool fits; // false: the screen is too small for anything but a word
    struct area header, status, line, body;
    struct area panes[PANE_COUNT];
};

// "preview" "timeline" ... Static.
const char *pane_name(enum pane pane);

// Sizes are kept within what there is: the preview has a few rows and columns in any case.
struct layout layout_make(const struct layout_wish *wish);

// Which panes a screen of this size shows at first.
void layout_first(int rows, int columns, bool shows[PANE_COUNT]);

static inline bool layout_has(const struct layout *layout, enum pane pane) {
    return layout->panes[pane].rows > 0;
}

#endif
