// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "ui/measuring.h"

#include "base/alloc.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

// The mean of the marked range as the reference `name`; off when it is on.
static void toggle(struct ui *ui, const char *name, const struct reference_wish *wish,
                   bool needs_range) {
    if (wish->kind != REFERENCE_NONE) {
        ui_set(ui, name, "");
        ui_say(ui, "%s off", name);
        return;
    }
    char *range = ui_marked_range(ui);
    if (!range && needs_range) {
        ui_complain(ui, "mark its range first: [ where it starts, ] where it ends");
        return;
    }
    char *value = alloc_format("mean:%s", range ? range : ":");
    if (ui_set(ui, name, value))
        ui_say(ui, "%s %s", name, value);
    free(value);
    free(range);
}

void measuring_dark(struct ui *ui, const struct request *request) {
    (void)request;
    toggle(ui, "dark", &ui->session.correction.dark, true);
}

void measuring_flat(struct ui *ui, const struct request *request) {
    (void)request;
    toggle(ui, "flat", &ui->session.correction.flat, true);
}

void measuring_subtract(struct ui *ui, const struct request *request) {
    (void)request;
    toggle(ui, "subtract", &ui->session.correction.subtract, false);
}

void measuring_divide(struct ui *ui, const struct request *request) {
    (void)request;
    toggle(ui, "divide", &ui->session.correction.divide, false);
}

// Frames of a sliding background when no count is typed.
#define BACKGROUND_FRAMES 10

void measuring_background(struct ui *ui, const struct request *request) {
    if (ui->session.correction.subtract.kind == REFERENCE_SLIDE && !request->has_count) {
        ui_set(ui, "subtract", "");
        ui_say(ui, "subtract off");
        return;
    }
    int64_t frames = request->has_count ? request->count : BACKGROUND_FRAMES;
    char *value = alloc_format("slide:%" PRId64 ",edge=nearest", frames);
    if (ui_set(ui, "subtract", value))
        ui_say(ui, "subtract %s", value);
    free(value);
}

void measuring_reduce(struct ui *ui, const struct request *request) {
    if (!request->text) {
        ui->prefix = ACTION_REDUCE;
        return;
    }
    if (!*request->text) {
        ui_set(ui, "reduce", "");
        ui_say(ui, "frames as they are");
        return;
    }
    char *range = ui_marked_range(ui);
    char *value = alloc_format("%s%s%s", request->text, range ? ":" : "", range ? range : "");
    ui_set(ui, "reduce", value);
    free(value);
    free(range);
}

static void say_zone(struct ui *ui, const struct picture_product *picture,
                     const struct zone_reading *zone, size_t channel) {
    static const char *const channels[] = { ".r", ".g", ".b" };
    const struct zone_stats *stats = &zone->stats[channel];
    struct text text = { 0 };
    text_add_safe(&text, zone->name, strlen(zone->name));
    text_addf(&text, "%s: n %" PRIu64, picture->shape.channels > 1 ? channels[channel] : "",
              stats->n);
    const double values[] = { stats->mean, stats->std, stats->min, stats->max };
    static const char *const names[] = { "mean", "std", "min", "max" };
    for (size_t i = 0; i < 4 && stats->n; i++) {
        text_addf(&text, "  %s ", names[i]);
        text_add_double(&text, values[i]);
    }
    text_addf(&text, "  saturated %" PRIu64 "  nan %" PRIu64, stats->saturated, stats->nan);
    if (picture->frame >= 0)
        ui_say(ui, "frame %" PRId64 "  %s", picture->frame, text_string(&text));
    else
        ui_say(ui, "%s  %s", picture->label, text_string(&text));
    text_free(&text);
}

void measuring_zones(struct ui *ui, const struct request *request) {
    (void)request;
    const struct picture_product *picture = ui_picture(ui);
    if (!picture || !picture->zone_count) {
        ui_complain(ui, "there is nothing to measure yet");
        return;
    }
    for (size_t i = 0; i < picture->zone_count; i++)
        for (size_t c = 0; c < picture->shape.channels; c++)
            say_zone(ui, picture, &picture->zones[i], c);
}
