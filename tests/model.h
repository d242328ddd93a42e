// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// A model terminal for tests: takes bytes, keeps what a person would see. Knows what blitz and
// ncurses send to an xterm; anything else counts as unknown.

#ifndef BLITZ_TESTS_MODEL_H
#define BLITZ_TESTS_MODEL_H

#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { MODEL_ROWS = 40, MODEL_COLUMNS = 100 };

// Colours: -1 default, 0 to 255 index, 0x1000000 + RGB.
struct model_cell {
    uint32_t character;
    long ink, ground;
    unsigned written; // times
};

struct model {
    struct model_cell cells[MODEL_ROWS][MODEL_COLUMNS];
    int row, column;
    int top, bottom; // first and last row of the scrolling region
    long ink, ground;
    int unknown;   // sequences that it does not know
    int scrolled;  // lines
    uint32_t last; // character, for REP
};

static inline void model_blank(struct model *model, int row, int from, int to) {
    for (int column = from < 0 ? 0 : from; column < to && column < MODEL_COLUMNS; column++) {
        struct model_cell *cell = &model->cells[row][column];
        *cell = (struct model_cell){ ' ', -1, model->ground, cell->written + 1 };
    }
}

static inline void model_reset(struct model *model) {
    memset(model, 0, sizeof *model);
    model->ink = model->ground = -1;
    model->bottom = MODEL_ROWS - 1;
    for (int row = 0; row < MODEL_ROWS; row++)
        model_blank(model, row, 0, MODEL_COLUMNS);
    for (int row = 0; row < MODEL_ROWS; row++)
        for (int column = 0; column < MODEL_COLUMNS; column++)
            model->cells[row][column].written = 0;
}

// Moves the region's lines up (or down, lines < 0).
static inline void model_scroll(struct model *model, int lines) {
    int step = lines < 0 ? -1 : 1;
    for (; lines; lines -= step) {
        int from = step > 0 ? model->top : model->bottom, to = step > 0 ? model->bottom : model->top;
        for (int row = from; row != to; row += step)
            memcpy(model->cells[row], model->cells[row + step], sizeof model->cells[row]);
        model_blank(model, to, 0, MODEL_COLUMNS);
    }
}

static inline void model_put(struct model *model, uint32_t character) {
    if (model->column >= MODEL_COLUMNS) {
        model->column = 0;
        if (model->row + 1 < MODEL_ROWS)
            model->row++;
        else
            model->scrolled++;
    }
    struct model_cell *cell = &model->cells[model->row][model->column++];
    *cell = (struct model_cell){ character, model->ink, model->ground, cell->written + 1 };
    model->last = character;
}

static inline void model_colours(struct model *model, const int *n, int count) {
    for (int i = 0; i < count; i++) {
        long *colour =
            n[i] >= 40 && n[i] != 90 && (n[i] < 90 || n[i] >= 100) ? &model->ground : &model->ink;
        if (n[i] == 0) {
            model->ink = model->ground = -1;
        } else if (n[i] == 38 || n[i] == 48) {
            if (i + 2 < count && n[i + 1] == 5) {
                *colour = n[i + 2];
                i += 2;
            } else if (i + 4 < count && n[i + 1] == 2) {
                *colour = 0x1000000 + (n[i + 2] << 16 | n[i + 3] << 8 | n[i + 4]);
                i += 4;
            }
        } else if (n[i] == 39 || n[i] == 49) {
            *colour = -1;
        } else if ((n[i] >= 30 && n[i] < 38) || (n[i] >= 40 && n[i] < 48)) {
            *colour = n[i] % 10;
        } else if ((n[i] >= 90 && n[i] < 98) || (n[i] >= 100 && n[i] < 108)) {
            *colour = n[i] % 10 + 8;
        }
    }
}

static inline int model_limit(int value, int end) {
    return value < 0 ? 0 : value >= end ? end - 1 : value;
}

static inline void model_erase_screen(struct model *model, int mode) {
    for (int row = 0; row < MODEL_ROWS; row++)
        if (mode == 2 || row > model->row)
            model_blank(model, row, 0, MODEL_COLUMNS);
    if (mode != 2)
        model_blank(model, model->row, model->column, MODEL_COLUMNS);
}

static inline void model_sequence(struct model *model, char final, const int *n, int count) {
    int first = n[0] ? n[0] : 1;
    switch (final) {
    case 'H':
        model->row = model_limit(first - 1, MODEL_ROWS);
        model->column = model_limit((n[1] ? n[1] : 1) - 1, MODEL_COLUMNS);
        break;
    case 'A':
        model->row = model_limit(model->row - first, MODEL_ROWS);
        break;
    case 'B':
        model->row = model_limit(model->row + first, MODEL_ROWS);
        break;
    case 'C':
        model->column = model_limit(model->column + first, MODEL_COLUMNS);
        break;
    case 'D':
        model->column = model_limit(model->column - first, MODEL_COLUMNS);
        break;
    case 'G':
        model->column = model_limit(first - 1, MODEL_COLUMNS);
        break;
    case 'd':
        model->row = model_limit(first - 1, MODEL_ROWS);
        break;
    case 'K':
        model_blank(model, model->row, n[0] == 1 ? 0 : model->column,
                    n[0] == 1 ? model->column + 1 : MODEL_COLUMNS);
        break;
    case 'X':
        model_blank(model, model->row, model->column, model->column + first);
        break;
    case 'J':
        model_erase_screen(model, n[0]);
        break;
    case 'b':
        for (int i = 0; i < first; i++)
            model_put(model, model->last);
        break;
    case 'm':
        model_colours(model, n, count);
        break;
    case 'S':
        model_scroll(model, first);
        break;
    case 'T':
        model_scroll(model, -first);
        break;
    case 'M': // lines deleted
    case 'L': // lines inserted
        model->top = model->row;
        model_scroll(model, final == 'M' ? first : -first);
        model->top = 0;
        break;
    case 'r':
        model->top = model_limit(first - 1, MODEL_ROWS);
        model->bottom = n[1] ? model_limit(n[1] - 1, MODEL_ROWS) : MODEL_ROWS - 1;
        model->row = model->column = 0;
        break;
    case 'h': // insert mode off
    case 'l':
    case 't':
        break;
    default:
        model->unknown++;
    }
}

// A CSI sequence from after its '['; returns its length.
static inline size_t model_csi(struct model *model, const char *bytes, size_t count) {
    int n[32] = { 0 }, numbers = 1;
    bool is_private = false;
    for (size_t i = 0; i < count; i++) {
        if (bytes[i] >= '0' && bytes[i] <= '9') {
            n[numbers - 1] = n[numbers - 1] * 10 + (bytes[i] - '0');
        } else if (bytes[i] == ';' && numbers < 32) {
            numbers++;
        } else if (bytes[i] >= '<' && bytes[i] <= '?') {
            is_private = true;
        } else {
            if (!is_private)
                model_sequence(model, bytes[i], n, numbers);
            return i + 1;
        }
    }
    return count;
}

// Feeds whole sequences.
static inline void model_feed(struct model *model, const char *bytes, size_t count) {
    for (size_t i = 0; i < count;) {
        uint32_t code;
        size_t size = text_utf8(bytes + i, count - i, &code);
        if (bytes[i] == '\033' && i + 1 < count && bytes[i + 1] == '[') {
            i += 2;
            i += model_csi(model, bytes + i, count - i);
        } else if (bytes[i] == '\033' && i + 2 < count && bytes[i + 1] == '(') {
            i += 3;
        } else if (bytes[i] == '\033') {
            if (i + 1 < count && bytes[i + 1] == 'M' && model->row == model->top)
                model_scroll(model, -1);
            else if (i + 1 < count && bytes[i + 1] == 'M')
                model->row--;
            i += 2;
        } else if (bytes[i] == '\r') {
            model->column = 0;
            i++;
        } else if (bytes[i] == '\n') {
            model->scrolled += model->row + 1 >= MODEL_ROWS && model->bottom == MODEL_ROWS - 1
                && model->top == 0;
            if (model->row == model->bottom)
                model_scroll(model, 1);
            else
                model->row = model_limit(model->row + 1, MODEL_ROWS);
            i++;
        } else if (bytes[i] == '\b') {
            model->column = model_limit(model->column - 1, MODEL_COLUMNS);
            i++;
        } else if (size && code >= 32) {
            model_put(model, code);
            i += size;
        } else {
            i++;
        }
    }
}

#endif
