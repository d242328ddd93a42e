// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// References: from what the session asks for (a range, a frame, a file) to the images that a
// correction is made of.

#ifndef BLITZ_ENGINE_REFERENCES_H
#define BLITZ_ENGINE_REFERENCES_H

#include "base/cancel.h"
#include "base/fault.h"
#include "base/pool.h"
#include "engine/aside.h"
#include "engine/recording.h"
#include "measure/correct.h"
#include "session/session.h"

#include <stdbool.h>

const char *reference_role_name(enum reference_role role); // "subtract" ...

// The wish of a role. Borrowed.
const struct reference_wish *reference_of(const struct correction_wish *wish,
                                          enum reference_role role);

// Text that tells two corrections apart.
void correction_wish_name(const struct correction_wish *wish, struct text *text);

// A correction and the health of what it is made of.
struct references {
    struct correction *correction; // NULL: none asked for
    struct reference_health health[ROLE_COUNT];
    bool present[ROLE_COUNT];
    struct reference_frames frames[ROLE_COUNT]; // of those that are present
    struct aside aside;                         // what windows look at and the stack lacks
};

// Makes all references of the session. Reads frames that the stack lacks; those that windows look
// at are kept, unless they do not fit beside it: what visits the frames then reads them again.
// Opens files with the session's own crop, bin and channel. The fault names the option. Runs work
// behind.
bool references_make(struct recording *recording, const struct session *session, struct pool *pool,
                     struct cancel *cancel, struct references *references, struct fault *fault);

// The image that one of the session's references is made of, shape samples, to be freed; NULL with
// a fault that names the option. The wish must not be none, nor slide. *used may be NULL. Runs work
// behind.
double *reference_image(struct recording *recording, const struct session *session,
                        enum reference_role role, struct pool *pool, struct cancel *cancel,
                        struct reference_frames *used, struct fault *fault);

// Appends a warning for each reference that is not fit for its role (a saturated dark, a flat
// with zeros); nothing when all are well.
void references_warn(const struct references *references, struct text *text);

// Appends for each reference what it lacks of the frames that it names; nothing when they were all
// there. Then the same of windows: `bad` frames that have no slot are not ok.
void references_lack(const struct references *references, struct text *text);
void references_lack_around(size_t bad, struct text *text);

// Appends "8 of 10 frames, 1 in part"; nothing when it lacks nothing.
void reference_frames_lack(const struct reference_frames *frames, struct text *text);

// All of it in a few words: "dark 12 % saturated", "dark 8 of 10 frames".
void references_warn_briefly(const struct references *references, struct text *text);

void references_free(struct references *references);

#endif
