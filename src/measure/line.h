// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Lines: paths through the image along which profiles are taken. A line has positions, and at
// each position samples side by side across the path, one stack pixel apart. A sample is the
// pixel that holds it (floor of its coordinates); outside of the image there is none.
//
//   row:Y, col:X   one position a stack pixel, at its centre; across are whole rows (columns)
//   poly:X,Y,...   each segment in equal steps of at most a stack pixel, both ends in, joints once

#ifndef BLITZ_MEASURE_LINE_H
#define BLITZ_MEASURE_LINE_H

#include "base/fault.h"
#include "base/text.h"
#include "measure/frames.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum line_shape { LINE_ROW, LINE_COLUMN, LINE_POLYLINE };

// As asked for: "[NAME=]row:Y | col:X | poly:X,Y,X,Y,...[,width=N]". Owns its memory.
struct line_wish {
    char *name; // NULL: unnamed, called line1, line2 ... by its place
    enum line_shape shape;
    double *numbers;
    size_t count;
    uint32_t width; // source pixels across, odd
};

// Parses one line as above into *wish (overwritten); the fault names what is wrong.
bool line_wish_parse(const char *string, struct line_wish *wish, struct fault *fault);

// The text form that parses back to the same.
void line_wish_format(const struct line_wish *wish, struct text *text);

// *to is overwritten, not freed.
void line_wish_copy(struct line_wish *to, const struct line_wish *from);

// Frees what it owns; all that is left is zero.
void line_wish_free(struct line_wish *wish);

// The name of the line at `place` (0-based): its own, or line1, line2 ... New string.
char *line_wish_name(const struct line_wish *wish, size_t place);

// Whether the names of all lines together, given and made up, are unique.
bool line_wishes_check(const struct line_wish *wishes, size_t count, struct fault *fault);

// Spread around the values of a profile: over its width, or over the frames.
enum envelope_kind { ENVELOPE_NONE, ENVELOPE_BAND, ENVELOPE_FRAMES };

// A plain value: band|frames[:P].
struct envelope_wish {
    enum envelope_kind kind;
    double percentile; // P: from the percentile P to 100 - P; 0: from minimum to maximum
};

bool envelope_wish_parse(const char *string, struct envelope_wish *wish, struct fault *fault);

// Nothing for ENVELOPE_NONE.
void envelope_wish_format(const struct envelope_wish *wish, struct text *text);

// Prepared for one stack.
struct line {
    char *name;
    enum line_shape shape;
    struct geometry geometry;
    size_t length;      // positions
    uint32_t reach;     // samples on each side of the path
    int64_t fixed;      // the stack row (column) of a row (column); perhaps outside
    double *at, *x, *y; // by position: distance from the first, and place, in source pixels
    double *across;     // LINE_POLYLINE: x and y of one step across, by position
};

// Samples at each position, those outside included.
static inline size_t line_across(const struct line *line) {
    return 2 * (size_t)line->reach + 1;
}

// `name` is used when the wish has none. FAULT_LIMIT when there is no memory.
bool line_prepare(const struct line_wish *wish, const char *name, const struct geometry *geometry,
                  struct line *line, struct fault *fault);
void line_free(struct line *line);

// Of LINE_POLYLINE: the stack pixel under sample `side` (from -reach to reach) of a position;
// false when it is outside of the image.
bool line_pixel(const struct line *line, size_t position, int64_t side, uint32_t *column,
                uint32_t *row);

// Of LINE_POLYLINE: samples outside of *first to *last are outside of the image. Perhaps none.
void line_sides(const struct line *line, size_t position, int64_t *first, int64_t *last);

#endif
