// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Order statistics of a window that moves on by one row: no rank moves by more than one, so the
// key of a rank is the one before, the largest below or the smallest above. One pass counts the
// keys below and above the old one and finds these neighbours. Parameters: those of select_body.h,
// which includes this.

// What one pass over the rows finds of a vector of lanes.
struct NAME(neighbours) {
    NAME(unsigned_vector) below, above; // keys counted
    NAME(vector) largest_below;         // -KEY_MAX - 1 with none
    NAME(vector) above0, above1;        // smallest and second smallest above, KEY_MAX with none
};

static inline struct NAME(neighbours)
    NAME(look_around)(const KEY *key, size_t rows, NAME(vector) pivot) {
    NAME(vector) none = { 0 }, highest = none + KEY_MAX, lowest = ~highest;
    struct NAME(neighbours) found = { { 0 }, { 0 }, lowest, highest, highest };
    for (size_t row = 0; row < rows; row++, key += NAME(lanes)) {
        NAME(vector) value = NAME(load)(key);
        NAME(vector) is_below = value<pivot, is_above = value> pivot;
        found.below -= (NAME(unsigned_vector))is_below;
        found.above -= (NAME(unsigned_vector))is_above;
        found.largest_below = MAXIMUM(found.largest_below, NAME(choose)(is_below, value, lowest));
        NAME(vector) larger = NAME(choose)(is_above, value, highest);
        NAME(vector) second = MAXIMUM(found.above0, larger);
        found.above0 = MINIMUM(found.above0, larger);
        found.above1 = MINIMUM(found.above1, second);
    }
    return found;
}

// Steps of all lanes of a vector, without branches; false when a rank is further away than one key.
static inline bool NAME(step)(const struct NAME(neighbours) * found, size_t rows,
                              const uint32_t *restrict ranks, int32_t *restrict key,
                              int32_t *restrict next) {
    uint32_t far = 0;
    UNSIGNED below[NAME(vector_lanes)], above[NAME(vector_lanes)];
    KEY largest_below[NAME(vector_lanes)], above0[NAME(vector_lanes)], above1[NAME(vector_lanes)];
    memcpy(below, &found->below, sizeof below);
    memcpy(above, &found->above, sizeof above);
    memcpy(largest_below, &found->largest_below, sizeof largest_below);
    memcpy(above0, &found->above0, sizeof above0);
    memcpy(above1, &found->above1, sizeof above1);
    for (size_t i = 0; i < NAME(vector_lanes); i++) {
        uint32_t under = below[i], upto = (uint32_t)rows - above[i], rank = ranks[i];
        bool falls = rank + 1 == under, rises = rank == upto, is_last = rank + 1 >= rows;
        int32_t then = upto > (falls ? under : rank + 1) ? key[i] : above0[i];
        int32_t made = falls ? largest_below[i] : rises ? above0[i] : key[i];
        next[i] = is_last ? made : rises ? above1[i] : then;
        key[i] = made;
        far |= (uint32_t)(rank + 1 < under) | (uint32_t)(rank > upto);
    }
    return far == 0;
}

// Counters are as wide as a key: more rows are for select_rows.
static bool NAME(follow_rows)(const void *group, size_t rows, const uint32_t *ranks, int32_t *key,
                              int32_t *next) {
    const KEY *keys = group;
    size_t most = sizeof(KEY) == 4 ? (size_t)INT32_MAX : ((size_t)1 << 8 * sizeof(KEY)) - 1;
    bool found_all = rows <= most;
    for (size_t column = 0; found_all && column < NAME(lanes); column += NAME(vector_lanes)) {
        KEY pivots[NAME(vector_lanes)];
        for (size_t lane = 0; lane < NAME(vector_lanes); lane++)
            pivots[lane] = (KEY)key[column + lane];
        struct NAME(neighbours) found = NAME(look_around)(keys + column, rows, NAME(load)(pivots));
        found_all = NAME(step)(&found, rows, ranks + column, key + column, next + column);
    }
    return found_all;
}
