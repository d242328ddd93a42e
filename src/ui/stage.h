// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Where the picture is in the preview, and what stands around it. Pure.
//
//            title                     title     title
//   column   picture | bar numbers     picture   picture
//   corner   row
//
// An image that fits leaves no margin between the picture and what is beside it; all of it together
// is in the middle of the preview.

#ifndef BLITZ_UI_STAGE_H
#define BLITZ_UI_STAGE_H

#include "term/area.h"

#include <stdbool.h>

// Cells of the numbers beside the colour bar, a blank before them included.
enum { STAGE_LABELS = 7 };

// The frame's picture and those beside it.
enum { STAGE_PICTURES = 3 };

struct stage_wish {
    struct area pane;
    // What the picture needs to show all of its image: so many columns for each of its rows when it
    // fits the preview, else so many columns. Both 0: all that there are.
    double columns_a_row;
    int columns;
    bool has_bar;
    bool has_profiles; // of the row and the column through the cursor
    int beside;        // pictures beside it, at most STAGE_PICTURES - 1
};

// Areas with rows = 0 are not there: not wished for, or no room.
struct stage {
    struct area pictures[STAGE_PICTURES]; // all of the same size
    struct area titles[STAGE_PICTURES];   // a row above each, when there is more than one
    // Of values, beside and below the first picture; words about the column's.
    struct area column_profile, row_profile, corner;
    struct area bar, labels; // of colours, and their numbers
};

struct stage stage_make(const struct stage_wish *wish);

#endif
