// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Frames less the mean of their sliding window, of f32. A window is the end of one chunk of rows
// and the start of the next; sums of all ends are made beforehand (end_rows), the start's sum
// grows row after row. No value is ever taken away from a sum, so nothing drifts.

static void float_end_rows(const float *const *rows, size_t row_count, size_t count,
                           double *restrict sums, double *const *into) {
    size_t i = 0;
    for (; i + WIDE_LANES <= count; i += WIDE_LANES) {
        wide_vector sum = wide_load(sums + i);
        for (size_t k = 0; k < row_count; k++) {
            sum += f32_widen(rows[k] + i);
            if (into)
                wide_store(into[k] + i, sum);
        }
        wide_store(sums + i, sum);
    }
    for (; i < count; i++)
        for (size_t k = 0; k < row_count; k++) {
            sums[i] += (double)rows[k][i];
            if (into)
                into[k][i] = sums[i];
        }
}

static inline wide_mask float_slide_block(const struct kernel_slide *slide, size_t rows,
                                          size_t stop, bool adds) {
    double *starts = slide->window;
    wide_vector width = { 0 }, inverse = { 0 };
    width += (double)slide->width;
    inverse += 1.0 / (double)slide->width;
    wide_mask found = { 0 };
    for (size_t i = 0; i < stop; i += WIDE_LANES) {
        wide_vector start = wide_load(starts + i), total = { 0 };
        if (rows == KERNEL_ROWS)
            rows_read_ahead(slide->rows, i * sizeof(float));
        if (adds)
            total = wide_load(slide->sums + i);
#pragma GCC unroll 8
        for (size_t k = 0; k < rows; k++) {
            start += f32_widen((const float *)slide->entering[k] + i);
            wide_vector mean = wide_divide(wide_load(slide->ends[k] + i) + start, width, inverse);
            wide_vector value = f32_widen((const float *)slide->rows[k] + i) - mean;
            if (adds) {
                total += wide_round(value);
            } else {
                f32_narrow(slide->into[k] + i, value);
                value = f32_widen(slide->into[k] + i);
                found |= value - value != 0.0;
            }
        }
        wide_store(starts + i, start);
        if (adds) {
            wide_store(slide->sums + i, total);
            found |= total - total != 0.0;
        }
    }
    return found;
}

static bool float_slide_rows(const struct kernel_slide *slide, size_t count) {
    size_t stop = count / WIDE_LANES * WIDE_LANES;
    bool odd =
        wide_any(slide->sums && slide->row_count == KERNEL_ROWS
                     ? float_slide_block(slide, KERNEL_ROWS, stop, true)
                     : float_slide_block(slide, slide->row_count, stop, slide->sums != NULL));
    double *starts = slide->window, width = (double)slide->width;
    for (size_t i = stop; i < count; i++)
        for (size_t k = 0; k < slide->row_count; k++) {
            starts[i] += (double)((const float *)slide->entering[k])[i];
            double mean = (slide->ends[k][i] + starts[i]) / width;
            float value = (float)((double)((const float *)slide->rows[k])[i] - mean);
            odd |= value - value != 0.0F;
            if (slide->sums)
                slide->sums[i] += (double)value;
            else
                slide->into[k][i] = value;
        }
    return !odd;
}
