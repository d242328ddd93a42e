// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "ui/looks.h"

#include "view/colourmap.h"

static void fix(struct ui *ui, struct levels levels) {
    struct levels_wish *wish = &ui->session.look.levels;
    wish->mode = LEVELS_FIXED;
    wish->low = levels.low;
    wish->high = levels.high;
}

void looks_levels_once(struct ui *ui, const struct request *request) {
    (void)request;
    ui->session.look.levels.mode = LEVELS_FRAME;
    ui->freeze_levels = true;
    ui->freeze_after = ui->posted + 1;
}

void looks_settle(struct ui *ui) {
    const struct picture_product *picture = ui_picture(ui);
    if (!ui->freeze_levels || !picture || ui->products.answered < ui->freeze_after
        || picture->status == FRAME_WAITING)
        return;
    ui->freeze_levels = false;
    if (ui->session.look.levels.mode == LEVELS_FRAME)
        fix(ui, picture->levels);
    ui->is_dirty = true;
}

void looks_levels_mode(struct ui *ui, const struct request *request) {
    (void)request;
    const struct picture_product *picture = ui_picture(ui);
    struct levels_wish *wish = &ui->session.look.levels;
    ui->freeze_levels = false;
    if (wish->mode == LEVELS_RUN) {
        wish->mode = LEVELS_FRAME;
    } else if (wish->mode == LEVELS_FRAME && picture) {
        fix(ui, picture->levels);
    } else {
        *wish = LOOK_DEFAULT.levels;
    }
    static const char *const modes[] = { "of the whole run", "of each frame", "fixed" };
    ui_say(ui, "levels %s", modes[wish->mode]);
}

static void change_lut(struct ui *ui, int64_t steps) {
    if (ui_channels(ui) > 1) {
        ui_say(ui, "colour maps are for one channel: --channel=grey, or :channel g");
        return;
    }
    int64_t count = (int64_t)colourmap_count();
    ui->session.look.lut = (int)(((ui->session.look.lut + steps) % count + count) % count);
    ui_say(ui, "colour map %s", colourmap_name(ui->session.look.lut));
}

void looks_lut_next(struct ui *ui, const struct request *request) {
    change_lut(ui, request->has_count ? request->count : 1);
}

void looks_lut_previous(struct ui *ui, const struct request *request) {
    change_lut(ui, -(request->has_count ? request->count : 1));
}

void looks_overlay(struct ui *ui, const struct request *request) {
    (void)request;
    bool *overlay = &ui->session.look.mark_saturated;
    *overlay = !*overlay;
    ui_say(ui, "saturated and NaN pixels are %s", *overlay ? "marked" : "not marked");
}

// A second picture, when there is one, goes on alone.
void looks_beside(struct ui *ui, const struct request *request) {
    (void)request;
    enum beside *beside = ui->session.beside;
    beside[0] = beside[1] != BESIDE_NONE ? beside[1] : (beside[0] + 1) % BESIDE_KINDS;
    beside[1] = BESIDE_NONE;
    ui_say(ui, "beside the frame: %s", beside_name(beside[0]));
}

void looks_crosshair(struct ui *ui, const struct request *request) {
    (void)request;
    ui->session.crosshair = !ui->session.crosshair;
}

void looks_adjust_levels(struct ui *ui, int shift, int widen) {
    const struct picture_product *picture = ui_picture(ui);
    const struct levels_wish *wish = &ui->session.look.levels;
    if (!picture)
        return;
    struct levels from =
        wish->mode == LEVELS_FIXED ? (struct levels){ wish->low, wish->high } : picture->levels;
    double scale = widen > 0 ? 1.1 : widen < 0 ? 1 / 1.1 : 1;
    fix(ui, levels_adjust(from, 0.1 * shift, scale));
}
