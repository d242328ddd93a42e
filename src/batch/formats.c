// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "batch/run.h"
#include "source/source.h"

enum exit_status verb_formats(struct text *out) {
    for (size_t i = 0; source_formats[i]; i++)
        text_addf(out, "%-6s %-58s %s\n", source_formats[i]->name, source_formats[i]->title,
                  source_formats[i]->suffixes);
    return EXIT_GOOD;
}
