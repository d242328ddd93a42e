// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "ui/crosshair.h"

#include "ui/draw.h"
#include "view/side_plot.h"

#include <math.h>

// Of a line through the cursor: the row of the image is white, its column green, as in the pane.
static unsigned style_of(const struct profile_product *profile, size_t curve, size_t channel) {
    static const unsigned channels[] = { STYLE_RED, STYLE_GREEN, STYLE_BLUE };
    if (profile->channels == 3)
        return channels[channel % 3];
    return curve == 0 ? STYLE_PLAIN : STYLE_GREEN;
}

// The ends of a side of the canvas among the samples of the curve beside it.
static void find_ends(const struct picture_map *map, bool is_down, struct side_wish *wish) {
    double x[2], y[2];
    for (int end = 0; end < 2; end++)
        picture_map_to_source(map, is_down ? map->width / 2.0 : end * (double)map->width,
                              is_down ? end * (double)map->height : map->height / 2.0, &x[end],
                              &y[end]);
    const struct geometry *geometry = &map->geometry;
    bool by_x = is_down == picture_map_is_turned(map);
    wish->from = ((by_x ? x[0] : y[0]) - (by_x ? geometry->crop_x : geometry->crop_y))
                 / (double)geometry->bin;
    wish->to = ((by_x ? x[1] : y[1]) - (by_x ? geometry->crop_x : geometry->crop_y))
               / (double)geometry->bin;
}

static void draw_plot(const struct ui *ui, struct area area, const struct side_wish *wish,
                      const struct side_plot *plot, size_t curve) {
    const struct profile_product *profile = ui_profile(ui);
    uint32_t place = wish->is_down ? ui->cursor_y : ui->cursor_x;
    if (picture_map_is_turned(&ui_picture(ui)->map))
        place = wish->is_down ? ui->cursor_x : ui->cursor_y;
    int cursor = side_plot_place(wish, place + 0.5);
    const char *rule = ui->caps.utf8 ? (wish->is_down ? "─" : "│") : (wish->is_down ? "-" : "|");
    for (int row = 0; row < plot->rows; row++)
        for (int column = 0; column < plot->columns; column++) {
            const struct side_cell *cell = &plot->cells[row * plot->columns + column];
            char braille[5], ascii[2] = { plot_ascii(cell->dots), 0 };
            if (cell->dots)
                draw_text(ui, area, row, column, style_of(profile, curve, cell->channel),
                          ui->caps.utf8 ? plot_braille(cell->dots, braille) : ascii);
            else if ((wish->is_down ? row : column) == cursor)
                draw_text(ui, area, row, column, STYLE_DIM, rule);
        }
}

// The name of the line and the range of the values that are beside the picture.
static void draw_words(const struct ui *ui, struct area area, bool in_rows, const char *name,
                       const struct side_plot *plot, unsigned style) {
    struct text text = { 0 };
    int at = draw_text(ui, area, 0, 0, style, name);
    draw_number(&text, plot->low, 4);
    text_add(&text, "..");
    draw_number(&text, plot->high, 4);
    draw_text(ui, area, in_rows ? 1 : 0, in_rows ? 0 : at + 2, STYLE_DIM, text_string(&text));
    text_free(&text);
}

static void draw_side(const struct ui *ui, bool is_down, struct area area, struct area words) {
    const struct profile_product *profile = ui_profile(ui);
    const struct picture_map *map = &ui_picture(ui)->map;
    size_t number = is_down == picture_map_is_turned(map) ? 0 : 1;
    const struct profile_curve *curve = &profile->curves[number];
    struct side_wish wish = { .values = curve->y,
                              .count = curve->length,
                              .channels = profile->channels,
                              .is_down = is_down,
                              .columns = area.columns,
                              .rows = area.rows };
    struct side_plot plot;
    find_ends(map, is_down, &wish);
    side_plot_make(&wish, &plot);
    draw_plot(ui, area, &wish, &plot, number);
    draw_words(ui, words, is_down, curve->name, &plot, style_of(profile, number, 0));
    side_plot_free(&plot);
}

void crosshair_draw(const struct ui *ui) {
    const struct profile_product *profile = ui_profile(ui);
    const struct stage *stage = &ui->stage;
    bool is_there = ui_picture(ui) && ui_picture(ui)->map.width && profile && profile->count > 1
                    && !isnan(profile->curves[0].cursor);
    if (!is_there || !stage->row_profile.rows)
        return;
    struct area words = stage->row_profile, plot = stage->row_profile;
    words.rows = 1;
    plot.row++;
    plot.rows--;
    draw_side(ui, false, plot, words);
    draw_side(ui, true, stage->column_profile, stage->corner);
}
