// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The picture, with every number that is shown beside it: they carry the same key.

#include "engine/making.h"

#include "base/alloc.h"
#include "engine/drawing.h"
#include "engine/shown.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

static void add_look(const struct making *making, struct text *text) {
    const struct wish *wish = making->wish;
    const struct look *look = &wish->session.look;
    text_addf(text, "%" PRIu32 "x%" PRIu32 " %.17g %" PRIu32 ":%" PRIu32 ":%" PRIu32 ":%zu ",
              wish->canvas_width, wish->canvas_height, wish->pixel_aspect, wish->sixel.registers,
              wish->sixel.block, wish->sixel.slice, wish->sixel.bytes);
    levels_wish_format(&look->levels, text);
    text_addf(text, " %d %.17g %.17g %.17g %d %d ", look->lut, look->zoom, look->centre_x,
              look->centre_y, (int)look->shrink, look->mark_saturated);
    orientation_format(&look->orientation, text);
    text_addf(text, " %" PRIu32 "x%" PRIu32, wish->table_columns, wish->table_rows);
    if (wish->has_cursor)
        text_addf(text, " @%" PRIu32 ",%" PRIu32, wish->cursor_x, wish->cursor_y);
    text_addf(text, " %" PRId64 " %s ", wish->selected_zone, making->zones_key);
    making_add_lines(making, text);
}

// Levels of the run, when the picture is to use them and they are there.
static const struct levels_product *run_levels(const struct making *making) {
    bool reduces =
        !making_keeps_frame(making) && (making_reduction(making) || making_partial(making));
    if (reduces || making_kymograph(making))
        return NULL; // a standard deviation has another range than what it was made from
    char *key = levels_key(making);
    if (!key)
        return NULL;
    const struct product *made = making->made->by_kind[PRODUCT_LEVELS];
    bool is_made = product_has_key(made, key);
    free(key);
    return is_made ? (const struct levels_product *)made : NULL;
}

char *picture_key(const struct making *making) {
    if (!making->recording || !making->wish->canvas_width || !making->wish->canvas_height)
        return NULL;
    struct text text = { 0 };
    shown_key(making, &text);
    add_look(making, &text);
    const struct levels_product *levels = run_levels(making);
    if (levels)
        text_addf(&text, " %.17g:%.17g", levels->levels.low, levels->levels.high);
    text_addf(&text, " %d", making->stage >= LOAD_DONE);
    return text_take(&text);
}

static bool choose_levels(const struct making *making, const struct shown *shown,
                          struct picture_product *made, struct fault *fault) {
    const struct levels_wish *wish = &making->wish->session.look.levels;
    const struct levels_product *run = run_levels(making);
    made->levels_are_provisional =
        wish->mode == LEVELS_RUN && shown->frame >= 0 && (!run || making->stage < LOAD_DONE);
    if (wish->mode == LEVELS_FIXED)
        made->levels = (struct levels){ wish->low, wish->high };
    else if (run)
        made->levels = run->levels;
    else
        return drawing_own_levels(making, wish, shown, made, fault);
    return true;
}

// So many of `size` pixels, with the cursor in the middle where that is possible.
static uint32_t window(uint32_t cursor, uint32_t size, uint32_t wished, uint32_t *count) {
    *count = wished < size ? wished : size;
    uint32_t first = cursor > *count / 2 ? cursor - *count / 2 : 0;
    return first + *count <= size ? first : size - *count;
}

static void read_table(const struct making *making, const struct shown *shown,
                       struct picture_product *made) {
    const struct wish *wish = making->wish;
    struct pixel_table *table = &made->table;
    const struct shape *shape = &made->shape;
    if (!wish->table_columns || !wish->has_cursor || !shown->samples
        || wish->cursor_x >= shape->width || wish->cursor_y >= shape->height)
        return;
    table->channels = shape->channels;
    table->left = window(wish->cursor_x, shape->width, wish->table_columns, &table->columns);
    table->top = window(wish->cursor_y, shape->height, wish->table_rows, &table->rows);
    size_t row_values = table->columns * table->channels;
    table->values = alloc_zeroed(row_values * table->rows, sizeof *table->values);
    table->saturated = alloc_zeroed(row_values * table->rows, sizeof *table->saturated);
    for (size_t i = 0; i < row_values * table->rows; i++) {
        uint32_t x = table->left + (uint32_t)(i % row_values / table->channels);
        uint32_t y = table->top + (uint32_t)(i / row_values);
        bool is_read = x < shown->valid.width && y < shown->valid.height;
        size_t at = ((size_t)y * shape->width + x) * table->channels + i % table->channels;
        table->values[i] = is_read ? element_value(shown->element, shown->samples, at) : NAN;
        table->saturated[i] =
            is_read && shown->raw
            && element_value(shown->raw_element, shown->raw, at) >= making->recording->saturation;
    }
}

struct zone_reader {
    const struct making *making;
    const struct shown *shown;
    struct picture_product *made;
};

// Zones are measured in what is shown, which may be corrected already: its values are taken as they
// are. Raw values say what is saturated.
static bool read_zone(void *context, size_t index, size_t worker) {
    (void)worker;
    struct zone_reader *reader = context;
    const struct shown *shown = reader->shown;
    const struct correction *correction = shown->owned ? making_correction(reader->making) : NULL;
    struct frame_view view = { .samples = correction ? shown->raw : shown->samples,
                               .valid = shown->valid,
                               .source = shown->frame,
                               .corrected = correction ? shown->owned : NULL };
    enum element element = correction ? shown->raw_element : shown->element;
    double saturation = shown->raw ? reader->making->recording->saturation : HUGE_VAL;
    struct zone_scratch *scratch = zone_scratch_new();
    zone_measure(&reader->making->regions->zones[index], element, reader->made->shape, &view,
                 correction, saturation, false, scratch, reader->made->zones[index].stats);
    zone_scratch_free(&scratch);
    return true;
}

// The whole frame, as it is in the stack, was measured while it was loaded.
static bool was_measured(const struct making *making, const struct shown *shown) {
    return !making->wish->session.zone_count && !shown->owned && shown->record
           && shown->record->has_stats;
}

static void read_zones(const struct making *making, const struct shown *shown,
                       struct picture_product *made) {
    const struct regions *regions = making->regions;
    if (!regions || !shown->samples || shown->is_kymograph)
        return;
    made->zones = alloc_zeroed(regions->count, sizeof *made->zones);
    made->zone_count = regions->count;
    for (size_t i = 0; i < regions->count; i++)
        made->zones[i].name = alloc_string(regions->zones[i].name);
    struct zone_reader reader = { making, shown, made };
    if (was_measured(making, shown))
        for (size_t c = 0; c < made->shape.channels; c++)
            made->zones[0].stats[c] = series_frame_stats(&shown->record->stats[c]);
    else
        pool_run(making->pool, POOL_FRONT, regions->count, read_zone, &reader, NULL);
}

static void describe(const struct making *making, const struct shown *shown,
                     struct picture_product *made) {
    const struct session *session = &making->wish->session;
    made->frame = shown->frame;
    made->status = shown->status;
    made->is_corrected = shown->owned != NULL;
    made->correction_is_made =
        correction_wish_is_none(&session->correction) || making_correction(making);
    made->is_partial = shown->is_partial;
    made->reduction_is_made = (shown->frame < 0 && !made->is_partial)
                              || (!session->reduction.count && making->wish->kymograph < 0)
                              || (making_keeps_frame(making) && making_reduction(making));
    made->counts = shown->counts;
    made->time = NAN;
    if (shown->is_kymograph) {
        size_t line = (size_t)making->wish->kymograph;
        char *name = line_wish_name(&session->lines[line], line);
        made->label = alloc_format("kymograph %s", name);
        free(name);
        return;
    }
    if (shown->frame < 0) {
        struct text text = { 0 };
        reduction_wish_format(&session->reduction, &text);
        const struct partial_product *partial = making_partial(making);
        if (partial)
            text_addf(&text, " ~ %zu %%",
                      (size_t)(100.0 * (double)partial->done / (double)partial->all));
        made->label = text_take(&text);
        return;
    }
    made->label = source_frame_name(making->recording->source, shown->frame);
    if (!shown->record)
        return;
    made->time = shown->record->time;
    made->reason = alloc_string(shown->record->reason);
    for (size_t c = 0; shown->record->has_stats && c < made->shape.channels; c++) {
        made->saturated += shown->record->stats[c].saturated;
        made->nan += shown->record->stats[c].nan;
    }
}

struct product *make_picture(const struct making *making, char *key, struct fault *fault) {
    const struct wish *wish = making->wish;
    struct picture_product *made = picture_product_new(key);
    struct shown shown;
    bool good = shown_find(making, &shown, fault);
    made->is_kymograph = shown.is_kymograph;
    made->shape = shown.geometry.shape;
    made->map = shown.is_kymograph
                    ? picture_map_fill(&shown.geometry, wish->canvas_width, wish->canvas_height)
                    : picture_map_make(&wish->session.look, &shown.geometry, wish->canvas_width,
                                       wish->canvas_height, wish->pixel_aspect);
    good = good && choose_levels(making, &shown, made, fault)
           && drawing_make(making, &shown, wish->session.look.lut, made, fault);
    if (good) {
        read_table(making, &shown, made);
        read_zones(making, &shown, made);
        describe(making, &shown, made);
    }
    shown_free(&shown);
    if (good)
        return &made->product;
    product_release(made);
    return NULL;
}
