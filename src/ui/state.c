// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "ui/state.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "session/options.h"
#include "view/picture.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

void ui_init(struct ui *ui, const struct session *session) {
    session_init(&ui->session);
    session_copy(&ui->session, session);
    session_init(&ui->loaded);
    wish_init(&ui->last_wish);
    undo_record(&ui->undo, &ui->session);
    for (size_t i = 0; i < sizeof ui->bookmarks / sizeof *ui->bookmarks; i++)
        ui->bookmarks[i] = -1;
    ui->zone = session->zone_count ? 0 : -1;
    ui->kymograph = -1;
    ui->keeper = KEEPER_NONE;
    ui->choice.kind = GRAPHICS_NONE;
    ui->is_dirty = true;
}

static void free_prompt(struct prompt *prompt) {
    text_free(&prompt->text);
    words_free(&prompt->candidates);
    words_free(&prompt->files);
    free(prompt->draft);
}

void ui_free(struct ui *ui) {
    for (size_t i = 0; i < ui->deferred_count; i++)
        free((char *)ui->deferred[i].request.text);
    free(ui->deferred);
    products_release(&ui->products);
    product_release((void *)ui->plotted.of);
    plot_release(&ui->plotted.plot);
    canvas_release(&ui->plotted.curves);
    product_release((void *)ui->profile_plotted.of);
    plot_release(&ui->profile_plotted.plot);
    product_release((void *)ui->tuning_plotted.of);
    plot_release(&ui->tuning_plotted.plot);
    canvas_release(&ui->profile_plotted.curves);
    export_wish_free(&ui->export);
    tuning_wish_free(&ui->tuning);
    wish_free(&ui->last_wish);
    undo_free(&ui->undo);
    history_close(&ui->history);
    keeper_close(&ui->keeper);
    session_free(&ui->session);
    session_free(&ui->loaded);
    free_prompt(&ui->prompt);
    words_free(&ui->sheet.lines);
    free(ui->sheet.title);
    free(ui->sheet.copy);
    free(ui->search);
    free(ui->references_seen);
    messages_free(&ui->messages);
    for (int i = 0; i < STAGE_PICTURES; i++) {
        product_release((void *)ui->pictures[i].drawn);
        encoder_free(&ui->pictures[i].encoder);
    }
    encoder_free(&ui->bar.encoder);
    encoder_free(&ui->plot_spots.encoder);
    for (int i = 0; i < PLOT_PLACES; i++) {
        canvas_release(&ui->plot_spots.spots[i].wanted);
        canvas_release(&ui->plot_spots.spots[i].drawn);
    }
    slices_free(&ui->slices);
}

const struct about *ui_about(const struct ui *ui) {
    const struct product *product = ui->products.by_kind[PRODUCT_ABOUT];
    return product ? ((const struct about_product *)product)->about : NULL;
}

const struct status_product *ui_status(const struct ui *ui) {
    return (const struct status_product *)ui->products.by_kind[PRODUCT_STATUS];
}

const struct picture_product *ui_picture(const struct ui *ui) {
    return (const struct picture_product *)ui->products.by_kind[PRODUCT_PICTURE];
}

const struct picture_product *ui_picture_at(const struct ui *ui, int place) {
    static const enum product_kind kinds[STAGE_PICTURES] = { PRODUCT_PICTURE, PRODUCT_BESIDE,
                                                             PRODUCT_BESIDE_SECOND };
    return (const struct picture_product *)ui->products.by_kind[kinds[place]];
}

const struct timeline_product *ui_timeline(const struct ui *ui) {
    return (const struct timeline_product *)ui->products.by_kind[PRODUCT_TIMELINE];
}

const struct histogram_product *ui_histogram(const struct ui *ui) {
    return (const struct histogram_product *)ui->products.by_kind[PRODUCT_HISTOGRAM];
}

const struct profile_product *ui_profile(const struct ui *ui) {
    return (const struct profile_product *)ui->products.by_kind[PRODUCT_PROFILE];
}

const struct tuning_product *ui_tuning(const struct ui *ui) {
    return (const struct tuning_product *)ui->products.by_kind[PRODUCT_TUNING];
}

int64_t ui_kymograph(const struct ui *ui) {
    return ui->kymograph < (int64_t)ui->session.line_count ? ui->kymograph : -1;
}

bool ui_is_planned(const struct ui *ui) {
    const struct about *about = ui_about(ui);
    return about && about->is_planned && about->kept.count > 0;
}

bool ui_geometry(const struct ui *ui, struct geometry *geometry) {
    const struct picture_product *picture = ui_picture(ui);
    if (!picture)
        return false;
    *geometry = picture->map.geometry;
    return true;
}

size_t ui_channels(const struct ui *ui) {
    const struct picture_product *picture = ui_picture(ui);
    return picture ? picture->shape.channels : 1;
}

static void say(struct ui *ui, bool is_trouble, const char *format, va_list arguments) {
    char *text = alloc_vformat(format, arguments);
    messages_add(&ui->messages, is_trouble, text, clock_now());
    free(text);
    ui->is_dirty = true;
}

const struct references *ui_references(const struct ui *ui) {
    const struct product *product = ui->products.by_kind[PRODUCT_REFERENCES];
    const char *name = product ? strchr(product->key, '|') : NULL; // behind the recording's number
    struct text wanted = { 0 };
    correction_wish_name(&ui->session.correction, &wanted);
    bool same = name && wanted.length && strcmp(name + 1, text_string(&wanted)) == 0;
    text_free(&wanted);
    return same ? &((const struct references_product *)product)->references : NULL;
}

void ui_say(struct ui *ui, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    say(ui, false, format, arguments);
    va_end(arguments);
}

void ui_complain(struct ui *ui, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    say(ui, true, format, arguments);
    va_end(arguments);
}

char *ui_marked_range(const struct ui *ui) {
    const struct session *session = &ui->session;
    if (!session->has_mark_start && !session->has_mark_stop)
        return NULL;
    struct text text = { 0 };
    if (session->has_mark_start)
        text_addf(&text, "%" PRId64, session->mark_start);
    text_add_char(&text, ':');
    if (session->has_mark_stop)
        text_addf(&text, "%" PRId64, session->mark_stop);
    return text_take(&text);
}

bool ui_set(struct ui *ui, const char *name, const char *value) {
    struct session changed;
    struct fault fault = { 0 };
    session_init(&changed);
    session_copy(&changed, &ui->session);
    bool good = session_set(&changed, name, value, &fault) && options_check(&changed, &fault);
    if (good)
        session_copy(&ui->session, &changed);
    else
        ui_complain(ui, "%s", fault_text(&fault));
    session_free(&changed);
    fault_clear(&fault);
    return good;
}

const char *ui_unit(const struct ui *ui) {
    const struct correction_wish *wish = &ui->session.correction;
    bool divides = wish->divide.kind != REFERENCE_NONE || wish->flat.kind != REFERENCE_NONE;
    return divides ? "" : " DN";
}
