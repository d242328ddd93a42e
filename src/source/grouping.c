// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "source/grouping.h"

#include "base/alloc.h"
#include "base/file.h"
#include "base/natural.h"
#include "base/text.h"
#include "source/probe.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static bool is_digit(char character) {
    return character >= '0' && character <= '9';
}

static const char *end_of_number(const char *c, const char *end) {
    while (c < end && (is_digit(*c) || (*c == '.' && c + 1 < end && is_digit(c[1]))))
        c++;
    return c;
}

// The pattern of a name, into `pattern`.
static void add_pattern(struct text *pattern, const char *name) {
    const char *suffix = file_suffix(name);
    const char *end = *suffix ? suffix - 1 : name + strlen(name);
    for (const char *c = name; c < end;) {
        if (!is_digit(*c)) {
            text_add_char(pattern, *c++);
            continue;
        }
        c = end_of_number(c, end);
        text_add_char(pattern, '#');
    }
    text_add_char(pattern, '.');
    for (; *suffix; suffix++)
        text_add_char(pattern, (char)tolower((unsigned char)*suffix));
}

// Whether add_pattern would give this pattern, without making it.
static bool has_pattern(const char *name, const char *pattern) {
    const char *suffix = file_suffix(name);
    const char *end = *suffix ? suffix - 1 : name + strlen(name);
    for (const char *c = name; c < end; pattern++) {
        if (*pattern != (is_digit(*c) ? '#' : *c))
            return false;
        c = is_digit(*c) ? end_of_number(c, end) : c + 1;
    }
    if (*pattern++ != '.')
        return false;
    while (*suffix && *pattern == (char)tolower((unsigned char)*suffix)) {
        suffix++;
        pattern++;
    }
    return !*suffix && !*pattern;
}

// A hash table from keys to groups; both grow with the number of groups.
struct table {
    struct grouping *grouping;
    char **keys;   // one for each group
    size_t *slots; // group number + 1, 0: free
    size_t size;   // a power of two, at least twice the groups
};

static size_t hash(const char *key) {
    uint64_t value = 0xCBF29CE484222325u; // FNV-1a
    for (; *key; key++)
        value = (value ^ (unsigned char)*key) * 0x100000001B3u;
    return (size_t)(value ^ value >> 32);
}

static size_t *find_slot(const struct table *table, const char *key) {
    size_t at = hash(key) & (table->size - 1);
    while (table->slots[at] && strcmp(table->keys[table->slots[at] - 1], key) != 0)
        at = (at + 1) & (table->size - 1);
    return &table->slots[at];
}

static void grow_table(struct table *table) {
    free(table->slots);
    table->size = table->size ? table->size * 2 : 64;
    table->slots = alloc_zeroed(table->size, sizeof *table->slots);
    for (size_t i = 0; i < table->grouping->count; i++)
        *find_slot(table, table->keys[i]) = i + 1;
}

static struct name_group *append_group(struct grouping *grouping) {
    grouping->groups = alloc_grow(grouping->groups, grouping->count, &grouping->capacity,
                                  sizeof *grouping->groups);
    struct name_group *group = &grouping->groups[grouping->count++];
    *group = (struct name_group){ 0 };
    return group;
}

static void append_member(struct name_group *group, size_t member) {
    group->members =
        alloc_grow(group->members, group->count, &group->capacity, sizeof *group->members);
    group->members[group->count++] = member;
}

void grouping_move(struct grouping *to, struct grouping *from, size_t number) {
    *append_group(to) = from->groups[number];
    from->groups[number] = (struct name_group){ 0 };
}

// Gives the number of the group.
static size_t add_name(struct table *table, const char *key, size_t member) {
    struct grouping *grouping = table->grouping;
    if (table->size < 2 * (grouping->count + 1))
        grow_table(table);
    size_t *slot = find_slot(table, key);
    if (!*slot) {
        table->keys = alloc_resize(table->keys, grouping->count + 1, sizeof *table->keys);
        table->keys[grouping->count] = alloc_string(key);
        append_group(grouping);
        *slot = grouping->count;
    }
    append_member(&grouping->groups[*slot - 1], member);
    return *slot - 1;
}

static void free_table(struct table *table) {
    for (size_t i = 0; i < table->grouping->count; i++)
        free(table->keys[i]);
    free(table->keys);
    free(table->slots);
}

// Joins the groups of one name by their suffixes; the others move as they are.
static struct grouping join_lonely(struct grouping *patterns, char *const *names) {
    struct grouping joined = { 0 };
    struct table table = { .grouping = &joined };
    struct text key = { 0 };
    for (size_t i = 0; i < patterns->count; i++) {
        const struct name_group *group = &patterns->groups[i];
        if (group->count > 1)
            continue;
        text_clear(&key);
        for (const char *c = file_suffix(names[group->members[0]]); *c; c++)
            text_add_char(&key, (char)tolower((unsigned char)*c));
        add_name(&table, text_string(&key), group->members[0]);
    }
    text_free(&key);
    free_table(&table);
    for (size_t i = 0; i < patterns->count; i++)
        if (patterns->groups[i].count > 1)
            grouping_move(&joined, patterns, i);
    return joined;
}

bool grouping_same_pattern(const char *a, const char *b) {
    struct text first = { 0 }, second = { 0 };
    add_pattern(&first, a);
    add_pattern(&second, b);
    bool same = strcmp(text_string(&first), text_string(&second)) == 0;
    text_free(&first);
    text_free(&second);
    return same;
}

static char *label_of(const struct name_group *group, char *const *names) {
    const char *first = names[group->members[0]];
    for (size_t i = 1; i < group->count; i++)
        if (natural_compare(names[group->members[i]], first) < 0)
            first = names[group->members[i]];
    if (group->count == 1)
        return text_safe(first);
    struct text label = { 0 };
    const char *suffix = file_suffix(first);
    if (group->is_mixed) {
        text_addf(&label, *suffix ? "*.%s" : "*%s", suffix);
    } else {
        for (const char *c = first; *c; c++)
            text_add_char(&label, is_digit(*c) && (!*suffix || c < suffix) ? '#' : *c);
    }
    char *safe = text_safe(text_string(&label));
    text_free(&label);
    return safe;
}

static int compare_groups(const void *a, const void *b) {
    const struct name_group *first = a, *second = b;
    if (first->count != second->count)
        return first->count < second->count ? 1 : -1;
    return natural_compare(first->label, second->label);
}

static bool is_wanted(const char *suffix, enum grouping_of of) {
    if (of == GROUPING_SHARED)
        return probe_shares_suffix(suffix);
    return of == GROUPING_ALL || probe_knows_suffix(suffix) == (of == GROUPING_KNOWN);
}

// The names that are wanted, by their patterns. Most names are like the one before: then nothing is
// looked up.
static struct grouping group_patterns(char *const *names, size_t count, enum grouping_of of) {
    struct grouping patterns = { 0 };
    struct table table = { .grouping = &patterns };
    struct text pattern = { 0 };
    const char *last = NULL; // the suffix that was looked at
    bool wanted = false;
    size_t group = 0;
    for (size_t i = 0; i < count; i++) {
        const char *suffix = file_suffix(names[i]);
        if (!last || strcmp(last, suffix) != 0)
            wanted = is_wanted(suffix, of);
        last = suffix;
        if (!wanted)
            continue;
        if (pattern.length && has_pattern(names[i], text_string(&pattern))) {
            append_member(&patterns.groups[group], i);
            continue;
        }
        text_clear(&pattern);
        add_pattern(&pattern, names[i]);
        group = add_name(&table, text_string(&pattern), i);
    }
    text_free(&pattern);
    free_table(&table);
    return patterns;
}

struct grouping grouping_make(char *const *names, size_t count, enum grouping_of of) {
    struct grouping patterns = group_patterns(names, count, of);
    struct grouping grouping = join_lonely(&patterns, names);
    grouping_free(&patterns);
    for (size_t i = 0; i < grouping.count; i++) {
        struct name_group *group = &grouping.groups[i];
        group->is_mixed =
            group->count > 1
            && !grouping_same_pattern(names[group->members[0]], names[group->members[1]]);
        group->label = label_of(group, names);
    }
    if (grouping.count)
        qsort(grouping.groups, grouping.count, sizeof *grouping.groups, compare_groups);
    return grouping;
}

// A name with the number that follows what all names begin with: most comparisons end there,
// without looking at the names.
struct keyed {
    uint64_t number;
    const char *name;
    size_t member;
};

static int compare_keyed(const void *a, const void *b) {
    const struct keyed *first = a, *second = b;
    if (first->number != second->number)
        return first->number < second->number ? -1 : 1;
    return natural_compare(first->name, second->name);
}

// The length of what all names begin with, up to a number.
static size_t common_start(const struct name_group *group, char *const *names) {
    const char *first = names[group->members[0]];
    size_t length = strlen(first);
    for (size_t i = 1; i < group->count; i++) {
        const char *name = names[group->members[i]];
        size_t same = 0;
        while (same < length && name[same] == first[same])
            same++;
        length = same;
    }
    while (length && is_digit(first[length - 1]))
        length--;
    return length;
}

// The number at the beginning of `digits`; false when there is none or it does not fit.
static bool number_at(const char *digits, uint64_t *number) {
    *number = 0;
    if (!is_digit(*digits))
        return false;
    for (; is_digit(*digits); digits++)
        if (__builtin_mul_overflow(*number, 10, number)
            || __builtin_add_overflow(*number, (uint64_t)(*digits - '0'), number))
            return false;
    return true;
}

static bool is_sorted(const struct keyed *keyed, size_t count) {
    for (size_t i = 1; i < count; i++)
        if (compare_keyed(&keyed[i - 1], &keyed[i]) > 0)
            return false;
    return true;
}

// Puts each at the place that its number gives, when there is room for every number between the
// least and the largest. False when the numbers are too far apart, or two are the same.
static bool place_by_number(struct keyed *keyed, size_t count) {
    uint64_t least = UINT64_MAX, largest = 0;
    for (size_t i = 0; i < count; i++) {
        least = keyed[i].number < least ? keyed[i].number : least;
        largest = keyed[i].number > largest ? keyed[i].number : largest;
    }
    if (largest - least >= 4 * (uint64_t)count)
        return false;
    size_t span = (size_t)(largest - least) + 1;
    struct keyed *places = alloc_zeroed(span, sizeof *places);
    bool single = true;
    for (size_t i = 0; i < count && single; i++) {
        struct keyed *place = &places[keyed[i].number - least];
        single = !place->name;
        *place = keyed[i];
    }
    for (size_t i = 0, next = 0; i < span && single; i++)
        if (places[i].name)
            keyed[next++] = places[i];
    free(places);
    return single;
}

void grouping_sort(struct name_group *group, char *const *names) {
    struct keyed *keyed = alloc_zeroed(group->count, sizeof *keyed);
    size_t start = common_start(group, names);
    bool numbered = true;
    for (size_t i = 0; i < group->count; i++) {
        keyed[i].member = group->members[i];
        keyed[i].name = names[group->members[i]];
        numbered = numbered && number_at(keyed[i].name + start, &keyed[i].number);
    }
    for (size_t i = 0; i < group->count && !numbered; i++)
        keyed[i].number = 0;
    if (!is_sorted(keyed, group->count) && !(numbered && place_by_number(keyed, group->count)))
        qsort(keyed, group->count, sizeof *keyed, compare_keyed);
    for (size_t i = 0; i < group->count; i++)
        group->members[i] = keyed[i].member;
    free(keyed);
}

void grouping_split(struct grouping *grouping, size_t number, char *const *names) {
    struct grouping split = { 0 };
    grouping_sort(&grouping->groups[number], names);
    for (size_t i = 0; i < grouping->count; i++) {
        struct name_group *old = &grouping->groups[i];
        if (i != number) {
            *append_group(&split) = *old;
            continue;
        }
        for (size_t m = 0; m < old->count; m++) {
            struct name_group *one = append_group(&split);
            append_member(one, old->members[m]);
            one->label = text_safe(names[old->members[m]]);
        }
        free(old->label);
        free(old->members);
    }
    free(grouping->groups);
    *grouping = split;
}

void grouping_free(struct grouping *grouping) {
    for (size_t i = 0; i < grouping->count; i++) {
        free(grouping->groups[i].label);
        free(grouping->groups[i].members);
    }
    free(grouping->groups);
    *grouping = (struct grouping){ 0 };
}
