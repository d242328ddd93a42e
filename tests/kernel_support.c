// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "kernel_support.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

struct rows make_rows(enum element element, enum pattern pattern, size_t row_count, size_t count,
                      uint64_t seed) {
    struct rows rows = { element, pattern, NULL, { 0 }, row_count, count };
    size_t size = element_size(element), start = count % 5;
    rows.memory = calloc(KERNEL_ROWS * ROOM, size);
    for (size_t k = 0; k < row_count; k++) {
        unsigned char *row = rows.memory + (k * ROOM + start) * size;
        fill_samples(element, pattern, k, row, count, &seed);
        rows.row[k] = row;
    }
    return rows;
}

void each_case(enum element first, enum element last, check_rows *check) {
    const struct kernels *kernels;
    for (size_t set = 0; (kernels = kernels_available(set)); set++)
        for (enum element e = first; e <= last; e++)
            for (enum pattern p = 0; p < PATTERN_COUNT; p++)
                for (size_t count = 0; count <= LONGEST; count++) {
                    struct rows rows =
                        make_rows(e, p, 1 + (count + (size_t)p) % KERNEL_ROWS, count, 99 + count);
                    check(kernels, &rows);
                    free(rows.memory);
                }
}

void same(double a, double b) {
    assert_true(a == b || (isnan(a) && isnan(b)));
}
