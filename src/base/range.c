// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "base/range.h"

#include "base/alloc.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

// An empty part leaves *has false.
static bool parse_end(const char *part, bool *has, int64_t *value) {
    *has = *part != '\0';
    return !*has || text_parse_int(part, value);
}

bool range_parse(const char *string, struct range *range, struct fault *fault) {
    char *copy = alloc_string(string);
    char *parts[3] = { copy, NULL, NULL };
    size_t count = 1;
    for (char *c = copy; *c; c++)
        if (*c == ':' && count <= 3) {
            *c = '\0';
            if (count < 3)
                parts[count] = c + 1;
            count++;
        }
    struct range parsed = RANGE_ALL;
    bool has_step = false;
    bool good = count >= 2 && count <= 3 && parse_end(parts[0], &parsed.has_start, &parsed.start)
                && parse_end(parts[1], &parsed.has_stop, &parsed.stop)
                && (!parts[2] || parse_end(parts[2], &has_step, &parsed.step)) && parsed.step >= 1;
    free(copy);
    if (!good) {
        char *safe = text_safe(string);
        fault_set(fault, FAULT_USAGE,
                  "'%s' is not a range of frames: write A:B or A:B:STEP with a step of 1 or more",
                  safe);
        free(safe);
        return false;
    }
    *range = parsed;
    return true;
}

void range_format(const struct range *range, struct text *text) {
    if (range->has_start)
        text_addf(text, "%" PRId64, range->start);
    text_add_char(text, ':');
    if (range->has_stop)
        text_addf(text, "%" PRId64, range->stop);
    if (range->step != 1)
        text_addf(text, ":%" PRId64, range->step);
}

static int64_t clamp_end(int64_t value, int64_t frames) {
    if (value < 0)
        value = value < -frames ? 0 : value + frames;
    return value > frames ? frames : value;
}

struct indices range_resolve(const struct range *range, int64_t frames) {
    int64_t first = range->has_start ? clamp_end(range->start, frames) : 0;
    int64_t stop = range->has_stop ? clamp_end(range->stop, frames) : frames;
    struct indices indices = { .first = first, .step = range->step };
    if (stop > first)
        indices.count = (stop - first - 1) / range->step + 1;
    return indices;
}

bool indices_contain(const struct indices *indices, int64_t index) {
    int64_t offset = index - indices->first;
    return offset >= 0 && offset % indices->step == 0 && offset / indices->step < indices->count;
}

// A step is found by stepping.
struct indices indices_common(const struct indices *some, const struct indices *others) {
    struct indices both = { .first = some->first, .step = some->step, .count = 0 };
    int64_t previous = -1;
    for (int64_t i = 0; i < some->count; i++) {
        int64_t index = some->first + i * some->step;
        if (!indices_contain(others, index))
            continue;
        if (both.count == 0)
            both.first = index;
        else if (both.count == 1)
            both.step = index - previous;
        previous = index;
        both.count++;
    }
    return both;
}

struct range indices_range(const struct indices *indices) {
    return (struct range){ .has_start = true,
                           .start = indices->first,
                           .has_stop = true,
                           .stop = indices->first + (indices->count - 1) * indices->step + 1,
                           .step = indices->count > 1 ? indices->step : 1 };
}
