// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "source/gaps.h"

#include "base/alloc.h"
#include "base/file.h"

#include <stdlib.h>
#include <string.h>

static bool is_digit(char character) {
    return character >= '0' && character <= '9';
}

// The run of digits number `back` from the end (0: the last) of a name without its suffix.
// False when there is none, or it does not fit.
static bool number_from_end(const char *name, int back, int64_t *number) {
    const char *suffix = file_suffix(name);
    const char *end = *suffix ? suffix - 1 : name + strlen(name);
    for (;;) {
        while (end > name && !is_digit(end[-1]))
            end--;
        const char *start = end;
        while (start > name && is_digit(start[-1]))
            start--;
        if (start == end)
            return false;
        if (back-- > 0) {
            end = start;
            continue;
        }
        int64_t value = 0;
        for (; start < end; start++)
            if (__builtin_mul_overflow(value, 10, &value)
                || __builtin_add_overflow(value, *start - '0', &value))
                return false;
        *number = value;
        return true;
    }
}

// Fills `numbers` with the run number `back`; false when a name lacks it. *varies: whether they
// are not all the same, *rises: whether none is smaller than the one before; *repeats: how many are
// the same as that.
static bool take_numbers(char *const *names, size_t count, int back, int64_t *numbers, bool *varies,
                         bool *rises, size_t *repeats) {
    *varies = false;
    *rises = true;
    *repeats = 0;
    for (size_t i = 0; i < count; i++) {
        if (!number_from_end(names[i], back, &numbers[i]))
            return false;
        if (i > 0) {
            *varies |= numbers[i] != numbers[i - 1];
            *rises &= numbers[i] >= numbers[i - 1];
            *repeats += numbers[i] == numbers[i - 1];
        }
    }
    return true;
}

static int compare_numbers(const void *a, const void *b) {
    int64_t first = *(const int64_t *)a, second = *(const int64_t *)b;
    return (first > second) - (first < second);
}

static int64_t usual_step(const int64_t *numbers, size_t count) {
    size_t steps = count - 1, most = 0;
    int64_t usual = 0;
    int64_t *sorted = alloc_zeroed(steps, sizeof *sorted);
    bool is_sorted = true; // as steps are that are all the same
    for (size_t i = 0; i < steps; i++) {
        sorted[i] = numbers[i + 1] - numbers[i];
        is_sorted = is_sorted && (!i || sorted[i] >= sorted[i - 1]);
    }
    if (!is_sorted)
        qsort(sorted, steps, sizeof *sorted, compare_numbers);
    for (size_t i = 0, run; i < steps; i += run) {
        for (run = 1; i + run < steps && sorted[i + run] == sorted[i];)
            run++;
        if (run > most) {
            most = run;
            usual = sorted[i];
        }
    }
    free(sorted);
    return most * 4 >= steps ? usual : 0;
}

static void find_gaps(struct numbering *numbering, size_t count) {
    const int64_t *numbers = numbering->numbers;
    int64_t step = numbering->step;
    for (size_t i = 0; i + 1 < count; i++) {
        int64_t jump = numbers[i + 1] - numbers[i];
        if (jump > 0 && jump <= step)
            continue;
        int64_t missing = jump ? (jump - 1) / step : 0;
        numbering->gaps = alloc_grow(numbering->gaps, numbering->gap_count,
                                     &numbering->gap_capacity, sizeof *numbering->gaps);
        numbering->gaps[numbering->gap_count++] =
            (struct source_gap){ .after = (int64_t)i,
                                 .first = numbers[i] + (jump ? step : 0),
                                 .last = numbers[i] + step * missing,
                                 .missing = missing };
    }
}

struct numbering numbering_find(char *const *names, size_t count) {
    struct numbering numbering = { 0 };
    if (count < 2)
        return numbering;
    int64_t *numbers = alloc_zeroed(count, sizeof *numbers);
    bool varies = false, rises = false;
    size_t repeats = 0;
    for (int back = 0; !varies; back++)
        if (!take_numbers(names, count, back, numbers, &varies, &rises, &repeats)) {
            rises = false;
            break;
        }
    if (!rises || repeats > count / 4) {
        free(numbers);
        return numbering;
    }
    numbering.numbers = numbers;
    numbering.step = usual_step(numbers, count);
    if (numbering.step > 0)
        find_gaps(&numbering, count);
    return numbering;
}

void numbering_free(struct numbering *numbering) {
    free(numbering->numbers);
    free(numbering->gaps);
    *numbering = (struct numbering){ 0 };
}
