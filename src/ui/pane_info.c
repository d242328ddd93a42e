// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// What the recording is, and its metadata.

#include "ui/panes.h"

#include "base/alloc.h"
#include "session/words.h"
#include "ui/draw.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

// Columns of a name, and of the lines that go on.
enum { INDENT = 10 };

static void add_geometry(const struct about *about, struct words *lines) {
    struct text text = { 0 };
    words_addf(lines, "kind      %s%s", about->kind, about->is_lossy ? ", lossy" : "");
    words_addf(lines, "size      %" PRIu32 " x %" PRIu32 " %s", about->shape.width,
               about->shape.height, about->shape.channels == 3 ? "RGB" : "grey");
    about_depth(about, &text);
    words_addf(lines, "values    %s, stored %s, channels %s", text_string(&text),
               sample_name(about->sample), about->rule ? about->rule : "as stored");
    text_clear(&text);
    about_plan(about, &text);
    words_addf(lines, "plan      %s", text_string(&text));
    text_clear(&text);
    if (about->time_source)
        text_add(&text, about->time_source);
    else
        text_add(&text, "none: --fps or --time=mtime");
    if (about->time_step > 0)
        text_addf(&text, ", step %.6g s", about->time_step);
    words_addf(lines, "time      %s", text_string(&text));
    text_free(&text);
}

static void add_rest(const struct about *about, struct words *lines) {
    for (size_t i = 0; i < about->group_count && about->group_count > 1; i++)
        words_addf(lines, "group %zu%s  %s", i + 1, i == about->group ? "*" : " ",
                   about->groups[i]);
    for (size_t i = 0; i < about->gap_count; i++)
        words_addf(lines, "gap       after frame %" PRId64 ": %s", about->gaps[i].after,
                   about->gaps[i].label);
    for (size_t i = 0; i < about->metadata.count; i++)
        words_addf(lines, "%s = %s", about->metadata.items[i].key, about->metadata.items[i].value);
}

// Lines no wider than the pane; what goes on is indented.
static void wrap(struct words *lines, int columns) {
    struct words wrapped = { 0 };
    if (columns < 2 * INDENT)
        return;
    for (size_t i = 0; i < lines->count; i++) {
        const char *line = lines->items[i];
        for (bool first = true; first || *line; first = false) {
            size_t bytes = draw_wrapped(line, first ? columns : columns - INDENT);
            words_addf(&wrapped, "%*s%.*s", first ? 0 : INDENT, "", (int)bytes, line);
            line += bytes;
        }
    }
    words_free(lines);
    *lines = wrapped;
}

static void add_all(const struct ui *ui, struct words *lines) {
    static const char *const names[] = { "subtract", "divide", "dark", "flat" };
    const struct about *about = ui_about(ui);
    if (!about)
        return;
    words_addf(lines, "source    %s", about->path);
    if (about->cut)
        words_addf(lines, "end       not read: %s", about->cut);
    add_geometry(about, lines);
    const struct references_product *product =
        (const struct references_product *)ui->products.by_kind[PRODUCT_REFERENCES];
    for (int role = 0; product && role < ROLE_COUNT; role++) {
        const struct reference_health *health = &product->references.health[role];
        const struct reference_frames *frames = &product->references.frames[role];
        struct text lack = { 0 };
        if (!product->references.present[role])
            continue;
        reference_frames_lack(frames, &lack);
        words_addf(lines,
                   "%-9s median %.6g, std %.6g, saturated %.3g %%, zero %.3g %%, "
                   "from %zu frames%s%s",
                   names[role], health->median, health->std, 100 * health->saturated_share,
                   100 * health->zero_share, health->frames, lack.length ? ": " : "",
                   text_string(&lack));
        text_free(&lack);
    }
    add_rest(about, lines);
}

static void add_lines(const struct ui *ui, struct words *lines) {
    add_all(ui, lines);
    wrap(lines, ui->layout.panes[PANE_INFO].columns);
}

size_t pane_info_lines(const struct ui *ui) {
    struct words lines = { 0 };
    add_lines(ui, &lines);
    size_t count = lines.count;
    words_free(&lines);
    return count;
}

bool pane_info_search(struct ui *ui, const char *text) {
    struct words lines = { 0 };
    add_lines(ui, &lines);
    bool found = false;
    for (size_t i = 0; i < lines.count && !found; i++) {
        size_t line = (ui->info_top + 1 + i) % lines.count;
        found = strcasestr(lines.items[line], text) != NULL;
        if (found)
            ui->info_top = line;
    }
    words_free(&lines);
    return found;
}

void pane_info_draw(const struct ui *ui) {
    struct area pane = ui->layout.panes[PANE_INFO], area = draw_inside(pane);
    struct words lines = { 0 };
    add_lines(ui, &lines);
    size_t hidden = lines.count > ui->info_top + (size_t)area.rows
                        ? lines.count - ui->info_top - (size_t)area.rows
                        : 0;
    char *remark = hidden ? alloc_format("(%zu more)", hidden) : NULL;
    draw_title(ui, pane, ui->focus == PANE_INFO, "information", remark);
    for (int row = 0; row < area.rows && ui->info_top + (size_t)row < lines.count; row++) {
        const char *line = lines.items[ui->info_top + (size_t)row];
        bool found = ui->search && *ui->search && strcasestr(line, ui->search);
        draw_text(ui, area, row, 0, found ? STYLE_BOLD | STYLE_YELLOW : STYLE_PLAIN, line);
    }
    free(remark);
    words_free(&lines);
}
