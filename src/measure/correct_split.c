// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// S = Sh + Sl and F = Fh + Fl, where Sh is a multiple of q = 2^-7: with |S| <= 2^16, d = x - Sh has
// 24 bits and is exact. Then (x - S) F = d Fh + (d Fl - Sl F), the bracket in f32 too. What it
// lacks is at most 2^-23 |Sl F| and a little, and the result is |d - Sl| |F|:
//   S at least 8 q away from an integer: |Sl| <= q / 2 and |d| > 7 q;
//   S nearer than that: Sh is the integer, |Sl| < 8 q; d is 0 (and the bracket all there is) or
//   at least 1.
// Either way that is less than 0.2 ulp of the result, beside half an ulp of the last rounding. F is
// far from the ends of the exponents of f32, so that no piece that counts is lost there.

#include "measure/correct_split.h"

#include "base/alloc.h"

#include <math.h>
#include <stdlib.h>

static const double quantum = 0x1p-7, most_offset = 0x1p16;
static const double least_factor = 0x1p-60, most_factor = 0x1p60;

static bool can_split(double offset, double factor) {
    return !isfinite(offset) || !isfinite(factor)
           || (fabs(offset) <= most_offset
               && (factor == 0.0 || (fabs(factor) >= least_factor && fabs(factor) <= most_factor)));
}

static double upper_piece(double offset) {
    double whole = rint(offset);
    return fabs(offset - whole) < 8.0 * quantum ? whole : rint(offset / quantum) * quantum;
}

bool correct_split_make(struct correct_split *split, const double *offsets, const double *factors,
                        size_t samples) {
    *split = (struct correct_split){ 0 };
    for (size_t i = 0; i < samples; i++)
        if (!can_split(offsets[i], factors ? factors[i] : 1.0))
            return true;
    float *memory = alloc_try(samples, (factors ? 4 : 2) * sizeof *memory);
    if (!memory)
        return false;
    float *uppers = memory, *rests = memory + samples;
    float *firsts = factors ? rests + samples : NULL, *seconds = factors ? firsts + samples : NULL;
    for (size_t i = 0; i < samples; i++) {
        double offset = offsets[i], factor = factors ? factors[i] : 1.0;
        bool is_number = isfinite(offset) && isfinite(factor);
        double upper = is_number ? upper_piece(offset) : 0.0;
        uppers[i] = (float)upper;
        rests[i] = is_number ? (float)(-(offset - upper) * factor) : NAN;
        if (!factors)
            continue;
        firsts[i] = is_number ? (float)factor : NAN;
        seconds[i] = is_number ? (float)(factor - (double)firsts[i]) : 0.0F;
    }
    *split = (struct correct_split){ memory, { uppers, firsts, seconds, rests } };
    return true;
}

void correct_split_free(struct correct_split *split) {
    free(split->memory);
    *split = (struct correct_split){ 0 };
}
