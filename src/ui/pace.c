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

// What plots may take of that, and what they must be below to come back.
static const double part_of_plots = 0.3, part_to_return = 0.25;

// Half the colours take this part of the bytes (measured on smooth and on noisy pictures).
static const double part_of_half = 0.6;
enum { FEWEST_REGISTERS = 16 };

// And blocks of so many pixels this part of what single pixels take.
static const struct {
    uint32_t block;
    double part;
} blocks[] = { { 1, 1.0 }, { 3, 0.6 }, { 6, 0.22 } };

bool pace_sent(struct pace *pace, size_t bytes, double most_rate, double now) {
    if (most_rate > 0)
        pace->free_at = fmax(pace->free_at, now) + (double)bytes / most_rate;
    if (!pace->can_answer || bytes < LARGE_BURST)
        return false;
    pace->waiting++;
    pace->unanswered++;
    pace->asked_at = now;
    pace->bytes = bytes;
    return true;
}

void pace_not_measured(struct pace *pace) {
    pace->bytes = 0;
}

void pace_answered(struct pace *pace, double now) {
    pace->can_answer = true;
    pace->unanswered -= pace->unanswered > 0;
    if (!pace->waiting || --pace->waiting || !pace->bytes)
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

// What part of its bytes a picture takes in less quality.
static double part_of(struct pace_quality quality, uint32_t all) {
    double part = 1;
    for (uint32_t n = quality.registers; n && n * 2 <= all; n *= 2)
        part *= part_of_half;
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++)
        if (blocks[i].block == quality.block)
            part *= blocks[i].part;
    return part;
}

void pace_note_picture(struct pace *pace, size_t bytes, struct pace_quality quality, uint32_t all) {
    pace->picture_bytes = (double)bytes / part_of(quality, all);
}

// Bytes/s of the link, or that the user allows; 0: not known.
static double rate_of(const struct pace *pace, double most_rate) {
    double rate = pace->rate;
    if (most_rate > 0)
        rate = rate > 0 ? fmin(rate, most_rate) : most_rate;
    return rate > 0 ? rate : 0;
}

struct pace_quality pace_choose(const struct pace *pace, uint32_t all, double most_rate) {
    struct pace_quality quality = { all, 1 };
    double rate = rate_of(pace, most_rate), bytes = pace->picture_bytes;
    if (rate == 0)
        return quality;
    double most = rate * bearable;
    for (; bytes > most && quality.registers / 2 >= FEWEST_REGISTERS; quality.registers /= 2)
        bytes *= part_of_half;
    size_t i = 0;
    while (bytes * blocks[i].part > most && i + 1 < sizeof blocks / sizeof *blocks)
        i++;
    quality.block = blocks[i].block;
    return quality;
}

int pace_slice(const struct pace *pace, struct pace_quality quality, uint32_t all, int rows,
               double most_rate) {
    double rate = rate_of(pace, most_rate), bytes = pace->picture_bytes * part_of(quality, all);
    if (rate == 0 || bytes <= rate * bearable || rows < 2)
        return 0;
    double slice = floor(rows * rate * bearable / bytes);
    return slice < 1 ? 1 : (int)slice;
}

bool pace_bears_plots(const struct pace *pace, size_t bytes, bool are_pixels, double most_rate) {
    double most = rate_of(pace, most_rate) * bearable * part_of_plots;
    return most == 0 || (double)bytes <= (are_pixels ? most : most * part_to_return);
}
