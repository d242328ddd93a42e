// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Sliding references: each frame f has a reference of its own, made of a window of `width`
// frames beside it, counted in source indices.
//
//   behind  f - lag - width ... f - lag - 1
//   centre  f - floor((width - 1) / 2) ... f + ceil((width - 1) / 2)
//   ahead   f + lag + 1 ... f + lag + width
//
// A window is full when all its indices exist in the recording. Frames in it that cannot be used,
// pixels outside their valid part and NaN are left out; with nothing left the reference is NaN.

#ifndef BLITZ_MEASURE_SLIDE_H
#define BLITZ_MEASURE_SLIDE_H

#include "base/fault.h"
#include "base/text.h"
#include "measure/frames.h"
#include "measure/reduce.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum slide_place { SLIDE_BEHIND, SLIDE_CENTRE, SLIDE_AHEAD };

struct slide_wish {
    int64_t width;          // >= 1
    int64_t lag;            // >= 0; 0 with SLIDE_CENTRE
    enum reduction_kind op; // mean median min max std
    enum slide_place place;
    bool nearest; // a frame without a full window takes the nearest one, else NaN
};

// "W[,lag=L][,op=OP][,place=behind|centre|ahead][,edge=nan|nearest]": what follows "slide:".
// FAULT_USAGE says what is wrong.
bool slide_wish_parse(const char *string, struct slide_wish *wish, struct fault *fault);

// What a field can be, for completion.
#define SLIDE_FIELDS                                                                    \
    "lag=|op=mean|op=median|op=min|op=max|op=std|place=behind|place=centre|place=ahead" \
    "|edge=nan|edge=nearest"

// The text form that parses back to the same.
void slide_wish_format(const struct slide_wish *wish, struct text *text);

bool slide_wish_equal(const struct slide_wish *a, const struct slide_wish *b);

// Source indices first to last, both in; none when last < first.
struct slide_window {
    int64_t first, last;
};

// The window of a frame in a recording of `frames` frames.
struct slide_window slide_window(const struct slide_wish *wish, int64_t frame, int64_t frames);

// What the windows of all frames `first` to `last` hold together.
struct slide_window slide_needs(const struct slide_wish *wish, int64_t first, int64_t last,
                                int64_t frames);

// The last frame <= `last` whose source index is a multiple of the width: windows that end with
// `last` are made of what is before it and what follows (measure/slide_part.h).
int64_t slide_cut(const struct slide_wish *wish, int64_t last);

// Writes the reference of `count` samples from sample `first` of the frame, from its
// surroundings, which hold its whole window: NaN where there is none, or no memory for a median.
// With `n` (means only) the sum instead, and the number of values. For one frame; slide_rows.h is
// for many. Any thread.
void slide_row(const struct slide_wish *wish, enum element element, struct shape shape,
               const struct frame_view *frame, size_t first, size_t count, double *into, double *n);

#endif
