// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The viewer: what a person sees and presses.

#ifndef BLITZ_UI_VIEWER_H
#define BLITZ_UI_VIEWER_H

#include "base/fault.h"
#include "session/saved.h"
#include "session/session.h"

#include <stdbool.h>

// Runs the viewer on the terminal until the user leaves, from where `saved` was left (of no name:
// from the beginning). False with a fault when there is no terminal that can show it, when the
// recording could not be opened at all, or when the session could not be saved.
bool viewer_run(const struct session *session, const struct saved *saved, struct fault *fault);

#endif
