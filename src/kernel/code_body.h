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
typedef uint8_t code_counts __attribute__((vector_size(CODE_VECTOR))); // may pass 127

static inline code_vector load_codes(const int8_t *codes) {
    code_vector vector;
    memcpy(&vector, codes, sizeof vector);
    return vector;
}

static inline void add_counts(code_counts counts, uint32_t *sums) {
    uint8_t bytes[CODE_VECTOR];
    memcpy(bytes, &counts, sizeof bytes);
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
            code_counts a0 = { 0 }, a1 = { 0 }, b0 = { 0 }, b1 = { 0 }, c0 = { 0 }, c1 = { 0 };
            for (size_t i = 0; i < block; i++, row += CODE_COLUMNS) {
                code_vector first = load_codes(row), next = load_codes(row + CODE_VECTOR);
                a0 -= (code_counts)(first > low0), a1 -= (code_counts)(next > low1);
                b0 -= (code_counts)(first > mid0), b1 -= (code_counts)(next > mid1);
                c0 -= (code_counts)(first > high0), c1 -= (code_counts)(next > high1);
            }
            add_counts(a0, &above[0][column]), add_counts(a1, &above[0][second]);
            add_counts(b0, &above[1][column]), add_counts(b1, &above[1][second]);
            add_counts(c0, &above[2][column]), add_counts(c1, &above[2][second]);
            left -= block;
        }
    }
}

// The search of all lanes: the wanted code of each is the smallest with at most `limit` codes
// above it and lies between `low` and `high`.
struct code_search {
    uint32_t limit[CODE_COLUMNS];
    int32_t low[CODE_COLUMNS], high[CODE_COLUMNS];
    uint32_t at_least_low[CODE_COLUMNS], above_high[CODE_COLUMNS]; // how many codes are
    int32_t pivots[3][CODE_COLUMNS];
};

// Pivots that cut the candidates of each lane in four.
static void cut_codes(struct code_search *search, size_t lanes) {
    for (size_t lane = 0; lane < lanes; lane++) {
        int32_t low = search->low[lane], width = search->high[lane] - low + 1;
        for (int32_t p = 0; p < 3; p++) {
            int32_t ahead = (width * (p + 1) >> 2) - 1;
            search->pivots[p][lane] = low + (ahead > 0 ? ahead : 0);
        }
    }
}

// Keeps the part of each lane's candidates that holds the wanted code.
static void narrow_codes(struct code_search *search, size_t lanes,
                         uint32_t above[3][CODE_COLUMNS]) {
    for (size_t p = 3; p-- > 0;)
        for (size_t lane = 0; lane < lanes; lane++) {
            bool within = above[p][lane] <= search->limit[lane];
            search->high[lane] = within ? search->pivots[p][lane] : search->high[lane];
            search->above_high[lane] = within ? above[p][lane] : search->above_high[lane];
        }
    for (size_t p = 0; p < 3; p++)
        for (size_t lane = 0; lane < lanes; lane++) {
            bool beyond = above[p][lane] > search->limit[lane];
            search->low[lane] = beyond ? search->pivots[p][lane] + 1 : search->low[lane];
            search->at_least_low[lane] = beyond ? above[p][lane] : search->at_least_low[lane];
        }
}

static bool is_searching(const struct code_search *search, size_t lanes) {
    int32_t open = 0;
    for (size_t lane = 0; lane < lanes; lane++)
        open |= search->low[lane] ^ search->high[lane];
    return open;
}

// One pass. Column c belongs to lane c % lanes, a power of two; `padding` rows of the last row
// of codes are none and have the highest code.
static void pass_codes(const int8_t *codes, size_t rows, size_t lanes, size_t padding,
                       struct code_search *search) {
    int8_t pivots[3][CODE_COLUMNS];
    uint32_t above[3][CODE_COLUMNS];
    for (size_t p = 0; p < 3; p++) {
        for (size_t lane = 0; lane < lanes; lane++)
            pivots[p][lane] = (int8_t)search->pivots[p][lane];
        for (size_t filled = lanes; filled < CODE_COLUMNS; filled *= 2)
            memcpy(pivots[p] + filled, pivots[p], filled);
    }
    count_codes(codes, rows, pivots, above);
    for (size_t p = 0; p < 3; p++) {
        for (size_t half = CODE_COLUMNS / 2; half >= lanes; half /= 2)
            for (size_t column = 0; column < half; column++)
                above[p][column] += above[p][column + half];
        for (size_t lane = 0; lane < lanes; lane++)
            above[p][lane] -= search->pivots[p][lane] < CODE_HIGHEST ? (uint32_t)padding : 0;
    }
    narrow_codes(search, lanes, above);
}

// Searches until one candidate of each lane is left: at most four passes from all codes.
static void search_codes(const int8_t *codes, size_t rows, size_t lanes, size_t padding,
                         struct code_search *search) {
    while (is_searching(search, lanes)) {
        cut_codes(search, lanes);
        pass_codes(codes, rows, lanes, padding, search);
    }
}
