// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The values of one frame along a line.

#ifndef BLITZ_MEASURE_LINE_READ_H
#define BLITZ_MEASURE_LINE_READ_H

#include "measure/frames.h"
#include "measure/line.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct correction;

// What is read.
struct line_subject {
    enum element element;
    struct shape shape;
    const struct correction *correction; // may be NULL; borrowed
};

// Values of one position and channel: those of its samples that are in the image, valid and not
// NaN. The sum goes from one side of the path to the other.
struct line_value {
    uint64_t n;
    double sum;
    double low, high; // of the envelope over the band; NaN with n = 0 or when not asked for
};

// Working memory of one thread that reads lines.
struct line_scratch;
struct line_scratch *line_scratch_new(void);
void line_scratch_free(struct line_scratch **scratch);

// Reads positions `first` to first + count - 1 into into[0 .. count x channels - 1], channels
// innermost. `envelope` counts when it is over the band. False when there is no memory.
bool line_read(const struct line *line, const struct line_subject *subject,
               const struct frame_view *frame, const struct envelope_wish *envelope, size_t first,
               size_t count, struct line_scratch *scratch, struct line_value *into);

#endif
