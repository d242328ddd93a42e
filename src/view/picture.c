// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The canvas is filled along the stack's axes: a *lane* is what a stretch of stack rows becomes
// (a canvas row, or a canvas column when the picture is turned by a quarter), and a *cell* is
// one canvas pixel of it.
//
//     stack rows  --rows_add-->  one line of column sums  --cell_index-->  one lane
//
// So each sample is read once, in memory order, and turning and flipping cost nothing.

#include "view/picture.h"

#include "base/alloc.h"
#include "base/size.h"
#include "view/colourmap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LANES_A_BAND 16

// The stack pixels `first` to `last` under a canvas pixel, the outer two in part. Empty when
// first > last.
struct stretch {
    uint32_t first, last;
    double first_part, last_part;
};

struct picture {
    struct picture_wish wish;
    struct picture_frame frame;
    struct canvas *canvas;
    size_t cells, lanes;         // along and across the stack's rows
    size_t cell_step, lane_step; // in canvas indices
    struct stretch *along;       // of each cell, on the x axis
    struct stretch *across;      // of each lane, on the y axis
    uint32_t begin, end;         // stack columns that are needed
};

// Sums of one stretch of rows, of samples `begin` to `end` (x channels).
struct line {
    double *value;  // weighted sum, or maximum
    double *weight; // of samples that are not NaN
    uint8_t *seen;  // SEEN_ bits
};

enum { SEEN_NAN = 1, SEEN_SATURATED = 2, SEEN_INVALID = 4 };

// Rounding of positions far from the origin must not touch a neighbour pixel.
#define TOUCH 1e-7

static struct stretch stretch_of(double from, double to, uint32_t size) {
    double centre = (from + to) / 2;
    if (!(centre >= 0 && centre < size))
        return (struct stretch){ .first = 1, .last = 0 };
    if (to - from <= 1 + TOUCH) {
        uint32_t pixel = (uint32_t)centre;
        return (struct stretch){ pixel, pixel, 1, 1 };
    }
    from = fmax(from, 0);
    to = fmin(to, size);
    struct stretch stretch;
    stretch.first = (uint32_t)floor(from + TOUCH);
    stretch.last = (uint32_t)ceil(to - TOUCH) - 1;
    stretch.first_part = fmin(stretch.first + 1.0 - from, 1);
    stretch.last_part = fmin(to - stretch.last, 1);
    return stretch;
}

static double stretch_weight(const struct stretch *stretch, uint32_t pixel) {
    if (pixel == stretch->first)
        return stretch->first_part;
    return pixel == stretch->last ? stretch->last_part : 1;
}

static void measure_stretches(struct picture *picture) {
    const struct picture_map *map = &picture->wish.map;
    bool turned = picture_map_is_turned(map);
    picture->begin = UINT32_MAX;
    picture->end = 0;
    for (size_t i = 0; i < picture->cells; i++) {
        double from, to;
        (turned ? picture_map_row : picture_map_column)(map, (uint32_t)i, &from, &to);
        picture->along[i] = stretch_of(from, to, map->geometry.shape.width);
        if (picture->along[i].first > picture->along[i].last)
            continue;
        if (picture->along[i].first < picture->begin)
            picture->begin = picture->along[i].first;
        if (picture->along[i].last + 1 > picture->end)
            picture->end = picture->along[i].last + 1;
    }
    for (size_t i = 0; i < picture->lanes; i++) {
        double from, to;
        (turned ? picture_map_column : picture_map_row)(map, (uint32_t)i, &from, &to);
        picture->across[i] = stretch_of(from, to, map->geometry.shape.height);
    }
    if (picture->begin > picture->end)
        picture->begin = picture->end;
}

struct picture *picture_new(const struct picture_wish *wish, const struct picture_frame *frame,
                            struct canvas *canvas, struct fault *fault) {
    struct picture *picture = alloc_zeroed(1, sizeof *picture);
    picture->wish = *wish;
    picture->frame = *frame;
    picture->canvas = canvas;
    bool turned = picture_map_is_turned(&wish->map);
    picture->cells = turned ? canvas->height : canvas->width;
    picture->lanes = turned ? canvas->width : canvas->height;
    picture->cell_step = turned ? canvas->width : 1;
    picture->lane_step = turned ? 1 : canvas->width;
    picture->along = alloc_try(picture->cells + 1, sizeof *picture->along);
    picture->across = alloc_try(picture->lanes + 1, sizeof *picture->across);
    if (!picture->along || !picture->across) {
        picture_free(&picture);
        fault_set(fault, FAULT_LIMIT, "no memory for a picture of %u x %u", canvas->width,
                  canvas->height);
        return NULL;
    }
    measure_stretches(picture);
    return picture;
}

void picture_free(struct picture **picture) {
    if (!*picture)
        return;
    free((*picture)->along);
    free((*picture)->across);
    free(*picture);
    *picture = NULL;
}

size_t picture_bands(const struct picture *picture) {
    return (picture->lanes + LANES_A_BAND - 1) / LANES_A_BAND;
}

// ── rows into a line ───────────────────────────────────────────────────────────────────────

#define ADD_ROW(type)                                                                 \
    do {                                                                              \
        const type *from = samples;                                                   \
        if (largest)                                                                  \
            for (size_t i = 0; i < count; i++)                                        \
                line->value[i] = from[i] > line->value[i] ? from[i] : line->value[i]; \
        else                                                                          \
            for (size_t i = 0; i < count; i++)                                        \
                line->value[i] += weight * from[i];                                   \
    } while (0)

static void add_integers(struct line *line, enum element element, const void *samples, size_t count,
                         double weight, bool largest) {
    switch (element) {
    case ELEMENT_U8:
        ADD_ROW(uint8_t);
        break;
    case ELEMENT_U16:
        ADD_ROW(uint16_t);
        break;
    default:
        ADD_ROW(int16_t);
        break;
    }
    for (size_t i = 0; i < count; i++)
        line->weight[i] += weight;
}

static void add_floats(struct line *line, const float *from, size_t count, double weight,
                       bool largest) {
    for (size_t i = 0; i < count; i++) {
        if (isnan(from[i])) {
            line->seen[i] |= SEEN_NAN;
            continue;
        }
        line->weight[i] += weight;
        if (!largest)
            line->value[i] += weight * from[i];
        else if (from[i] > line->value[i])
            line->value[i] = from[i];
    }
}

static void look_for_saturation(struct line *line, const struct picture_frame *frame, size_t first,
                                size_t count) {
    for (size_t i = 0; i < count; i++)
        if (element_value(frame->raw_element, frame->raw, first + i) >= frame->saturation)
            line->seen[i] |= SEEN_SATURATED;
}

// Adds the rows of one stretch; only valid pixels.
static void rows_add(const struct picture *picture, const struct stretch *rows, struct line *line) {
    const struct picture_frame *frame = &picture->frame;
    struct shape shape = picture->wish.map.geometry.shape;
    bool largest = picture->wish.shrink == SHRINK_MAX;
    size_t count = (size_t)(picture->end - picture->begin) * shape.channels;
    for (size_t i = 0; i < count; i++)
        line->value[i] = largest ? -HUGE_VAL : 0;
    memset(line->weight, 0, count * sizeof *line->weight);
    memset(line->seen, 0, count);

    uint32_t valid_end = picture->end < frame->valid.width ? picture->end : frame->valid.width;
    size_t valid =
        valid_end > picture->begin ? (size_t)(valid_end - picture->begin) * shape.channels : 0;
    bool saturation = frame->raw && picture->wish.mark_saturated && isfinite(frame->saturation);
    for (uint32_t y = rows->first; y <= rows->last; y++) {
        size_t usable = y < frame->valid.height ? valid : 0;
        for (size_t i = usable; i < count; i++)
            line->seen[i] |= SEEN_INVALID;
        size_t first = ((size_t)y * shape.width + picture->begin) * shape.channels;
        const unsigned char *samples =
            (const unsigned char *)frame->samples + first * element_size(frame->element);
        double weight = stretch_weight(rows, y);
        if (frame->element == ELEMENT_F32)
            add_floats(line, (const float *)(const void *)samples, usable, weight, largest);
        else
            add_integers(line, frame->element, samples, usable, weight, largest);
        if (saturation)
            look_for_saturation(line, frame, first, usable);
    }
}

// ── a line into canvas pixels ──────────────────────────────────────────────────────────────

static uint8_t mark_index(const struct picture *picture, enum mark mark) {
    return (uint8_t)(picture->canvas->levels + mark);
}

// Position between the levels, 0 to below 1 inside them.
static double position_of(const struct levels *levels, double value) {
    return (value - levels->low) / (levels->high - levels->low);
}

static uint8_t grey_index(const struct picture *picture, double value) {
    const struct levels *levels = &picture->wish.levels;
    uint32_t count = picture->canvas->levels;
    if (picture->wish.mark_ends && value < levels->low)
        return mark_index(picture, MARK_BELOW);
    if (picture->wish.mark_ends && value > levels->high)
        return mark_index(picture, MARK_ABOVE);
    double place = position_of(levels, value) * count;
    if (!(place > 0))
        return 0;
    return (uint8_t)(place >= count ? count - 1 : (uint32_t)place);
}

// Six steps a channel, with an ordered pattern between two steps so that gradients stay smooth.
static uint8_t cube_index(const struct picture *picture, const double value[3], size_t x,
                          size_t y) {
    static const uint8_t bayer[4][4] = {
        { 0, 8, 2, 10 }, { 12, 4, 14, 6 }, { 3, 11, 1, 9 }, { 15, 7, 13, 5 }
    };
    double threshold = (bayer[y & 3][x & 3] + 0.5) / 16;
    unsigned index = 0;
    for (int channel = 0; channel < 3; channel++) {
        double place = position_of(&picture->wish.levels, value[channel]) * (COLOUR_CUBE - 1);
        double step = floor(fmin(fmax(place, 0), COLOUR_CUBE - 1) + threshold);
        index = index * COLOUR_CUBE + (unsigned)fmin(step, COLOUR_CUBE - 1);
    }
    return (uint8_t)index;
}

// Mean or maximum of one channel over a stretch of the line; *seen collects bits. NaN when no
// pixel is usable.
static double stretch_value(const struct picture *picture, const struct line *line,
                            const struct stretch *columns, uint32_t channel, unsigned *seen) {
    uint32_t channels = picture->wish.map.geometry.shape.channels;
    bool largest = picture->wish.shrink == SHRINK_MAX;
    double sum = 0, weights = 0, maximum = -HUGE_VAL;
    for (uint32_t x = columns->first; x <= columns->last; x++) {
        size_t i = (size_t)(x - picture->begin) * channels + channel;
        double part = stretch_weight(columns, x);
        *seen |= line->seen[i];
        if (!(line->weight[i] > 0))
            continue;
        sum += part * line->value[i];
        weights += part * line->weight[i];
        maximum = line->value[i] > maximum ? line->value[i] : maximum;
    }
    if (!(weights > 0))
        return NAN;
    return largest ? maximum : sum / weights;
}

static uint8_t cell_index(const struct picture *picture, const struct line *line, size_t cell,
                          size_t lane) {
    const struct stretch *columns = &picture->along[cell];
    if (columns->first > columns->last)
        return mark_index(picture, MARK_BACKGROUND);
    uint32_t channels = picture->wish.map.geometry.shape.channels;
    double value[3] = { 0 };
    unsigned seen = 0;
    bool nothing = false;
    for (uint32_t channel = 0; channel < channels && channel < 3; channel++) {
        value[channel] = stretch_value(picture, line, columns, channel, &seen);
        nothing |= isnan(value[channel]);
    }
    if (picture->wish.mark_saturated && seen & SEEN_SATURATED)
        return mark_index(picture, MARK_SATURATED);
    if (nothing && !(seen & SEEN_NAN) && seen & SEEN_INVALID)
        return mark_index(picture, MARK_INVALID);
    if (nothing || (picture->wish.mark_saturated && seen & SEEN_NAN))
        return mark_index(picture, MARK_NAN);
    return channels == 1 ? grey_index(picture, value[0]) : cube_index(picture, value, cell, lane);
}

static void lane_fill(const struct picture *picture, size_t lane, uint8_t index) {
    uint8_t *into = picture->canvas->indices + lane * picture->lane_step;
    for (size_t cell = 0; cell < picture->cells; cell++)
        into[cell * picture->cell_step] = index;
}

bool picture_band(void *context, size_t band, size_t worker) {
    (void)worker;
    struct picture *picture = context;
    size_t count =
        (size_t)(picture->end - picture->begin) * picture->wish.map.geometry.shape.channels;
    struct line line = { .value = alloc_try(count + 1, sizeof *line.value),
                         .weight = alloc_try(count + 1, sizeof *line.weight),
                         .seen = alloc_try(count + 1, 1) };
    bool good = line.value && line.weight && line.seen;
    size_t end = (band + 1) * LANES_A_BAND;
    for (size_t lane = band * LANES_A_BAND; lane < end && lane < picture->lanes; lane++) {
        const struct stretch *rows = &picture->across[lane];
        if (!good || rows->first > rows->last || !count) {
            lane_fill(picture, lane, mark_index(picture, MARK_BACKGROUND));
            continue;
        }
        rows_add(picture, rows, &line);
        uint8_t *into = picture->canvas->indices + lane * picture->lane_step;
        for (size_t cell = 0; cell < picture->cells; cell++)
            into[cell * picture->cell_step] = cell_index(picture, &line, cell, lane);
    }
    free(line.value);
    free(line.weight);
    free(line.seen);
    return good;
}

bool canvas_reserve(struct canvas *canvas, uint32_t width, uint32_t height, struct fault *fault) {
    size_t size;
    uint8_t *indices = NULL;
    if (size_multiply(width, height, &size))
        indices = alloc_try(size + 1, 1);
    if (!indices)
        return fault_set(fault, FAULT_LIMIT, "no memory for a picture of %u x %u", width, height);
    memset(indices, 0, size + 1);
    free(canvas->indices);
    canvas->indices = indices;
    canvas->width = width;
    canvas->height = height;
    return true;
}

void canvas_release(struct canvas *canvas) {
    free(canvas->indices);
    free(canvas->sixels);
    free(canvas->sixel_ends);
    *canvas = (struct canvas){ 0 };
}
