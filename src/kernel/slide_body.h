// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Frames less the mean of their sliding window, of integer elements. Parameters:
//   NAME(function)  name of a function of this element; NAME(ints) is there (ratio_body.h)
//   SAMPLE          its type
//
// The window's sum stays in a register over 8 rows: what enters is added, what leaves is taken
// away, exactly. width x - sum is an integer. Below 2^24 it is exact in f32 and the quotient is
// rounded once (ratio_divide); a quotient in double that is rounded to f32 then is the same, for a
// double has more than twice the digits. Wider windows take that one.

static inline int_vector NAME(slide_step)(const struct kernel_slide *slide, size_t k, size_t i,
                                          int_vector sum) {
    return sum + NAME(ints)((const SAMPLE *)slide->entering[k] + i)
           - NAME(ints)((const SAMPLE *)slide->leaving[k] + i);
}

// Adds what is made, or stores it.
static inline void NAME(slide_narrow)(const struct kernel_slide *slide, size_t rows, size_t stop,
                                      bool adds) {
    int32_t *window = slide->window;
    ratio_vector width = ratio_of((float)slide->width);
    ratio_vector inverse = ratio_of(1.0F / (float)slide->width);
    for (size_t i = 0; i < stop; i += RATIO_LANES) {
        int_vector sum = int_load(window + i);
        if (rows == KERNEL_ROWS)
            rows_read_ahead(slide->rows, i * sizeof(SAMPLE));
        wide_vector low = { 0 }, high = { 0 };
        if (adds) {
            low = wide_load(slide->sums + i);
            high = wide_load(slide->sums + i + WIDE_LANES);
        }
#pragma GCC unroll 8
        for (size_t k = 0; k < rows; k++) {
            sum = NAME(slide_step)(slide, k, i, sum);
            ratio_vector above =
                ratio_less(NAME(ints)((const SAMPLE *)slide->rows[k] + i), width, sum);
            ratio_vector value = ratio_divide(above, width, inverse);
            if (adds) {
                low += ratio_low(value);
                high += ratio_high(value);
            } else {
                ratio_store(slide->into[k] + i, value);
            }
        }
        int_store(window + i, sum);
        if (adds) {
            wide_store(slide->sums + i, low);
            wide_store(slide->sums + i + WIDE_LANES, high);
        }
    }
}

static inline void NAME(slide_wide)(const struct kernel_slide *slide, size_t stop) {
    int32_t *window = slide->window;
    wide_vector width = { 0 }, inverse = { 0 };
    width += (double)slide->width;
    inverse += 1.0 / (double)slide->width;
    int_vector factor = { 0 };
    factor += (int32_t)slide->width;
    for (size_t i = 0; i < stop; i += RATIO_LANES) {
        int_vector sum = int_load(window + i);
        for (size_t k = 0; k < slide->row_count; k++) {
            sum = NAME(slide_step)(slide, k, i, sum);
            int_vector above = NAME(ints)((const SAMPLE *)slide->rows[k] + i) * factor - sum;
#pragma GCC unroll 2
            for (size_t half = 0; half < 2; half++) {
                size_t at = i + half * WIDE_LANES;
                wide_vector value = wide_divide(int_widen(above, half), width, inverse);
                if (slide->sums)
                    wide_store(slide->sums + at, wide_load(slide->sums + at) + wide_round(value));
                else
                    f32_narrow(slide->into[k] + at, value);
            }
        }
        int_store(window + i, sum);
    }
}

static void NAME(slide_rest)(const struct kernel_slide *slide, size_t start, size_t count) {
    int32_t *window = slide->window, width = (int32_t)slide->width;
    for (size_t k = 0; k < slide->row_count; k++) {
        const SAMPLE *row = slide->rows[k], *entering = slide->entering[k];
        const SAMPLE *leaving = slide->leaving[k];
        for (size_t i = start; i < count; i++) {
            window[i] += (int32_t)entering[i] - (int32_t)leaving[i];
            float value = (float)((double)(row[i] * width - window[i]) / (double)width);
            if (slide->sums)
                slide->sums[i] += (double)value;
            else
                slide->into[k][i] = value;
        }
    }
}

static void NAME(slide_rows)(const struct kernel_slide *slide, size_t count) {
    size_t stop = count / RATIO_LANES * RATIO_LANES;
    if (slide->width > (1U << 24) / ((1U << 8 * sizeof(SAMPLE)) - 1))
        NAME(slide_wide)(slide, stop);
    else if (slide->sums && slide->row_count == KERNEL_ROWS)
        NAME(slide_narrow)(slide, KERNEL_ROWS, stop, true);
    else
        NAME(slide_narrow)(slide, slide->row_count, stop, slide->sums != NULL);
    NAME(slide_rest)(slide, stop, count);
}

#undef NAME
#undef SAMPLE
