// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "ui/zones_edit.h"

#include "base/alloc.h"
#include "session/option_wishes.h"
#include "ui/cursor.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

void zone_settle(struct ui *ui) {
    int64_t count = (int64_t)ui->session.zone_count;
    if (ui->zone >= count)
        ui->zone = count - 1;
    else if (ui->zone < 0 && count)
        ui->zone = 0;
}

static struct zone_wish *selected(struct ui *ui) {
    zone_settle(ui);
    if (ui->zone >= 0)
        return &ui->session.zones[ui->zone];
    ui_complain(ui, "there is no zone yet: T makes one at the cursor");
    return NULL;
}

static bool is_taken(const struct session *session, const char *name) {
    bool taken = false;
    for (size_t i = 0; i < session->zone_count && !taken; i++) {
        char *own = zone_wish_name(&session->zones[i], i);
        taken = strcmp(own, name) == 0;
        free(own);
    }
    return taken;
}

// "roi1", or the first of roi2, roi3 ... that is free.
static char *free_name(const struct session *session) {
    for (size_t i = session->zone_count + 1;; i++) {
        char *name = alloc_format("roi%zu", i);
        if (!is_taken(session, name))
            return name;
        free(name);
    }
}

void zone_add(struct ui *ui, int64_t size) {
    struct geometry geometry;
    uint32_t x, y;
    if (!ui_geometry(ui, &geometry) || !ui->has_cursor)
        return;
    cursor_source(ui, &geometry, &x, &y);
    int64_t least =
        geometry.crop_width < geometry.crop_height ? geometry.crop_width : geometry.crop_height;
    if (size <= 0)
        size = least / 8;
    int64_t most = (int64_t)geometry.crop_width + geometry.crop_height;
    if (size > most)
        size = most;
    if (size < (int64_t)geometry.bin)
        size = geometry.bin;
    char *name = free_name(&ui->session);
    char *shape = alloc_format("%s=rect:%" PRId64 ",%" PRId64 ",%" PRId64 ",%" PRId64, name,
                               (int64_t)x - size / 2, (int64_t)y - size / 2, size, size);
    if (ui_set(ui, "roi", shape))
        ui->zone = (int64_t)ui->session.zone_count - 1;
    free(shape);
    free(name);
}

static double kept_near(double at, double size, double from, double length) {
    return fmax(from - size + 1, fmin(at, from + length - 1));
}

void zone_move(struct ui *ui, int64_t right, int64_t down) {
    struct zone_wish *zone = selected(ui);
    struct geometry geometry;
    if (!zone || !ui_geometry(ui, &geometry) || zone->shape == ZONE_ALL || zone->shape == ZONE_MASK)
        return;
    int64_t along, across;
    cursor_turn(&ui->session.look.orientation, right, down, &along, &across);
    double x, y, w, h;
    zone_wish_bounds(zone, geometry.crop_width, geometry.crop_height, &x, &y, &w, &h);
    double to_x =
        kept_near(x + (double)along * geometry.bin, w, geometry.crop_x, geometry.crop_width);
    double to_y =
        kept_near(y + (double)across * geometry.bin, h, geometry.crop_y, geometry.crop_height);
    size_t points = zone->shape == ZONE_POLYGON ? zone->count / 2 : 1;
    for (size_t i = 0; i < points; i++) {
        zone->numbers[2 * i] += to_x - x;
        zone->numbers[2 * i + 1] += to_y - y;
    }
}

// From its middle, so that its bounds grow by `steps` on each side.
static void scale_polygon(struct zone_wish *zone, double steps) {
    double x, y, w, h;
    zone_wish_bounds(zone, 0, 0, &x, &y, &w, &h);
    double scale_x = fmax(w + 2 * steps, 1) / fmax(w, 1);
    double scale_y = fmax(h + 2 * steps, 1) / fmax(h, 1);
    for (size_t i = 0; i + 1 < zone->count; i += 2) {
        zone->numbers[i] = x + w / 2 + (zone->numbers[i] - x - w / 2) * scale_x;
        zone->numbers[i + 1] = y + h / 2 + (zone->numbers[i + 1] - y - h / 2) * scale_y;
    }
}

static void grow_side(double *at, double *size, double step, double least) {
    if (*size + 2 * step < least)
        return;
    *at -= step;
    *size += 2 * step;
}

void zone_resize(struct ui *ui, int64_t steps) {
    struct zone_wish *zone = selected(ui);
    struct geometry geometry;
    if (!zone || !ui_geometry(ui, &geometry))
        return;
    double bin = geometry.bin, step = (double)steps * bin;
    double most = 2.0 * (geometry.crop_width + geometry.crop_height);
    double x, y, w, h;
    zone_wish_bounds(zone, 0, 0, &x, &y, &w, &h);
    if (steps > 0 && fmax(w, h) + 2 * step > most)
        return;
    switch (zone->shape) {
    case ZONE_RECT:
        grow_side(&zone->numbers[0], &zone->numbers[2], step, bin);
        grow_side(&zone->numbers[1], &zone->numbers[3], step, bin);
        break;
    case ZONE_CIRCLE:
        zone->numbers[2] = fmax(zone->numbers[2] + step, bin / 2);
        break;
    case ZONE_ELLIPSE:
        zone->numbers[2] = fmax(zone->numbers[2] + step, bin / 2);
        zone->numbers[3] = fmax(zone->numbers[3] + step, bin / 2);
        break;
    case ZONE_POLYGON:
        scale_polygon(zone, step);
        break;
    default:
        ui_complain(ui, "a zone of this kind has no size");
    }
}

void zone_name(struct ui *ui, const char *name) {
    struct zone_wish *zone = selected(ui);
    if (!zone)
        return;
    // Read as an option, so that a name here is a name on the command line.
    struct text text = { 0 };
    struct zone_wish named = { 0 };
    struct fault fault = { 0 };
    char *old = zone->name;
    zone->name = NULL;
    text_addf(&text, "%s=", name ? name : "");
    zone_wish_format(zone, &text);
    zone->name = old;
    if (!name || !*name) {
        ui_complain(ui, "a zone needs a name: zone-name NAME");
    } else if (strchr(name, '=')) {
        ui_complain(ui, "the name of a zone has no =");
    } else if (zone_wish_parse(text_string(&text), &named, &fault)) {
        char *own = zone_wish_name(zone, (size_t)ui->zone);
        if (strcmp(own, name) != 0 && is_taken(&ui->session, name)) {
            ui_complain(ui, "there is a zone of this name already");
        } else {
            free(zone->name);
            zone->name = alloc_string(named.name);
        }
        free(own);
    } else {
        ui_complain(ui, "%s", fault_text(&fault));
    }
    zone_wish_free(&named);
    text_free(&text);
    fault_clear(&fault);
}

static int64_t zone_called(const struct session *session, const char *name) {
    for (size_t i = 0; i < session->zone_count; i++) {
        char *own = zone_wish_name(&session->zones[i], i);
        bool same = strcmp(own, name) == 0;
        free(own);
        if (same)
            return (int64_t)i;
    }
    return -1;
}

void zone_delete(struct ui *ui, const char *name) {
    struct session *session = &ui->session;
    int64_t place = ui->zone;
    if (name) {
        place = zone_called(session, name);
        if (place < 0) {
            ui_complain(ui, "there is no zone of this name");
            return;
        }
    } else if (!selected(ui)) {
        return;
    } else {
        place = ui->zone;
    }
    zone_wish_free(&session->zones[place]);
    session->zone_count--;
    memmove(&session->zones[place], &session->zones[place + 1],
            (session->zone_count - (size_t)place) * sizeof *session->zones);
    if (!session->zone_count)
        session_drop_zones(session);
    zone_settle(ui);
}

void zone_select(struct ui *ui, int64_t steps) {
    if (!selected(ui))
        return;
    int64_t count = (int64_t)ui->session.zone_count;
    ui->zone = ((ui->zone + steps) % count + count) % count;
}
