// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Order statistics of a window that moves on by one row: no rank moves by more than one, so the
// key of a rank is the one before, the largest below or the smallest above. One pass counts the
// keys below and above the old one and finds these neighbours. Parameters: those of select_body.h,
// which includes this.

// What one pass over the rows finds of a vector of lanes.
struct NAME(neighbours) {
    NAME(vector) below, above;   // keys counted
    NAME(vector) largest_below;  // -KEY_MAX - 1 with none
    NAME(vector) above0, above1; // smallest and second smallest above, KEY_MAX with none
};

static inline struct NAME(neighbours)
    NAME(look_around)(const KEY *key, size_t rows, NAME(vector) pivot) {
    NAME(vector) none = { 0 }, highest = none + KEY_MAX, lowest = none - KEY_MAX - 1;
    struct NAME(neighbours) found = { none, none, lowest, highest, highest };
    for (size_t row = 0; row < rows; row++, key += NAME(lanes)) {
        NAME(vector) value = NAME(load)(key);
        NAME(vector) is_below = value<pivot, is_above = value> pivot;
        found.below -= is_below;
        found.above -= is_above;
        found.largest_below = MAXIMUM(found.largest_below, NAME(choose)(is_below, value, lowest));
        NAME(vector) larger = NAME(choose)(is_above, value, highest);
        NAME(vector) second = MAXIMUM(found.above0, larger);
        found.above0 = MINIMUM(found.above0, larger);
        found.above1 = MINIMUM(found.above1, second);
    }
    return found;
}

// One lane: false when the rank is further away than one key.
static inline bool NAME(step)(const struct NAME(neighbours) * found, size_t lane, size_t rows,
                              uint32_t rank, int32_t *key, int32_t *next) {
    uint32_t below = (UNSIGNED)found->below[lane];
    uint32_t upto = (uint32_t)rows - (UNSIGNED)found->above[lane];
    int32_t above = found->above0[lane];
    bool is_near = rank + 1 >= below && rank <= upto;
    if (rank + 1 == below) {
        *next = upto > below ? *key : above;
        *key = found->largest_below[lane];
    } else if (rank == upto) {
        *key = above;
        *next = found->above1[lane];
    } else {
        *next = rank + 1 < upto ? *key : above;
    }
    if (rank + 1 >= rows)
        *next = *key;
    return is_near;
}

// Counters are as wide as a key: more rows are for select_rows.
static bool NAME(follow_rows)(const void *group, size_t rows, const uint32_t *ranks, int32_t *key,
                              int32_t *next) {
    const KEY *keys = group;
    size_t most = sizeof(KEY) == 4 ? (size_t)INT32_MAX : ((size_t)1 << 8 * sizeof(KEY)) - 1;
    bool found_all = rows <= most;
    for (size_t column = 0; found_all && column < NAME(lanes); column += NAME(vector_lanes)) {
        NAME(vector) pivot;
        for (size_t lane = 0; lane < NAME(vector_lanes); lane++)
            pivot[lane] = (KEY)key[column + lane];
        struct NAME(neighbours) found = NAME(look_around)(keys + column, rows, pivot);
        for (size_t lane = 0; lane < NAME(vector_lanes); lane++)
            found_all &= NAME(step)(&found, lane, rows, ranks[column + lane], &key[column + lane],
                                    &next[column + lane]);
    }
    return found_all;
}
