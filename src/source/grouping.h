// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Groups of files that belong together, from their names alone. Two files do when their names
// are equal after each number has been replaced by '#' and the suffix made lower case:
//
//     img_001.png img_002.PNG    img_#.png      a number may have a point in it (t1.5ms)
//     dark_1.png dark_2.png      dark_#.png
//
// Names that are alone in their pattern share a group with the others of their suffix, so that a
// folder of unnumbered pictures is one series: dark.png and flat.png are "*.png". Inside this
// room only.

#ifndef BLITZ_SOURCE_GROUPING_H
#define BLITZ_SOURCE_GROUPING_H

#include <stdbool.h>
#include <stddef.h>

struct name_group {
    char *label;     // "img_###.png", safe to print
    size_t *members; // numbers of names, in no order
    size_t count, capacity;
    bool is_mixed;  // names of several patterns
    bool is_sorted; // as the one who opens the group wants it
};

struct grouping {
    struct name_group *groups; // the largest first; equal ones by their labels
    size_t count, capacity;
};

enum grouping_of { GROUPING_KNOWN, GROUPING_SHARED, GROUPING_UNKNOWN, GROUPING_ALL };

// Groups the names whose suffix a format knows as its own, those whose suffix it shares with files
// that are no images, those whose suffix no format has to itself, or all.
struct grouping grouping_make(char *const *names, size_t count, enum grouping_of of);

// Moves a group of `from` to the end of the groups of `to`.
void grouping_move(struct grouping *to, struct grouping *from, size_t number);

// Makes a group of each file of group `number`, in its place and in natural order.
void grouping_split(struct grouping *grouping, size_t number, char *const *names);

// Whether two names differ in their numbers alone.
bool grouping_same_pattern(const char *a, const char *b);

// Sorts the members of a group by natural order.
void grouping_sort(struct name_group *group, char *const *names);

// Frees the groups.
void grouping_free(struct grouping *grouping);

#endif
