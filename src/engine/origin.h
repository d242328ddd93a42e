// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Where a result comes from: gathers the provenance of what a session makes of a recording.

#ifndef BLITZ_ENGINE_ORIGIN_H
#define BLITZ_ENGINE_ORIGIN_H

#include "engine/recording.h"
#include "output/provenance.h"
#include "session/session.h"

struct origin;

// Copies what it needs. `verb`: what reproduces the result; `indices`: the frames it is made from.
struct origin *origin_new(const struct recording *recording, const struct session *session,
                          enum verb verb, struct indices indices);

// Borrowed until origin_free.
const struct provenance *origin_provenance(const struct origin *origin);

// Writes OUT.prov.json when the session asks for it.
bool origin_write(const struct origin *origin, const struct session *session, const char *out,
                  struct fault *fault);

// Clears *origin.
void origin_free(struct origin **origin);

#endif
