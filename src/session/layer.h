// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// One source of options: a file, the environment, the command line. What it says of a repeatable
// option takes the place of what lower layers said; within a layer values add up.

#ifndef BLITZ_SESSION_LAYER_H
#define BLITZ_SESSION_LAYER_H

#include "base/fault.h"
#include "session/options.h"

#include <stdbool.h>
#include <stdint.h>

// Initialise with { 0 }.
struct layer {
    struct option_marks touched; // what it said something of
};

// Sets an option in the session, as option_set, or puts its default back when `negated`. False
// with a fault when the value is refused.
bool layer_set(struct layer *layer, const struct option *option, bool negated, const char *value,
               struct session *session, struct fault *fault);

#endif
