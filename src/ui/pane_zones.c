// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The zones in what is shown, as a table.

#include "ui/panes.h"

#include "base/alloc.h"
#include "ui/draw.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

// Columns of numbers, the most wanted first: on a narrow pane the last are left out.
static const struct {
    const char *name;
    int width;
} columns[] = { { "mean", 8 }, { "std", 7 }, { "min", 6 }, { "max", 6 }, { "sat", 6 }, { "n", 8 } };
enum { COLUMNS = sizeof columns / sizeof *columns, NAME_COLUMNS = 7 };

static int columns_that_fit(struct area area) {
    int used = NAME_COLUMNS, count = 0;
    while (count < COLUMNS && used + columns[count].width <= area.columns)
        used += columns[count++].width;
    return count;
}

static void draw_cell(const struct ui *ui, struct area area, int row, int *at, int column,
                      unsigned style, const char *text) {
    int width = columns[column].width, used = screen_width(text);
    *at += width;
    draw_text(ui, area, row, *at - (used < width ? used : width - 1), style, text);
}

// As many digits as the column has room for.
static void add_fitting(struct text *text, double value, int width) {
    for (int digits = 6; digits > 0; digits--) {
        text_clear(text);
        draw_number(text, value, digits);
        if ((int)text->length < width)
            return;
    }
}

static void draw_stats(const struct ui *ui, struct area area, int row, unsigned style,
                       const struct zone_stats *stats) {
    const double values[] = {
        stats->mean, stats->std, stats->min, stats->max, (double)stats->saturated, (double)stats->n
    };
    int at = NAME_COLUMNS;
    for (int i = 0; i < columns_that_fit(area); i++) {
        struct text text = { 0 };
        if (stats->n || i >= 4)
            add_fitting(&text, values[i], columns[i].width);
        else
            text_add(&text, "-");
        bool alarms = i == 4 && stats->saturated;
        draw_cell(ui, area, row, &at, i, alarms ? STYLE_RED | STYLE_BOLD : style,
                  text_string(&text));
        text_free(&text);
    }
}

static void draw_zone(const struct ui *ui, struct area area, int row, size_t zone, size_t channel,
                      const struct picture_product *picture) {
    static const char *const channels[] = { ".r", ".g", ".b" };
    bool chosen = (int64_t)zone == ui->zone && ui->session.zone_count;
    unsigned style = chosen ? STYLE_BOLD : STYLE_PLAIN;
    struct area name = area;
    name.columns = NAME_COLUMNS;
    draw_format(ui, name, row, 0, draw_zone_style(ui, zone) | style, "%s%.*s%s", chosen ? ">" : " ",
                picture->shape.channels > 1 ? 4 : 6, picture->zones[zone].name,
                picture->shape.channels > 1 ? channels[channel] : "");
    draw_stats(ui, area, row, STYLE_PLAIN, &picture->zones[zone].stats[channel]);
}

void pane_zones_draw(const struct ui *ui) {
    struct area pane = ui->layout.panes[PANE_ZONES], area = draw_inside(pane);
    const struct picture_product *picture = ui_picture(ui);
    draw_title(ui, pane, ui->focus == PANE_ZONES, "zones", *ui_unit(ui) ? "[DN]" : "[1]");
    int at = NAME_COLUMNS;
    for (int i = 0; i < columns_that_fit(area); i++)
        draw_cell(ui, area, 0, &at, i, STYLE_DIM, columns[i].name);
    if (!picture)
        return;
    size_t lines = picture->zone_count * picture->shape.channels, first = 0;
    size_t room = area.rows > 1 ? (size_t)area.rows - 1 : 0;
    size_t chosen = ui->zone > 0 ? (size_t)ui->zone * picture->shape.channels : 0;
    if (room && chosen + 1 > room)
        first = chosen + 1 - room;
    if (lines > room) {
        char *more = alloc_format(" %zu more ", lines - room);
        draw_right(ui, pane, STYLE_BOLD, more);
        free(more);
    }
    for (size_t i = 0; i < room && first + i < lines; i++)
        draw_zone(ui, area, (int)i + 1, (first + i) / picture->shape.channels,
                  (first + i) % picture->shape.channels, picture);
}
