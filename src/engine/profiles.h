// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The session's lines in a recording: profiles over frames, and kymographs, each in one pass.

#ifndef BLITZ_ENGINE_PROFILES_H
#define BLITZ_ENGINE_PROFILES_H

#include "base/cancel.h"
#include "base/fault.h"
#include "base/pool.h"
#include "engine/recording.h"
#include "engine/reduced.h"
#include "measure/correct.h"
#include "measure/line.h"
#include "measure/profile.h"
#include "session/session.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Lines prepared for one recording.
struct lines {
    struct line *lines;
    size_t count;
};

// FAULT_USAGE when the session has no line.
bool lines_prepare(const struct recording *recording, const struct session *session,
                   struct lines *lines, struct fault *fault);
void lines_free(struct lines *lines);

// Bytes that the results of a verb along the session's lines will take; called before the plan.
bool lines_bytes(struct recording *recording, const struct session *session, enum verb verb,
                 struct cancel *cancel, size_t *bytes, struct fault *fault);

struct profiles {
    struct lines lines;
    struct profile_point **points; // by line: length x channels
    struct envelope_wish envelope;
    struct indices indices;  // source indices asked for
    size_t channels, frames; // frames: that could be used
    bool divided;            // the unit is 1 instead of DN
};

// Profiles of these frames along `lines`, which it takes. Runs behind.
bool profiles_make(struct recording *recording, struct indices indices, struct lines *lines,
                   const struct envelope_wish *envelope, const struct correction *correction,
                   struct pool *pool, struct cancel *cancel, struct profiles *profiles,
                   struct fault *fault);

// What a session asks for: its lines over these frames or, with a reduction, in the image that
// this makes (of one operation, else FAULT_USAGE; the envelope over frames is that of one image).
bool profiles_of_session(struct recording *recording, const struct session *session,
                         struct indices indices, const struct correction *correction,
                         struct pool *pool, struct cancel *cancel, struct profiles *profiles,
                         struct fault *fault);
void profiles_free(struct profiles *profiles);

// One f32 image a line: a row for each frame asked for, NaN where it has no value.
struct kymographs {
    struct lines lines;
    float **images; // by line: rows x length x channels
    struct indices indices;
    size_t rows, channels;
    bool divided;
};

// Kymographs of these frames along `lines`, which it takes. Runs behind.
bool kymographs_make(struct recording *recording, struct indices indices, struct lines *lines,
                     const struct correction *correction, struct pool *pool, struct cancel *cancel,
                     struct kymographs *kymographs, struct fault *fault);
void kymographs_free(struct kymographs *kymographs);

// height rows, width positions. FAULT_LIMIT when an image cannot be so large.
bool kymograph_shape(const struct kymographs *kymographs, size_t line, struct shape *shape,
                     struct fault *fault);

#endif
