// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "engine/export_lines.h"

#include "base/alloc.h"
#include "engine/export.h"
#include "engine/origin.h"
#include "output/write.h"

#include <math.h>
#include <stdlib.h>

// ── profiles ───────────────────────────────────────────────────────────────────────────────

enum { FIRST_COLUMNS = 4, MOST_POINT_COLUMNS = 4, MOST_CHANNELS = 3 };
enum { MOST_COLUMNS = FIRST_COLUMNS + MOST_POINT_COLUMNS * MOST_CHANNELS };

// "mean", "min" or "p5", with the channel before it in colour recordings.
static char *column_name(const struct profiles *profiles, size_t channel, const char *number) {
    static const char *const channels[] = { "r", "g", "b" };
    return profiles->channels == 1 ? alloc_string(number)
                                   : alloc_format("%s.%s", channels[channel], number);
}

static char *end_name(const struct envelope_wish *envelope, bool is_high) {
    if (!(envelope->percentile > 0))
        return alloc_string(is_high ? "max" : "min");
    struct text text = { 0 };
    text_add_char(&text, 'p');
    text_add_double(&text, is_high ? 100 - envelope->percentile : envelope->percentile);
    return text_take(&text);
}

static size_t name_columns(const struct profiles *profiles, struct table_column *columns) {
    static const struct table_column first[FIRST_COLUMNS] = {
        { "line", NULL }, { "position", "px" }, { "x", "px" }, { "y", "px" }
    };
    const char *unit = profiles->divided ? "1" : "DN";
    size_t count = 0;
    for (; count < FIRST_COLUMNS; count++)
        columns[count] =
            (struct table_column){ alloc_string(first[count].name), first[count].unit };
    for (size_t channel = 0; channel < profiles->channels; channel++) {
        columns[count++] = (struct table_column){ column_name(profiles, channel, "n"), NULL };
        columns[count++] = (struct table_column){ column_name(profiles, channel, "mean"), unit };
        for (int end = 0; end < 2 && profiles->envelope.kind != ENVELOPE_NONE; end++) {
            char *name = end_name(&profiles->envelope, end);
            columns[count++] = (struct table_column){ column_name(profiles, channel, name), unit };
            free(name);
        }
    }
    return count;
}

static struct table_cell number_or_missing(double value) {
    return isnan(value) ? cell_missing() : cell_double(value);
}

static void add_row(const struct profiles *profiles, size_t line, size_t position,
                    struct table *table) {
    const struct line *of = &profiles->lines.lines[line];
    const struct profile_point *point = profiles->points[line] + position * profiles->channels;
    struct table_cell cells[MOST_COLUMNS] = {
        cell_text(of->name),
        cell_double(of->at[position]),
        cell_double(of->x[position]),
        cell_double(of->y[position]),
    };
    size_t count = FIRST_COLUMNS;
    for (size_t channel = 0; channel < profiles->channels; channel++, point++) {
        cells[count++] = cell_int((int64_t)point->n);
        cells[count++] = number_or_missing(point->mean);
        if (profiles->envelope.kind == ENVELOPE_NONE)
            continue;
        cells[count++] = number_or_missing(point->low);
        cells[count++] = number_or_missing(point->high);
    }
    table_row(table, cells);
}

void export_profiles_text(const struct profiles *profiles, enum table_format format,
                          struct text *into) {
    struct table_column columns[MOST_COLUMNS];
    size_t count = name_columns(profiles, columns);
    struct table table;
    table_begin(&table, format, columns, count, into);
    for (size_t line = 0; line < profiles->lines.count; line++)
        for (size_t i = 0; i < profiles->lines.lines[line].length; i++)
            add_row(profiles, line, i, &table);
    table_end(&table);
    for (size_t i = 0; i < count; i++)
        free((void *)columns[i].name);
}

bool export_profiles(const struct profiles *profiles, const struct recording *recording,
                     const struct session *session, struct fault *fault) {
    enum table_format format;
    if (!table_format_of(session->output, &format, fault))
        return false;
    struct text text = { 0 };
    export_profiles_text(profiles, format, &text);
    bool good =
        output_write_all(session->output, text_string(&text), text.length, session->force, fault);
    text_free(&text);
    struct origin *origin = origin_new(recording, session, VERB_PROFILE, profiles->indices);
    good = good && origin_write(origin, session, session->output, fault);
    origin_free(&origin);
    return good;
}

// ── kymographs ─────────────────────────────────────────────────────────────────────────────

char *export_kymograph_name(const struct session *session, size_t line) {
    if (session->line_count == 1)
        return alloc_string(session->output);
    char *name = line_wish_name(&session->lines[line], line);
    char *path = output_name_with(session->output, name);
    free(name);
    return path;
}

bool export_kymographs(const struct kymographs *kymographs, const struct recording *recording,
                       const struct session *session, struct pool *pool, struct fault *fault) {
    size_t count = kymographs->lines.count;
    struct export_image *images = alloc_zeroed(count, sizeof *images);
    bool good = true;
    for (size_t i = 0; good && i < count; i++) {
        images[i] = (struct export_image){ .path = export_kymograph_name(session, i),
                                           .element = ELEMENT_F32,
                                           .samples = kymographs->images[i] };
        good = kymograph_shape(kymographs, i, &images[i].shape, fault);
    }
    struct origin *origin = origin_new(recording, session, VERB_KYMOGRAPH, kymographs->indices);
    good = good && export_images(images, count, session, origin, pool, fault);
    origin_free(&origin);
    for (size_t i = 0; i < count; i++)
        free(images[i].path);
    free(images);
    return good;
}
