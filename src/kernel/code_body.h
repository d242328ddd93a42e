// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Codes: one signed byte a key, in rows of 64 that stand for one or more rows of a group. The
// search counts how many codes of each lane are above three pivots at a time, so a pass over
// the codes leaves a quarter of the candidates, whatever their order.

enum {
    CODE_COLUMNS = 64,
    CODE_LOWEST = -128,
    CODE_HIGHEST = 127,
    CODE_VECTOR = VECTOR_BYTES < 32 ? VECTOR_BYTES : 32,
    CODE_BLOCK = 255 // rows that counters of one byte hold
};
typedef int8_t code_vector __attribute__((vector_size(CODE_VECTOR)));

static inline code_vector load_codes(const int8_t *codes) {
    code_vector vector;
    memcpy(&vector, codes, sizeof vector);
    return vector;
}

static inline void add_counts(const code_vector *counts, uint32_t *sums) {
    uint8_t bytes[CODE_VECTOR];
    memcpy(bytes, counts, sizeof bytes);
    for (size_t i = 0; i < CODE_VECTOR; i++)
        sums[i] += bytes[i];
}

// above[p][column] = rows whose code is above pivots[p][column]. Two vectors of a row are read
// together: a line leaves the second-level cache once.
static void count_codes(const int8_t *codes, size_t rows, int8_t pivots[3][CODE_COLUMNS],
                        uint32_t above[3][CODE_COLUMNS]) {
    memset(above, 0, 3 * sizeof *above);
    for (size_t column = 0; column < CODE_COLUMNS; column += 2 * CODE_VECTOR) {
        size_t second = column + CODE_VECTOR;
        code_vector low0 = load_codes(&pivots[0][column]), low1 = load_codes(&pivots[0][second]);
        code_vector mid0 = load_codes(&pivots[1][column]), mid1 = load_codes(&pivots[1][second]);
        code_vector high0 = load_codes(&pivots[2][column]), high1 = load_codes(&pivots[2][second]);
        const int8_t *row = codes + column;
        for (size_t left = rows; left > 0;) {
            size_t block = left < CODE_BLOCK ? left : CODE_BLOCK;
            code_vector a0 = { 0 }, a1 = { 0 }, b0 = { 0 }, b1 = { 0 }, c0 = { 0 }, c1 = { 0 };
            for (size_t i = 0; i < block; i++, row += CODE_COLUMNS) {
                code_vector first = load_codes(row), next = load_codes(row + CODE_VECTOR);
                a0 -= first > low0, a1 -= next > low1;
                b0 -= first > mid0, b1 -= next > mid1;
                c0 -= first > high0, c1 -= next > high1;
            }
            add_counts(&a0, &above[0][column]), add_counts(&a1, &above[0][second]);
            add_counts(&b0, &above[1][column]), add_counts(&b1, &above[1][second]);
            add_counts(&c0, &above[2][column]), add_counts(&c1, &above[2][second]);
            left -= block;
        }
    }
}

// The search of one lane: the wanted code is the smallest with at most `limit` codes above it
// and lies between `low` and `high`.
struct code_search {
    uint32_t limit;
    int low, high;
    uint32_t at_least_low, above_high; // how many codes are
};

// Pivots that cut the candidates in four; the first pass cuts them at a guess.
static void choose_codes(const struct code_search *search, bool guessed, int guess_low,
                         int guess_high, int pivots[3]) {
    int low = search->low, width = search->high - low + 1;
    if (guessed) {
        pivots[0] = guess_low - 1;
        pivots[1] = guess_low + (guess_high - guess_low) / 2;
        pivots[2] = guess_high;
    } else {
        for (int p = 0; p < 3; p++)
            pivots[p] = low + width * (p + 1) / 4 - 1;
    }
    for (int p = 0; p < 3; p++)
        pivots[p] = pivots[p] < low ? low : pivots[p] > search->high ? search->high : pivots[p];
}

static void narrow_codes(struct code_search *search, const int pivots[3], const uint32_t above[3]) {
    for (size_t p = 0; p < 3; p++) {
        if (pivots[p] >= search->high)
            return;
        if (above[p] <= search->limit) {
            search->high = pivots[p];
            search->above_high = above[p];
            return;
        }
        search->low = pivots[p] + 1;
        search->at_least_low = above[p];
    }
}

// Searches all lanes until one candidate is left. Column c belongs to lane c % lanes; `padding`
// rows of the last row of codes are none and have the highest code. `guess_low` (may be NULL)
// and `guess_high` are where the codes are likely.
static void search_codes(const int8_t *codes, size_t rows, size_t lanes, size_t padding,
                         const int *guess_low, const int *guess_high, struct code_search *search) {
    bool guessed = guess_low;
    for (;;) {
        int8_t pivots[3][CODE_COLUMNS];
        uint32_t above[3][CODE_COLUMNS];
        int chosen[CODE_COLUMNS][3];
        bool open = false;
        for (size_t lane = 0; lane < lanes; lane++) {
            open |= search[lane].low < search[lane].high;
            choose_codes(&search[lane], guessed, guessed ? guess_low[lane] : 0,
                         guessed ? guess_high[lane] : 0, chosen[lane]);
            for (size_t column = lane; column < CODE_COLUMNS; column += lanes)
                for (size_t p = 0; p < 3; p++)
                    pivots[p][column] = (int8_t)chosen[lane][p];
        }
        if (!open)
            return;
        guessed = false;
        count_codes(codes, rows, pivots, above);
        for (size_t lane = 0; lane < lanes; lane++) {
            uint32_t sums[3] = { 0 };
            for (size_t p = 0; p < 3; p++) {
                for (size_t column = lane; column < CODE_COLUMNS; column += lanes)
                    sums[p] += above[p][column];
                sums[p] -= chosen[lane][p] < CODE_HIGHEST ? (uint32_t)padding : 0;
            }
            narrow_codes(&search[lane], chosen[lane], sums);
        }
    }
}
