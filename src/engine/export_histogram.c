// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Histograms as a table: of integers a row a value, from the lowest to the highest one; of f32 a
// row a bin, the last of them closed. A column for each zone and channel.

#include "engine/export.h"

#include "base/alloc.h"
#include "engine/origin.h"
#include "output/write.h"

#include <math.h>
#include <stdlib.h>

struct writing {
    const struct histograms *histograms;
    bool is_float;
    struct table table;
    struct table_cell *cells; // of a row
};

static size_t count_of(const struct histograms *histograms) {
    return histograms->zones * histograms->channels;
}

// "count", of colour frames "count.r"; with zones "NAME.count", "NAME.r.count". New string.
static char *column_name(const struct histograms *histograms, size_t index) {
    static const char *const channels[] = { "r", "g", "b" };
    const char *channel = channels[index % histograms->channels];
    bool is_colour = histograms->channels > 1;
    if (!histograms->regions)
        return is_colour ? alloc_format("count.%s", channel) : alloc_string("count");
    const char *zone = histograms->regions->zones[index / histograms->channels].name;
    return is_colour ? alloc_format("%s.%s.count", zone, channel) : alloc_format("%s.count", zone);
}

static size_t name_columns(const struct histograms *histograms, bool is_float,
                           struct table_column *columns) {
    const char *unit = histograms->divided ? "1" : "DN";
    size_t count = 0;
    columns[count++] = (struct table_column){ alloc_string(is_float ? "from" : "value"), unit };
    if (is_float)
        columns[count++] = (struct table_column){ alloc_string("to"), unit };
    for (size_t i = 0; i < count_of(histograms); i++)
        columns[count++] = (struct table_column){ column_name(histograms, i), NULL };
    return count;
}

static void add_bin(struct writing *writing, size_t bin, struct table_cell from,
                    struct table_cell to) {
    size_t count = 0;
    writing->cells[count++] = from;
    if (writing->is_float)
        writing->cells[count++] = to;
    for (size_t i = 0; i < count_of(writing->histograms); i++)
        writing->cells[count++] = cell_int((int64_t)writing->histograms->of[i].bins[bin]);
    table_row(&writing->table, writing->cells);
}

static void add_values(struct writing *writing) {
    const struct histogram *first = &writing->histograms->of[0];
    int64_t lowest = element_lowest(first->element);
    for (int64_t value = (int64_t)first->low; value <= (int64_t)first->high; value++)
        add_bin(writing, (size_t)(value - lowest), cell_int(value), cell_missing());
}

static void add_bins(struct writing *writing) {
    const struct histogram *first = &writing->histograms->of[0];
    double width = first->high - first->low;
    size_t bins = width > 0 ? HISTOGRAM_BINS : 1;
    for (size_t bin = 0; bin < bins; bin++) {
        double from = first->low + width * (double)bin / HISTOGRAM_BINS;
        double to = first->low + width * (double)(bin + 1) / HISTOGRAM_BINS;
        add_bin(writing, bin, cell_double(from), cell_double(bin + 1 < bins ? to : first->high));
    }
}

void export_histogram_text(const struct histograms *histograms, enum table_format format,
                           struct text *into) {
    const struct histogram *first = &histograms->of[0];
    size_t most = 2 + count_of(histograms);
    struct writing writing = { .histograms = histograms,
                               .is_float = first->element == ELEMENT_F32,
                               .cells = alloc_zeroed(most, sizeof *writing.cells) };
    struct table_column *columns = alloc_zeroed(most, sizeof *columns);
    size_t count = name_columns(histograms, writing.is_float, columns);
    table_begin(&writing.table, format, columns, count, into);
    if (!isnan(first->low) && writing.is_float)
        add_bins(&writing);
    else if (!isnan(first->low))
        add_values(&writing);
    table_end(&writing.table);
    for (size_t i = 0; i < count; i++)
        free((void *)columns[i].name);
    free(columns);
    free(writing.cells);
}

bool export_histogram(const struct histograms *histograms, const struct recording *recording,
                      const struct session *session, struct fault *fault) {
    enum table_format format;
    if (!table_format_of(session->output, &format, fault))
        return false;
    struct text text = { 0 };
    export_histogram_text(histograms, format, &text);
    bool good =
        output_write_all(session->output, text_string(&text), text.length, session->force, fault);
    text_free(&text);
    struct origin *origin = origin_new(recording, session, VERB_HISTOGRAM, recording->kept);
    good = good && origin_write(origin, session, session->output, fault);
    origin_free(&origin);
    return good;
}
