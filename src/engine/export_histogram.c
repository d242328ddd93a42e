// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// A histogram as a table: of integers a row a value, from the lowest to the highest one; of f32 a
// row a bin, the last of them closed.

#include "engine/export.h"

#include "base/alloc.h"
#include "engine/origin.h"
#include "output/write.h"

#include <math.h>

enum { MOST_COLUMNS = 5 };

struct writing {
    const struct histograms *histograms;
    bool is_float;
    struct table table;
};

static size_t name_columns(const struct histograms *histograms, bool is_float,
                           struct table_column *columns) {
    static const char *const channels[] = { "count.r", "count.g", "count.b" };
    const char *unit = histograms->divided ? "1" : "DN";
    size_t count = 0;
    columns[count++] = (struct table_column){ is_float ? "from" : "value", unit };
    if (is_float)
        columns[count++] = (struct table_column){ "to", unit };
    for (size_t i = 0; i < histograms->channels; i++)
        columns[count++] =
            (struct table_column){ histograms->channels == 1 ? "count" : channels[i], NULL };
    return count;
}

static void add_bin(struct writing *writing, size_t bin, struct table_cell from,
                    struct table_cell to) {
    struct table_cell cells[MOST_COLUMNS];
    size_t count = 0;
    cells[count++] = from;
    if (writing->is_float)
        cells[count++] = to;
    for (size_t i = 0; i < writing->histograms->channels; i++)
        cells[count++] = cell_int((int64_t)writing->histograms->of[i].bins[bin]);
    table_row(&writing->table, cells);
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
    struct writing writing = { .histograms = histograms,
                               .is_float = first->element == ELEMENT_F32 };
    struct table_column columns[MOST_COLUMNS];
    size_t count = name_columns(histograms, writing.is_float, columns);
    table_begin(&writing.table, format, columns, count, into);
    if (!isnan(first->low) && writing.is_float)
        add_bins(&writing);
    else if (!isnan(first->low))
        add_values(&writing);
    table_end(&writing.table);
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
