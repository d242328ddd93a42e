// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Profiles to tables and kymographs to images: what the x key and the batch verbs write.

#ifndef BLITZ_ENGINE_EXPORT_LINES_H
#define BLITZ_ENGINE_EXPORT_LINES_H

#include "engine/profiles.h"
#include "output/table_output.h"

#include <stdbool.h>

// A row for each position, line after line.
void export_profiles_text(const struct profiles *profiles, enum table_format format,
                          struct text *into);

// The same to session->output, by its suffix.
bool export_profiles(const struct profiles *profiles, const struct recording *recording,
                     const struct session *session, struct fault *fault);

// The file of line `line` of the session; new string. Several lines have a file each, with the
// line's name before the suffix.
char *export_kymograph_name(const struct session *session, size_t line);

// Each kymograph to session->output; all of them or none.
bool export_kymographs(const struct kymographs *kymographs, const struct recording *recording,
                       const struct session *session, struct pool *pool, struct fault *fault);

#endif
