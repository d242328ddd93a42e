// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The picture. Its pixels were made by the engine; here they only become bytes.

#include "ui/panes.h"

#include "base/alloc.h"
#include "ui/colour_bar.h"
#include "ui/crosshair.h"
#include "ui/draw.h"
#include "ui/plot_spots.h"

#include <inttypes.h>
#include <stdlib.h>

void pane_preview_canvas(const struct ui *ui, uint32_t *width, uint32_t *height, double *aspect) {
    *width = *height = 0;
    *aspect = 1;
    if (!ui->pictures[0].encoder || !layout_has(&ui->layout, PANE_PREVIEW))
        return;
    encoder_canvas_size(ui->pictures[0].encoder, ui->stage.pictures[0], width, height);
    *aspect = encoder_aspect(ui->pictures[0].encoder, ui->size.cell_width, ui->size.cell_height);
}

// What is to be said instead of a picture, or NULL.
static const char *excuse(const struct ui *ui, int place) {
    const struct picture_product *picture = ui_picture_at(ui, place);
    if (!ui->pictures[place].encoder)
        return "no pictures (graphics none)";
    if (!picture)
        return place ? "" : "opening ...";
    if (picture->status == FRAME_WAITING)
        return "this frame is not loaded yet";
    if (picture->frame >= 0 && !frame_is_usable(picture->status))
        return picture->reason ? picture->reason : frame_status_name(picture->status);
    return place ? picture->reason : NULL;
}

// Whether the picture was made for this encoder and this area. Characters may also show one
// that was made for another area.
static bool suits(const struct ui *ui, int place) {
    const struct picture_product *picture = ui_picture_at(ui, place);
    const struct spot *spot = &ui->pictures[place];
    uint32_t width, height;
    encoder_canvas_size(spot->encoder, ui->stage.pictures[place], &width, &height);
    return (picture->canvas.width == width && picture->canvas.height == height)
           || (!spot->encoder_is_new && !spot->encoder->kind->is_pixels);
}

// A picture or a plot stands at another place, or is made of something else.
bool pane_preview_is_wiped(const struct ui *ui) {
    bool wiped = plot_spots_moved(ui);
    for (int i = 0; i < STAGE_PICTURES; i++)
        wiped = wiped
                || (!excuse(ui, i)
                    && (!area_equal(ui->stage.pictures[i], ui->pictures[i].drawn_area)
                        || (ui->pictures[i].encoder_is_new && suits(ui, i))));
    return wiped;
}

// Adds text that fits into so many columns as a whole: a number is never cut.
static void add_whole(struct text *text, const char *more, int columns) {
    if (screen_width(text_string(text)) + screen_width(more) <= columns)
        text_add(text, more);
}

// What a picture shows, the value under the cursor, and the levels, as far as there is room.
static void draw_picture_title(const struct ui *ui, int place) {
    const struct picture_product *picture = ui_picture_at(ui, place);
    struct area area = ui->stage.titles[place];
    struct text text = { 0 }, part = { 0 };
    if (!picture || !area.rows)
        return;
    if (picture->frame >= 0)
        text_addf(&text, "frame %" PRId64, picture->frame);
    else
        text_add(&text, picture->label);
    for (size_t c = 0; picture->has_reading && c < picture->shape.channels; c++) {
        text_add(&part, c ? "," : " = ");
        draw_number(&part, picture->value[c], 5);
    }
    add_whole(&text, text_string(&part), area.columns);
    text_clear(&part);
    if (place && !picture->reason) {
        text_add(&part, "  ");
        draw_number(&part, picture->levels.low, 3);
        text_add(&part, "..");
        draw_number(&part, picture->levels.high, 3);
    }
    add_whole(&text, text_string(&part), area.columns);
    draw_text(ui, area, 0, 0, place ? STYLE_MAGENTA : STYLE_PLAIN, text_string(&text));
    text_free(&part);
    text_free(&text);
}

static void draw_words(const struct ui *ui, struct area area, const char *words) {
    int row = area.rows / 2;
    for (size_t length; *words; words += length, row++) {
        length = draw_wrapped(words, area.columns);
        char *line = alloc_format("%.*s", (int)length, words);
        int width = screen_width(line), column = width < area.columns ? area.columns - width : 0;
        draw_text(ui, area, row, column / 2, STYLE_DIM, line);
        free(line);
    }
}

void pane_preview_draw(const struct ui *ui) {
    for (int i = 0; i < STAGE_PICTURES; i++) {
        struct area area = ui->stage.pictures[i];
        const char *words = excuse(ui, i);
        draw_picture_title(ui, i);
        if (words)
            draw_words(ui, area, words);
        else
            screen_picture(ui->screen, area);
    }
    colour_bar_draw(ui);
    crosshair_draw(ui);
}

static void note_drawn(struct spot *spot, const struct picture_product *picture) {
    if (spot->drawn == picture)
        return;
    product_release((void *)spot->drawn);
    spot->drawn = picture ? product_hold((void *)picture) : NULL;
}

static bool is_shown(const struct ui *ui, int place) {
    return ui->stage.pictures[place].rows > 0 && !ui->sheet.is_open && !excuse(ui, place);
}

// Whether what is there no longer is what is to be seen.
static bool changes(const struct ui *ui, int place) {
    const struct spot *spot = &ui->pictures[place];
    if (!is_shown(ui, place))
        return spot->drawn;
    return !area_equal(ui->stage.pictures[place], spot->drawn_area)
           || (suits(ui, place) && spot->drawn != ui_picture_at(ui, place));
}

// False when it could not be encoded. `whole`: also what is there; `again`: if it can be.
static bool encode_picture(struct ui *ui, int place, bool whole, bool again, struct text *bytes) {
    const struct picture_product *picture = ui_picture_at(ui, place);
    struct spot *spot = &ui->pictures[place];
    struct area area = ui->stage.pictures[place];
    bool moved = !area_equal(area, spot->drawn_area);
    spot->drawn_area = area;
    if (!is_shown(ui, place) || (!suits(ui, place) && (whole || moved))) {
        note_drawn(spot, NULL);
        return true;
    }
    bool full = whole || again || moved || !spot->drawn || spot->encoder_is_new;
    if (!suits(ui, place) || (!full && spot->drawn == picture))
        return true;
    if (!encoder_encode(spot->encoder, &picture->canvas, area, full, bytes))
        return false;
    spot->encoder_is_new = false;
    note_drawn(spot, picture);
    return true;
}

// Puts aside what can be sent in slices.
static void take_slices(struct ui *ui, const struct encoder *encoder, size_t start,
                        struct text *bytes) {
    if (encoder->break_count < 2 && !slices_are_left(&ui->slices))
        return;
    slices_add(&ui->slices, bytes, start, encoder->breaks, encoder->break_count);
    bytes->length = start;
}

// Of the pictures together.
static void note_pace(struct ui *ui, size_t bytes) {
    const struct picture_product *picture = ui->pictures[0].drawn;
    if (picture && bytes && ui->pictures[0].encoder->kind->is_pixels && picture->canvas.sixels)
        pace_note_picture(
            &ui->pace, bytes,
            (struct pace_quality){ picture->canvas.sixel_registers, picture->canvas.sixel_block },
            ui->choice.sixel.registers);
}

void pane_preview_encode(struct ui *ui, bool whole, struct text *bytes) {
    const struct picture_product *before = ui->pictures[0].drawn;
    bool good = true, again = false;
    colour_bar_encode(ui, whole, bytes);
    // What was to follow of one picture would cover what is new of another.
    for (int i = 0; i < STAGE_PICTURES && slices_are_left(&ui->slices); i++)
        again = again || whole || changes(ui, i);
    if (again)
        slices_clear(&ui->slices);
    size_t sum = 0;
    for (int i = 0; i < STAGE_PICTURES && good; i++) {
        size_t start = bytes->length;
        good = encode_picture(ui, i, whole, again, bytes);
        sum += bytes->length - start;
        if (bytes->length > start)
            take_slices(ui, ui->pictures[i].encoder, start, bytes);
    }
    if (!good) {
        slices_clear(&ui->slices);
        ui_complain(ui, "the picture could not be made of pixels: half blocks show it");
        ui_set(ui, "graphics", "half");
        return;
    }
    if (whole || before != ui->pictures[0].drawn)
        note_pace(ui, sum);
    size_t count;
    if (sum && slices_are_left(&ui->slices)) {
        const char *slice = slices_next(&ui->slices, &count);
        text_add_bytes(bytes, slice, count);
    }
}
