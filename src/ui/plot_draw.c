// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "ui/plot_draw.h"

#include "ui/draw.h"
#include "view/ticks.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

// Areas of so many rows have a rule below the grid, or another row of labels, or both.
enum { MORE_FROM = 7, ALL_FROM = 10 };

// Columns between two marks of one curve.
enum { MARK_STEP = 24 };

int plot_draw_rows(int rows, bool has_other) {
    if (rows <= 2)
        return rows;
    return rows - 1 - (rows >= MORE_FROM) - (rows >= ALL_FROM && has_other);
}

// ── y axis ─────────────────────────────────────────────────────────────────────────────────

void plot_draw_labels(const struct ui *ui, struct area area, int rows, const struct tick *ticks,
                      const int *at, size_t count) {
    for (int row = 0; row < rows; row++)
        draw_text(ui, area, row, PLOT_LABEL_COLUMNS - 1, STYLE_DIM, ui->caps.utf8 ? "│" : "|");
    for (size_t i = 0; i < count; i++) {
        int width = screen_width(ticks[i].label);
        if (width >= PLOT_LABEL_COLUMNS)
            continue;
        draw_text(ui, area, at[i], PLOT_LABEL_COLUMNS - 1 - width, STYLE_DIM, ticks[i].label);
        draw_text(ui, area, at[i], PLOT_LABEL_COLUMNS - 1, STYLE_DIM, ui->caps.utf8 ? "┤" : "+");
    }
}

static void format_end(char label[TICK_LABEL], double value, int digits) {
    double size = value != 0 ? floor(log10(fabs(value))) : 0;
    if (size >= -3 && size < 6)
        snprintf(label, TICK_LABEL, "%.*f", (int)fmax(digits - 1 - size, 0), value);
    else
        snprintf(label, TICK_LABEL, "%.*g", digits, value);
}

// With as many digits as tell them apart.
static size_t label_ends(const struct plot *plot, struct tick ticks[2]) {
    ticks[0].value = plot->y_low;
    ticks[1].value = plot->y_high;
    for (int digits = 3; digits < 7; digits++) {
        for (int i = 0; i < 2; i++)
            format_end(ticks[i].label, ticks[i].value, digits);
        if (strcmp(ticks[0].label, ticks[1].label) != 0)
            break;
    }
    return plot->rows > 1 ? 2 : 1;
}

size_t plot_draw_ticks_wanted(int rows) {
    return rows > 2 ? (size_t)(rows + 1) / 2 : 2;
}

size_t plot_draw_y_ticks(const struct plot *plot, struct tick ticks[TICKS_LIMIT]) {
    size_t wanted = plot_draw_ticks_wanted(plot->rows), fitting = 0;
    size_t count = ticks_make(plot->y_low, plot->y_high, wanted, ticks);
    for (size_t i = 0; i < count; i++)
        fitting += screen_width(ticks[i].label) < PLOT_LABEL_COLUMNS;
    return fitting < 2 ? label_ends(plot, ticks) : count;
}

void plot_draw_y_axis(const struct ui *ui, struct area area, const struct plot *plot) {
    struct tick ticks[TICKS_LIMIT];
    int rows[TICKS_LIMIT];
    size_t count = plot_draw_y_ticks(plot, ticks);
    for (size_t i = 0; i < count; i++)
        rows[i] = plot_row(plot, ticks[i].value);
    plot_draw_labels(ui, area, plot->rows, ticks, rows, count);
}

// ── x axis ─────────────────────────────────────────────────────────────────────────────────

// Draws a label below its column, unless it meets the one before.
static bool put_label(const struct ui *ui, struct area area, int row, int column, const char *label,
                      int *free_from) {
    int width = screen_width(label), at = PLOT_LABEL_COLUMNS + column - width / 2;
    // At the right edge it moves a little to the left.
    if (at + width > area.columns && at + width - area.columns <= width / 2)
        at = area.columns - width;
    if (at < *free_from || at + width > area.columns)
        return false;
    draw_text(ui, area, row, at, STYLE_DIM, label);
    *free_from = at + width + 2;
    return true;
}

static void draw_rule_below(const struct ui *ui, struct area area, const struct plot *plot) {
    struct area grid = area;
    grid.columns = PLOT_LABEL_COLUMNS + plot->columns < area.columns
                       ? PLOT_LABEL_COLUMNS + plot->columns
                       : area.columns;
    screen_fill(ui->screen, grid.row + plot->rows, grid.column + PLOT_LABEL_COLUMNS,
                grid.columns - PLOT_LABEL_COLUMNS, STYLE_DIM, ui->caps.utf8 ? "─" : "-");
    draw_text(ui, grid, plot->rows, PLOT_LABEL_COLUMNS - 1, STYLE_DIM, ui->caps.utf8 ? "└" : "+");
}

// So many that there is none between whole numbers.
static size_t ticks_wanted(const struct plot *plot, const struct plot_axis *axis) {
    size_t wanted = (size_t)(plot->columns / 12 + 2);
    double whole = floor(plot->x_high - plot->x_low) + 1;
    return axis->whole && whole < (double)wanted ? (size_t)whole : wanted;
}

void plot_draw_x_axis(const struct ui *ui, struct area area, const struct plot *plot,
                      const struct plot_axis *axis) {
    struct tick ticks[TICKS_LIMIT];
    int below = area.rows - plot->rows, row = plot->rows;
    if (below < 1)
        return;
    bool has_rule = below > (axis->other ? 2 : 1);
    size_t count = ticks_make(plot->x_low, plot->x_high, ticks_wanted(plot, axis), ticks);
    if (has_rule)
        draw_rule_below(ui, area, plot);
    row += has_rule;
    // Numbers keep clear of what they are.
    int free_from = screen_width(axis->label) + 1;
    int other_from = axis->other ? screen_width(axis->other_label) + 1 : 0;
    for (size_t i = 0; i < count; i++) {
        int column = plot_column(plot, ticks[i].value);
        char other[TICK_LABEL];
        bool is_good = column >= 0 && (!axis->whole || !strchr(ticks[i].label, '.'));
        if (!is_good || !put_label(ui, area, row, column, ticks[i].label, &free_from))
            continue;
        if (has_rule)
            draw_text(ui, area, row - 1, PLOT_LABEL_COLUMNS + column, STYLE_DIM,
                      ui->caps.utf8 ? "┬" : "+");
        if (axis->other && axis->other(axis->context, ticks[i].value, other))
            put_label(ui, area, row + 1, column, other, &other_from);
    }
    draw_text(ui, area, row, 0, STYLE_DIM, axis->label);
    if (axis->other)
        draw_text(ui, area, row + 1, 0, STYLE_DIM, axis->other_label);
}

// ── the grid ───────────────────────────────────────────────────────────────────────────────

void plot_draw_dots(const struct ui *ui, struct area area, const struct plot *plot,
                    plot_style *style, const void *context) {
    char braille[5];
    for (int row = 0; row < plot->rows; row++)
        for (int column = 0; column < plot->columns; column++) {
            const struct plot_cell *cell = &plot->cells[row * plot->columns + column];
            if (!cell->dots)
                continue;
            char ascii[2] = { plot_ascii(cell->dots), 0 };
            unsigned own = style(ui, context, cell->series & ~PLOT_BAND);
            if (cell->series & PLOT_BAND)
                own |= STYLE_DIM;
            draw_text(ui, area, row, PLOT_LABEL_COLUMNS + column, own,
                      ui->caps.utf8 ? plot_braille(cell->dots, braille) : ascii);
        }
}

struct plot_marks plot_draw_first_mark(const struct plot *plot, size_t curves) {
    struct plot_marks marks = { .plot = plot,
                                .curves = curves < PLOT_BAND ? curves : PLOT_BAND,
                                .curve = SIZE_MAX };
    // Each curve has a stretch of its own in every step, so that no mark hides another.
    marks.each = curves > 0 && curves < MARK_STEP / 2 ? MARK_STEP / (int)curves : 2;
    return marks;
}

bool plot_draw_next_mark(struct plot_marks *marks) {
    if (marks->curves < 2)
        return false;
    while (marks->from < marks->plot->columns) {
        int from = marks->from;
        marks->curve = (size_t)(from / marks->each) % marks->curves;
        marks->from += marks->each;
        if (plot_mark_place(marks->plot, (uint8_t)marks->curve, from, from + marks->each - 1,
                            &marks->row, &marks->column))
            return true;
    }
    return false;
}

void plot_draw_marks(const struct ui *ui, struct area area, const struct plot *plot, size_t curves,
                     plot_style *style, plot_mark *mark, const void *context) {
    struct plot_marks marks = plot_draw_first_mark(plot, curves);
    while (plot_draw_next_mark(&marks)) {
        char text[8];
        mark(ui, context, marks.curve, text);
        draw_text(ui, area, marks.row, PLOT_LABEL_COLUMNS + marks.column,
                  style(ui, context, marks.curve) | STYLE_BOLD, text);
    }
}

void plot_draw_rule(const struct ui *ui, struct area area, const struct plot *plot, double x,
                    unsigned style, const char *character) {
    int column = plot_column(plot, x);
    for (int row = 0; row < plot->rows && column >= 0; row++)
        if (!plot->cells[row * plot->columns + column].dots)
            draw_text(ui, area, row, PLOT_LABEL_COLUMNS + column, style, character);
}
