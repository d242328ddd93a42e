// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// A part of a line at a time: its samples are gathered as f32, which holds every element
// exactly, then joined position by position. What has no value is NaN.

#include "measure/line_read.h"

#include "base/alloc.h"
#include "kernel/kernels.h"
#include "measure/correct.h"
#include "measure/order.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// Samples that are gathered at a time, unless one position has more.
#define PART ((size_t)1 << 15)

struct line_scratch {
    float *samples, *sorted;
    size_t capacity;
};

struct line_scratch *line_scratch_new(void) {
    return alloc_zeroed(1, sizeof(struct line_scratch));
}

void line_scratch_free(struct line_scratch **scratch_address) {
    struct line_scratch *scratch = *scratch_address;
    *scratch_address = NULL;
    if (!scratch)
        return;
    free(scratch->samples);
    free(scratch->sorted);
    free(scratch);
}

static bool make_room(struct line_scratch *scratch, size_t samples) {
    if (samples <= scratch->capacity)
        return true;
    free(scratch->samples);
    free(scratch->sorted);
    scratch->samples = alloc_try(samples, sizeof *scratch->samples);
    scratch->sorted = alloc_try(samples, sizeof *scratch->sorted);
    scratch->capacity = scratch->samples && scratch->sorted ? samples : 0;
    return scratch->capacity > 0;
}

struct reading {
    const struct line *line;
    const struct line_subject *subject;
    const struct frame_view *frame;
};

static void blank(float *into, size_t count) {
    for (size_t i = 0; i < count; i++)
        into[i] = NAN;
}

// `count` pixels side by side, all channels.
static void fetch(const struct reading *reading, uint32_t row, uint32_t column, size_t count,
                  float *into) {
    const struct line_subject *subject = reading->subject;
    struct extent valid = reading->frame->valid;
    size_t channels = subject->shape.channels, there = 0;
    if (row < valid.height && column < valid.width)
        there = count < valid.width - column ? count : valid.width - column;
    size_t first = ((size_t)row * subject->shape.width + column) * channels;
    const void *samples = reading->frame->samples;
    size_t run = there * channels;
    if (subject->correction && run)
        correction_apply(subject->correction, subject->element, reading->frame, first, run, into,
                         NULL);
    else if (subject->element == ELEMENT_U8)
        for (size_t i = 0; i < run; i++)
            into[i] = ((const uint8_t *)samples)[first + i];
    else if (subject->element == ELEMENT_U16)
        for (size_t i = 0; i < run; i++)
            into[i] = ((const uint16_t *)samples)[first + i];
    else if (subject->element == ELEMENT_I16)
        for (size_t i = 0; i < run; i++)
            into[i] = ((const int16_t *)samples)[first + i];
    else
        for (size_t i = 0; i < run; i++)
            into[i] = ((const float *)samples)[first + i];
    blank(into + run, (count - there) * channels);
}

// Samples lie side by side, position by position.
static void gather_polyline(const struct reading *reading, size_t first, size_t count,
                            float *into) {
    const struct line *line = reading->line;
    size_t channels = reading->subject->shape.channels, across = line_across(line);
    blank(into, count * across * channels);
    for (size_t i = 0; i < count; i++) {
        int64_t from, to;
        uint32_t column, row;
        line_sides(line, first + i, &from, &to);
        for (int64_t side = from; side <= to; side++)
            if (line_pixel(line, first + i, side, &column, &row))
                fetch(reading, row, column, 1,
                      into + (i * across + (size_t)(side + line->reach)) * channels);
    }
}

// The same: across a column is along rows.
static void gather_column(const struct reading *reading, size_t first, size_t count, float *into) {
    const struct line *line = reading->line;
    size_t channels = reading->subject->shape.channels, across = line_across(line);
    int64_t left = line->fixed - line->reach, right = line->fixed + line->reach + 1;
    int64_t from = left < 0 ? 0 : left, width = reading->subject->shape.width;
    int64_t to = right > width ? width : right;
    blank(into, count * across * channels);
    for (size_t i = 0; i < count && from < to; i++)
        fetch(reading, (uint32_t)(first + i), (uint32_t)from, (size_t)(to - from),
              into + (i * across + (size_t)(from - left)) * channels);
}

// Samples lie position after position, side by side.
static void gather_row(const struct reading *reading, size_t first, size_t count, float *into) {
    const struct line *line = reading->line;
    size_t channels = reading->subject->shape.channels, across = line_across(line);
    for (size_t side = 0; side < across; side++, into += count * channels) {
        int64_t row = line->fixed - line->reach + (int64_t)side;
        if (row >= 0 && row < reading->subject->shape.height)
            fetch(reading, (uint32_t)row, (uint32_t)first, count, into);
        else
            blank(into, count * channels);
    }
}

static int compare_floats(const void *a, const void *b) {
    float one = *(const float *)a, two = *(const float *)b;
    return (one > two) - (one < two);
}

static double percentile_of(const float *sorted, uint64_t n, double percentile) {
    struct order_position position = order_position(percentile, 100, n);
    uint64_t next = position.rank + 1 < n ? position.rank + 1 : position.rank;
    return order_value(position, (double)sorted[position.rank], (double)sorted[next]);
}

// `step` from one sample across to the next.
static struct line_value join(const float *samples, size_t across, size_t step,
                              const struct envelope_wish *envelope, float *sorted) {
    struct line_value value = { .low = NAN, .high = NAN };
    bool wants_all = envelope->kind == ENVELOPE_BAND && envelope->percentile > 0;
    float low = INFINITY, high = -INFINITY;
    for (size_t i = 0; i < across; i++) {
        float sample = samples[i * step];
        if (isnan(sample))
            continue;
        if (wants_all)
            sorted[value.n] = sample;
        value.n++;
        value.sum += (double)sample;
        low = sample < low ? sample : low;
        high = sample > high ? sample : high;
    }
    if (!value.n || envelope->kind != ENVELOPE_BAND)
        return value;
    value.low = (double)low;
    value.high = (double)high;
    if (!wants_all)
        return value;
    qsort(sorted, value.n, sizeof *sorted, compare_floats);
    value.low = percentile_of(sorted, value.n, envelope->percentile);
    value.high = percentile_of(sorted, value.n, 100 - envelope->percentile);
    return value;
}

// Sums alone: the same additions in the same order for each position.
static void add_rows(const float *samples, size_t across, size_t cells, struct line_value *into) {
    enum { BLOCK = 512 };
    const struct kernels *kernels = kernels_used();
    double sums[BLOCK];
    uint32_t missing[BLOCK];
    for (size_t from = 0; from < cells; from += BLOCK) {
        size_t now = cells - from < BLOCK ? cells - from : BLOCK;
        memset(sums, 0, sizeof sums);
        memset(missing, 0, sizeof missing);
        for (size_t side = 0; side < across; side += KERNEL_ROWS) {
            const float *rows[KERNEL_ROWS];
            size_t count = across - side < KERNEL_ROWS ? across - side : KERNEL_ROWS;
            for (size_t i = 0; i < count; i++)
                rows[i] = samples + (side + i) * cells + from;
            kernels->floats.sum_rows(rows, count, now, sums, missing);
        }
        for (size_t i = 0; i < now; i++)
            into[from + i] = (struct line_value){
                .n = across - missing[i], .sum = sums[i], .low = NAN, .high = NAN
            };
    }
}

bool line_read(const struct line *line, const struct line_subject *subject,
               const struct frame_view *frame, const struct envelope_wish *envelope, size_t first,
               size_t count, struct line_scratch *scratch, struct line_value *into) {
    struct reading reading = { line, subject, frame };
    size_t channels = subject->shape.channels, across = line_across(line);
    size_t each = across * channels, part = each < PART ? PART / each : 1;
    if (!make_room(scratch, part * each))
        return false;
    for (size_t done = 0; done < count; done += part) {
        size_t now = count - done < part ? count - done : part;
        bool is_row = line->shape == LINE_ROW;
        if (is_row)
            gather_row(&reading, first + done, now, scratch->samples);
        else if (line->shape == LINE_COLUMN)
            gather_column(&reading, first + done, now, scratch->samples);
        else
            gather_polyline(&reading, first + done, now, scratch->samples);
        if (is_row && envelope->kind != ENVELOPE_BAND) {
            add_rows(scratch->samples, across, now * channels, into + done * channels);
            continue;
        }
        size_t along = is_row ? channels : each, step = is_row ? now * channels : channels;
        for (size_t i = 0; i < now; i++)
            for (size_t c = 0; c < channels; c++)
                into[(done + i) * channels + c] =
                    join(scratch->samples + i * along + c, across, step, envelope, scratch->sorted);
    }
    return true;
}
