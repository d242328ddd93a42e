// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Workers read parts of lines in some frames at a time into a table; one thread then adds the
// table up, frame after frame.

#include "measure/profile.h"

#include "base/alloc.h"
#include "base/size.h"
#include "measure/order.h"

#include <math.h>
#include <stdlib.h>

// Samples of a chunk, and values in the table.
#define CHUNK_SAMPLES ((size_t)1 << 16)
#define TABLE_VALUES ((size_t)1 << 18)

// ── reading ────────────────────────────────────────────────────────────────────────────────

// Frames `first` and after of a list, along one line.
struct reader {
    const struct line *line;
    struct line_subject subject;
    struct envelope_wish envelope;
    const struct frame_view *views;
    size_t count;            // frames
    size_t part, parts;      // positions of a chunk, chunks of a frame
    size_t together;         // frames of a chunk, when a frame is one part
    struct line_value *into; // count x length x channels
    struct line_scratch **scratch;
};

static size_t least(size_t a, size_t b) {
    return a < b ? a : b;
}

static struct reader reader_of(const struct line *line, const struct line_subject *subject,
                               const struct envelope_wish *envelope) {
    struct reader reader = { .line = line, .subject = *subject, .envelope = *envelope };
    size_t each = line_across(line) * subject->shape.channels;
    reader.part = each < CHUNK_SAMPLES ? CHUNK_SAMPLES / each : 1;
    reader.parts = (line->length + reader.part - 1) / reader.part;
    reader.together = reader.parts > 1 ? 1 : reader.part / line->length;
    return reader;
}

static bool read_chunk(void *context, size_t chunk, size_t worker) {
    const struct reader *reader = context;
    size_t length = reader->line->length, cells = length * reader->subject.shape.channels;
    size_t first = chunk % reader->parts * reader->part;
    size_t frame = chunk / reader->parts * reader->together;
    size_t stop = least(frame + reader->together, reader->count);
    if (!reader->scratch[worker])
        reader->scratch[worker] = line_scratch_new();
    for (; frame < stop; frame++)
        if (!line_read(reader->line, &reader->subject, &reader->views[frame], &reader->envelope,
                       first, least(reader->part, length - first), reader->scratch[worker],
                       reader->into + frame * cells + first * reader->subject.shape.channels))
            return false;
    return true;
}

// What becomes of a table of `count` frames from frame `first` on.
typedef void take_table(void *context, const struct line_value *values, size_t first, size_t count);

// All frames, a table at a time.
static bool read_frames(struct reader *reader, const struct frames *frames, struct pool *pool,
                        struct cancel *cancel, take_table *take, void *context,
                        struct fault *fault) {
    size_t cells = reader->line->length * reader->subject.shape.channels;
    size_t most = least(cells < TABLE_VALUES ? TABLE_VALUES / cells : 1, frames->count);
    bool good = true;
    reader->into = alloc_try(most * cells + 1, sizeof *reader->into);
    reader->scratch = alloc_zeroed(pool_hands(pool), sizeof *reader->scratch);
    for (size_t first = 0; good && reader->into && first < frames->count; first += most) {
        reader->views = frames->views + first;
        reader->count = least(most, frames->count - first);
        size_t chunks = (reader->count + reader->together - 1) / reader->together * reader->parts;
        good = pool_run(pool, frames->count == 1 ? POOL_FRONT : POOL_BEHIND, chunks, read_chunk,
                        reader, cancel);
        if (good)
            take(context, reader->into, first, reader->count);
    }
    good = good && reader->into;
    for (size_t i = 0; i < pool_hands(pool); i++)
        line_scratch_free(&reader->scratch[i]);
    free(reader->scratch);
    free(reader->into);
    if (good)
        return true;
    if (cancel_asked(cancel))
        return fault_set(fault, FAULT_CANCELLED, "reading along a line was stopped");
    return fault_set(fault, FAULT_LIMIT, "not enough memory to read along line %s",
                     reader->line->name);
}

// ── profiles ───────────────────────────────────────────────────────────────────────────────

// One position and channel, so far.
struct sums {
    uint64_t n, frames; // frames that have a value
    double sum, low, high;
};

struct track {
    struct sums *sums; // length x channels
    double *means;     // for percentiles over frames: a row of as many for each frame fed
};

struct profiling {
    const struct line *lines;
    struct track *tracks;
    size_t count;
    struct line_subject subject;
    struct envelope_wish envelope;
    size_t capacity, frames;
};

static size_t cells_of(const struct profiling *profiling, size_t line) {
    return profiling->lines[line].length * profiling->subject.shape.channels;
}

static bool keeps_means(const struct envelope_wish *envelope) {
    return envelope->kind == ENVELOPE_FRAMES && envelope->percentile > 0;
}

bool profiling_bytes(const struct envelope_wish *envelope, size_t positions, size_t channels,
                     size_t frames, size_t *bytes) {
    *bytes = 0;
    return !keeps_means(envelope)
           || size_product(positions, channels, frames, sizeof(double), bytes);
}

struct profiling *profiling_new(const struct line *lines, size_t count,
                                const struct line_subject *subject,
                                const struct envelope_wish *envelope, size_t frames,
                                struct fault *fault) {
    struct profiling *profiling = alloc_zeroed(1, sizeof *profiling);
    struct sums empty = { 0 };
    if (envelope->kind == ENVELOPE_FRAMES) {
        empty.low = INFINITY;
        empty.high = -INFINITY;
    }
    *profiling = (struct profiling){ .lines = lines,
                                     .tracks = alloc_zeroed(count + 1, sizeof(struct track)),
                                     .count = count,
                                     .subject = *subject,
                                     .envelope = *envelope,
                                     .capacity = frames };
    for (size_t line = 0; line < count; line++) {
        struct track *track = &profiling->tracks[line];
        size_t cells = cells_of(profiling, line), all;
        track->sums = alloc_try(cells, sizeof *track->sums);
        if (keeps_means(envelope) && size_multiply(cells, frames, &all))
            track->means = alloc_try(all, sizeof *track->means);
        if (!track->sums || (keeps_means(envelope) && !track->means)) {
            profiling_free(&profiling);
            fault_set(fault, FAULT_LIMIT, "not enough memory for the profile along line %s",
                      lines[line].name);
            return NULL;
        }
        for (size_t i = 0; i < cells; i++)
            track->sums[i] = empty;
    }
    return profiling;
}

struct adding {
    struct profiling *profiling;
    size_t line;
};

static void add_value(const struct line_value *value, const struct envelope_wish *envelope,
                      struct sums *sums) {
    double mean = value->sum / (double)value->n;
    sums->n += value->n;
    sums->sum += value->sum;
    sums->frames++;
    if (envelope->kind == ENVELOPE_BAND) {
        sums->low += value->low;
        sums->high += value->high;
    } else {
        sums->low = mean < sums->low ? mean : sums->low;
        sums->high = mean > sums->high ? mean : sums->high;
    }
}

static void add_table(void *context, const struct line_value *values, size_t first, size_t count) {
    const struct adding *adding = context;
    struct profiling *profiling = adding->profiling;
    struct track *track = &profiling->tracks[adding->line];
    size_t cells = cells_of(profiling, adding->line);
    for (size_t frame = 0; frame < count; frame++, values += cells) {
        for (size_t i = 0; i < cells; i++)
            if (values[i].n)
                add_value(&values[i], &profiling->envelope, &track->sums[i]);
        if (!track->means)
            continue;
        double *means = track->means + (profiling->frames + first + frame) * cells;
        for (size_t i = 0; i < cells; i++)
            means[i] = values[i].n ? values[i].sum / (double)values[i].n : NAN;
    }
}

bool profiling_feed(struct profiling *profiling, const struct frames *frames, struct pool *pool,
                    struct cancel *cancel, struct fault *fault) {
    if (frames->count > profiling->capacity - profiling->frames)
        return fault_set(fault, FAULT_FAILED, "more frames came than were announced");
    for (size_t line = 0; line < profiling->count; line++) {
        struct adding adding = { profiling, line };
        struct reader reader =
            reader_of(&profiling->lines[line], &profiling->subject, &profiling->envelope);
        if (!read_frames(&reader, frames, pool, cancel, add_table, &adding, fault))
            return false;
    }
    profiling->frames += frames->count;
    return true;
}

size_t profiling_frames(const struct profiling *profiling) {
    return profiling->frames;
}

static int compare_doubles(const void *a, const void *b) {
    double one = *(const double *)a, two = *(const double *)b;
    return (one > two) - (one < two);
}

static double percentile_of(const double *sorted, size_t n, double percentile) {
    struct order_position position = order_position(percentile, 100, n);
    size_t next = position.rank + 1 < n ? position.rank + 1 : position.rank;
    return order_value(position, sorted[position.rank], sorted[next]);
}

struct sorting {
    const struct profiling *profiling;
    const double *means;
    size_t cells;
    struct profile_point *into;
};

// One position and channel through time.
static bool sort_cell(void *context, size_t cell, size_t worker) {
    (void)worker;
    const struct sorting *sorting = context;
    size_t frames = sorting->profiling->frames, n = 0;
    double percentile = sorting->profiling->envelope.percentile;
    double *sorted = alloc_try(frames + 1, sizeof *sorted);
    for (size_t frame = 0; sorted && frame < frames; frame++) {
        double mean = sorting->means[frame * sorting->cells + cell];
        if (!isnan(mean))
            sorted[n++] = mean;
    }
    if (n) {
        qsort(sorted, n, sizeof *sorted, compare_doubles);
        sorting->into[cell].low = percentile_of(sorted, n, percentile);
        sorting->into[cell].high = percentile_of(sorted, n, 100 - percentile);
    }
    free(sorted);
    return sorted != NULL;
}

bool profiling_result(const struct profiling *profiling, size_t line, struct pool *pool,
                      struct cancel *cancel, struct profile_point *into, struct fault *fault) {
    const struct track *track = &profiling->tracks[line];
    size_t cells = cells_of(profiling, line);
    enum envelope_kind kind = profiling->envelope.kind;
    for (size_t i = 0; i < cells; i++) {
        const struct sums *sums = &track->sums[i];
        into[i] = (struct profile_point){ .n = sums->n, .mean = NAN, .low = NAN, .high = NAN };
        if (!sums->n)
            continue;
        double frames = kind == ENVELOPE_BAND ? (double)sums->frames : 1;
        into[i].mean = sums->sum / (double)sums->n;
        if (kind != ENVELOPE_NONE && !track->means && sums->low <= sums->high) {
            into[i].low = sums->low / frames;
            into[i].high = sums->high / frames;
        }
    }
    struct sorting sorting = { profiling, track->means, cells, into };
    if (!track->means || pool_run(pool, POOL_BEHIND, cells, sort_cell, &sorting, cancel))
        return true;
    if (cancel_asked(cancel))
        return fault_set(fault, FAULT_CANCELLED, "sorting the values of a line was stopped");
    return fault_set(fault, FAULT_LIMIT, "not enough memory to sort the values along line %s",
                     profiling->lines[line].name);
}

void profiling_free(struct profiling **profiling_address) {
    struct profiling *profiling = *profiling_address;
    *profiling_address = NULL;
    if (!profiling)
        return;
    for (size_t line = 0; line < profiling->count; line++) {
        free(profiling->tracks[line].sums);
        free(profiling->tracks[line].means);
    }
    free(profiling->tracks);
    free(profiling);
}

// ── kymographs ─────────────────────────────────────────────────────────────────────────────

struct rows {
    size_t cells;
    float *const *into;
};

static void take_rows(void *context, const struct line_value *values, size_t first, size_t count) {
    const struct rows *rows = context;
    for (size_t frame = 0; frame < count; frame++, values += rows->cells)
        for (size_t i = 0; i < rows->cells; i++)
            rows->into[first + frame][i] =
                values[i].n ? (float)(values[i].sum / (double)values[i].n) : NAN;
}

bool kymograph_rows(const struct line *line, const struct frames *frames,
                    const struct correction *correction, struct pool *pool, struct cancel *cancel,
                    float *const *into, struct fault *fault) {
    const struct envelope_wish none = { 0 };
    struct line_subject subject = { frames->element, frames->shape, correction };
    struct reader reader = reader_of(line, &subject, &none);
    struct rows rows = { line->length * frames->shape.channels, into };
    return read_frames(&reader, frames, pool, cancel, take_rows, &rows, fault);
}
