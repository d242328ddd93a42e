// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Exact order statistics by counting. Runs: the bracket of the wanted key shrinks to a quarter
// with each pass over the keys, which counts how many are above three pivots. Groups: a sorted
// sample says where the wanted key is likely; that range is coded in bytes (code_body.h), which
// are searched faster than keys; what is left of it is coded again, or its few smallest keys
// are taken. A wrong guess costs a level; the work is bounded and does not depend on the order
// of the keys. Parameters:
//   NAME(function)  name of a function of this key
//   KEY             signed integer type of a key
//   UNSIGNED        unsigned integer type of its size
//   MINIMUM(a, b)   of vectors of keys, lane by lane
//   MAXIMUM(a, b)   the same
//   KEY_MAX         largest key
//   VECTOR_BYTES    of the instruction set; wider types than it has are slow

typedef KEY NAME(vector) __attribute__((vector_size(VECTOR_BYTES)));
typedef UNSIGNED NAME(unsigned_vector) __attribute__((vector_size(VECTOR_BYTES)));
enum {
    NAME(vector_lanes) = VECTOR_BYTES / sizeof(KEY),
    NAME(lanes) = KERNEL_GROUP_BYTES / sizeof(KEY),
    // Rows that counters as narrow as a key can count.
    NAME(narrow_rows) = sizeof(KEY) == 1   ? 127
                        : sizeof(KEY) == 2 ? 32767
                                           : 1 << 30,
    // Smallest keys of a bracket that one pass takes.
    NAME(finalists) = 4
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
            min = MINIMUM(value, min);
            max = MAXIMUM(value, max);
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
            best = MINIMUM(value, best);
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

// ── Groups ────────────────────────────────────────────────────────────────────────────────

// Where the wanted key of one lane lies: between `low` and `high`, number `index` (from 0) of
// the keys from `low` on.
struct NAME(place) {
    int64_t low, high;
    uint32_t at_least_low, above_high; // how many keys are
    uint32_t index;
};

// Enough of the smallest keys from `low` on for the wanted key and the next.
static bool NAME(is_placed)(const struct NAME(place) * place) {
    return place->low >= place->high || place->index + 1 < NAME(finalists);
}

static void NAME(exchange)(KEY *restrict lower, KEY *restrict upper) {
    for (size_t lane = 0; lane < NAME(lanes); lane++) {
        KEY a = lower[lane], b = upper[lane];
        lower[lane] = a < b ? a : b;
        upper[lane] = a < b ? b : a;
    }
}

// Sorts each lane of a power of two of rows (Batcher's merging network).
static void NAME(sort)(KEY *keys, size_t rows) {
    for (size_t run = 1; run < rows; run *= 2)
        for (size_t step = run; step > 0; step /= 2)
            for (size_t start = step % run; start + step < rows; start += 2 * step)
                for (size_t i = start; i < start + step && i + step < rows; i++)
                    if (((i ^ (i + step)) & ~(2 * run - 1)) == 0)
                        NAME(exchange)
    (keys + i * NAME(lanes), keys + (i + step) * NAME(lanes));
}

// A sorted sample of the rows, spread over all of them; its length (0: too few rows to gain).
static size_t NAME(take_sample)(const KEY *keys, size_t rows, KEY *sample) {
    if (rows < 8 * SELECT_SAMPLE_LEAST)
        return 0;
    size_t count = SELECT_SAMPLE_LEAST;
    while (count < SELECT_SAMPLE_MOST && count * 32 < rows)
        count *= 2;
    size_t step = rows / count;
    for (size_t i = 0; i < count; i++) // the multiplier keeps clear of periods
        memcpy(sample + i * NAME(lanes), keys + (i * step + i * 40503 % step) * NAME(lanes),
               KERNEL_GROUP_BYTES);
    NAME(sort)(sample, count);
    return count;
}

// Keys of the sample that have the wanted one between them, most likely.
static void NAME(guess)(const KEY *sample, size_t count, size_t lane, double part, int64_t *low,
                        int64_t *high) {
    double at = part * (double)(count - 1);
    double reach = SELECT_REACH * kernel_root(part * (1 - part) * (double)count) + 1;
    double first = at - reach, last = at + reach, most = (double)(count - 1);
    size_t from = first < 0 ? 0 : (size_t)first, to = last > most ? count - 1 : (size_t)last;
    *low = sample[from * NAME(lanes) + lane];
    *high = sample[to * NAME(lanes) + lane];
    // Beyond the ends of the sample: as far again as it reaches on the other side.
    int64_t middle = sample[(size_t)at * NAME(lanes) + lane];
    if (first < 0)
        *low -= 2 * (*high - middle);
    if (last > most)
        *high += 2 * (middle - *low);
    *low = *low < -(int64_t)KEY_MAX - 1 ? -(int64_t)KEY_MAX - 1 : *low;
    *high = *high > KEY_MAX ? KEY_MAX : *high;
}

// codes = which of 256 steps of 2^shift from `lows` on holds the key; the first and the last
// one hold what is beyond them too. `lows` is repeated over CODE_COLUMNS keys.
static void NAME(encode)(const KEY *restrict keys, size_t code_rows, const KEY *restrict lows,
                         unsigned shift, int8_t *restrict codes) {
    for (size_t row = 0; row < code_rows; row++, keys += CODE_COLUMNS, codes += CODE_COLUMNS) {
        UNSIGNED steps[CODE_COLUMNS];
        for (size_t i = 0; i < CODE_COLUMNS; i++) {
            KEY key = keys[i] > lows[i] ? keys[i] : lows[i];
            steps[i] = (UNSIGNED)((UNSIGNED)key - (UNSIGNED)lows[i]);
        }
        for (size_t i = 0; i < CODE_COLUMNS; i += NAME(vector_lanes)) {
            NAME(unsigned_vector) vector;
            memcpy(&vector, steps + i, sizeof vector);
            vector >>= shift;
            memcpy(steps + i, &vector, sizeof vector);
        }
        for (size_t i = 0; i < CODE_COLUMNS; i++) {
            UNSIGNED step = steps[i] < 255 ? steps[i] : 255;
            codes[i] = (int8_t)(step ^ 0x80);
        }
    }
}

// The same of a whole group: the last row of codes is filled with the highest.
static void NAME(encode_rows)(const KEY *keys, size_t rows, const KEY *lows, unsigned shift,
                              int8_t *codes) {
    enum { together = CODE_COLUMNS / NAME(lanes) };
    KEY repeated[CODE_COLUMNS], rest[CODE_COLUMNS];
    for (size_t i = 0; i < CODE_COLUMNS; i++)
        repeated[i] = lows[i % NAME(lanes)];
    size_t whole = rows / together;
    NAME(encode)(keys, whole, repeated, shift, codes);
    size_t left = (rows - whole * together) * NAME(lanes);
    if (left == 0)
        return;
    memset(rest, 0, sizeof rest);
    memcpy(rest, keys + whole * CODE_COLUMNS, left * sizeof *rest);
    codes += whole * CODE_COLUMNS;
    NAME(encode)(rest, 1, repeated, shift, codes);
    memset(codes + left, CODE_HIGHEST, CODE_COLUMNS - left);
}

static void NAME(start)(struct code_search *search, size_t rows, const uint32_t *ranks) {
    for (size_t lane = 0; lane < NAME(lanes); lane++) {
        search->limit[lane] = (uint32_t)rows - 1 - ranks[lane];
        search->low[lane] = CODE_LOWEST;
        search->high[lane] = CODE_HIGHEST;
        search->at_least_low[lane] = (uint32_t)rows;
        search->above_high[lane] = 0;
    }
}

// One level: cuts low..high of each open lane into 256 steps and finds the one that holds the
// wanted key.
static void NAME(refine)(const KEY *keys, size_t rows, const uint32_t *ranks, const int64_t *low,
                         const int64_t *high, int8_t *codes, struct NAME(place) * places) {
    unsigned shift = 0;
    KEY lows[NAME(lanes)];
    struct code_search search;
    NAME(start)(&search, rows, ranks);
    for (size_t lane = 0; lane < NAME(lanes); lane++) {
        lows[lane] = (KEY)low[lane];
        if (NAME(is_placed)(&places[lane]))
            search.low[lane] = CODE_HIGHEST;
        else
            while ((high[lane] - low[lane]) >> shift > 255)
                shift++;
    }
    NAME(encode_rows)(keys, rows, lows, shift, codes);
    size_t together = CODE_COLUMNS / NAME(lanes), code_rows = (rows + together - 1) / together;
    search_codes(codes, code_rows, NAME(lanes), code_rows * together - rows, &search);
    for (size_t lane = 0; lane < NAME(lanes); lane++) {
        struct NAME(place) *place = &places[lane];
        if (NAME(is_placed)(place))
            continue;
        int64_t step = (int64_t)1 << shift;
        int64_t from = low[lane] + (search.low[lane] - CODE_LOWEST) * step;
        if (search.low[lane] > CODE_LOWEST && from > place->low) {
            place->low = from;
            place->at_least_low = search.at_least_low[lane];
        }
        if (search.low[lane] < CODE_HIGHEST && from + step - 1 < place->high) {
            place->high = from + step - 1;
            place->above_high = search.above_high[lane];
        }
        place->index = ranks[lane] - ((uint32_t)rows - place->at_least_low);
    }
}

// Brings the ends of each lane's place to keys that there are.
static void NAME(close_in)(const KEY *keys, size_t rows, struct NAME(place) * places) {
    KEY least[NAME(lanes)], most[NAME(lanes)];
    NAME(bracket)(keys, rows, least, most);
    for (size_t lane = 0; lane < NAME(lanes); lane++) {
        struct NAME(place) *place = &places[lane];
        place->low = least[lane] > place->low ? least[lane] : place->low;
        place->high = most[lane] < place->high ? most[lane] : place->high;
    }
}

static bool NAME(is_open)(const struct NAME(place) * places) {
    for (size_t lane = 0; lane < NAME(lanes); lane++)
        if (!NAME(is_placed)(&places[lane]))
            return true;
    return false;
}

// Finds the places: keys of one byte are codes themselves, wider ones are coded level by level.
static void NAME(place_rows)(const KEY *keys, size_t rows, const uint32_t *ranks, const KEY *sample,
                             size_t sampled, int8_t *codes, struct NAME(place) * places) {
    int64_t low[NAME(lanes)], high[NAME(lanes)];
    for (size_t lane = 0; lane < NAME(lanes); lane++) {
        places[lane] = (struct NAME(place)){ .low = -(int64_t)KEY_MAX - 1,
                                             .high = KEY_MAX,
                                             .at_least_low = (uint32_t)rows,
                                             .index = ranks[lane] };
        if (sampled)
            NAME(guess)
        (sample, sampled, lane, rows > 1 ? (double)ranks[lane] / (double)(rows - 1) : 0, &low[lane],
         &high[lane]);
    }
    if (sizeof(KEY) == 1) {
        struct code_search search;
        NAME(start)(&search, rows, ranks);
        // The first cut is around the guess.
        for (size_t lane = 0; lane < NAME(lanes); lane++) {
            int32_t first = sampled ? (int32_t)low[lane] : -64;
            int32_t last = sampled ? (int32_t)high[lane] : 63;
            search.pivots[0][lane] = first > CODE_LOWEST ? first - 1 : CODE_LOWEST;
            search.pivots[1][lane] = (first + last) >> 1;
            search.pivots[2][lane] = last;
        }
        pass_codes((const int8_t *)keys, rows, NAME(lanes), 0, &search);
        search_codes((const int8_t *)keys, rows, NAME(lanes), 0, &search);
        for (size_t lane = 0; lane < NAME(lanes); lane++)
            places[lane] =
                (struct NAME(place)){ search.low[lane], search.high[lane],
                                      search.at_least_low[lane], search.above_high[lane], 0 };
        return;
    }
    if (sampled)
        NAME(refine)(keys, rows, ranks, low, high, codes, places);
    for (bool closed = false; NAME(is_open)(places);) {
        if (!closed) {
            bool wide = !sampled;
            for (size_t lane = 0; lane < NAME(lanes); lane++)
                wide |=
                    !NAME(is_placed)(&places[lane])
                    && (places[lane].low == -(int64_t)KEY_MAX - 1 || places[lane].high == KEY_MAX);
            if (wide)
                NAME(close_in)(keys, rows, places);
            closed = wide;
            if (wide)
                continue;
        }
        for (size_t lane = 0; lane < NAME(lanes); lane++)
            low[lane] = places[lane].low, high[lane] = places[lane].high;
        NAME(refine)(keys, rows, ranks, low, high, codes, places);
    }
}

// The smallest keys of each lane from `from` on, in order; KEY_MAX when there are no more.
static void NAME(smallest)(const KEY *keys, size_t rows, const KEY *from,
                           KEY smallest[4][NAME(lanes)]) {
    for (size_t column = 0; column < NAME(lanes); column += NAME(vector_lanes)) {
        NAME(vector) bound = NAME(load)(from + column), none = (NAME(vector)){ 0 } + KEY_MAX;
        NAME(vector) first = none, second = none, third = none, fourth = none;
        const KEY *key = keys + column;
        for (size_t row = 0; row < rows; row++, key += NAME(lanes)) {
            NAME(vector) value = NAME(load)(key);
            value = NAME(choose)(bound > value, none, value);
            NAME(vector) rest = MAXIMUM(value, first);
            first = MINIMUM(value, first);
            value = MAXIMUM(rest, second);
            second = MINIMUM(rest, second);
            rest = MAXIMUM(value, third);
            third = MINIMUM(value, third);
            fourth = MINIMUM(rest, fourth);
        }
        memcpy(&smallest[0][column], &first, sizeof first);
        memcpy(&smallest[1][column], &second, sizeof second);
        memcpy(&smallest[2][column], &third, sizeof third);
        memcpy(&smallest[3][column], &fourth, sizeof fourth);
    }
}

static void NAME(finish)(const KEY *keys, size_t rows, const uint32_t *ranks,
                         const struct NAME(place) * places, int32_t *key, int32_t *next) {
    KEY from[NAME(lanes)], smallest[4][NAME(lanes)];
    bool several = false, any = false;
    for (size_t lane = 0; lane < NAME(lanes); lane++) {
        const struct NAME(place) *place = &places[lane];
        bool single = place->low >= place->high;
        several |= !single;
        // Is the next key another one?
        any |= !single
               || ((uint32_t)rows - place->above_high == ranks[lane] + 1 && ranks[lane] + 1 < rows);
        from[lane] = (KEY)place->low;
    }
    if (several)
        NAME(smallest)(keys, rows, from, smallest);
    KEY larger[NAME(lanes)];
    if (any)
        NAME(smallest_above)(keys, rows, from, larger);
    for (size_t lane = 0; lane < NAME(lanes); lane++) {
        const struct NAME(place) *place = &places[lane];
        if (place->low < place->high) {
            key[lane] = smallest[place->index][lane];
            next[lane] = ranks[lane] + 1 < rows ? smallest[place->index + 1][lane] : key[lane];
            continue;
        }
        bool last = (uint32_t)rows - place->above_high == ranks[lane] + 1;
        key[lane] = (KEY)place->low;
        next[lane] = last && ranks[lane] + 1 < rows ? larger[lane] : key[lane];
    }
}

static void NAME(select_rows)(const void *group, size_t rows, size_t wanted,
                              const uint32_t *const *ranks, void *work, int32_t *const *key,
                              int32_t *const *next) {
    const KEY *keys = group;
    KEY sample[SELECT_SAMPLE_MOST * NAME(lanes)];
    size_t sampled = NAME(take_sample)(keys, rows, sample);
    for (size_t i = 0; i < wanted; i++) {
        struct NAME(place) places[NAME(lanes)];
        NAME(place_rows)(keys, rows, ranks[i], sample, sampled, work, places);
        NAME(finish)(keys, rows, ranks[i], places, key[i], next[i]);
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

#include "kernel/follow_body.h"

#undef NAME
#undef KEY
#undef UNSIGNED
#undef MINIMUM
#undef MAXIMUM
#undef KEY_MAX
