// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "measure/frames.h"

static double centre(uint32_t crop, uint32_t size, uint32_t bin, uint32_t index) {
    uint64_t first = (uint64_t)index * bin;
    uint64_t left = first < size ? size - first : bin;
    return (double)crop + (double)first + (double)(left < bin ? left : bin) / 2.0;
}

double geometry_centre_x(const struct geometry *geometry, uint32_t index) {
    return centre(geometry->crop_x, geometry->crop_width, geometry->bin, index);
}

double geometry_centre_y(const struct geometry *geometry, uint32_t index) {
    return centre(geometry->crop_y, geometry->crop_height, geometry->bin, index);
}

bool frame_is_whole(const struct frame_view *frame, struct shape shape) {
    return frame->valid.width >= shape.width && frame->valid.height >= shape.height;
}

size_t frame_valid_run(const struct frame_view *frame, struct shape shape, size_t from, size_t stop,
                       size_t *start) {
    size_t row_samples = (size_t)shape.width * shape.channels;
    size_t width = frame->valid.width < shape.width ? frame->valid.width : shape.width;
    size_t valid = width * shape.channels;
    size_t height = frame->valid.height < shape.height ? frame->valid.height : shape.height;
    size_t row = from / row_samples, column = from % row_samples;
    if (column >= valid) {
        row++;
        column = 0;
    }
    *start = row * row_samples + column;
    if (valid == 0 || row >= height || *start >= stop)
        return 0;
    size_t end = valid == row_samples ? height * row_samples : row * row_samples + valid;
    return (end < stop ? end : stop) - *start;
}
