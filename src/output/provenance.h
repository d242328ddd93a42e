// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Where a result comes from: carried by every file that has a place for it, and written beside
// it as JSON.

#ifndef BLITZ_OUTPUT_PROVENANCE_H
#define BLITZ_OUTPUT_PROVENANCE_H

#include "base/fault.h"
#include "base/text.h"
#include "stack/ledger.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

struct provenance_input {
    const char *path;
    uint64_t size;
    int64_t modified; // s since 1970, UTC
};

// All strings and lists are borrowed.
struct provenance {
    const char *version; // of blitz
    const char *command; // the shell line that made the result
    const char *recipe;  // the same without the name of the result
    const struct provenance_input *inputs;
    size_t input_count;
    bool has_range; // frames first, first + step ... (count of them), by source index
    int64_t first, step, count;
    const struct ledger_counts *frames; // NULL: none were looked at
    const char *const *references; // as the user wrote them ("dark=mean:0:100"), and what they lack
    size_t reference_count;
    const char *const *libraries; // "libtiff 4.5.0"
    size_t library_count;
    const char *time; // UTC, from provenance_time()
};

// "2026-03-01T12:00:00Z", new string.
char *provenance_time(time_t time);

// Lines "name: value", for the description of an image. Outside text is safe. Without the time
// and the name of the result: the same recipe makes the same bytes, whenever and wherever.
void provenance_text(const struct provenance *provenance, struct text *into);

// One JSON object and a line end.
void provenance_json(const struct provenance *provenance, struct text *into);

// Writes the JSON to "OUT.prov.json" beside the result OUT.
bool provenance_write(const struct provenance *provenance, const char *out, bool force,
                      struct fault *fault);

#endif
