// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Reductions of a recording: the session's operations over a range of its frames.

#ifndef BLITZ_ENGINE_REDUCED_H
#define BLITZ_ENGINE_REDUCED_H

#include "base/cancel.h"
#include "base/fault.h"
#include "base/pool.h"
#include "engine/recording.h"
#include "engine/reduce_visit.h"
#include "measure/correct.h"
#include "measure/reduce.h"
#include "session/session.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// One image an operation.
struct reduced_image {
    struct reduction_op op;
    enum element element;
    void *samples;  // shape samples
    uint64_t empty; // pixels without any value
};

struct reduced {
    struct shape shape;
    size_t frames; // used
    size_t count;
    struct reduced_image images[REDUCTION_OPS];
};

// Bytes that the working memory and the results of a wish will take.
bool reduced_bytes(const struct recording *recording, const struct session *session, size_t *bytes);

// The frames that the wish takes: its range, of those that the recording keeps.
struct indices reduced_indices(const struct recording *recording,
                               const struct reduction_wish *wish);

// Makes all images of session->reduction. FAULT_NOTHING when no frame of the range is usable.
bool reduced_make(struct recording *recording, const struct session *session,
                  const struct correction *correction, struct pool *pool, struct cancel *cancel,
                  struct reduced *reduced, struct fault *fault);

// The same with somebody who watches.
bool reduced_make_watched(struct recording *recording, const struct session *session,
                          const struct correction *correction, const struct reduce_watch *watch,
                          struct pool *pool, struct cancel *cancel, struct reduced *reduced,
                          struct fault *fault);

void reduced_free(struct reduced *reduced);

#endif
