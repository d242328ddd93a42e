// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "view/plot_pixels.h"

#include "base/alloc.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// ── colours ────────────────────────────────────────────────────────────────────────────────

static uint8_t mix(uint8_t ground, uint8_t pen, double part) {
    return (uint8_t)lrint(ground + (pen - ground) * part);
}

static struct colour shade(struct colour ground, struct colour pen, double part) {
    return (struct colour){ mix(ground.r, pen.r, part), mix(ground.g, pen.g, part),
                            mix(ground.b, pen.b, part) };
}

void plot_pixels_palette(const struct colour pens[PLOT_PENS], struct colour ground,
                         struct canvas *canvas) {
    static const double parts[PLOT_SHADES] = {
        [PLOT_FULL] = 1, [PLOT_MOST] = 0.68, [PLOT_SOME] = 0.38, [PLOT_AREA] = 0.22
    };
    canvas->palette[PLOT_GROUND] = ground;
    canvas->palette[PLOT_GRID] = shade(ground, pens[PLOT_PLAIN], 0.18);
    for (int pen = 0; pen < PLOT_PENS; pen++)
        for (int i = 0; i < PLOT_SHADES; i++)
            canvas->palette[plot_ink((enum plot_pen)pen, (enum plot_shade)i)] =
                shade(ground, pens[pen], parts[i]);
    canvas->colours = canvas->levels = PLOT_COLOURS;
    canvas->cube = 0;
}

// How much of its pixel an entry covers: 0 what lies behind all lines.
static int rank(uint8_t ink) {
    return ink < PLOT_INKS ? 0 : PLOT_AREA - (ink - PLOT_INKS) % PLOT_SHADES;
}

static uint8_t *pixel(struct canvas *canvas, int x, int y) {
    bool is_inside = x >= 0 && y >= 0 && x < (int)canvas->width && y < (int)canvas->height;
    return is_inside ? &canvas->indices[(size_t)y * canvas->width + (size_t)x] : NULL;
}

// Over what covers less.
static void put(struct canvas *canvas, int x, int y, enum plot_pen pen, enum plot_shade shade) {
    uint8_t *at = pixel(canvas, x, y), ink = plot_ink(pen, shade);
    if (at && rank(ink) >= rank(*at))
        *at = ink;
}

// ── places ─────────────────────────────────────────────────────────────────────────────────

double plot_pixels_x(const struct plot *plot, const struct canvas *canvas, double x) {
    return (x - plot->x_low) / (plot->x_high - plot->x_low) * ((double)canvas->width - 1);
}

// Pixels between the ends of the y axis.
static double reach_of(const struct canvas *canvas) {
    return canvas->height > 3 ? (double)canvas->height - 3 : 0;
}

double plot_pixels_y(const struct plot *plot, const struct canvas *canvas, double y) {
    double part = (plot->y_high - y) / (plot->y_high - plot->y_low);
    return 1 + fmin(fmax(part, -1), 2) * reach_of(canvas);
}

// ── curves ─────────────────────────────────────────────────────────────────────────────────

// What a curve covers in one column of pixels; nothing while top > bottom.
struct reach {
    double top, bottom;
};

static void widen(struct reach *reach, double y) {
    reach->top = fmin(reach->top, y);
    reach->bottom = fmax(reach->bottom, y);
}

// A straight line, as far as it is in each column.
static void add_segment(struct reach *reach, int width, double x0, double y0, double x1,
                        double y1) {
    int first = (int)fmax(floor(x0 + 0.5), 0), last = (int)fmin(floor(x1 + 0.5), width - 1);
    for (int column = first; column <= last; column++) {
        double from = fmax(x0, column - 0.5), to = fmin(x1, column + 0.5);
        double slope = x1 > x0 ? (y1 - y0) / (x1 - x0) : 0;
        widen(&reach[column], y0 + (from - x0) * slope);
        widen(&reach[column], x1 > x0 ? y0 + (to - x0) * slope : y1);
    }
}

// Of each column; the caller frees. NULL: no memory.
static struct reach *find_reach(const struct canvas *canvas, const struct plot *plot,
                                const struct plot_series *series, const double *values) {
    struct reach *reach = alloc_try((size_t)canvas->width + 1, sizeof *reach);
    for (uint32_t i = 0; reach && i < canvas->width; i++)
        reach[i] = (struct reach){ HUGE_VAL, -HUGE_VAL };
    double last_x = NAN, last_y = NAN;
    for (size_t i = 0; reach && i < series->count; i++) {
        double x = plot_pixels_x(plot, canvas, series->x ? series->x[i] : (double)i);
        bool is_there = x >= -0.5 && x < canvas->width && isfinite(values[i]);
        double y = is_there ? plot_pixels_y(plot, canvas, values[i]) : NAN;
        if (is_there && last_x <= x)
            add_segment(reach, (int)canvas->width, last_x, last_y, x, y);
        else if (is_there)
            add_segment(reach, (int)canvas->width, x, y, x, y);
        last_x = is_there ? x : NAN;
        last_y = y;
    }
    return reach;
}

// Dashes and the gaps between them, in widths of the line.
static const uint8_t patterns[PLOT_PATTERNS][4] = { { 1, 0, 1, 0 },   { 9, 5, 9, 5 },
                                                    { 2, 3, 2, 3 },   { 10, 3, 2, 3 },
                                                    { 18, 6, 18, 6 }, { 5, 3, 1, 3 } };

static bool is_dash(const struct plot_line *line, uint32_t column) {
    const uint8_t *pattern = patterns[line->pattern % PLOT_PATTERNS];
    uint32_t unit = line->width < 2 ? 1 : 2;
    uint32_t at = column / unit % (uint32_t)(pattern[0] + pattern[1] + pattern[2] + pattern[3]);
    return at < pattern[0]
           || (at >= (uint32_t)pattern[0] + pattern[1]
               && at < (uint32_t)pattern[0] + pattern[1] + pattern[2]);
}

// Pixels of one column between two heights, each as far as it is covered.
static void draw_column(struct canvas *canvas, int x, double top, double bottom, enum plot_pen pen,
                        bool is_faint) {
    int first = (int)fmax(floor(top + 0.5), 0);
    int last = (int)fmin(floor(bottom + 0.5), (double)canvas->height - 1);
    for (int y = first; y <= last; y++) {
        double covered = fmin(bottom, y + 0.5) - fmax(top, y - 0.5);
        enum plot_shade shade = covered > 5.0 / 6 ? PLOT_FULL
                                : covered > 0.5   ? PLOT_MOST
                                                  : PLOT_SOME;
        if (covered > 1.0 / 6)
            put(canvas, x, y, pen, is_faint ? PLOT_SOME : shade);
    }
}

bool plot_pixels_curve(struct canvas *canvas, const struct plot *plot,
                       const struct plot_series *series, const struct plot_line *line) {
    struct reach *reach = find_reach(canvas, plot, series, series->y);
    for (uint32_t x = 0; reach && x < canvas->width; x++)
        if (reach[x].top <= reach[x].bottom)
            draw_column(canvas, (int)x, reach[x].top - line->width / 2,
                        reach[x].bottom + line->width / 2, line->pen, !is_dash(line, x));
    free(reach);
    return reach != NULL;
}

int plot_pixels_middle(const struct canvas *canvas, enum plot_pen pen, int x, int from, int to) {
    int first = -1, last = -1;
    for (int y = from < 0 ? 0 : from; y < to && y < (int)canvas->height; y++) {
        bool is_inside = x >= 0 && x < (int)canvas->width;
        uint8_t ink = is_inside ? canvas->indices[(size_t)y * canvas->width + (size_t)x] : 0;
        if (ink < plot_ink(pen, PLOT_FULL) || ink > plot_ink(pen, PLOT_SOME))
            continue;
        first = first < 0 ? y : first;
        last = y;
    }
    return first < 0 ? -1 : (first + last) / 2;
}

bool plot_pixels_band(struct canvas *canvas, const struct plot *plot,
                      const struct plot_series *series, enum plot_pen pen) {
    struct reach *low = find_reach(canvas, plot, series, series->low);
    struct reach *high = find_reach(canvas, plot, series, series->high);
    bool good = low && high;
    for (uint32_t x = 0; good && x < canvas->width; x++) {
        bool is_there = low[x].top <= low[x].bottom && high[x].top <= high[x].bottom;
        double top = is_there ? fmax(rint(high[x].top), 0) : 1;
        double bottom = is_there ? fmin(rint(low[x].bottom), canvas->height - 1.0) : 0;
        for (int y = (int)top; y <= (int)bottom; y++)
            put(canvas, (int)x, y, pen, PLOT_AREA);
    }
    free(low);
    free(high);
    return good;
}

// ── lines ──────────────────────────────────────────────────────────────────────────────────

static void grid_line(struct canvas *canvas, double y) {
    for (uint32_t x = 0; x < canvas->width; x++) {
        uint8_t *at = pixel(canvas, (int)x, (int)lrint(y));
        if (at && *at == PLOT_GROUND)
            *at = PLOT_GRID;
    }
}

void plot_pixels_grid(struct canvas *canvas, const struct plot *plot, double y) {
    grid_line(canvas, plot_pixels_y(plot, canvas, y));
}

// The hooks of a bracket, in rows of their own.
static void hooks(struct canvas *canvas, int x, int direction, enum plot_pen pen) {
    int length = (int)canvas->height / 16 + 3, last = (int)canvas->height - 1;
    for (int i = 1; i <= length; i++) {
        put(canvas, x + direction * i, 0, pen, PLOT_FULL);
        put(canvas, x + direction * i, last, pen, PLOT_FULL);
    }
}

void plot_pixels_rule(struct canvas *canvas, const struct plot *plot, double x, enum plot_pen pen,
                      enum plot_rule kind) {
    enum { DASH = 4 };
    double place = plot_pixels_x(plot, canvas, x);
    if (!(place > -0.5 && place < canvas->width - 0.5))
        return;
    int column = (int)lrint(place);
    for (int y = 0; y < (int)canvas->height; y++) {
        uint8_t *at = pixel(canvas, column, y);
        bool is_free = at && rank(*at) <= PLOT_AREA - PLOT_SOME;
        if (is_free && (kind != PLOT_RULE_DASHED || y / DASH % 2 == 0))
            *at = plot_ink(pen, PLOT_FULL);
    }
    if (kind == PLOT_RULE_START || kind == PLOT_RULE_STOP)
        hooks(canvas, column, kind == PLOT_RULE_START ? 1 : -1, pen);
}

void plot_pixels_beyond(struct canvas *canvas, bool right, enum plot_pen pen) {
    int half = (int)canvas->height / 2 < 6 ? (int)canvas->height / 2 : 6;
    int middle = (int)canvas->height / 2, edge = right ? (int)canvas->width - 1 : 0;
    for (int i = 0; i < half; i++)
        for (int y = middle - i; y <= middle + i; y++)
            put(canvas, right ? edge - i : i, y, pen, PLOT_FULL);
}

// ── bars ───────────────────────────────────────────────────────────────────────────────────

static double bar_top(const struct canvas *canvas, double count, double full, bool logarithmic) {
    double part = plot_bar_part(count, full, logarithmic);
    return 1 + (1 - fmin(fmax(part, 0), 1)) * reach_of(canvas);
}

static double sum_of(const uint64_t *bins, size_t count, size_t bar, size_t group) {
    double sum = 0;
    for (size_t i = bar * group; i < count && i < (bar + 1) * group; i++)
        sum += (double)bins[i];
    return sum;
}

// A column of a bar, and its outline up or down to the bar before.
static void draw_bar(struct canvas *canvas, int x, double before, double top, enum plot_pen pen) {
    double floor_y = canvas->height - 1.0;
    bool is_empty = top > floor_y;
    for (int y = (int)lrint(top); !is_empty && y <= (int)floor_y; y++)
        put(canvas, x, y, pen, PLOT_SOME);
    if (!is_empty)
        draw_column(canvas, x, fmin(top, before) - 0.5, fmin(fmax(top, before), floor_y) + 0.5, pen,
                    false);
    else if (before <= floor_y)
        draw_column(canvas, x, before - 0.5, floor_y + 0.5, pen, false);
}

double plot_pixels_bars(struct canvas *canvas, const uint64_t *bins, size_t count, bool logarithmic,
                        enum plot_pen pen) {
    double full = 0, below = canvas->height, before = below;
    if (!canvas->width || !canvas->height || !count)
        return 0;
    size_t group = (count + canvas->width - 1) / canvas->width, bars = (count + group - 1) / group;
    for (size_t bar = 0; bar < bars; bar++)
        full = fmax(full, sum_of(bins, count, bar, group));
    for (uint32_t x = 0; x < canvas->width && full > 0; x++) {
        size_t bar = (size_t)((double)count * x / canvas->width) / group;
        double sum = sum_of(bins, count, bar, group);
        double top =
            sum > 0 ? fmin(bar_top(canvas, sum, full, logarithmic), canvas->height - 1.0) : below;
        draw_bar(canvas, (int)x, x ? before : top, top, pen);
        before = top;
    }
    return full;
}

void plot_pixels_bar_grid(struct canvas *canvas, double count, double full, bool logarithmic) {
    grid_line(canvas, bar_top(canvas, count, full, logarithmic));
}
