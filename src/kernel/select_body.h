// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Exact order statistics by counting. The bracket of the wanted key shrinks to a quarter with
// each pass over the keys, which counts how many are above three pivots, so the work grows with
// the number of keys and never with their order. Parameters:
//   NAME(function)  name of a function of this key
//   KEY             signed integer type of a key
//   KEY_MAX         largest key
//   VECTOR_BYTES    of the instruction set; wider types than it has are slow

typedef KEY NAME(vector) __attribute__((vector_size(VECTOR_BYTES)));
enum {
    NAME(vector_lanes) = VECTOR_BYTES / sizeof(KEY),
    NAME(lanes) = KERNEL_GROUP_BYTES / sizeof(KEY),
    // Rows that counters as narrow as a key can count.
    NAME(narrow_rows) = sizeof(KEY) == 1   ? 127
                        : sizeof(KEY) == 2 ? 32767
                                           : 1 << 30
};

static inline NAME(vector) NAME(load)(const KEY *keys) {
    NAME(vector) vector;
    memcpy(&vector, keys, sizeof vector);
    return vector;
}

static inline NAME(vector) NAME(choose)(NAME(vector) where, NAME(vector) a, NAME(vector) b) {
    return (a & where) | (b & ~where);
}

// above[p][lane] = rows whose key is above pivots[p][lane].
static void NAME(count_above)(const KEY *keys, size_t rows, KEY pivots[3][NAME(lanes)],
                              uint32_t above[3][NAME(lanes)]) {
    memset(above, 0, 3 * sizeof *above);
    for (size_t column = 0; column < NAME(lanes); column += NAME(vector_lanes)) {
        NAME(vector) pivot0 = NAME(load)(&pivots[0][column]);
        NAME(vector) pivot1 = NAME(load)(&pivots[1][column]);
        NAME(vector) pivot2 = NAME(load)(&pivots[2][column]);
        const KEY *key = keys + column;
        for (size_t left = rows; left > 0;) {
            size_t block = left < NAME(narrow_rows) ? left : NAME(narrow_rows);
            NAME(vector) count0 = { 0 }, count1 = { 0 }, count2 = { 0 };
            for (size_t row = 0; row < block; row++, key += NAME(lanes)) {
                NAME(vector) value = NAME(load)(key);
                count0 -= value > pivot0;
                count1 -= value > pivot1;
                count2 -= value > pivot2;
            }
            for (size_t lane = 0; lane < NAME(vector_lanes); lane++) {
                above[0][column + lane] += (uint32_t)count0[lane];
                above[1][column + lane] += (uint32_t)count1[lane];
                above[2][column + lane] += (uint32_t)count2[lane];
            }
            left -= block;
        }
    }
}

// Smallest and largest key of each lane.
static void NAME(bracket)(const KEY *keys, size_t rows, KEY *low, KEY *high) {
    for (size_t column = 0; column < NAME(lanes); column += NAME(vector_lanes)) {
        const KEY *key = keys + column;
        NAME(vector) min = NAME(load)(key), max = min;
        for (size_t row = 1; row < rows; row++) {
            NAME(vector) value = NAME(load)(key + row * NAME(lanes));
            min = NAME(choose)(value < min, value, min);
            max = NAME(choose)(value > max, value, max);
        }
        memcpy(low + column, &min, sizeof min);
        memcpy(high + column, &max, sizeof max);
    }
}

// Smallest key of each lane above its pivot (KEY_MAX when there is none).
static void NAME(smallest_above)(const KEY *keys, size_t rows, const KEY *pivots, KEY *smallest) {
    for (size_t column = 0; column < NAME(lanes); column += NAME(vector_lanes)) {
        NAME(vector) pivot = NAME(load)(pivots + column);
        NAME(vector) none = (NAME(vector)){ 0 } + KEY_MAX, best = none;
        const KEY *key = keys + column;
        for (size_t row = 0; row < rows; row++, key += NAME(lanes)) {
            NAME(vector) value = NAME(load)(key);
            value = NAME(choose)(value > pivot, value, none);
            best = NAME(choose)(value < best, value, best);
        }
        memcpy(smallest + column, &best, sizeof best);
    }
}

static void NAME(pivots)(int64_t low, int64_t high, KEY *pivots, size_t stride) {
    int64_t width = high - low;
    pivots[0] = (KEY)(low + width / 4);
    pivots[stride] = (KEY)(low + width / 2);
    pivots[2 * stride] = (KEY)(low + width / 4 * 3 + width % 4 * 3 / 4);
}

// The wanted key is the smallest with at most `limit` keys above it.
static void NAME(narrow)(const KEY *pivots, size_t stride, const uint64_t *above, uint64_t limit,
                         KEY *low, KEY *high) {
    for (size_t p = 0; p < 3; p++) {
        if (above[p] <= limit) {
            *high = pivots[p * stride];
            return;
        }
        *low = (KEY)(pivots[p * stride] + 1);
    }
}

static void NAME(select_rows)(const void *group, size_t rows, const uint32_t *ranks, int32_t *key,
                              int32_t *next) {
    const KEY *keys = group;
    KEY low[NAME(lanes)], high[NAME(lanes)], pivots[3][NAME(lanes)];
    uint32_t above[3][NAME(lanes)];
    NAME(bracket)(keys, rows, low, high);
    for (;;) {
        bool open = false;
        for (size_t lane = 0; lane < NAME(lanes); lane++) {
            open |= low[lane] < high[lane];
            NAME(pivots)(low[lane], high[lane], &pivots[0][lane], NAME(lanes));
        }
        NAME(count_above)(keys, rows, pivots, above);
        if (!open)
            break;
        for (size_t lane = 0; lane < NAME(lanes); lane++) {
            uint64_t counts[3] = { above[0][lane], above[1][lane], above[2][lane] };
            if (low[lane] < high[lane])
                NAME(narrow)
            (&pivots[0][lane], NAME(lanes), counts, rows - 1 - ranks[lane], &low[lane],
             &high[lane]);
        }
    }
    KEY larger[NAME(lanes)];
    NAME(smallest_above)(keys, rows, low, larger);
    for (size_t lane = 0; lane < NAME(lanes); lane++) {
        key[lane] = low[lane];
        uint32_t at_most = (uint32_t)rows - above[0][lane];
        bool same = at_most > ranks[lane] + 1 || ranks[lane] + 1 >= rows;
        next[lane] = same ? low[lane] : larger[lane];
    }
}

static void NAME(greater_rows)(const void *group, size_t rows, int32_t pivot, uint32_t *greater) {
    KEY pivots[3][NAME(lanes)];
    uint32_t above[3][NAME(lanes)];
    for (size_t lane = 0; lane < NAME(lanes); lane++)
        pivots[0][lane] = pivots[1][lane] = pivots[2][lane] = (KEY)pivot;
    NAME(count_above)(group, rows, pivots, above);
    memcpy(greater, above[0], sizeof above[0]);
}

// One run is a group whose lanes are joined; the keys that fill its last row are the largest,
// so they change no rank below `count`.
static void NAME(select_run)(void *run, size_t count, uint64_t rank, int32_t *key, int32_t *next) {
    KEY *keys = run;
    size_t rows = (count + NAME(lanes) - 1) / NAME(lanes), filled = rows * NAME(lanes);
    for (size_t i = count; i < filled; i++)
        keys[i] = KEY_MAX;
    KEY lows[NAME(lanes)], highs[NAME(lanes)], pivots[3][NAME(lanes)];
    NAME(bracket)(keys, rows, lows, highs);
    KEY low = lows[0], high = highs[0];
    for (size_t lane = 1; lane < NAME(lanes); lane++) {
        low = lows[lane] < low ? lows[lane] : low;
        high = highs[lane] > high ? highs[lane] : high;
    }
    uint64_t counts[3];
    for (;;) {
        for (size_t lane = 0; lane < NAME(lanes); lane++)
            NAME(pivots)(low, high, &pivots[0][lane], NAME(lanes));
        uint32_t above[3][NAME(lanes)];
        NAME(count_above)(keys, rows, pivots, above);
        for (size_t p = 0; p < 3; p++) {
            counts[p] = 0;
            for (size_t lane = 0; lane < NAME(lanes); lane++)
                counts[p] += above[p][lane];
        }
        if (low >= high)
            break;
        NAME(narrow)(&pivots[0][0], NAME(lanes), counts, filled - 1 - rank, &low, &high);
    }
    *key = *next = low;
    if (filled - counts[0] > rank + 1 || rank + 1 >= count)
        return;
    KEY larger[NAME(lanes)];
    NAME(smallest_above)(keys, rows, pivots[0], larger);
    *next = larger[0];
    for (size_t lane = 1; lane < NAME(lanes); lane++)
        *next = larger[lane] < *next ? larger[lane] : *next;
}

#undef NAME
#undef KEY
#undef KEY_MAX
