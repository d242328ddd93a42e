// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The reference of a correction as an image to look at.

#include "measure/correct.h"

#include "measure/correct_state.h"

#include <string.h>

const struct reference_wish *correction_reference_wish(const struct correction_wish *wish,
                                                       const char **role) {
    const struct {
        const char *role;
        const struct reference_wish *wish;
    } roles[] = { { "subtract", &wish->subtract },
                  { "dark", &wish->dark },
                  { "divide", &wish->divide },
                  { "flat", &wish->flat } };
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
        if (roles[i].wish->kind != REFERENCE_NONE) {
            *role = roles[i].role;
            return roles[i].wish;
        }
    return NULL;
}

bool correction_reference_slides(const struct correction *correction) {
    const char *role;
    const struct reference_wish *wish = correction_reference_wish(&correction->wish, &role);
    return wish && wish->kind == REFERENCE_SLIDE;
}

static void slide(const struct correction *correction, const struct reference_wish *wish,
                  double rest, enum element element, const struct frame_view *frame, size_t first,
                  size_t count, double *into) {
    slide_row(&wish->slide, element, correction->shape, frame, first, count, into, NULL);
    for (size_t i = 0; i < count; i++)
        into[i] = wish->amount * into[i] + rest;
}

void correction_reference(const struct correction *correction, enum element element,
                          const struct frame_view *frame, size_t first, size_t count,
                          double *into) {
    const struct reference_wish *less = correction_less(correction),
                                *over = correction_over(correction);
    if (less->kind == REFERENCE_SLIDE)
        slide(correction, less, 0, element, frame, first, count, into);
    else if (less->kind != REFERENCE_NONE)
        memcpy(into, correction->offsets + first, count * sizeof *into);
    else if (over->kind == REFERENCE_SLIDE)
        slide(correction, over, correction->camera ? 0 : 1 - over->amount, element, frame, first,
              count, into);
    else
        for (size_t i = 0; i < count; i++)
            into[i] = 1 / correction->factors[first + i];
}
