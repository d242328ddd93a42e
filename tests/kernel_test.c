// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Every instruction set against plain loops: lengths 0 to 70, starts of every alignment,
// hostile data; and all sets against each other, bit for bit.

#include "kernel_support.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static int value(const struct rows *rows, size_t k, size_t i) {
    return (int)element_value(rows->element, rows->row[k], i);
}

static void check_integer_rows(const struct kernels *kernels, const struct rows *rows) {
    const struct kernel_integers *kernel = &kernels->integers[rows->element];
    uint32_t sums[ROOM] = { 0 }, squares[ROOM] = { 0 }, upper_halves[ROOM] = { 0 };
    uint32_t *uppers = rows->element == ELEMENT_U8 ? NULL : upper_halves;
    uint64_t all_squares[ROOM] = { 0 };
    int64_t all_sums[ROOM] = { 0 };
    size_t n = rows->count, size = element_size(rows->element);
    unsigned char min[ROOM * 2], max[ROOM * 2], low_too[ROOM * 2], high_too[ROOM * 2];
    memcpy(min, rows->row[0], n * size);
    memcpy(max, rows->row[0], n * size);
    memcpy(low_too, min, n * size);
    memcpy(high_too, max, n * size);
    kernel->sum_rows(rows->row, rows->row_count, n, sums);
    kernel->moment_rows(rows->row, rows->row_count, n, sums, squares, uppers, NULL, NULL);
    kernel->moment_rows(rows->row, rows->row_count, n, sums, squares, uppers, low_too, high_too);
    kernel->gather(sums, squares, uppers, n, all_sums, all_squares);
    kernel->extreme_rows(rows->row, rows->row_count, n, min, max);
    for (size_t i = 0; i < ROOM; i++) {
        int64_t sum = 0, square = 0, low = INT64_MAX, high = INT64_MIN;
        for (size_t k = 0; i < n && k < rows->row_count; k++) {
            int64_t v = value(rows, k, i), biased = v - kernel_bias(rows->element);
            sum += biased;
            square += biased * biased;
            low = v < low ? v : low;
            high = v > high ? v : high;
        }
        assert_true(all_sums[i] == 3 * sum);
        assert_true(all_squares[i] == 2 * (uint64_t)square);
        if (i < n) {
            assert_true(element_value(rows->element, min, i) == (double)low);
            assert_true(element_value(rows->element, max, i) == (double)high);
            assert_true(element_value(rows->element, low_too, i) == (double)low);
            assert_true(element_value(rows->element, high_too, i) == (double)high);
        }
    }
}

static void integer_rows_add_up(void **state) {
    (void)state;
    each_case(ELEMENT_U8, ELEMENT_I16, check_integer_rows);
}

static void check_tally(const struct kernels *kernels, const struct rows *rows) {
    int lowest = element_lowest(rows->element);
    uint64_t *bins = calloc(65536, sizeof *bins);
    kernels->integers[rows->element].tally(rows->row[0], rows->count, bins);
    for (size_t i = 0; i < rows->count; i++) {
        int v = value(rows, 0, i);
        assert_true(bins[v - lowest] > 0);
        bins[v - lowest]--;
    }
    for (size_t i = 0; i < 65536; i++)
        assert_true(bins[i] == 0);
    free(bins);
}

static void values_are_counted(void **state) {
    (void)state;
    each_case(ELEMENT_U8, ELEMENT_I16, check_tally);
}

static void partial_sums_hold_the_promised_rows(void **state) {
    (void)state;
    const struct kernels *kernels;
    for (size_t set = 0; (kernels = kernels_available(set)); set++)
        for (enum element e = ELEMENT_U8; e <= ELEMENT_I16; e++)
            for (int high = 0; high < 2; high++) {
                struct rows rows =
                    make_rows(e, high ? PATTERN_HIGHEST : PATTERN_LOWEST, KERNEL_ROWS, 65, 1);
                uint32_t sums[65] = { 0 }, squares[65] = { 0 }, uppers[65] = { 0 };
                uint64_t all_squares[65] = { 0 };
                int64_t all_sums[65] = { 0 };
                for (size_t i = 0; i < KERNEL_PARTIAL_ROWS; i += KERNEL_ROWS)
                    kernels->integers[e].moment_rows(rows.row, KERNEL_ROWS, 65, sums, squares,
                                                     uppers, NULL, NULL);
                kernels->integers[e].gather(sums, squares, e == ELEMENT_U8 ? NULL : uppers, 65,
                                            all_sums, all_squares);
                int64_t v = (high ? element_highest(e) : element_lowest(e)) - kernel_bias(e);
                for (size_t i = 0; i < 65; i++) {
                    assert_true(all_sums[i] == v * KERNEL_PARTIAL_ROWS);
                    assert_true(all_squares[i] == (uint64_t)(v * v) * KERNEL_PARTIAL_ROWS);
                }
                free(rows.memory);
            }
}

static void check_float_rows(const struct kernels *kernels, const struct rows *rows) {
    const struct kernel_floats *kernel = &kernels->floats;
    const float *const *row = (const float *const *)rows->row;
    size_t n = rows->count;
    double sums[ROOM] = { 0 }, shifts[ROOM], first[ROOM] = { 0 }, second[ROOM] = { 0 };
    uint32_t missing[ROOM] = { 0 };
    float min[ROOM], max[ROOM], low_too[ROOM], high_too[ROOM];
    for (size_t i = 0; i < ROOM; i++)
        shifts[i] = (double)(min[i] = max[i] = low_too[i] = high_too[i] = NAN);
    kernel->sum_rows(row, rows->row_count, n, sums, missing);
    bool all = kernel->shift_rows(row, rows->row_count, n, shifts), every = true;
    double again[ROOM] = { 0 };
    uint32_t again_missing[ROOM] = { 0 };
    // With sums and extremes, or without.
    bool full = n % 3, bounds = n % 2;
    kernel->moment_rows(row, rows->row_count, n, shifts, full ? again : NULL, again_missing, first,
                        second, bounds ? low_too : NULL, bounds ? high_too : NULL);
    kernel->extreme_rows(row, rows->row_count, n, min, max);
    for (size_t i = 0; i < n; i++) {
        double sum = 0, shift = NAN, one = 0, two = 0;
        float low = NAN, high = NAN;
        uint32_t count = 0;
        for (size_t k = 0; k < rows->row_count; k++)
            shift = isnan(shift) && isfinite(row[k][i]) ? (double)row[k][i] : shift;
        for (size_t k = 0; k < rows->row_count; k++) {
            float v = row[k][i];
            if (isnan(v))
                continue;
            sum += (double)v;
            one += (double)v - shift;
            two += ((double)v - shift) * ((double)v - shift);
            low = count == 0 || v < low ? v : low;
            high = count == 0 || v > high ? v : high;
            count++;
        }
        every &= !isnan(shift);
        assert_int_equal(missing[i], rows->row_count - count);
        assert_int_equal(again_missing[i], rows->row_count - count);
        same(sums[i], sum);
        same(again[i], full ? sum : 0.0);
        same((double)low_too[i], bounds ? (double)low : NAN);
        same((double)high_too[i], bounds ? (double)high : NAN);
        same(shifts[i], shift);
        same(first[i], one);
        same(second[i], two);
        same((double)min[i], (double)low);
        same((double)max[i], (double)high);
    }
    assert_true(all == every);
}

static void float_rows_add_up_in_time_order(void **state) {
    (void)state;
    each_case(ELEMENT_F32, ELEMENT_F32, check_float_rows);
}

static void check_keys(const struct kernels *kernels, const struct rows *rows) {
    if (rows->count == 0)
        return;
    const struct kernel_elements *kernel = &kernels->elements[rows->element];
    size_t n = rows->count, size = element_size(rows->element);
    unsigned char *keys = calloc(ROOM + KERNEL_GROUP_BYTES, size);
    double values[ROOM];
    size_t numbers = 0;
    for (size_t i = 0; i < n; i++) {
        double v = element_value(rows->element, rows->row[0], i);
        if (!isnan(v))
            values[numbers++] = v;
    }
    for (size_t rank = 0; rank < numbers; rank++) {
        int32_t key, next;
        kernel->pack(rows->row[0], n, keys, KERNEL_GROUP_BYTES);
        kernel->select_run(keys, n, rank, &key, &next);
        naive_percentile(values, numbers, 0); // sorts
        same(kernel_key_value(rows->element, key), values[rank]);
        if (rank + 1 < numbers)
            same(kernel_key_value(rows->element, next), values[rank + 1]);
    }
    free(keys);
}

static void runs_give_every_rank(void **state) {
    (void)state;
    each_case(ELEMENT_U8, ELEMENT_F32, check_keys);
}

static void groups_give_every_rank(void **state) {
    (void)state;
    static const size_t counts[] = { 1, 2, 3, 127, 128, 255, 256, 1000, 33000 };
    const struct kernels *kernels;
    for (size_t set = 0; (kernels = kernels_available(set)); set++)
        for (enum element e = ELEMENT_U8; e < ELEMENT_COUNT; e++)
            for (size_t c = 0; c < sizeof counts / sizeof *counts; c++) {
                size_t rows = counts[c], lanes = KERNEL_GROUP_BYTES / element_size(e);
                uint64_t seed = c;
                enum pattern pattern = e == ELEMENT_F32 || c % 2 ? PATTERN_RANDOM : PATTERN_CAMERA;
                unsigned char *samples = calloc(rows, KERNEL_GROUP_BYTES);
                unsigned char *keys = calloc(rows, KERNEL_GROUP_BYTES);
                fill_samples(e, pattern, 0, samples, rows * lanes, &seed);
                kernels->elements[e].pack(samples, rows * lanes, keys, KERNEL_GROUP_BYTES);
                uint32_t ranks[64];
                int32_t key[64], next[64];
                for (size_t lane = 0; lane < lanes; lane++)
                    ranks[lane] = (uint32_t)(lane * rows / lanes);
                unsigned char *work = malloc(KERNEL_WORK_BYTES(rows, element_size(e)));
                const uint32_t *const all_ranks[] = { ranks };
                int32_t *const all_keys[] = { key }, *const all_next[] = { next };
                kernels->elements[e].select_rows(keys, rows, 1, all_ranks, work, all_keys,
                                                 all_next);
                free(work);
                double *column = calloc(rows, sizeof *column);
                for (size_t lane = 0; lane < lanes; lane++) {
                    for (size_t row = 0; row < rows; row++)
                        column[row] = element_value(e, samples, row * lanes + lane);
                    naive_percentile(column, rows, 0);
                    size_t rank = ranks[lane], after = rank + 1 < rows ? rank + 1 : rank;
                    same(kernel_key_value(e, key[lane]), column[rank]);
                    same(kernel_key_value(e, next[lane]), column[after]);
                }
                free(column);
                free(samples);
                free(keys);
            }
}

static void sets_are_chosen_by_name(void **state) {
    (void)state;
    assert_string_equal(kernels_available(0)->name, "baseline");
    assert_ptr_equal(kernels_named("baseline"), kernels_available(0));
    assert_null(kernels_named("mmx"));
    struct fault fault = { 0 };
    assert_false(kernels_use("mmx\n", &fault));
    assert_int_equal(fault.kind, FAULT_USAGE);
    assert_non_null(strstr(fault_text(&fault), "baseline"));
    assert_null(strchr(fault_text(&fault), '\n'));
    fault_clear(&fault);
    assert_ptr_equal(kernels_used(), kernels_best());
    assert_true(kernels_use("baseline", &fault));
    assert_string_equal(kernels_used()->name, "baseline");
}

// Flags that end up in all of them would make three tables of one instruction set.
static void tables_are_of_their_instruction_sets(void **state) {
    (void)state;
    const struct kernels *kernels;
    size_t before = 8;
    for (size_t i = 0; (kernels = kernels_available(i)); i++) {
        assert_int_equal(kernels->vector_bytes, 2 * before);
        before = kernels->vector_bytes;
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sets_are_chosen_by_name),
        cmocka_unit_test(integer_rows_add_up),
        cmocka_unit_test(values_are_counted),
        cmocka_unit_test(partial_sums_hold_the_promised_rows),
        cmocka_unit_test(float_rows_add_up_in_time_order),
        cmocka_unit_test(runs_give_every_rank),
        cmocka_unit_test(groups_give_every_rank),
        cmocka_unit_test(tables_are_of_their_instruction_sets),
    };
    return cmocka_run_group_tests_name("kernel", tests, NULL, NULL);
}
