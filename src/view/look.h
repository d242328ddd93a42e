// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// How a frame is looked at. Display only: nothing here touches data.

#ifndef BLITZ_VIEW_LOOK_H
#define BLITZ_VIEW_LOOK_H

#include "base/fault.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

enum levels_mode { LEVELS_RUN, LEVELS_FRAME, LEVELS_FIXED };

// --levels=auto[:P] | frame[:P] | LO:HI
struct levels_wish {
    enum levels_mode mode;
    double percentile; // P: levels are the percentiles P and 100 - P; default 0.1
    double low, high;  // of LEVELS_FIXED
};

// Parses it; the other way: text that parses back to the same.
bool levels_wish_parse(const char *string, struct levels_wish *wish, struct fault *fault);
void levels_wish_format(const struct levels_wish *wish, struct text *text);

enum shrink { SHRINK_MEAN, SHRINK_MAX };

// Quarter turns clockwise, then flips.
struct orientation {
    bool flip_x, flip_y;
    int quarter_turns; // 0 to 3
};

// --view=flip-x,flip-y,rot90
bool orientation_parse(const char *string, struct orientation *orientation, struct fault *fault);
void orientation_format(const struct orientation *orientation, struct text *text);

// A plain value. zoom 0: fit the pane; else screen pixels a source pixel. The centre of the
// view in source pixels counts only with a zoom; 0,0: the middle of the frame.
struct look {
    struct levels_wish levels;
    int lut; // index into the colour maps (colourmap.h)
    double zoom, centre_x, centre_y;
    struct orientation orientation;
    enum shrink shrink;
    bool mark_saturated; // overlay of saturated and NaN pixels
};

#define LOOK_DEFAULT ((struct look){ .levels = { .mode = LEVELS_RUN, .percentile = 0.1 } })

#endif
