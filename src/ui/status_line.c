// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// What is seen and how far it can be trusted, as a row of items. Items keep their order and
// flow over the rows there are; what has no room is left out from the end.

#include "ui/panes.h"

#include "base/alloc.h"
#include "ui/cursor.h"
#include "ui/draw.h"
#include "ui/keys.h"
#include "ui/move.h"
#include "ui/play.h"
#include "view/colourmap.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

// Where the next item goes.
struct flow {
    const struct ui *ui;
    struct area area;
    int row, column;
    struct text text; // of the item that is being made
};

// Puts the item and starts the next.
static void put(struct flow *flow, unsigned style) {
    const char *text = text_string(&flow->text);
    int width = screen_width(text);
    int gap = flow->column ? 2 : 0;
    if (width && flow->column + gap + width > flow->area.columns
        && flow->row + 1 < flow->area.rows) {
        flow->row++;
        flow->column = gap = 0;
    }
    if (width && (flow->column + gap + width <= flow->area.columns || !flow->column)) {
        flow->column += gap;
        flow->column += draw_text(flow->ui, flow->area, flow->row, flow->column, style, text);
    }
    text_clear(&flow->text);
}

// ── what is seen ───────────────────────────────────────────────────────────────────────────

static int digits(int64_t number) {
    int count = 1;
    while (number >= 10) {
        number /= 10;
        count++;
    }
    return count;
}

// What the picture shows, which may be a moment behind the session: never a number of one frame
// beside a value of another.
static void put_frame(struct flow *flow, const struct about *about,
                      const struct picture_product *picture) {
    const struct ui *ui = flow->ui;
    int64_t at = picture ? picture->frame : ui->session.at;
    if (at < 0) {
        text_add(&flow->text, picture->label);
        put(flow, STYLE_BOLD | (picture->is_partial ? STYLE_YELLOW : STYLE_MAGENTA));
        return;
    }
    if (!ui_is_planned(ui)) {
        text_addf(&flow->text, "frame %" PRId64, at);
        if (ui->deferred_count)
            text_addf(&flow->text, " (counting, %zu keys wait)", ui->deferred_count);
        put(flow, STYLE_BOLD);
        return;
    }
    int64_t frames = about->frames > 0 ? about->frames : about->kept.count;
    text_addf(&flow->text, "frame %*" PRId64 " of %" PRId64, digits(frames), at, frames);
    if (about->kept.count != frames)
        text_addf(&flow->text, " (%" PRId64 " of %" PRId64 " kept)", move_slot_of(ui, at),
                  about->kept.count);
    put(flow, STYLE_BOLD);
}

static void add_values(struct text *text, const double *values, size_t channels) {
    for (size_t c = 0; c < channels; c++) {
        text_add(text, c ? "," : "");
        text_add_float(text, (float)values[c]);
    }
}

static void put_reading(struct flow *flow, const struct picture_product *picture) {
    uint32_t x, y;
    const struct geometry *geometry = &picture->map.geometry;
    x = geometry->crop_x + picture->cursor_x * geometry->bin;
    y = geometry->crop_y + picture->cursor_y * geometry->bin;
    if (picture->is_kymograph)
        text_addf(&flow->text, "%g px in frame %" PRId64 " = ", picture->cursor_at,
                  picture->cursor_frame);
    else
        text_addf(&flow->text, "x,y %" PRIu32 ",%" PRIu32 " = ", x, y);
    if (picture->has_reading) {
        add_values(&flow->text, picture->value, picture->shape.channels);
        bool measured = picture->is_corrected || picture->frame < 0;
        text_add(&flow->text, measured ? ui_unit(flow->ui) : " DN");
        if (picture->is_corrected) {
            text_add(&flow->text, " (raw ");
            add_values(&flow->text, picture->raw, picture->shape.channels);
            text_add(&flow->text, ")");
        }
    } else {
        text_add(&flow->text, "-");
    }
    put(flow, STYLE_BOLD);
}

static void put_origin(struct flow *flow, const struct about *about,
                       const struct picture_product *picture) {
    if (picture->frame < 0)
        return;
    if (!isnan(picture->time)) {
        double step = about && about->time_step > 0 ? about->time_step : 1e-3;
        int decimals = (int)fmin(fmax(1 - floor(log10(step)), 0), 9);
        text_addf(&flow->text, "t %.*f s", decimals, picture->time);
    } else {
        text_add(&flow->text, "no times");
    }
    put(flow, STYLE_PLAIN);
    // One that only repeats the number says nothing.
    char *plain = alloc_format("frame %" PRId64, picture->frame);
    if (strcmp(picture->label, plain) != 0)
        text_add(&flow->text, picture->label);
    free(plain);
    put(flow, STYLE_PLAIN);
}

// ── how far it can be trusted ──────────────────────────────────────────────────────────────

static void put_trouble(struct flow *flow, const struct picture_product *picture) {
    if (picture->frame >= 0 && picture->status == FRAME_WAITING) {
        text_add(&flow->text, "not loaded yet");
        put(flow, STYLE_YELLOW);
    } else if (picture->frame >= 0 && picture->status != FRAME_OK) {
        text_addf(&flow->text, "%s%s%s", frame_status_name(picture->status),
                  picture->reason ? ": " : "", picture->reason ? picture->reason : "");
        put(flow, STYLE_RED | STYLE_BOLD);
    }
    if (picture->saturated) {
        text_addf(&flow->text, "%" PRIu64 " saturated", picture->saturated);
        put(flow, STYLE_RED);
    }
    if (picture->nan) {
        text_addf(&flow->text, "%" PRIu64 " NaN", picture->nan);
        put(flow, STYLE_RED);
    }
    if (picture->counts.bad) {
        text_addf(&flow->text, "%" PRIu64 " bad", picture->counts.bad);
        put(flow, STYLE_RED);
    }
    if (picture->counts.negative) {
        text_addf(&flow->text, "%" PRIu64 " negative", picture->counts.negative);
        put(flow, STYLE_YELLOW);
    }
}

static void put_ledger(struct flow *flow, const struct about *about,
                       const struct status_product *status) {
    static const enum frame_status bad[] = { FRAME_UNREADABLE, FRAME_RECOVERED, FRAME_MISMATCH,
                                             FRAME_PENDING, FRAME_SKIPPED };
    for (size_t i = 0; status && i < sizeof bad / sizeof *bad; i++) {
        size_t count = status->counts.by_status[bad[i]];
        if (!count)
            continue;
        text_addf(&flow->text, "%zu of %zu %s", count, status->total, frame_status_name(bad[i]));
        put(flow, STYLE_RED | STYLE_BOLD);
    }
    if (status && status->torn) {
        text_add(&flow->text, "the file was cut while we read it");
        put(flow, STYLE_RED | STYLE_BOLD);
    }
    if (about && about->is_planned && about->plan.step > 1) {
        text_addf(&flow->text, "thinned: 1 frame in %" PRId64, about->plan.step);
        put(flow, STYLE_YELLOW | STYLE_BOLD);
    }
    if (about && about->missing) {
        text_addf(&flow->text, "%" PRId64 " numbers missing", about->missing);
        put(flow, STYLE_YELLOW);
    }
    if (about && about->expected >= 0 && about->frames >= 0 && about->expected != about->frames) {
        text_addf(&flow->text, "%" PRId64 " of %" PRId64 " frames there", about->frames,
                  about->expected);
        put(flow, STYLE_RED);
    }
    if (about && about->cut) {
        text_add(&flow->text, "end not read (i)");
        put(flow, STYLE_RED);
    }
}

static void put_job(struct flow *flow, const struct status_product *status) {
    if (!status || !status->busy)
        return;
    text_add(&flow->text, status->busy);
    if (status->percent >= 0)
        text_addf(&flow->text, " %d %%", status->percent);
    text_add(&flow->text, " ... (Esc stops)");
    put(flow, STYLE_YELLOW);
}

// ── how it is made ─────────────────────────────────────────────────────────────────────────

// Whether what is missing may still come; else making it failed or was stopped.
static bool may_come(const struct ui *ui) {
    const struct status_product *status = ui_status(ui);
    return ui->products.answered < ui->posted || !status || status->busy
           || status->stage < LOAD_DONE;
}

static void put_correction(struct flow *flow, const struct picture_product *picture) {
    const struct correction_wish *wish = &flow->ui->session.correction;
    static const char *const names[] = { "subtract", "divide", "dark", "flat" };
    bool any = false;
    for (int role = 0; role < ROLE_COUNT; role++) {
        const struct reference_wish *reference = reference_of(wish, role);
        if (reference->kind == REFERENCE_NONE)
            continue;
        text_addf(&flow->text, "%s%s ", any ? " " : "", names[role]);
        reference_wish_format(reference, &flow->text);
        any = true;
    }
    bool raw = any && picture && picture->frame >= 0 && !picture->is_corrected
               && frame_is_usable(picture->status);
    if (raw)
        text_add(&flow->text, may_come(flow->ui) ? ": not made yet, raw values"
                                                 : ": NOT made, raw values: e has why");
    put(flow, raw ? STYLE_YELLOW : STYLE_MAGENTA);
}

// Of one reference image. A median can be of an image that is NaN everywhere.
static void put_image(struct flow *flow, const char *name, const struct reference_health *health) {
    text_addf(&flow->text, "%s median ", name);
    draw_number(&flow->text, health->median, 5);
    text_add(&flow->text, " std ");
    draw_number(&flow->text, health->std, 4);
    text_addf(&flow->text, " n %zu", health->frames);
    if (health->saturated_share > 0)
        text_addf(&flow->text, " sat %.3g %%", 100 * health->saturated_share);
    if (health->zero_share > 0)
        text_addf(&flow->text, " zero %.3g %%", 100 * health->zero_share);
    put(flow, STYLE_DIM);
}

// A sliding reference is another image for each frame: which frames it is made of. Those that
// cannot be used are left out of it.
static void put_window(struct flow *flow, const char *name, const struct slide_wish *wish,
                       int64_t frame, int64_t frames, bool all_usable) {
    struct slide_window window = slide_window(wish, frame, frames);
    if (window.last < window.first)
        text_addf(&flow->text, "%s window %" PRId64 ": none here", name, wish->width);
    else
        text_addf(&flow->text, "%s window %" PRId64 ": frames %" PRId64 "-%" PRId64 " n %s%" PRId64,
                  name, wish->width, window.first, window.last,
                  all_usable ? "" : "<= ", window.last - window.first + 1);
    put(flow, window.last < window.first ? STYLE_YELLOW : STYLE_DIM);
}

static void put_health(struct flow *flow, const struct about *about,
                       const struct picture_product *picture, const struct status_product *status) {
    const struct references *references = ui_references(flow->ui);
    for (enum reference_role role = 0; references && role < ROLE_COUNT; role++) {
        const struct reference_wish *wish = reference_of(&flow->ui->session.correction, role);
        const char *name = reference_role_name(role);
        if (references->present[role])
            put_image(flow, name, &references->health[role]);
        else if (wish->kind == REFERENCE_SLIDE && picture->frame >= 0 && about)
            put_window(flow, name, &wish->slide, picture->frame, about->frames,
                       status && status->counts.by_status[FRAME_OK] == status->total
                           && !references->aside.bad);
    }
}

// What is wrong with them goes before the values that it spoils.
static void put_warnings(struct flow *flow) {
    const struct references *references = ui_references(flow->ui);
    if (references)
        references_warn_briefly(references, &flow->text);
    put(flow, STYLE_RED);
}

// Whether the reduction is on the screen all the same, where its own title tells of it.
static bool stands_beside(const struct ui *ui) {
    bool stands = false;
    for (size_t i = 1; i < STAGE_PICTURES; i++)
        stands = stands
                 || (ui->stage.pictures[i].rows > 0
                     && (ui->session.beside[i - 1] == BESIDE_REDUCTION
                         || ui->session.beside[i - 1] == BESIDE_DIFFERENCE));
    return stands;
}

static void put_reduction(struct flow *flow, const struct picture_product *picture) {
    const struct reduction_wish *wish = &flow->ui->session.reduction;
    bool is_kymograph = ui_kymograph(flow->ui) >= 0;
    if ((!wish->count && !is_kymograph) || picture->frame < 0 || picture->reduction_is_made
        || stands_beside(flow->ui))
        return;
    const struct status_product *status = ui_status(flow->ui);
    if (is_kymograph)
        text_add(&flow->text, "kymograph");
    else
        reduction_wish_format(wish, &flow->text);
    if (!may_come(flow->ui))
        text_add(&flow->text, ": NOT made, a frame is shown: e has why");
    else if (status && status->percent >= 0 && !is_kymograph)
        text_addf(&flow->text, ": made to %d %%, a frame is shown", status->percent);
    else
        text_add(&flow->text, ": not made yet, a frame is shown");
    put(flow, STYLE_YELLOW);
}

static void put_levels(struct flow *flow, const struct picture_product *picture) {
    static const char *const modes[] = { "", "frame ", "fixed " };
    const struct look *look = &flow->ui->session.look;
    text_addf(&flow->text, "levels %s%s", modes[look->levels.mode],
              picture->levels_are_provisional ? "~" : "");
    draw_number(&flow->text, picture->levels.low, 5);
    text_add(&flow->text, "..");
    draw_number(&flow->text, picture->levels.high, 5);
    put(flow, STYLE_PLAIN);
    // A colour map is for values of one channel.
    text_add(&flow->text, picture->shape.channels == 1 ? colourmap_name(look->lut) : "RGB");
    put(flow, STYLE_DIM);
    if (look->zoom > 0) {
        text_addf(&flow->text, "zoom %.3g", look->zoom);
        put(flow, STYLE_PLAIN);
    }
}

static void put_range(struct flow *flow) {
    char *range = ui_marked_range(flow->ui);
    if (range)
        text_addf(&flow->text, "range %s", range);
    put(flow, STYLE_GREEN);
    free(range);
    if (flow->ui->playing.is_on)
        play_describe(flow->ui, &flow->text);
    put(flow, STYLE_GREEN);
}

void status_line_draw(const struct ui *ui) {
    struct flow flow = { .ui = ui, .area = ui->layout.status };
    const struct picture_product *picture = ui_picture(ui);
    const struct about *about = ui_about(ui);
    const struct status_product *status = ui_status(ui);
    put_frame(&flow, about, picture);
    put_warnings(&flow);
    if (picture) {
        put_reading(&flow, picture);
        put_reduction(&flow, picture);
        put_trouble(&flow, picture);
    }
    // What is wrong goes before what is merely so: the last items are left out when room ends.
    put_ledger(&flow, about, status);
    if (picture)
        put_origin(&flow, about, picture);
    put_job(&flow, status);
    put_correction(&flow, picture);
    if (picture)
        put_health(&flow, about, picture, status);
    put_range(&flow);
    if (picture)
        put_levels(&flow, picture);
    keys_describe(ui, &flow.text);
    put(&flow, STYLE_BOLD);
    text_free(&flow.text);
}
