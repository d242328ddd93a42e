// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The image that is shown: a frame, raw or corrected, a reduction, or a kymograph.

#ifndef BLITZ_ENGINE_SHOWN_H
#define BLITZ_ENGINE_SHOWN_H

#include "engine/making.h"
#include "engine/surround.h"
#include "measure/frames.h"

#include <stdbool.h>
#include <stdint.h>

struct shown {
    enum element element;
    const void *samples; // NULL: there is nothing to show
    struct extent valid;
    const void *raw; // the frame's own samples; NULL for a reduction
    enum element raw_element;
    int64_t frame; // source index; -1: a reduction or a kymograph
    struct geometry geometry;
    bool is_kymograph;
    bool is_partial; // of what is made so far
    enum frame_status status;
    const struct frame_record *record; // NULL for a reduction and for what is not loaded
    struct correction_counts counts;
    void *owned;              // corrected samples
    struct surround surround; // what a sliding reference looked at
};

// Text that tells two images apart; part of the keys of what is made from the image.
void shown_key(const struct making *making, struct text *text);

// Finds the image of the wish; corrects it on the workers, in front.
bool shown_find(const struct making *making, struct shown *shown, struct fault *fault);

// The same, but a frame that is to be corrected stays raw: *correction is what is to be done to
// its values, within shown->surround; NULL: nothing.
bool shown_find_raw(const struct making *making, struct shown *shown,
                    const struct correction **correction, struct fault *fault);

void shown_free(struct shown *shown);

#endif
