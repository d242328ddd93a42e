// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "ui/mouse.h"

#include "ui/commands.h"
#include "ui/cursor.h"
#include "ui/draw.h"
#include "ui/move.h"
#include "ui/plot_draw.h"
#include "ui/scrolling.h"

#include <math.h>

// Buttons as SGR tells them, without the bits of Shift, Alt and Ctrl.
enum { BUTTON_LEFT = 0, WHEEL_UP = 64, WHEEL_DOWN = 65, MODIFIERS = 4 | 8 | 16 };

enum { WHEEL_LINES = 3 };

static bool holds(struct area area, const struct input_event *event) {
    return event->row >= area.row && event->row < area.row + area.rows
           && event->column >= area.column && event->column < area.column + area.columns;
}

// The pane under the mouse, or PANE_COUNT.
static enum pane pane_at(const struct ui *ui, const struct input_event *event) {
    int pane = 0;
    while (pane < PANE_COUNT && !holds(ui->layout.panes[pane], event))
        pane++;
    return (enum pane)pane;
}

static void click_picture(struct ui *ui, const struct input_event *event) {
    const struct picture_product *picture = ui_picture(ui);
    struct area area = ui->stage.pictures[0];
    // What is on the screen may have been made for another area.
    if (!picture || picture != ui->pictures[0].drawn || picture->is_kymograph
        || !area_equal(area, ui->pictures[0].drawn_area) || !holds(area, event))
        return;
    uint32_t width, height;
    encoder_canvas_size(ui->pictures[0].encoder, area, &width, &height);
    double x, y;
    picture_map_to_source(&picture->map, (event->column - area.column + 0.5) * width / area.columns,
                          (event->row - area.row + 0.5) * height / area.rows, &x, &y);
    cursor_place(ui, x, y);
}

static void click_timeline(struct ui *ui, const struct input_event *event) {
    struct area area = draw_inside(ui->layout.panes[PANE_TIMELINE]);
    int column = event->column - area.column - PLOT_LABEL_COLUMNS;
    if (!ui->plotted.of || column < 0 || column >= ui->plotted.columns)
        return;
    double frame = fmax(rint(plot_x(&ui->plotted.plot, column)), 0);
    // One that was left out is not asked for.
    int64_t kept = move_source(ui, move_slot_of(ui, (int64_t)frame));
    command_run(ui, ACTION_LAST_OR_GOTO, &(struct request){ .has_count = true, .count = kept });
}

static void click(struct ui *ui, const struct input_event *event) {
    enum pane pane = pane_at(ui, event);
    if (ui->sheet.is_open || pane == PANE_COUNT)
        return;
    ui->focus = pane;
    if (pane == PANE_PREVIEW)
        click_picture(ui, event);
    else if (pane == PANE_TIMELINE)
        click_timeline(ui, event);
}

static void turn_wheel(struct ui *ui, const struct input_event *event, int direction) {
    enum pane pane = pane_at(ui, event);
    bool scrolls = ui->sheet.is_open || (pane == ui->focus && pane != PANE_COUNT);
    if (scrolls && scroll_lines(ui, WHEEL_LINES * direction))
        return;
    command_run(ui, direction > 0 ? ACTION_NEXT : ACTION_PREVIOUS, &(struct request){ 0 });
}

void mouse_take(struct ui *ui, const struct input_event *event) {
    int button = event->button & ~MODIFIERS;
    if (!event->pressed || ui->prompt.is_open)
        return;
    ui->is_dirty = true;
    if (button == BUTTON_LEFT)
        click(ui, event);
    else if (button == WHEEL_UP || button == WHEEL_DOWN)
        turn_wheel(ui, event, button == WHEEL_UP ? -1 : 1);
}
