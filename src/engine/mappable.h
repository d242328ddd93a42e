// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Whether a recording can be used straight from the page cache, without a copy: as one run of a
// file, or frame by frame where they stand in one file or many.

#ifndef BLITZ_ENGINE_MAPPABLE_H
#define BLITZ_ENGINE_MAPPABLE_H

#include "base/cancel.h"
#include "base/range.h"
#include "source/convert.h"
#include "source/source.h"

#include <stddef.h>
#include <stdint.h>

// A contiguous file in a stack type, whole, of which every frame can be used as it is, and for
// which the process has addresses left. The source is counted.
bool mappable_as_run(const struct source *source, const struct conversion *conversion);

// Looks at the header of each of these frames: whether it can be mapped where it stands. *apart
// receives how many cannot (packed, damaged, of another size) and must be decoded into memory of
// their own, for which there are `room` bytes. Returns why it cannot be done, static; NULL: it can.
const char *mappable_by_frames(struct source *source, const struct conversion *conversion,
                               struct indices wanted, uint64_t room, struct cancel *cancel,
                               size_t *apart);

#endif
