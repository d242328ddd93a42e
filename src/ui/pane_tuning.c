// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// What was tuned: what was found, what Enter does with it, and how good other values would be.

#include "ui/panes.h"

#include "base/alloc.h"
#include "ui/draw.h"
#include "ui/plot_draw.h"
#include "ui/tuning.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// A plot of fewer rows says nothing.
enum { PLOT_ROWS_LEAST = 3, LINES_MOST = 16 };

// What is said above the plot.
struct said {
    struct words lines;
    unsigned styles[LINES_MOST];
};

static void say(struct said *said, unsigned style, const char *line) {
    if (said->lines.count == LINES_MOST)
        return;
    said->styles[said->lines.count] = style;
    words_add(&said->lines, line);
}

static void say_all(struct said *said, unsigned style, const struct words *lines) {
    for (size_t i = 0; i < lines->count; i++)
        say(said, style, lines->items[i]);
}

// Enter means something else in another pane.
static void say_use(const struct ui *ui, struct said *said, const struct tuned *tuned) {
    struct text text = { 0 };
    tuning_describe_use(tuned, &text);
    text_add(&text, ", Esc leaves it");
    say(said, ui->focus == PANE_TUNING ? STYLE_GREEN : STYLE_DIM, text_string(&text));
    text_free(&text);
}

// Details only where the plot has room below them.
static struct said what_is_said(const struct ui *ui, const struct tuning_product *tuning,
                                bool with_details) {
    struct said said = { 0 };
    if (tuning_is_awaited(ui)) {
        say(&said, STYLE_YELLOW, "is being found: Esc stops it");
    } else if (!tuning) {
        say(&said, STYLE_DIM, "nothing was tuned yet");
    } else if (tuning->failure) {
        char *line = alloc_format("failed: %s", tuning->failure);
        say(&said, STYLE_RED | STYLE_BOLD, line);
        free(line);
    } else {
        say_all(&said, STYLE_PLAIN, &tuning->tuned.found);
        say_all(&said, STYLE_YELLOW, &tuning->tuned.warnings);
        if (with_details)
            say_all(&said, STYLE_DIM, &tuning->tuned.details);
        say_use(ui, &said, &tuning->tuned);
    }
    return said;
}

static int rows_of(const struct said *said, int columns) {
    int rows = 0;
    for (size_t i = 0; i < said->lines.count; i++)
        for (const char *rest = said->lines.items[i]; *rest; rows++)
            rest += draw_wrapped(rest, columns);
    return rows;
}

// What is said, and the area that is left for the plot.
static struct said divide(const struct ui *ui, struct area *area) {
    const struct tuning_product *tuning = ui_tuning(ui);
    *area = draw_inside(ui->layout.panes[PANE_TUNING]);
    struct said said = what_is_said(ui, tuning, true);
    if (rows_of(&said, area->columns - 1) + PLOT_ROWS_LEAST > area->rows) {
        words_free(&said.lines);
        said = what_is_said(ui, tuning, false);
    }
    int rows = rows_of(&said, area->columns - 1);
    area->row += rows;
    area->rows -= rows;
    return said;
}

static bool has_curves(const struct ui *ui) {
    const struct tuning_product *tuning = ui_tuning(ui);
    return tuning_is_found(ui) && tuning->tuned.curve_count;
}

static void drop_plot(struct tuning_plotted *plotted) {
    plot_release(&plotted->plot);
    product_release((void *)plotted->of);
    *plotted = (struct tuning_plotted){ 0 };
}

void pane_tuning_prepare(struct ui *ui) {
    struct tuning_plotted *plotted = &ui->tuning_plotted;
    const struct tuning_product *tuning = ui_tuning(ui);
    if (!layout_has(&ui->layout, PANE_TUNING) || !has_curves(ui)) {
        drop_plot(plotted);
        return;
    }
    struct area area;
    struct said said = divide(ui, &area);
    words_free(&said.lines);
    struct plot_series series[TUNED_CURVES];
    struct plot_wish wish = { .series = series,
                              .count = tuning->tuned.curve_count,
                              .columns = area.columns - PLOT_LABEL_COLUMNS,
                              .rows = plot_draw_rows(area.rows, false) };
    if (area.rows < PLOT_ROWS_LEAST || wish.columns < 1) {
        drop_plot(plotted);
        return;
    }
    if (plotted->of == tuning && plotted->columns == wish.columns && plotted->rows == wish.rows)
        return;
    drop_plot(plotted);
    for (size_t i = 0; i < wish.count; i++) {
        const struct tuned_curve *curve = &tuning->tuned.curves[i];
        series[i] = (struct plot_series){ .x = curve->x, .y = curve->y, .count = curve->count };
    }
    if (!plot_make(&wish, &plotted->plot))
        return;
    plotted->of = product_hold((void *)tuning);
    plotted->columns = wish.columns;
    plotted->rows = wish.rows;
}

static unsigned curve_style(const struct ui *ui, const void *context, size_t index) {
    (void)ui;
    (void)context;
    return index == 0 ? STYLE_CYAN : STYLE_GREEN;
}

// By the first letter of its name.
static void curve_mark(const struct ui *ui, const void *context, size_t index, char mark[8]) {
    const struct tuned *tuned = context;
    (void)ui;
    mark[0] = tuned->curves[index].name[0];
    mark[1] = '\0';
}

static void draw_plot(const struct ui *ui, struct area area, const struct tuned *tuned) {
    const struct plot *plot = &ui->tuning_plotted.plot;
    const struct plot_axis axis = { .label = tuned->x_label,
                                    .whole = tuned->tuning == TUNING_REGISTER };
    plot_draw_dots(ui, area, plot, curve_style, tuned);
    plot_draw_marks(ui, area, plot, tuned->curve_count, curve_style, curve_mark, tuned);
    plot_draw_y_axis(ui, area, plot);
    plot_draw_x_axis(ui, area, plot, &axis);
    for (size_t i = 0; i < tuned->curve_count; i++)
        if (!isnan(tuned->curves[i].found))
            plot_draw_rule(ui, area, plot, tuned->curves[i].found, STYLE_YELLOW,
                           ui->caps.utf8 ? "│" : "|");
}

static void draw_head(const struct ui *ui) {
    const struct tuning_product *tuning = ui_tuning(ui);
    struct text remark = { 0 };
    bool awaited = tuning_is_awaited(ui);
    if (awaited)
        text_add(&remark, tuning_name(ui->tuning.session.tuning));
    else if (tuning)
        text_add(&remark, tuning_name(tuning->session.tuning));
    if (ui->tuning_plotted.of)
        text_addf(&remark, ": %s", tuning->tuned.y_label);
    // A single curve may have the name of its axis.
    for (size_t i = 0; ui->tuning_plotted.of && i < tuning->tuned.curve_count; i++)
        if (strncmp(tuning->tuned.curves[i].name, tuning->tuned.y_label,
                    strlen(tuning->tuned.curves[i].name))
            != 0)
            text_addf(&remark, " %s", tuning->tuned.curves[i].name);
    draw_title(ui, ui->layout.panes[PANE_TUNING], ui->focus == PANE_TUNING, "tuning",
               text_string(&remark));
    text_free(&remark);
}

void pane_tuning_draw(const struct ui *ui) {
    struct area below, area = draw_inside(ui->layout.panes[PANE_TUNING]);
    struct said said = divide(ui, &below);
    int row = 0;
    draw_head(ui);
    for (size_t i = 0; i < said.lines.count; i++)
        for (const char *rest = said.lines.items[i]; *rest; row++) {
            size_t bytes = draw_wrapped(rest, area.columns - 1);
            draw_format(ui, area, row, 1, said.styles[i], "%.*s", (int)bytes, rest);
            rest += bytes;
        }
    words_free(&said.lines);
    if (ui->tuning_plotted.of)
        draw_plot(ui, below, &ui_tuning(ui)->tuned);
}
