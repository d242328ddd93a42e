// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// A recording: one opened source and what the session makes of it. Its life is a straight
// line, the same in the viewer and in batch:
//
//   recording_open   first frame decoded into a buffer of its own
//   recording_plan   counted, range resolved, budget asked, decision taken
//   recording_load   stack reserved (or mapped) and filled by the workers
//   recording_visit  frames handed to a measurement, from the stack or streamed in blocks
//
// Threads: one thread at a time calls these. While recording_load runs, other threads may read
// everything that an earlier step made, and the frames that the ledger says have settled.

#ifndef BLITZ_ENGINE_RECORDING_H
#define BLITZ_ENGINE_RECORDING_H

#include "base/cancel.h"
#include "base/fault.h"
#include "base/pool.h"
#include "base/range.h"
#include "engine/disk_cache.h"
#include "engine/tally.h"
#include "measure/frames.h"
#include "session/session.h"
#include "source/convert.h"
#include "source/source.h"
#include "stack/budget.h"
#include "stack/ledger.h"
#include "stack/stack.h"

#include <stdatomic.h>
#include <stdbool.h>

struct correction;

// What a reference is for.
enum reference_role { ROLE_SUBTRACT, ROLE_DIVIDE, ROLE_DARK, ROLE_FLAT, ROLE_COUNT };

// Frames that it names, those that it could be made of, and how many of these are there in part.
struct reference_frames {
    size_t named, used, partial;
};

struct recording {
    // Made by recording_open, constant afterwards (but for source->info.frames).
    struct source *source;
    struct conversion first_conversion; // of the first frame: bin as asked for
    char *channel_rule;                 // which rule made the channels
    void *first;                        // frame 0 in the stack's type; NULL when unreadable
    struct frame_record first_record;   // what is known of it
    double saturation;                  // raw values >= it are saturated; HUGE_VAL: none
    bool fail_on_error;                 // stop at the first frame that is not ok
    bool fail_on_mismatch;              // or at the first of another size or type

    // Made by recording_plan, constant afterwards.
    bool is_planned;
    struct indices wanted; // source indices asked for
    struct indices kept;   // source indices that get a slot (thinned: every k-th)
    struct conversion conversion;
    struct geometry geometry;
    struct plan plan;
    const char *limited_by;        // static: what decided the limit
    struct ledger *ledger;         // one slot a kept frame
    struct disk_cache_place place; // in the disk cache, when that was looked for
    bool is_scattered;             // mapped frame by frame
    size_t apart;                  // of these: decoded, since they do not stand as they are
    size_t workers;                // that may load at the same time within the budget
    uint64_t fixed;                // bytes that results and decoding take beside the frames

    // Source index of the frame that is looked at, which is loaded before others. Written by any
    // thread at any time.
    _Atomic int64_t near;

    // Made by recording_load.
    struct stack stack;    // holds nothing when the decision is to stream
    struct tally *tally;   // histogram of what has settled; NULL when not asked for
    atomic_bool has_stack; // the stack may be read, where the ledger says so
    bool is_loaded;

    // Frames that have no slot and that windows of its frames hold, and that are not ok. The thread
    // that makes references, and that visits.
    size_t bad_neighbours;

    // Of the references that were made last. The thread that makes them.
    struct reference_frames references[ROLE_COUNT];
};

// Opens what the session names and decodes its first frame. FAULT_* with one line.
struct recording *recording_open(const struct session *session, struct fault *fault);

// What a verb can live with when the recording does not fit.
struct plan_policy {
    bool may_thin;    // the viewer
    bool may_stream;  // a batch verb that needs one pass
    uint64_t results; // bytes of results that will be kept
};

// Counts the source and decides. FAULT_NOTHING when no frame is left, FAULT_LIMIT when it does
// not fit.
bool recording_plan(struct recording *recording, const struct session *session,
                    const struct plan_policy *policy, size_t workers, struct cancel *cancel,
                    struct fault *fault);

// Reserves and fills the stack (with FIT_STREAM: does nothing). `with_tally`: statistics of each
// frame and the histogram of the run are taken on the way. Cancelled: keeps what is loaded and
// returns false with FAULT_CANCELLED.
bool recording_load(struct recording *recording, bool with_tally, struct pool *pool,
                    struct cancel *cancel, struct fault *fault);

// Takes consecutive blocks of usable frames, in time order. `sources` are their source indices.
typedef bool recording_see(void *context, const struct frames *frames, const int64_t *sources,
                           struct fault *fault);

// Hands the usable frames with these source indices to `see`: from the stack when it holds all of
// them, else read again through a window of bounded memory, block by block (`at_once`: one block,
// FAULT_LIMIT when that exceeds the budget). What is read settles in the ledger. `correction` (may
// be NULL) is what they will be corrected with: when a reference slides, the views have their
// surroundings, and frames that are read again come with those that their windows hold.
bool recording_visit(struct recording *recording, struct indices indices, bool at_once,
                     const struct correction *correction, struct pool *pool, struct cancel *cancel,
                     recording_see *see, void *context, struct fault *fault);

// Bytes of the limit that the stack leaves.
uint64_t recording_room(const struct recording *recording);

// Whether a frame showed colour while the stack, by the automatic rule, is grey: to be opened
// again with CHANNEL_RGB.
bool recording_found_colour(const struct recording *recording);

// Time of a frame in s (NaN: none): the record's own, else by the source.
double recording_time(const struct recording *recording, int64_t source_index);

// Clears *recording.
void recording_close(struct recording **recording);

#endif
