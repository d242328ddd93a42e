// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// What a tuning finds in the frames of a recording, and what is said of it: the same for batch and
// for the viewer.

#ifndef BLITZ_ENGINE_TUNED_H
#define BLITZ_ENGINE_TUNED_H

#include "base/cancel.h"
#include "base/fault.h"
#include "base/pool.h"
#include "base/portion.h"
#include "engine/recording.h"
#include "engine/regions.h"
#include "measure/correct.h"
#include "session/session.h"
#include "session/words.h"
#include "tune/background.h"
#include "tune/register.h"
#include "tune/threshold.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// What it works on; all is borrowed.
struct tuning_job {
    struct recording *recording;         // loaded
    const struct session *session;       // what is tuned, the references, the reduction
    struct indices indices;              // of the kept frames: those that it is about
    const struct correction *correction; // made of the session's references; NULL: none
    const struct regions *regions;       // at least one
    struct pool *pool;
    struct cancel *cancel;
    struct portion *portion; // NULL: nobody asks how far it is
    bool with_curves;        // for drawing
};

// Pixels of one zone in one frame.
struct tuned_share {
    uint64_t n, above; // that are finite; of these, above the threshold
};

struct tuned_levels {
    double low, high;       // values
    double before, entropy; // bits, with the automatic levels and with these
};

struct tuned_amount {
    enum reference_role role;
    double given, found;
};

// How good it is at other values of one parameter, the others as they were found; of register, the
// shifts over the frames.
struct tuned_curve {
    const char *name; // static
    double *x, *y;    // x rising; y NaN: there is nothing
    size_t count;
    double found; // on the x axis; NaN: nowhere
};

enum { TUNED_CURVES = 2 };

// Initialise with { 0 }.
struct tuned {
    enum tuning tuning;
    bool divided;           // values have the unit 1, not DN
    struct indices indices; // of the rows, one a frame
    char **zones;           // names
    size_t zone_count;

    struct threshold *thresholds; // zones
    struct tuned_share *shares;   // rows x zones
    bool *seen;                   // rows: of frames that could be used
    struct tuned_levels *levels;  // zones
    struct tuned_amount amounts[BACKGROUND_AMOUNTS];
    size_t amount_count, pixels;   // amounts that were sought, pixels that were compared
    double before, after;          // structure
    struct register_shift *shifts; // rows; source pixels

    // What is said, a line each, safe to print: what was found; what the viewer shows beside it;
    // what did not go well.
    struct words found, details, warnings;
    struct words options;                    // "--levels=2:9": those that apply the result
    bool is_incomplete;                      // some frames failed, which is said among the warnings
    struct tuned_curve curves[TUNED_CURVES]; // of the first zone
    size_t curve_count;
    const char *x_label, *y_label; // static
};

// Bytes of what a tuning makes of the frames, when the first of them is known; what is no size
// stays 0. False when what the session asks for cannot be tuned.
bool tuned_bytes(const struct recording *recording, const struct session *session, size_t hands,
                 size_t *bytes, struct fault *fault);

// Whether frames of this kind can be tuned; the recording is open.
bool tuned_may_be(const struct recording *recording, const struct session *session,
                  struct fault *fault);

// Finds what session->tuning says. False, with nothing in *tuned, when there is nothing to find,
// when the search doesn't converge, and when it is cancelled. Runs work behind; one thread.
bool tuned_find(const struct tuning_job *job, struct tuned *tuned, struct fault *fault);

void tuned_free(struct tuned *tuned);

#endif
