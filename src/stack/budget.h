// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The memory budget: how much there is, how much a recording needs, and what to do when it
// does not fit. Pure but for budget_machine().

#ifndef BLITZ_STACK_BUDGET_H
#define BLITZ_STACK_BUDGET_H

#include "base/fault.h"
#include "base/text.h"
#include "stack/element.h"

#include <stdbool.h>
#include <stdint.h>

enum fit { FIT_AUTO, FIT_RAM, FIT_MAP, FIT_CACHE, FIT_THIN, FIT_BIN, FIT_FAIL, FIT_STREAM };

const char *fit_name(enum fit fit); // "auto" "ram" ... "stream"

// What --memory= asks for: nothing (both 0), bytes, or a percentage of the machine's memory.
struct memory_wish {
    uint64_t bytes;
    double percent;
};

// Parses "8G", "500M" or "40%"; the other way: text that parses back to the same.
bool memory_wish_parse(const char *string, struct memory_wish *wish, struct fault *fault);
void memory_wish_format(const struct memory_wish *wish, struct text *text);

// The limit in bytes for stack, results and working memory: the smallest of the wish, each
// cgroup's limit - (usage - inactive_file - active_file) over all ancestors (v1 and v2),
// RLIMIT_AS - current size - 256 MiB, and 0.7 x MemAvailable. *why names the one that decided
// ("--memory", "cgroup", "ulimit -v", "free memory"); static. UINT64_MAX and "nothing" when the
// machine does not say.
uint64_t budget_machine(const struct memory_wish *wish, const char **why);

// The same from files under `root` ("" in real use), for tests: /proc/meminfo, /proc/self/cgroup,
// /proc/self/mountinfo, /proc/self/limits, /proc/self/statm and the cgroup files they name.
uint64_t budget_machine_at(const char *root, const struct memory_wish *wish, const char **why);

struct plan_request {
    enum fit fit;
    bool may_thin;        // the viewer: auto may thin
    bool may_stream;      // a batch verb that needs one pass: auto may stream
    bool mappable;        // in a stack type, as it stands in its files
    const char *no_map;   // why not, where that was looked at; may be NULL
    const char *no_cache; // why the disk cache cannot hold it; NULL: it can
    int64_t slots;        // frames wanted
    struct shape shape;   // after crop and bin as asked for
    enum element element;
    uint64_t limit;  // from budget_machine()
    const char *why; // what limits, from budget_machine(); may be NULL
    uint64_t fixed;  // results kept and working memory
};

struct plan {
    enum fit decision; // FIT_RAM, FIT_MAP, FIT_CACHE, FIT_THIN, FIT_BIN or FIT_STREAM
    uint64_t need;     // bytes for all slots, with `fixed`
    uint64_t limit;
    int64_t slots;      // asked for
    int64_t kept;       // slots that will be in the stack
    int64_t step;       // 1, or k: every k-th frame is kept
    uint32_t bin;       // 1, or K on top of the bin asked for
    struct shape shape; // of the stack
    uint64_t bytes;     // of the stack
};

// Decides: in memory, else mapped, else streamed, else in the disk cache, else thinned; or as
// forced. FAULT_LIMIT when it must not or cannot be made to fit; the text has need, limit and what
// would help.
bool budget_plan(const struct plan_request *request, struct plan *plan, struct fault *fault);

#endif
