// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "engine/export.h"

#include "base/alloc.h"
#include "engine/origin.h"
#include "output/write.h"

#include <math.h>
#include <stdlib.h>

enum { FIRST_COLUMNS = 4, ZONE_COLUMNS = 9 };

static char *column_name(const struct series *series, size_t zone, size_t channel,
                         const char *statistic) {
    static const char *const channels[] = { "r", "g", "b" };
    if (series->channels == 1)
        return alloc_format("%s.%s", series->names[zone], statistic);
    return alloc_format("%s.%s.%s", series->names[zone], channels[channel], statistic);
}

static size_t name_columns(const struct series *series, struct table_column *columns) {
    static const char *const statistics[ZONE_COLUMNS] = {
        "n", "mean", "std", "min", "max", "sum", "median", "saturated", "nan",
    };
    const char *unit = series->divided ? "1" : "DN";
    size_t count = 0;
    columns[count++] = (struct table_column){ .name = alloc_string("frame") };
    columns[count++] = (struct table_column){ .name = alloc_string("source") };
    columns[count++] = (struct table_column){ .name = alloc_string("time"), .unit = "s" };
    columns[count++] = (struct table_column){ .name = alloc_string("status") };
    for (size_t zone = 0; zone < series->zones; zone++)
        for (size_t channel = 0; channel < series->channels; channel++)
            for (size_t i = 0; i < ZONE_COLUMNS; i++)
                columns[count++] = (struct table_column){
                    .name = column_name(series, zone, channel, statistics[i]),
                    .unit = i >= 1 && i <= 6 ? unit : NULL,
                };
    return count;
}

static struct table_cell number_or_missing(double value, bool single) {
    if (isnan(value))
        return cell_missing();
    return single ? cell_single((float)value) : cell_double(value);
}

static void add_zone(const struct zone_stats *stats, bool single, struct table_cell *cells) {
    cells[0] = cell_int((int64_t)stats->n);
    cells[1] = number_or_missing(stats->mean, false);
    cells[2] = number_or_missing(stats->std, false);
    cells[3] = number_or_missing(stats->min, single);
    cells[4] = number_or_missing(stats->max, single);
    cells[5] = stats->n ? number_or_missing(stats->sum, false) : cell_missing();
    cells[6] = number_or_missing(stats->median, false);
    cells[7] = cell_int((int64_t)stats->saturated);
    cells[8] = cell_int((int64_t)stats->nan);
}

static void add_row(const struct series *series, const struct recording *recording, size_t row,
                    bool single, struct table *table, struct table_cell *cells) {
    int64_t source = series->indices.first + (int64_t)row * series->indices.step;
    int64_t slot = ledger_slot_of(recording->ledger, source);
    enum frame_status status =
        slot < 0 ? FRAME_SKIPPED : ledger_status(recording->ledger, (size_t)slot);
    char *name = source_frame_name(recording->source, source);
    cells[0] = cell_int(source);
    cells[1] = cell_text(name);
    cells[2] = number_or_missing(recording_time(recording, source), false);
    cells[3] = cell_text(frame_status_name(status));
    for (size_t i = FIRST_COLUMNS; i < table->count; i++)
        cells[i] = cell_missing();
    struct table_cell *next = cells + FIRST_COLUMNS;
    for (size_t zone = 0; series->measured[row] && zone < series->zones; zone++)
        for (size_t channel = 0; channel < series->channels; channel++, next += ZONE_COLUMNS)
            add_zone(series_at(series, row, zone, channel), single, next);
    table_row(table, cells);
    free(name);
}

void export_series_text(const struct series *series, const struct recording *recording,
                        enum table_format format, struct text *into) {
    size_t most = FIRST_COLUMNS + series->zones * series->channels * ZONE_COLUMNS;
    struct table_column *columns = alloc_zeroed(most, sizeof *columns);
    struct table_cell *cells = alloc_zeroed(most, sizeof *cells);
    size_t count = name_columns(series, columns);
    // Minimum and maximum of f32 values are f32 values: their own shortest digits.
    bool single = recording->conversion.element == ELEMENT_F32 || series->corrected;
    struct table table;
    table_begin(&table, format, columns, count, into);
    for (size_t row = 0; row < series->rows; row++)
        add_row(series, recording, row, single, &table, cells);
    table_end(&table);
    for (size_t i = 0; i < count; i++)
        free((void *)columns[i].name);
    free(columns);
    free(cells);
}

bool export_series(const struct series *series, const struct recording *recording,
                   const struct session *session, struct fault *fault) {
    enum table_format format;
    if (!table_format_of(session->output, &format, fault))
        return false;
    struct text text = { 0 };
    export_series_text(series, recording, format, &text);
    bool good =
        output_write_all(session->output, text_string(&text), text.length, session->force, fault);
    text_free(&text);
    struct origin *origin = origin_new(recording, session, VERB_SERIES, series->indices);
    good = good && origin_write(origin, session, session->output, fault);
    origin_free(&origin);
    return good;
}
