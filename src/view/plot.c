// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "view/plot.h"

#include "base/alloc.h"
#include "base/size.h"
#include "base/text.h"
#include "term/dots.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static double x_of(const struct plot_series *series, size_t i) {
    return series->x ? series->x[i] : (double)i;
}

// ── ranges ─────────────────────────────────────────────────────────────────────────────────

static void widen(double value, double *low, double *high) {
    if (!isfinite(value))
        return;
    *low = fmin(*low, value);
    *high = fmax(*high, value);
}

// Makes a range that has some width.
static void settle(double *low, double *high) {
    if (!(*low <= *high)) {
        *low = 0;
        *high = 1;
    } else if (*low == *high) {
        double reach = fmax(0.5, fabs(*low) * 1e-6);
        *low -= reach;
        *high += reach;
    }
}

static void find_ranges(const struct plot_wish *wish, struct plot *plot) {
    plot->x_low = wish->x_low;
    plot->x_high = wish->x_high;
    if (!(plot->x_low < plot->x_high)) {
        plot->x_low = HUGE_VAL;
        plot->x_high = -HUGE_VAL;
        for (size_t s = 0; s < wish->count; s++)
            for (size_t i = 0; i < wish->series[s].count; i++)
                widen(x_of(&wish->series[s], i), &plot->x_low, &plot->x_high);
        settle(&plot->x_low, &plot->x_high);
    }
    plot->y_low = wish->y_low;
    plot->y_high = wish->y_high;
    if (plot->y_low < plot->y_high)
        return;
    plot->y_low = HUGE_VAL;
    plot->y_high = -HUGE_VAL;
    for (size_t s = 0; s < wish->count; s++) {
        const struct plot_series *series = &wish->series[s];
        for (size_t i = 0; i < series->count; i++) {
            double x = x_of(series, i);
            if (!(x >= plot->x_low && x <= plot->x_high))
                continue;
            widen(series->y[i], &plot->y_low, &plot->y_high);
            if (series->low)
                widen(series->low[i], &plot->y_low, &plot->y_high);
            if (series->high)
                widen(series->high[i], &plot->y_low, &plot->y_high);
        }
    }
    settle(&plot->y_low, &plot->y_high);
}

// ── dots ───────────────────────────────────────────────────────────────────────────────────

static void set_dot(struct plot *plot, long x, long y, uint8_t series) {
    if (x < 0 || x >= (long)plot->columns * DOTS_ACROSS || y < 0
        || y >= (long)plot->rows * DOTS_DOWN)
        return;
    struct plot_cell *cell =
        &plot->cells[(size_t)(y / DOTS_DOWN) * (size_t)plot->columns + (size_t)(x / DOTS_ACROSS)];
    // A band stays behind curves.
    if (series & PLOT_BAND && cell->series != PLOT_NOTHING && !(cell->series & PLOT_BAND))
        return;
    if (!(series & PLOT_BAND) && cell->series != PLOT_NOTHING && cell->series & PLOT_BAND)
        cell->dots = 0;
    cell->dots |= dot_bit((unsigned)x % DOTS_ACROSS, (unsigned)y % DOTS_DOWN);
    cell->series = series;
}

static void vertical(struct plot *plot, long x, long from, long to, uint8_t series) {
    for (long y = from < to ? from : to; y <= (from < to ? to : from); y++)
        set_dot(plot, x, y, series);
}

// A line without gaps; the ends are in the columns x0 < x1.
static void join(struct plot *plot, long x0, long y0, long x1, long y1, uint8_t series) {
    long from = y0;
    for (long x = x0; x <= x1; x++) {
        // Where the line leaves this column: half-way to the next.
        double part = x == x1 ? 1 : ((double)(x - x0) + 0.5) / (double)(x1 - x0);
        long to = lrint((double)y0 + (double)(y1 - y0) * part);
        vertical(plot, x, from, to, series);
        from = to;
    }
}

static long dot_x(const struct plot *plot, double x) {
    long dots = (long)plot->columns * DOTS_ACROSS;
    double place = (x - plot->x_low) / (plot->x_high - plot->x_low) * (double)(dots - 1);
    return place > -0.5 && place < (double)dots ? lrint(place) : -1;
}

static long dot_y(const struct plot *plot, double y) {
    long dots = (long)plot->rows * DOTS_DOWN;
    double place = (plot->y_high - y) / (plot->y_high - plot->y_low) * (double)(dots - 1);
    return lrint(fmin(fmax(place, -1), (double)dots)); // outside stays outside
}

// The samples that fell into one column of dots so far.
struct pile {
    bool is_open;
    long x, least, most, last;
};

static void finish_pile(struct plot *plot, struct pile *pile, uint8_t series) {
    if (pile->is_open)
        vertical(plot, pile->x, pile->least, pile->most, series);
}

static void draw_curve(struct plot *plot, const struct plot_series *series, const double *values,
                       uint8_t number) {
    struct pile pile = { 0 };
    for (size_t i = 0; i < series->count; i++) {
        double at = x_of(series, i);
        long x = isfinite(at) ? dot_x(plot, at) : -1;
        if (x < 0 || !isfinite(values[i])) {
            // Ends the curve here, and begins anew after the gap.
            finish_pile(plot, &pile, number);
            pile.is_open = false;
            continue;
        }
        long y = dot_y(plot, values[i]);
        if (pile.is_open && pile.x == x) {
            pile.least = y < pile.least ? y : pile.least;
            pile.most = y > pile.most ? y : pile.most;
            pile.last = y;
            continue;
        }
        finish_pile(plot, &pile, number);
        if (pile.is_open && x > pile.x)
            join(plot, pile.x, pile.last, x, y, number);
        pile = (struct pile){ true, x, y, y, y };
    }
    finish_pile(plot, &pile, number);
}

bool plot_make(const struct plot_wish *wish, struct plot *plot) {
    *plot = (struct plot){ .columns = wish->columns > 0 ? wish->columns : 0,
                           .rows = wish->rows > 0 ? wish->rows : 0 };
    size_t cells;
    if (!size_multiply((size_t)plot->columns, (size_t)plot->rows, &cells))
        return false;
    plot->cells = alloc_try(cells + 1, sizeof *plot->cells);
    if (!plot->cells)
        return false;
    for (size_t i = 0; i < cells; i++)
        plot->cells[i] = (struct plot_cell){ 0, PLOT_NOTHING };
    find_ranges(wish, plot);
    if (!cells)
        return true;
    for (size_t s = 0; s < wish->count; s++) {
        const struct plot_series *series = &wish->series[s];
        uint8_t number = (uint8_t)(s % (PLOT_BAND - 1));
        if (series->low)
            draw_curve(plot, series, series->low, number | PLOT_BAND);
        if (series->high)
            draw_curve(plot, series, series->high, number | PLOT_BAND);
    }
    for (size_t s = 0; s < wish->count; s++)
        draw_curve(plot, &wish->series[s], wish->series[s].y, (uint8_t)(s % (PLOT_BAND - 1)));
    return true;
}

void plot_release(struct plot *plot) {
    free(plot->cells);
    *plot = (struct plot){ 0 };
}

int plot_column(const struct plot *plot, double x) {
    long dot = isfinite(x) && plot->columns ? dot_x(plot, x) : -1;
    return dot < 0 || dot >= (long)plot->columns * DOTS_ACROSS ? -1 : (int)(dot / DOTS_ACROSS);
}

int plot_row(const struct plot *plot, double y) {
    long dot = isfinite(y) && plot->rows ? dot_y(plot, y) : -1;
    return dot < 0 || dot >= (long)plot->rows * DOTS_DOWN ? -1 : (int)(dot / DOTS_DOWN);
}

double plot_x(const struct plot *plot, int column) {
    double dot = column * DOTS_ACROSS + (DOTS_ACROSS - 1) / 2.0;
    double last = (double)((long)plot->columns * DOTS_ACROSS - 1);
    return plot->x_low + (plot->x_high - plot->x_low) * dot / (last > 0 ? last : 1);
}

bool plot_mark_place(const struct plot *plot, uint8_t series, int from, int to, int *row,
                     int *column) {
    bool found = false;
    for (int c = from < 0 ? 0 : from; c < to && c < plot->columns; c++) {
        int first = -1, last = -1;
        for (int r = 0; r < plot->rows; r++)
            if (plot->cells[r * plot->columns + c].series == series) {
                first = first < 0 ? r : first;
                last = r;
            }
        if (first < 0 || (found && first != last))
            continue;
        *row = (first + last) / 2;
        // Other curves may lie between.
        if (plot->cells[*row * plot->columns + c].series != series)
            *row = first;
        *column = c;
        found = true;
        if (first == last)
            break;
    }
    return found;
}

// ── characters ─────────────────────────────────────────────────────────────────────────────

static const char *encode(uint32_t code, char into[5]) {
    into[text_utf8_write(code, into)] = 0;
    return into;
}

const char *plot_braille(uint8_t dots, char into[5]) {
    return encode(0x2800u + dots, into);
}

char plot_ascii(uint8_t dots) {
    bool upper = dots & 0x09, middle = dots & 0x36, lower = dots & 0xc0;
    if (!dots)
        return ' ';
    if (upper && lower)
        return '|';
    if (middle)
        return '-';
    return upper ? '\'' : '_';
}

static double bar_height(double count, bool logarithmic) {
    return logarithmic ? log1p(count) : count;
}

double plot_bars(const uint64_t *bins, size_t count, int columns, int rows, bool logarithmic,
                 uint32_t *heights) {
    double full = 0, most = 0;
    for (int pass = 0; pass < 2; pass++)
        for (int c = 0; c < columns; c++) {
            // With fewer bins than columns, several columns show one bin.
            size_t from = (size_t)((double)count * c / columns);
            size_t to = (size_t)((double)count * (c + 1) / columns);
            double sum = 0;
            for (size_t i = from; i < count && (i < to || i == from); i++)
                sum += (double)bins[i];
            double height = bar_height(sum, logarithmic);
            most = fmax(most, height);
            full = fmax(full, sum);
            if (!pass)
                continue;
            double eighths = most > 0 ? height / most * 8 * (rows > 0 ? rows : 0) : 0;
            heights[c] = sum > 0 ? (uint32_t)fmax(lrint(eighths), 1) : 0;
        }
    return full;
}

size_t plot_bar_ticks(double full, bool logarithmic, size_t most, struct tick ticks[TICKS_LIMIT]) {
    if (!logarithmic)
        return ticks_make(0, full, most, ticks);
    size_t count = 0, powers = full >= 1 ? (size_t)floor(log10(full) + 1e-9) + 1 : 0;
    size_t step = most ? (powers + most - 1) / most : 0;
    for (size_t power = 0; step && power < powers && count < TICKS_LIMIT; power += step) {
        double value = pow(10, (double)power);
        ticks[count].value = value;
        snprintf(ticks[count++].label, TICK_LABEL, value < 1e6 ? "%.0f" : "%.0e", value);
    }
    return count;
}

double plot_bar_part(double count, double full, bool logarithmic) {
    return full > 0 ? bar_height(count, logarithmic) / bar_height(full, logarithmic) : 0;
}

int plot_bar_row(double count, double full, int rows, bool logarithmic) {
    double part = plot_bar_part(count, full, logarithmic);
    // The cell that holds the bar's uppermost part.
    int from_below = (int)ceil(part * rows - 1e-9) - 1;
    return rows - 1 - (from_below < 0 ? 0 : from_below >= rows ? rows - 1 : from_below);
}

static unsigned eighths_in_row(uint32_t height, int row) {
    uint32_t below = 8 * (uint32_t)row;
    return height <= below ? 0 : height - below > 8 ? 8 : height - below;
}

const char *plot_bar_block(uint32_t height, int row, char into[5]) {
    unsigned eighths = eighths_in_row(height, row);
    if (!eighths) {
        into[0] = ' ';
        into[1] = 0;
        return into;
    }
    return encode(0x2580u + eighths, into);
}

char plot_bar_ascii(uint32_t height, int row) {
    return " ..::||##"[eighths_in_row(height, row)];
}
