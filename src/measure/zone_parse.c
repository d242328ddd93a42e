// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "measure/zone.h"

#include "base/alloc.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// Coordinates whose products are still numbers.
#define MOST 1e100

// What each shape is called and how many numbers it takes (0: any even count from 6).
static const struct {
    const char *word, *form;
    size_t numbers;
} shapes[] = {
    [ZONE_ALL] = { "all", "all", 0 },
    [ZONE_RECT] = { "rect", "rect:X,Y,W,H", 4 },
    [ZONE_CIRCLE] = { "circle", "circle:X,Y,R", 3 },
    [ZONE_ELLIPSE] = { "ellipse", "ellipse:X,Y,RX,RY", 4 },
    [ZONE_POLYGON] = { "poly", "poly:X,Y,X,Y,X,Y,...", 0 },
    [ZONE_PIXEL] = { "pixel", "pixel:X,Y", 2 },
    [ZONE_MASK] = { "mask", "mask:FILE", 0 },
};

static bool zone_fault(const char *string, const char *what, const char *more,
                       struct fault *fault) {
    char *safe = text_safe(string);
    fault_set(fault, FAULT_USAGE, "zone '%s': %s%s", safe, what, more);
    free(safe);
    return false;
}

// Names become column names: NAME.mean in a comma-separated header.
bool zone_name_is_good(const char *name) {
    char *safe = text_safe(name);
    bool good = *name && strcmp(safe, name) == 0 && !strpbrk(name, ",.:=\"'\\ \t");
    free(safe);
    return good;
}

static bool parse_numbers(const char *string, const char *list, struct zone_wish *wish,
                          struct fault *fault) {
    char *copy = alloc_string(list), *rest = copy;
    size_t capacity = 0;
    bool good = true;
    for (char *part; good && (part = strsep(&rest, ","));) {
        double number;
        good = text_parse_double(part, &number) && fabs(number) <= MOST;
        wish->numbers = alloc_grow(wish->numbers, wish->count, &capacity, sizeof *wish->numbers);
        wish->numbers[wish->count++] = number;
    }
    free(copy);
    size_t wanted = shapes[wish->shape].numbers;
    bool enough = wanted ? wish->count == wanted : wish->count >= 6 && wish->count % 2 == 0;
    return (good && enough) || zone_fault(string, "write ", shapes[wish->shape].form, fault);
}

static bool check_sizes(const char *string, const struct zone_wish *wish, struct fault *fault) {
    bool sized =
        wish->shape == ZONE_RECT || wish->shape == ZONE_CIRCLE || wish->shape == ZONE_ELLIPSE;
    for (size_t i = 2; sized && i < wish->count; i++)
        if (!(wish->numbers[i] > 0.0))
            return zone_fault(string, "a width, height or radius must be above 0", "", fault);
    return true;
}

// What follows the name.
static bool parse_shape(const char *string, const char *shape, struct zone_wish *wish,
                        struct fault *fault) {
    const char *colon = strchr(shape, ':');
    size_t length = colon ? (size_t)(colon - shape) : strlen(shape);
    size_t count = sizeof shapes / sizeof *shapes, i = 0;
    while (i < count
           && (strlen(shapes[i].word) != length || strncmp(shapes[i].word, shape, length) != 0))
        i++;
    if (i == count)
        return zone_fault(string, "choose rect, circle, ellipse, poly, pixel, mask or all", "",
                          fault);
    wish->shape = (enum zone_shape)i;
    if ((wish->shape == ZONE_ALL) != !colon)
        return zone_fault(string, "write ", shapes[i].form, fault);
    if (wish->shape == ZONE_ALL)
        return true;
    if (wish->shape != ZONE_MASK)
        return parse_numbers(string, colon + 1, wish, fault) && check_sizes(string, wish, fault);
    if (colon[1] == '\0')
        return zone_fault(string, "write ", shapes[i].form, fault);
    wish->file = alloc_string(colon + 1);
    return true;
}

const char *zone_name_split(const char *string, char **name) {
    const char *equals = strchr(string, '='), *colon = strchr(string, ':');
    *name = NULL;
    if (!equals || (colon && colon < equals))
        return string;
    *name = alloc_copy(string, (size_t)(equals - string) + 1);
    (*name)[equals - string] = '\0';
    return equals + 1;
}

bool zone_wish_parse(const char *string, struct zone_wish *wish, struct fault *fault) {
    struct zone_wish parsed = { 0 };
    const char *shape = zone_name_split(string, &parsed.name);
    bool good = true;
    if (parsed.name && !zone_name_is_good(parsed.name))
        good =
            zone_fault(string, "a name has printable characters, without blanks or , . : = \" ' \\",
                       "", fault);
    if (!good || !parse_shape(string, shape, &parsed, fault)) {
        zone_wish_free(&parsed);
        return false;
    }
    *wish = parsed;
    return true;
}

void zone_wish_format(const struct zone_wish *wish, struct text *text) {
    if (wish->name) {
        text_add(text, wish->name);
        text_add_char(text, '=');
    }
    text_add(text, shapes[wish->shape].word);
    if (wish->shape == ZONE_MASK) {
        text_add_char(text, ':');
        text_add(text, wish->file);
    }
    for (size_t i = 0; i < wish->count; i++) {
        text_add_char(text, i ? ',' : ':');
        text_add_double(text, wish->numbers[i]);
    }
}

void zone_wish_copy(struct zone_wish *to, const struct zone_wish *from) {
    *to = *from;
    to->name = alloc_string(from->name);
    to->file = alloc_string(from->file);
    to->numbers =
        from->count ? alloc_copy(from->numbers, from->count * sizeof *from->numbers) : NULL;
}

void zone_wish_free(struct zone_wish *wish) {
    free(wish->name);
    free(wish->numbers);
    free(wish->file);
    *wish = (struct zone_wish){ 0 };
}

char *zone_wish_name(const struct zone_wish *wish, size_t place) {
    if (!wish->name && wish->shape == ZONE_ALL)
        return alloc_string("all");
    return wish->name ? alloc_string(wish->name) : alloc_format("roi%zu", place + 1);
}

static int compare_names(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

bool zone_wishes_check(const struct zone_wish *wishes, size_t count, struct fault *fault) {
    char **names = alloc_zeroed(count + 1, sizeof *names);
    for (size_t i = 0; i < count; i++)
        names[i] = zone_wish_name(&wishes[i], i);
    qsort(names, count, sizeof *names, compare_names);
    bool good = true;
    for (size_t i = 1; good && i < count; i++)
        if (strcmp(names[i - 1], names[i]) == 0)
            good = zone_fault(names[i], "two zones have this name", "", fault);
    for (size_t i = 0; i < count; i++)
        free(names[i]);
    free(names);
    return good;
}

void zone_wish_bounds(const struct zone_wish *wish, double width, double height, double *x,
                      double *y, double *w, double *h) {
    const double *n = wish->numbers;
    double left = 0.0, top = 0.0, right = width, bottom = height;
    switch (wish->shape) {
    case ZONE_RECT:
        left = n[0], top = n[1], right = n[0] + n[2], bottom = n[1] + n[3];
        break;
    case ZONE_CIRCLE:
    case ZONE_ELLIPSE: {
        double ry = wish->shape == ZONE_CIRCLE ? n[2] : n[3];
        left = n[0] - n[2], top = n[1] - ry, right = n[0] + n[2], bottom = n[1] + ry;
        break;
    }
    case ZONE_POLYGON:
        left = right = n[0], top = bottom = n[1];
        for (size_t i = 2; i + 1 < wish->count; i += 2) {
            left = fmin(left, n[i]), right = fmax(right, n[i]);
            top = fmin(top, n[i + 1]), bottom = fmax(bottom, n[i + 1]);
        }
        break;
    case ZONE_PIXEL:
        left = floor(n[0]), top = floor(n[1]), right = left + 1.0, bottom = top + 1.0;
        break;
    case ZONE_ALL:
    case ZONE_MASK:
        break;
    }
    *x = left, *y = top, *w = right - left, *h = bottom - top;
}
