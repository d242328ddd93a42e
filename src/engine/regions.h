// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The session's zones, prepared for one recording (mask files are opened here).

#ifndef BLITZ_ENGINE_REGIONS_H
#define BLITZ_ENGINE_REGIONS_H

#include "base/fault.h"
#include "engine/recording.h"
#include "measure/zone.h"
#include "session/session.h"

#include <stdbool.h>
#include <stddef.h>

struct regions {
    struct zone *zones;
    size_t count;
};

// One zone for each of the session's, or the whole frame called "all" when it has none. The
// fault names the zone.
bool regions_prepare(const struct recording *recording, const struct session *session,
                     struct regions *regions, struct fault *fault);
void regions_free(struct regions *regions);

#endif
