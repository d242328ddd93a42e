// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "ui/clipboard.h"

#include "ui/tuning.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

// Terminals drop longer ones, some without a word; xterm takes 100 kB in base64.
enum { COPY_MOST = 72000 };

static void add_base64(struct text *text, const char *bytes, size_t count) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < count; i += 3) {
        unsigned value = 0;
        for (size_t j = 0; j < 3; j++)
            value = value << 8 | (i + j < count ? (unsigned char)bytes[i + j] : 0);
        for (size_t j = 0; j < 4; j++)
            text_add_char(text, i + j <= count ? digits[value >> (18 - 6 * j) & 63] : '=');
    }
}

// False, and the user knows, when it is too long.
static bool copy(struct ui *ui, const char *string) {
    size_t count = strlen(string);
    if (count > COPY_MOST) {
        ui_complain(ui, "%zu bytes are too many for the terminal's clipboard: %d at most", count,
                    COPY_MOST);
        return false;
    }
    struct text text = { 0 };
    text_add(&text, "\033]52;c;");
    add_base64(&text, string, count);
    text_add(&text, "\033\\");
    tty_queue(ui->tty, text.data, text.length);
    text_free(&text);
    return true;
}

// The picture's cursor: the one on the screen may have moved since the value was read.
static void add_reading(struct text *text, const struct picture_product *picture,
                        const char *between) {
    const struct geometry *geometry = &picture->map.geometry;
    uint32_t x = geometry->crop_x + picture->cursor_x * geometry->bin;
    uint32_t y = geometry->crop_y + picture->cursor_y * geometry->bin;
    if (picture->frame >= 0)
        text_addf(text, "%" PRId64, picture->frame);
    else
        text_add(text, picture->label);
    text_addf(text, "%s%" PRIu32 "%s%" PRIu32, between, x, between, y);
    for (size_t c = 0; c < picture->shape.channels; c++) {
        text_add(text, between);
        text_add_double(text, picture->value[c]);
    }
}

static void add_zone(struct text *text, const struct zone_reading *zone, size_t channels) {
    text_addf(text, "\n%s", zone->name);
    for (size_t c = 0; c < channels; c++) {
        const struct zone_stats *stats = &zone->stats[c];
        const double values[] = { stats->mean, stats->std, stats->min, stats->max };
        for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
            text_add_char(text, '\t');
            text_add_double(text, values[i]);
        }
        text_addf(text, "\t%" PRIu64 "\t%" PRIu64, (uint64_t)stats->saturated, (uint64_t)stats->n);
    }
}

static void copy_reading(struct ui *ui) {
    const struct picture_product *picture = ui_picture(ui);
    if (!picture || !picture->has_reading) {
        ui_complain(ui, "there is no value under the cursor");
        return;
    }
    struct text text = { 0 }, told = { 0 };
    add_reading(&text, picture, "\t");
    // Without zones the whole frame is measured as one.
    size_t zones = ui->session.zone_count ? picture->zone_count : 0;
    for (size_t i = 0; i < zones; i++)
        add_zone(&text, &picture->zones[i], picture->shape.channels);
    if (copy(ui, text_string(&text))) {
        text_add(&told, "copied frame, x, y, value: ");
        add_reading(&told, picture, "  ");
        if (zones)
            text_addf(&told, ", and %zu zone%s", zones, zones == 1 ? "" : "s");
        ui_say(ui, "%s", text_string(&told));
    }
    text_free(&told);
    text_free(&text);
}

// The options that apply it; of shifts, the command that finds them again.
static void copy_tuning(struct ui *ui, const struct tuning_product *tuning) {
    struct text text = { 0 };
    if (tuning->tuned.options.count)
        words_shell(&tuning->tuned.options, &text);
    else
        session_command(&tuning->session, VERB_TUNE, &text);
    char *safe = text_safe(text_string(&text));
    if (copy(ui, text_string(&text)))
        ui_say(ui, "copied %s", safe);
    free(safe);
    text_free(&text);
}

void clipboard_copy(struct ui *ui, const struct request *request) {
    (void)request;
    bool tunes = ui->focus == PANE_TUNING && tuning_is_found(ui);
    if (!ui->sheet.is_open && tunes)
        copy_tuning(ui, ui_tuning(ui));
    else if (!ui->sheet.is_open)
        copy_reading(ui);
    else if (ui->sheet.copy && copy(ui, ui->sheet.copy))
        ui_say(ui, "copied the first command");
}
