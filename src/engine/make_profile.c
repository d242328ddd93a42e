// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The values along lines in what is shown: the row and the column through the cursor, then the
// session's lines. Only what lies on them is corrected.

#include "engine/making.h"

#include "base/alloc.h"
#include "engine/shown.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

char *profile_key(const struct making *making) {
    const struct wish *wish = making->wish;
    if (!making->recording || !making->is_planned || !wish->shows_profile)
        return NULL;
    struct text text = { 0 };
    shown_key(making, &text);
    if (wish->has_cursor)
        text_addf(&text, "@%" PRIu32 ",%" PRIu32 "|", wish->cursor_x, wish->cursor_y);
    making_add_lines(making, &text);
    envelope_wish_format(&wish->session.envelope, &text);
    text_addf(&text, "|%d", making_spread(making) != NULL);
    return text_take(&text);
}

// What is read: the image that is shown, along lines of its own geometry.
struct reading {
    const struct making *making;
    const struct shown *shown;
    const struct correction *correction;
    struct envelope_wish envelope; // over the band, or none
    struct profile_product *made;
    struct fault *fault;
};

static void take_curve(const struct reading *reading, const struct line *line,
                       const struct profile_point *points, const struct profile_point *spread,
                       struct profile_curve *curve) {
    size_t channels = reading->made->channels, length = line->length;
    const double *x = line->shape == LINE_ROW      ? line->x
                      : line->shape == LINE_COLUMN ? line->y
                                                   : line->at;
    const struct profile_point *ends = spread ? spread : points;
    *curve = (struct profile_curve){
        .name = alloc_string(line->name),
        .x = alloc_copy(x, length * sizeof *x),
        .y = alloc_zeroed(length * channels, sizeof(double)),
        .low = alloc_zeroed(length * channels, sizeof(double)),
        .high = alloc_zeroed(length * channels, sizeof(double)),
        .length = length,
        .has_band = spread || reading->envelope.kind != ENVELOPE_NONE,
        .cursor = NAN,
    };
    for (size_t c = 0; c < channels; c++)
        for (size_t i = 0; i < length; i++) {
            curve->y[c * length + i] = points[i * channels + c].mean;
            curve->low[c * length + i] = ends[i * channels + c].low;
            curve->high[c * length + i] = ends[i * channels + c].high;
        }
}

// Reads along a line and adds the curve. `spread`: its ends over the frames, or NULL.
static bool read_line(const struct reading *reading, const struct line *line,
                      const struct profile_point *spread) {
    const struct shown *shown = reading->shown;
    bool is_raw = reading->correction != NULL;
    struct frame_view view = { .samples = shown->samples,
                               .valid = shown->valid,
                               .source = shown->frame,
                               .around = surround_of(&shown->surround) };
    struct line_subject subject = { is_raw ? shown->raw_element : shown->element,
                                    shown->geometry.shape, reading->correction };
    struct frames frames = { subject.element, subject.shape, &view, 1 };
    struct profile_point *points =
        alloc_try(line->length * reading->made->channels, sizeof *points);
    struct profiling *profiling =
        points ? profiling_new(line, 1, &subject, &reading->envelope, 1, reading->fault) : NULL;
    bool good =
        profiling && profiling_feed(profiling, &frames, reading->making->pool, NULL, reading->fault)
        && profiling_result(profiling, 0, reading->making->pool, NULL, points, reading->fault);
    if (good)
        take_curve(reading, line, points, spread, &reading->made->curves[reading->made->count++]);
    else if (!points)
        fault_set(reading->fault, FAULT_LIMIT, "not enough memory for a profile");
    profiling_free(&profiling);
    free(points);
    return good;
}

static char *name_through(const struct reading *reading, bool is_row, double number) {
    const struct kymographs *kymographs = making_kymograph(reading->making);
    const struct wish *wish = reading->making->wish;
    if (!reading->shown->is_kymograph)
        return alloc_format("%s:%.0f", is_row ? "row" : "col", number);
    return is_row ? alloc_format("frame:%" PRId64,
                                 kymographs->indices.first
                                     + (int64_t)wish->cursor_y * kymographs->indices.step)
                  : alloc_format("at:%g", kymographs->lines.lines[0].at[wish->cursor_x]);
}

// The row, or the column, through the cursor.
static bool read_through_cursor(const struct reading *reading, bool is_row) {
    const struct wish *wish = reading->making->wish;
    const struct geometry *geometry = &reading->shown->geometry;
    uint32_t crop = is_row ? geometry->crop_y : geometry->crop_x;
    double number = crop + (double)(is_row ? wish->cursor_y : wish->cursor_x) * geometry->bin;
    const struct line_wish through = {
        .shape = is_row ? LINE_ROW : LINE_COLUMN, .numbers = &number, .count = 1, .width = 1
    };
    struct line line;
    char *name = name_through(reading, is_row, number);
    bool good = line_prepare(&through, name, geometry, &line, reading->fault);
    free(name);
    good = good && read_line(reading, &line, NULL);
    if (good)
        reading->made->curves[reading->made->count - 1].cursor =
            is_row ? line.x[wish->cursor_x] : line.y[wish->cursor_y];
    line_free(&line);
    return good;
}

// The session's lines are in frames, not in a kymograph.
static bool read_lines(const struct reading *reading) {
    const struct making *making = reading->making;
    const struct profiles *spread = making_spread(making);
    struct lines lines = { 0 };
    if (!making->wish->session.line_count || reading->shown->is_kymograph)
        return true;
    bool good = lines_prepare(making->recording, &making->wish->session, &lines, reading->fault);
    for (size_t i = 0; good && i < lines.count; i++)
        good = read_line(reading, &lines.lines[i], spread ? spread->points[i] : NULL);
    lines_free(&lines);
    return good;
}

struct product *make_profile(const struct making *making, char *key, struct fault *fault) {
    const struct wish *wish = making->wish;
    struct profile_product *made = profile_product_new(key);
    struct shown shown;
    struct reading reading = { .making = making, .shown = &shown, .made = made, .fault = fault };
    if (wish->session.envelope.kind == ENVELOPE_BAND)
        reading.envelope = wish->session.envelope;
    bool good = shown_find_raw(making, &shown, &reading.correction, fault);
    if (good && shown.samples) {
        const struct shape *shape = &shown.geometry.shape;
        bool has_cursor =
            wish->has_cursor && wish->cursor_x < shape->width && wish->cursor_y < shape->height;
        made->channels = shape->channels;
        made->curves = alloc_zeroed(wish->session.line_count + 2, sizeof *made->curves);
        good = (!has_cursor
                || (read_through_cursor(&reading, true) && read_through_cursor(&reading, false)))
               && read_lines(&reading);
    }
    shown_free(&shown);
    if (good)
        return &made->product;
    product_release(made);
    return NULL;
}
