// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Correction of the same samples of one frame after the other.

#include "measure/correct_state.h"

#include "base/alloc.h"
#include "measure/slide_rows.h"

#include <stdlib.h>

struct correction_stream {
    struct sliding sliding;
    size_t samples;
};

size_t correction_width(const struct correction *correction) {
    const struct reference_wish *less = correction_less(correction);
    const struct reference_wish *over = correction_over(correction);
    int64_t width = less->kind == REFERENCE_SLIDE ? less->slide.width : 0;
    if (over->kind == REFERENCE_SLIDE && over->slide.width > width)
        width = over->slide.width;
    return (size_t)width;
}

size_t correction_stream_samples(const struct correction *correction, enum element element,
                                 size_t most) {
    const struct reference_wish *less = correction_less(correction);
    const struct reference_wish *over = correction_over(correction);
    if (less->kind == REFERENCE_SLIDE)
        most = slide_rows_samples(&less->slide, element, most);
    if (over->kind == REFERENCE_SLIDE)
        most = slide_rows_samples(&over->slide, element, most);
    return most;
}

static bool add_rows(const struct reference_wish *wish, const struct sliding *sliding,
                     size_t samples, struct slide_rows **rows) {
    if (wish->kind != REFERENCE_SLIDE)
        return true;
    *rows = slide_rows_new(&wish->slide, sliding->element, sliding->correction->shape, samples);
    return *rows != NULL;
}

struct correction_stream *correction_stream_new(const struct correction *correction,
                                                enum element element, size_t samples) {
    struct correction_stream *stream = alloc_zeroed(1, sizeof *stream);
    struct sliding *sliding = &stream->sliding;
    sliding->correction = correction;
    sliding->element = element;
    stream->samples = samples;
    if (!correction->slides)
        return stream;
    bool good = (sliding->offsets = alloc_try(samples, 2 * sizeof *sliding->offsets))
                && add_rows(correction_less(correction), sliding, samples, &sliding->less)
                && add_rows(correction_over(correction), sliding, samples, &sliding->over);
    if (good)
        sliding->denominators = sliding->offsets + samples;
    else
        correction_stream_free(&stream);
    return stream;
}

void correction_stream_apply(struct correction_stream *stream, const struct frame_view *frame,
                             size_t first, size_t count, float *into,
                             struct correction_counts *counts) {
    const struct correction *correction = stream->sliding.correction;
    if (!correction->slides || frame->corrected) {
        correction_apply(correction, stream->sliding.element, frame, first, count, into, counts);
        return;
    }
    struct kernel_counts found = { 0 };
    correction_slide_rows(&stream->sliding, stream->samples, frame, first, count, into,
                          counts ? &found : NULL);
    if (counts) {
        counts->bad += found.bad;
        counts->negative += found.negative;
    }
}

void correction_stream_free(struct correction_stream **stream_address) {
    struct correction_stream *stream = *stream_address;
    *stream_address = NULL;
    if (!stream)
        return;
    slide_rows_free(&stream->sliding.less);
    slide_rows_free(&stream->sliding.over);
    free(stream->sliding.offsets);
    free(stream);
}
