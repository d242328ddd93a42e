// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "term/grid.h"

#include "base/alloc.h"
#include "term/quantise.h"

#include <stdlib.h>
#include <string.h>

void grid_prepare(struct grid *grid, struct area area) {
    if (area.rows < 0 || area.columns < 0)
        area.rows = area.columns = 0;
    if (!area_equal(grid->area, area))
        grid->known = false;
    grid->area = area;
    size_t cells = (size_t)area.rows * (size_t)area.columns;
    if (cells <= grid->capacity)
        return;
    grid->capacity = cells;
    grid->next = alloc_resize(grid->next, cells, sizeof *grid->next);
    grid->shown = alloc_resize(grid->shown, cells, sizeof *grid->shown);
}

void grid_release(struct grid *grid) {
    free(grid->next);
    free(grid->shown);
    *grid = (struct grid){ 0 };
}

// What the terminal has been told so far in this burst.
struct writer {
    struct text *bytes;
    uint32_t ink, ground;
    int row, column; // of the cursor in the area; row -1: not known
};

static void add_number(struct text *bytes, unsigned number) {
    char digits[12];
    size_t at = sizeof digits;
    do
        digits[--at] = (char)('0' + number % 10);
    while (number /= 10);
    text_add_bytes(bytes, digits + at, sizeof digits - at);
}

// SGR parameters of one ink. `base`: 30 for characters, 40 for the ground.
static void add_ink(struct text *bytes, uint32_t ink, unsigned base) {
    uint32_t value = INK_VALUE(ink);
    if (INK_TAG(ink) == INK_TAG(INK_DEFAULT)) {
        add_number(bytes, base + 9);
    } else if (INK_TAG(ink) == INK_TAG(INK_INDEX(0)) && value < 16) {
        add_number(bytes, value < 8 ? base + value : base + 60 + value - 8);
    } else if (INK_TAG(ink) == INK_TAG(INK_INDEX(0))) {
        add_number(bytes, base + 8);
        text_add(bytes, ";5;");
        add_number(bytes, value);
    } else {
        add_number(bytes, base + 8);
        text_add(bytes, ";2;");
        add_number(bytes, value >> 16);
        text_add_char(bytes, ';');
        add_number(bytes, value >> 8 & 255);
        text_add_char(bytes, ';');
        add_number(bytes, value & 255);
    }
}

static void set_inks(struct writer *writer, const struct grid_cell *cell) {
    // A blank shows no ink.
    bool ink = cell->character != ' ' && cell->ink != writer->ink;
    bool ground = cell->ground != writer->ground;
    if (!ink && !ground)
        return;
    text_add(writer->bytes, "\033[");
    if (ink) {
        add_ink(writer->bytes, cell->ink, 30);
        writer->ink = cell->ink;
    }
    if (ground) {
        text_add(writer->bytes, ink ? ";" : "");
        add_ink(writer->bytes, cell->ground, 40);
        writer->ground = cell->ground;
    }
    text_add_char(writer->bytes, 'm');
}

static void place_cursor(struct writer *writer, struct area area, int row, int column) {
    if (row == writer->row && column == writer->column)
        return;
    text_add(writer->bytes, "\033[");
    if (row == writer->row && column > writer->column) {
        if (column - writer->column > 1)
            add_number(writer->bytes, (unsigned)(column - writer->column));
        text_add_char(writer->bytes, 'C');
    } else {
        add_number(writer->bytes, (unsigned)(area.row + row + 1));
        text_add_char(writer->bytes, ';');
        add_number(writer->bytes, (unsigned)(area.column + column + 1));
        text_add_char(writer->bytes, 'H');
    }
    writer->row = row;
    writer->column = column;
}

static bool looks_equal(const struct grid_cell *a, const struct grid_cell *b) {
    return a->character == b->character && a->ground == b->ground
           && (a->ink == b->ink || a->character == ' ');
}

void grid_emit(struct grid *grid, bool full, struct text *bytes) {
    struct writer writer = { .bytes = bytes, .row = -1, .column = -1 };
    size_t before = bytes->length;
    bool all = full || !grid->known;
    if (all)
        text_add(bytes, "\033[m");
    for (int row = 0; row < grid->area.rows; row++)
        for (int column = 0; column < grid->area.columns; column++) {
            size_t i = (size_t)row * (size_t)grid->area.columns + (size_t)column;
            const struct grid_cell *cell = &grid->next[i];
            if (!all && looks_equal(cell, &grid->shown[i]))
                continue;
            place_cursor(&writer, grid->area, row, column);
            set_inks(&writer, cell);
            char character[4];
            text_add_bytes(bytes, character, text_utf8_write(cell->character, character));
            writer.column++;
        }
    if (bytes->length > before)
        text_add(bytes, "\033[m");
    struct grid_cell *shown = grid->shown;
    grid->shown = grid->next;
    grid->next = shown;
    grid->known = true;
}
