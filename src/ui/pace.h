// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// How fast the terminal takes what it is sent. Between this program and the glass there are
// buffers that nobody sees; so the terminal is asked behind every large burst whether it is
// well, and its answer means that the burst is shown. Until then no other picture is sent, and
// what does not fit the link is sent with fewer colours, then in blocks, while keys come. Pure:
// times come from the caller.

#ifndef BLITZ_UI_PACE_H
#define BLITZ_UI_PACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// What asks for an answer.
#define PACE_QUESTION "\033[5n"

// Initialise with { 0 }.
struct pace {
    bool can_answer;  // the terminal answers questions of this kind
    unsigned waiting; // answers that are to come
    // Those and the ones given up, which may come yet: whoever leaves waits for them a little.
    unsigned unanswered;
    double asked_at; // of the last question, s
    size_t bytes;    // of the burst before it
    double rate;     // of the link, bytes/s; 0: not known
    double free_at;  // no earlier than this, by the limit that the user gave
    // Of the newest picture: bytes, as if it had all its colours and pixels.
    double picture_bytes;
};

// How good a picture is.
struct pace_quality {
    uint32_t registers; // colours
    uint32_t block;     // pixels of one colour, across and down; at least 1
};

// A burst was queued at `now`. True when the question is to follow it. `most_rate`: bytes/s that
// the user allows; 0: any.
bool pace_sent(struct pace *pace, size_t bytes, double most_rate, double now);

// The burst that was queued last was small for its way: the answer to it does not say how fast the
// link is.
void pace_not_measured(struct pace *pace);

// An answer has come.
void pace_answered(struct pace *pace, double now);

// Whether the next picture must wait. *until receives the time at which to look again, when that
// is earlier than what it holds. A terminal that stays silent is not waited for again, until it
// answers.
bool pace_waits(struct pace *pace, double now, double *until);

// A picture of so many bytes was made, with as many colours as `quality` has of `all`.
void pace_note_picture(struct pace *pace, size_t bytes, struct pace_quality quality, uint32_t all);

// The best quality, `all` colours or fewer, at which the next picture is on its way for no longer
// than a person bears between a key and its picture; else the least there is.
struct pace_quality pace_choose(const struct pace *pace, uint32_t all, double most_rate);

// How many rows of cells of such a picture, which has `rows`, are to be sent at a time, so that no
// key in between waits for longer than a person bears; 0: all at once.
int pace_slice(const struct pace *pace, struct pace_quality quality, uint32_t all, int rows,
               double most_rate);

// Whether plots of so many bytes may be pixels, which go out with every frame: beside the pictures
// they must not be felt. Where the link's rate is not known they may. Those that are pixels stay so
// on a link that is four times slower than one on which they would become pixels.
bool pace_bears_plots(const struct pace *pace, size_t bytes, bool are_pixels, double most_rate);

#endif
