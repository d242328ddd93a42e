// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Correction: arithmetic that makes measured values from raw ones, on the fly, in f32:
//   v = (x - a S) / (b D + 1 - b)      subtract and divide, or
//   v = (x - Dk) / (F - Dk) m          dark and flat, m = mean of (F - Dk) per channel
// within 1 ulp of the same in double, by the same operations on every path: of f32 frames and where
// references slide in double and rounded once, of integers in f32 (correct_split.h) unless a
// reference is beyond what that takes. A denominator of 0, or
// a result that is not finite, is NaN and counted as bad.

#ifndef BLITZ_MEASURE_CORRECT_H
#define BLITZ_MEASURE_CORRECT_H

#include "base/fault.h"
#include "base/range.h"
#include "base/text.h"
#include "measure/frames.h"
#include "measure/reduce.h"
#include "measure/slide.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum reference_kind {
    REFERENCE_NONE,
    REFERENCE_RANGE,
    REFERENCE_FRAME,
    REFERENCE_FILE,
    REFERENCE_SLIDE
};

// One reference as asked for: "OP:A:B", "frame:N", FILE or "slide:W,...", with "@amount".
struct reference_wish {
    enum reference_kind kind;
    enum reduction_kind op; // of a range: mean median min max std
    struct range range;     // source indices
    int64_t frame;          // source index
    char *file;             // owned
    struct slide_wish slide;
    double amount;
};

// `scale_limit`: the largest amount allowed (1 for subtract and divide, HUGE_VAL for dark and
// flat).
bool reference_wish_parse(const char *string, double scale_limit, struct reference_wish *wish,
                          struct fault *fault);

// The text form that parses back to the same; nothing for REFERENCE_NONE.
void reference_wish_format(const struct reference_wish *wish, struct text *text);

// *to is overwritten, not freed.
void reference_wish_copy(struct reference_wish *to, const struct reference_wish *from);
bool reference_wish_equal(const struct reference_wish *a, const struct reference_wish *b);
void reference_wish_free(struct reference_wish *wish);

// Everything a user asked of correction. The two forms exclude each other.
struct correction_wish {
    struct reference_wish subtract, divide, dark, flat;
    bool bad_is_zero; // --bad=zero
};

// Whether no reference is asked for.
bool correction_wish_is_none(const struct correction_wish *wish);

// False with FAULT_USAGE when both forms are asked for.
bool correction_wish_check(const struct correction_wish *wish, struct fault *fault);

// Whether a reference slides: frames are then corrected within their surroundings.
bool correction_wish_slides(const struct correction_wish *wish);

// The source indices that correcting all frames `first` to `last` looks at, these included.
struct slide_window correction_needs(const struct correction_wish *wish, int64_t first,
                                     int64_t last, int64_t frames);

// Reference images, shape samples of doubles each, owned by the caller; NULL where not asked and
// where the reference slides.
struct reference_images {
    const double *subtract, *divide, *dark, *flat;
};

struct correction;

// Prepares a correction of frames of `shape`. Copies what it needs.
struct correction *correction_new(const struct correction_wish *wish, struct shape shape,
                                  const struct reference_images *images, struct fault *fault);

// Lends it frames for its windows that the caller has beside the others: in the order of their
// source indices, samples NULL where one is not usable. Before other threads have it; until it is
// freed. Who gathers surroundings (the caller's) finds them here.
void correction_lend(struct correction *correction, const struct frame_view *views, size_t count);
const struct frame_view *correction_lent(const struct correction *correction, size_t *count);

struct correction_counts {
    uint64_t bad, negative;
};

// Corrects `count` samples that start at sample `first` of a frame. Adds to *counts (may be
// NULL). A sliding reference asks for the frame's surroundings. Of a frame that was corrected
// beforehand, with its counts, it copies the values. Any thread.
void correction_apply(const struct correction *correction, enum element element,
                      const struct frame_view *frame, size_t first, size_t count, float *into,
                      struct correction_counts *counts);

// Corrects the same samples of one frame after the other: references that slide are not made anew
// for each (measure/slide_rows.h). Everything that corrects many frames does it through these.
struct correction_stream;

// Samples of a call that suit the references, at most `most` (rounded up to 16).
size_t correction_stream_samples(const struct correction *correction, enum element element,
                                 size_t most);

// For calls of `samples` samples. Borrows the correction. NULL without memory.
struct correction_stream *correction_stream_new(const struct correction *correction,
                                                enum element element, size_t samples);

// What correction_apply writes, to the bit. One thread; quick when it follows the call for the same
// samples of the frame before.
void correction_stream_apply(struct correction_stream *stream, const struct frame_view *frame,
                             size_t first, size_t count, float *into,
                             struct correction_counts *counts);

// Clears *stream.
void correction_stream_free(struct correction_stream **stream);

// Adds `rows` (KERNEL_ROWS frames' samples from sample `first`) corrected to sums[0..count-1], row
// after row. Returns how many samples are done: the next ones may hold values that are not finite,
// which are for correction_apply. 0 when a reference slides. Any thread.
size_t correction_add(const struct correction *correction, enum element element,
                      const void *const *rows, size_t first, size_t count, double *sums);

// Writes the reference of `count` samples of the frame from sample `first`: what is taken away from
// them, with its amount; of a correction that only divides, what they are divided by. `element` and
// the frame's surroundings count when it slides. Any thread.
void correction_reference(const struct correction *correction, enum element element,
                          const struct frame_view *frame, size_t first, size_t count, double *into);

// Whether it is that of one frame.
bool correction_reference_slides(const struct correction *correction);

// Its role: "subtract", "dark", "divide" or "flat", and its wish.
const struct reference_wish *correction_reference_wish(const struct correction_wish *wish,
                                                       const char **role);

// Whether values are divided (their unit is 1, not DN).
bool correction_divides(const struct correction *correction);

// What it was made from, without names of files. Borrowed.
const struct correction_wish *correction_wish_of(const struct correction *correction);

// Frames of the widest window; 0 when no reference slides.
size_t correction_width(const struct correction *correction);

// Whether a reference slides.
bool correction_slides(const struct correction *correction);

// Clears *correction.
void correction_free(struct correction **correction);

// Health of a reference, shown before use.
struct reference_health {
    double median, std, saturated_share, zero_share, nan_share;
    size_t frames; // used to make it
};

// `saturation`: raw values at or above it count as saturated; HUGE_VAL: never.
struct reference_health reference_health(const double *image, size_t samples, double saturation,
                                         size_t frames);

#endif
