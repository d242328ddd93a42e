// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "ui/play.h"

#include "ui/move.h"

#include <math.h>

// A recording is played at its own rate when a person can follow that, else at this.
static const double usual_rate = 25, fastest_real_rate = 60, least_rate = 0.1, most_rate = 1e6;

static double first_rate(const struct ui *ui) {
    const struct about *about = ui_about(ui);
    double real = about && about->time_step > 0 ? 1 / about->time_step : 0;
    if (about && about->is_planned && about->kept.step > 1)
        real /= (double)about->kept.step;
    return real >= 1 && real <= fastest_real_rate ? real : usual_rate;
}

static void begin(struct ui *ui, double now) {
    struct playing *playing = &ui->playing;
    playing->began = playing->counted_since = now;
    playing->from = move_slot(ui);
    playing->shown = 0;
    playing->shown_rate = 0;
}

void play_stop(struct ui *ui) {
    ui->playing.is_on = false;
    ui->is_dirty = true;
}

void play_toggle(struct ui *ui, double now) {
    struct playing *playing = &ui->playing;
    if (playing->is_on) {
        play_stop(ui);
        return;
    }
    int64_t first, stop;
    move_range(ui, &first, &stop);
    if (stop - first < 2) {
        ui_say(ui, "there is nothing to play");
        return;
    }
    if (playing->rate <= 0)
        playing->rate = first_rate(ui);
    int64_t slot = move_slot(ui);
    if (slot >= move_slots(ui) - 1 || (playing->loops && (slot < first || slot >= stop - 1)))
        move_to_slot(ui, playing->loops ? first : 0);
    playing->is_on = true;
    begin(ui, now);
}

void play_change_rate(struct ui *ui, double factor, double now) {
    struct playing *playing = &ui->playing;
    if (playing->rate <= 0)
        playing->rate = first_rate(ui);
    playing->rate = fmin(fmax(playing->rate * factor, least_rate), most_rate);
    begin(ui, now);
    if (!playing->is_on)
        ui_say(ui, "plays at %.4g frames a second", playing->rate);
}

bool play_advance(struct ui *ui, double now) {
    struct playing *playing = &ui->playing;
    if (!playing->is_on)
        return false;
    int64_t first = 0, stop = move_slots(ui);
    if (playing->loops)
        move_range(ui, &first, &stop);
    double steps = floor((now - playing->began) * playing->rate);
    double slot = (double)playing->from + steps;
    if (slot >= (double)stop && playing->loops && stop > first) {
        slot = (double)first + fmod(slot - (double)first, (double)(stop - first));
    } else if (slot >= (double)(stop - 1) && !playing->loops) {
        slot = (double)(stop - 1);
        play_stop(ui);
    }
    int64_t before = ui->session.at;
    move_to_slot(ui, (int64_t)slot);
    ui->is_dirty = ui->is_dirty || ui->session.at != before;
    return true;
}

void play_note_shown(struct ui *ui, double now) {
    struct playing *playing = &ui->playing;
    playing->shown++;
    double passed = now - playing->counted_since;
    if (passed < 1)
        return;
    playing->shown_rate = playing->shown / passed;
    playing->shown = 0;
    playing->counted_since = now;
}

void play_describe(const struct ui *ui, struct text *text) {
    const struct playing *playing = &ui->playing;
    text_addf(text, "play %.4g/s", playing->rate);
    if (playing->shown_rate > 0 && playing->shown_rate < 0.95 * playing->rate)
        text_addf(text, ", %.0f/s shown", playing->shown_rate);
}
