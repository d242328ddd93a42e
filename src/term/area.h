// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#ifndef BLITZ_TERM_AREA_H
#define BLITZ_TERM_AREA_H

#include <stdbool.h>

// A rectangle of cells; row and column from 0.
struct area {
    int row, column, rows, columns;
};

static inline bool area_equal(struct area a, struct area b) {
    return a.row == b.row && a.column == b.column && a.rows == b.rows && a.columns == b.columns;
}

#endif
