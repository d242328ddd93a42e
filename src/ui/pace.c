// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "ui/pace.h"

#include <math.h>

// Smaller bursts are text: they cost less than the question's way.
enum { LARGE_BURST = 4096 };

// A question that has not been answered for so long will not be, s.
static const double silence = 5;

// A picture may be on its way for so long while keys come, s.
static const double bearable = 0.15;

// Half the colours take this part of the bytes (measured on smooth and on noisy pictures).
static const double part_of_half = 0.6;
enum { FEWEST_REGISTERS = 16 };

bool pace_sent(struct pace *pace, size_t bytes, double most_rate, double now) {
    if (most_rate > 0)
        pace->free_at = fmax(pace->free_at, now) + (double)bytes / most_rate;
    if (!pace->can_answer || bytes < LARGE_BURST)
        return false;
    pace->waiting++;
    pace->asked_at = now;
    pace->bytes = bytes;
    return true;
}

void pace_answered(struct pace *pace, double now) {
    pace->can_answer = true;
    if (!pace->waiting || --pace->waiting)
        return;
    double rate = (double)pace->bytes / fmax(now - pace->asked_at, 1e-4);
    // One slow answer is no slow link, and neither is one fast.
    pace->rate = pace->rate > 0 ? sqrt(pace->rate * rate) : rate;
}

bool pace_waits(struct pace *pace, double now, double *until) {
    if (pace->waiting && now - pace->asked_at >= silence) {
        pace->waiting = 0;
        pace->can_answer = false;
    }
    if (pace->waiting)
        *until = fmin(*until, pace->asked_at + silence);
    if (now < pace->free_at)
        *until = fmin(*until, pace->free_at);
    return pace->waiting || now < pace->free_at;
}

void pace_note_picture(struct pace *pace, size_t bytes, uint32_t registers, uint32_t all) {
    double whole = (double)bytes;
    for (; registers && registers * 2 <= all; registers *= 2)
        whole /= part_of_half;
    pace->picture_bytes = whole;
}

uint32_t pace_registers(const struct pace *pace, uint32_t all, double most_rate) {
    double rate = pace->rate;
    if (most_rate > 0)
        rate = rate > 0 ? fmin(rate, most_rate) : most_rate;
    if (!(rate > 0))
        return all;
    double bytes = pace->picture_bytes;
    for (; bytes > rate * bearable && all / 2 >= FEWEST_REGISTERS; all /= 2)
        bytes *= part_of_half;
    return all;
}
