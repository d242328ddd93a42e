// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "ui/slices.h"

#include "base/alloc.h"

#include <stdlib.h>

void slices_clear(struct slices *slices) {
    text_clear(&slices->bytes);
    slices->count = slices->next = slices->sent = 0;
}

static void add_end(struct slices *slices, size_t end) {
    size_t last = slices->count ? slices->ends[slices->count - 1] : 0;
    if (end <= last)
        return;
    slices->ends = alloc_grow(slices->ends, slices->count, &slices->capacity, sizeof *slices->ends);
    slices->ends[slices->count++] = end;
}

void slices_add(struct slices *slices, const struct text *bytes, size_t start, const size_t *breaks,
                size_t break_count) {
    size_t before = slices->bytes.length;
    text_add_bytes(&slices->bytes, text_string(bytes) + start, bytes->length - start);
    for (size_t i = 0; i < break_count; i++)
        add_end(slices, before + breaks[i] - start);
    add_end(slices, slices->bytes.length);
}

bool slices_are_left(const struct slices *slices) {
    return slices->next < slices->count;
}

const char *slices_next(struct slices *slices, size_t *count) {
    const char *at = text_string(&slices->bytes) + slices->sent;
    *count = slices->ends[slices->next++] - slices->sent;
    slices->sent += *count;
    return at;
}

void slices_free(struct slices *slices) {
    text_free(&slices->bytes);
    free(slices->ends);
    *slices = (struct slices){ 0 };
}
