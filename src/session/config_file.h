// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Configuration files, lines of "name = value" with # comments, and the environment; and where
// configuration and state live.

#ifndef BLITZ_SESSION_CONFIG_FILE_H
#define BLITZ_SESSION_CONFIG_FILE_H

#include "base/fault.h"
#include "session/session.h"

#include <stdbool.h>

// Reads one file into the session. "name" alone, "name = value", "name = yes". A value in
// double quotes is taken as it is; elsewhere a # after a blank begins a comment. A fault names
// file and line.
bool config_read(struct session *session, const char *path, struct fault *fault);

// BLITZ_MEMORY, BLITZ_CACHE, BLITZ_GRAPHICS, NO_COLOR.
bool config_environment(struct session *session, struct fault *fault);

// System file, user's file, `named` (NULL: none; must be readable), environment.
bool config_load(struct session *session, const char *named, struct fault *fault);

// "$XDG_CONFIG_HOME/blitz/NAME" or "$XDG_STATE_HOME/blitz/NAME" with the usual places below
// $HOME when unset or relative; NULL when there is no home. New strings.
char *config_path(const char *name);
char *state_path(const char *name);

// "$XDG_CACHE_HOME/blitz", in the same way.
char *cache_path(void);

#endif
