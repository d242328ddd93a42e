// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The table of products is the whole of the engine's logic: a row says what a product is made
// from (its key), whether it is made in front (by the engine, at once) or behind (by a job), and
// how. A new analysis is one row and one maker.

#ifndef BLITZ_ENGINE_MAKING_H
#define BLITZ_ENGINE_MAKING_H

#include "base/cancel.h"
#include "base/fault.h"
#include "base/pool.h"
#include "engine/board.h"
#include "engine/products.h"
#include "engine/recording.h"
#include "engine/regions.h"
#include "engine/underway.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// What makers look at. Nothing in it changes while a maker runs, but for what the ledger says
// of frames that settle.
struct making {
    struct recording *recording; // NULL until one is open
    uint64_t recording_number;   // grows with each recording
    enum load_stage stage;       // of the recording
    bool is_planned;             // its plan, geometry and ledger may be read
    size_t version;              // frames that had settled when the makers were asked
    const struct wish *wish;
    const struct products *made;   // the newest product of each kind
    const struct regions *regions; // the session's zones; NULL: no plan yet, or one is wrong
    const char *zones_key;         // text of the session's zones
    struct pool *pool;
    struct cancel *cancel;     // of a maker behind; NULL in front
    struct underway *underway; // the same
};

enum maker_habit {
    MAKES_ANEW, // whenever it is wanted
    MAKES_KEPT, // what was made behind is found again when it is wanted again
    MAKES_ONCE, // a key is made once, whatever comes of it: it does something outside
    MAKES_LAST, // a key is made once, unless another is wanted meanwhile
};

struct maker {
    enum product_kind kind;
    const char *doing; // "making the references": shown while it runs behind
    bool (*is_behind)(const struct making *making); // NULL: always in front
    // New text; NULL: not wanted, or not yet possible. What follows a line end is only how far the
    // recording is.
    char *(*key)(const struct making *making);
    // Takes the key.
    struct product *(*make)(const struct making *making, char *key, struct fault *fault);
    enum maker_habit habit;
};

// In the order in which they are looked at: what others need comes first.
extern const struct maker makers[];
extern const size_t maker_count;

// Whether the recording has ended loading (or was stopped) and all of its stack may be read.
bool making_is_settled(const struct making *making);

// The key of a product that the session wants, as its row makes it; NULL when not wanted.
char *making_references_key(const struct making *making);
char *making_reduced_key(const struct making *making);

// The correction that has been made for this session, or NULL (none wanted, or not made yet).
const struct correction *making_correction(const struct making *making);

// The reduction that has been made for this session, or NULL.
const struct reduced *making_reduction(const struct making *making);

// Whether the frame stays the picture, because the reduction stands beside it.
bool making_keeps_frame(const struct making *making);

// The kymograph that is wanted and has been made, or NULL; the spread over the frames.
const struct kymographs *making_kymograph(const struct making *making);
const struct profiles *making_spread(const struct making *making);

// Appends the session's lines, as part of a key.
void making_add_lines(const struct making *making, struct text *text);
// What there is of the reduction while it is being made, or NULL.
const struct partial_product *making_partial(const struct making *making);

// Usable frames in the stack, in time order, as a list that the caller frees (views).
bool making_frames(const struct making *making, struct frames *frames, struct frame_view **views,
                   struct fault *fault);

// The makers, each in a file of its own.
struct product *make_references(const struct making *making, char *key, struct fault *fault);
struct product *make_reduced(const struct making *making, char *key, struct fault *fault);
char *levels_key(const struct making *making);
bool levels_are_behind(const struct making *making);
struct product *make_levels(const struct making *making, char *key, struct fault *fault);
char *timeline_key(const struct making *making);
bool timeline_is_behind(const struct making *making);
struct product *make_timeline(const struct making *making, char *key, struct fault *fault);
char *picture_key(const struct making *making);
struct product *make_picture(const struct making *making, char *key, struct fault *fault);
char *beside_key(const struct making *making);
struct product *make_beside(const struct making *making, char *key, struct fault *fault);
char *beside_second_key(const struct making *making);
struct product *make_beside_second(const struct making *making, char *key, struct fault *fault);
char *histogram_key(const struct making *making);
struct product *make_histogram(const struct making *making, char *key, struct fault *fault);
char *spread_key(const struct making *making);
struct product *make_spread(const struct making *making, char *key, struct fault *fault);
char *profile_key(const struct making *making);
struct product *make_profile(const struct making *making, char *key, struct fault *fault);
char *kymograph_key(const struct making *making);
struct product *make_kymograph(const struct making *making, char *key, struct fault *fault);
char *tuning_key(const struct making *making);
struct product *make_tuning(const struct making *making, char *key, struct fault *fault);
char *export_key(const struct making *making);
struct product *make_export(const struct making *making, char *key, struct fault *fault);

#endif
