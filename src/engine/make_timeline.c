// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The timeline. The whole frame, uncorrected, was measured while loading: its statistics are
// copied from the ledger. Zones and corrected values are measured behind, and only in frames
// that the timeline before did not have yet.

#include "engine/making.h"

#include "base/alloc.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool comes_from_ledger(const struct making *making) {
    return correction_wish_is_none(&making->wish->session.correction)
           && !making->wish->session.zone_count;
}

bool timeline_is_behind(const struct making *making) {
    return !comes_from_ledger(making);
}

// What the numbers are, without how many frames there are yet.
static void add_subject(const struct making *making, struct text *text) {
    text_addf(text, "%" PRIu64 "|%s|", making->recording_number, making->zones_key);
    if (making_correction(making))
        text_add(text, making->made->by_kind[PRODUCT_REFERENCES]->key);
}

char *timeline_key(const struct making *making) {
    if (!making->recording || !making->is_planned || !making->wish->shows_timeline
        || !making->regions || !atomic_load(&making->recording->has_stack) || !making->version)
        return NULL;
    if (!correction_wish_is_none(&making->wish->session.correction) && !making_correction(making))
        return NULL;
    struct text text = { 0 };
    add_subject(making, &text);
    text_addf(&text, "\n%zu", making->version);
    return text_take(&text);
}

static void copy_ledger(const struct recording *recording, struct series *series) {
    for (size_t row = 0; row < series->rows; row++) {
        const struct frame_record *record = ledger_read(recording->ledger, row);
        if (!frame_is_usable(ledger_status(recording->ledger, row)) || !record->has_stats)
            continue;
        series->measured[row] = true;
        for (size_t channel = 0; channel < series->channels; channel++)
            *series_at(series, row, 0, channel) = series_frame_stats(&record->stats[channel]);
    }
}

// Rows that the timeline before has already, when it is about the same.
static void copy_before(const struct making *making, struct series *series) {
    const struct timeline_product *before =
        (const struct timeline_product *)making->made->by_kind[PRODUCT_TIMELINE];
    struct text subject = { 0 };
    add_subject(making, &subject);
    text_add_char(&subject, '\n');
    bool same = before && strncmp(before->product.key, text_string(&subject), subject.length) == 0
                && before->series.rows == series->rows && before->series.zones == series->zones;
    text_free(&subject);
    if (!same)
        return;
    memcpy(series->measured, before->series.measured, series->rows * sizeof *series->measured);
    memcpy(series->stats, before->series.stats,
           series->rows * series->zones * series->channels * sizeof *series->stats);
}

static void add_times_and_gaps(const struct making *making, struct timeline_product *made) {
    const struct recording *recording = making->recording;
    made->times = alloc_zeroed(made->series.rows, sizeof *made->times);
    for (size_t row = 0; row < made->series.rows; row++)
        made->times[row] =
            ledger_status(recording->ledger, row) == FRAME_WAITING
                ? source_frame_time(recording->source, ledger_source(recording->ledger, row))
                : ledger_read(recording->ledger, row)->time;
    struct source_folder_view view;
    if (!source_folder(recording->source, &view))
        return;
    made->gaps = alloc_zeroed(view.gap_count, sizeof *made->gaps);
    made->gap_count = view.gap_count;
    for (size_t i = 0; i < view.gap_count; i++)
        made->gaps[i] = (struct about_gap){ view.gaps[i].after, view.gaps[i].first,
                                            view.gaps[i].last, view.gaps[i].missing, NULL };
}

static void add_traces(struct timeline_product *made) {
    const struct series *series = &made->series;
    size_t count = series->zones * series->channels;
    made->traces = alloc_zeroed(count + 1, sizeof *made->traces);
    for (size_t i = 0; i < count; i++)
        made->traces[i] =
            trace_make(series, i / series->channels, i % series->channels, trace_points(count));
    for (size_t row = 0; row < series->rows; row++)
        made->measured += series->measured[row];
}

struct product *make_timeline(const struct making *making, char *key, struct fault *fault) {
    struct recording *recording = making->recording;
    const struct correction *correction = making_correction(making);
    struct timeline_product *made = timeline_product_new(key);
    made->is_complete = making->version >= ledger_slots(recording->ledger);
    bool good = series_init(&made->series, recording->kept, making->regions,
                            recording->conversion.shape.channels, correction, fault);
    if (good && comes_from_ledger(making)) {
        copy_ledger(recording, &made->series);
    } else if (good) {
        copy_before(making, &made->series);
        good = series_measure(&made->series, recording, making->regions, correction, false, true,
                              making->pool, making->cancel, fault);
    }
    if (!good) {
        product_release(made);
        return NULL;
    }
    add_times_and_gaps(making, made);
    add_traces(made);
    made->product.bytes =
        made->series.rows * made->series.zones * made->series.channels * sizeof *made->series.stats;
    return &made->product;
}
