// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Zones: named regions in source pixels. A pixel is in a zone when its centre is inside
// (even-odd rule, left and top edge inclusive); only pixels of the image count. The rim of a
// circle or ellipse is inside. A pixel zone is the stack pixel that holds the point, however
// large its block is.

#ifndef BLITZ_MEASURE_ZONE_H
#define BLITZ_MEASURE_ZONE_H

#include "base/fault.h"
#include "base/text.h"
#include "measure/frames.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum zone_shape {
    ZONE_ALL,
    ZONE_RECT,
    ZONE_CIRCLE,
    ZONE_ELLIPSE,
    ZONE_POLYGON,
    ZONE_PIXEL,
    ZONE_MASK
};

// As asked for: "[NAME=]rect:X,Y,W,H | circle:X,Y,R | ellipse:X,Y,RX,RY | poly:X,Y,... |
// pixel:X,Y | mask:FILE | all". Owns its memory.
struct zone_wish {
    char *name; // NULL: unnamed, called roi1, roi2 ... by its place
    enum zone_shape shape;
    double *numbers;
    size_t count;
    char *file; // of ZONE_MASK
};

// Parses one zone as above into *wish (overwritten); the fault names what is wrong.
bool zone_wish_parse(const char *string, struct zone_wish *wish, struct fault *fault);

// The text form that parses back to the same.
void zone_wish_format(const struct zone_wish *wish, struct text *text);

// *to is overwritten, not freed.
void zone_wish_copy(struct zone_wish *to, const struct zone_wish *from);

// Frees what it owns; all that is left is zero.
void zone_wish_free(struct zone_wish *wish);

// Whether a zone, or a line, may be called so.
bool zone_name_is_good(const char *name);

// Where the shape of "NAME=SHAPE:..." begins. *name is the name, to be freed, or NULL where none is
// given. A '=' after the colon belongs to a file's name. Lines are named in the same way.
const char *zone_name_split(const char *string, char **name);

// Whether the names of all zones together, given and made up, are unique.
bool zone_wishes_check(const struct zone_wish *wishes, size_t count, struct fault *fault);

// The name of the zone at `place` (0-based): its own, or roi1, roi2 ... New string.
char *zone_wish_name(const struct zone_wish *wish, size_t place);

// The smallest rectangle in source pixels around it (all: 0,0 and the size given).
void zone_wish_bounds(const struct zone_wish *wish, double width, double height, double *x,
                      double *y, double *w, double *h);

// A run of stack pixels of one row: columns start to stop - 1.
struct zone_span {
    uint32_t row, start, stop;
};

// Prepared for one stack: spans by row, then column.
struct zone {
    char *name;
    struct zone_span *spans;
    size_t span_count;
    uint64_t pixels;
};

// A mask image in source pixels of the full frame: non-zero is inside.
struct zone_mask {
    const uint8_t *pixels;
    uint32_t width, height;
};

// `name` is used when the wish has none. `mask` only for ZONE_MASK.
bool zone_prepare(const struct zone_wish *wish, const char *name, const struct geometry *geometry,
                  const struct zone_mask *mask, struct zone *zone, struct fault *fault);
void zone_free(struct zone *zone);

// Statistics of one zone, frame and channel. Raw values decide `saturated`; everything else is
// over corrected values when there is a correction. Sum, mean and std of integers are exact
// before the last rounding; of f32 they are summed in 16 lanes joined in one fixed order:
// a pixel's lane is its place in its run, and a run is what lies side by side in memory.
// Empty (n = 0): NaN moments.
struct zone_stats {
    uint64_t n, nan, saturated;
    double mean, std, min, max, sum, median; // median NaN when not asked for
};

// Working memory of one thread that measures zones; any size of zone.
struct zone_scratch;
struct zone_scratch *zone_scratch_new(void);
void zone_scratch_free(struct zone_scratch **scratch);

struct correction;

// Measures one frame. `saturation`: raw values >= it are saturated; HUGE_VAL: none are.
// `stats` has shape.channels entries. False when there is no memory for the median.
bool zone_measure(const struct zone *zone, enum element element, struct shape shape,
                  const struct frame_view *frame, const struct correction *correction,
                  double saturation, bool with_median, struct zone_scratch *scratch,
                  struct zone_stats *stats);

#endif
