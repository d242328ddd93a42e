// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "measure/line.h"

#include "base/alloc.h"
#include "measure/zone.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// Coordinates whose products are still numbers; a path that is still a table.
#define MOST 1e100
#define LONGEST 1e6
#define WIDEST 9999

// What each shape is called and how many numbers it takes (0: any even count from 4).
static const struct {
    const char *word, *form;
    size_t numbers;
} shapes[] = {
    [LINE_ROW] = { "row", "row:Y", 1 },
    [LINE_COLUMN] = { "col", "col:X", 1 },
    [LINE_POLYLINE] = { "poly", "poly:X,Y,X,Y,...", 0 },
};

static bool line_fault(const char *string, const char *what, const char *more,
                       struct fault *fault) {
    char *safe = text_safe(string);
    fault_set(fault, FAULT_USAGE, "line '%s': %s%s", safe, what, more);
    free(safe);
    return false;
}

static bool parse_width(const char *value, struct line_wish *wish) {
    int64_t width;
    if (!text_parse_int(value, &width) || width < 1 || width > WIDEST || width % 2 == 0)
        return false;
    wish->width = (uint32_t)width;
    return true;
}

// A path that no image has would be a table that no memory has.
static bool is_short(const struct line_wish *wish) {
    double length = 0;
    for (size_t i = 2; wish->shape == LINE_POLYLINE && i + 1 < wish->count; i += 2)
        length += hypot(wish->numbers[i] - wish->numbers[i - 2],
                        wish->numbers[i + 1] - wish->numbers[i - 1]);
    return length <= LONGEST;
}

// "NUMBER,NUMBER,...[,width=N]"
static bool parse_numbers(const char *string, const char *list, struct line_wish *wish,
                          struct fault *fault) {
    static const char width[] = "width=";
    char *copy = alloc_string(list), *rest = copy;
    size_t capacity = 0, wanted = shapes[wish->shape].numbers;
    bool good = true, wide = true;
    for (char *part; good && wide && (part = strsep(&rest, ","));) {
        if (strncmp(part, width, sizeof width - 1) == 0) {
            wide = !rest && parse_width(part + sizeof width - 1, wish);
            break;
        }
        double number;
        good = text_parse_double(part, &number) && fabs(number) <= MOST;
        wish->numbers = alloc_grow(wish->numbers, wish->count, &capacity, sizeof *wish->numbers);
        wish->numbers[wish->count++] = number;
    }
    free(copy);
    if (!wide)
        return line_fault(string, "end it with width=N, an odd number of pixels up to 9999", "",
                          fault);
    bool enough = wanted ? wish->count == wanted : wish->count >= 4 && wish->count % 2 == 0;
    if (!good || !enough)
        return line_fault(string, "write ", shapes[wish->shape].form, fault);
    return is_short(wish) || line_fault(string, "it is longer than 1000000 pixels", "", fault);
}

static bool parse_shape(const char *string, const char *shape, struct line_wish *wish,
                        struct fault *fault) {
    const char *colon = strchr(shape, ':');
    size_t length = colon ? (size_t)(colon - shape) : 0;
    size_t count = sizeof shapes / sizeof *shapes, i = 0;
    while (i < count
           && (strlen(shapes[i].word) != length || strncmp(shapes[i].word, shape, length) != 0))
        i++;
    if (i == count)
        return line_fault(string, "write row:Y, col:X or poly:X,Y,X,Y,...", "", fault);
    wish->shape = (enum line_shape)i;
    return parse_numbers(string, colon + 1, wish, fault);
}

bool line_wish_parse(const char *string, struct line_wish *wish, struct fault *fault) {
    struct line_wish parsed = { .width = 1 };
    const char *shape = zone_name_split(string, &parsed.name);
    bool good = true;
    if (parsed.name && !zone_name_is_good(parsed.name))
        good =
            line_fault(string, "a name has printable characters, without blanks or , . : = \" ' \\",
                       "", fault);
    if (!good || !parse_shape(string, shape, &parsed, fault)) {
        line_wish_free(&parsed);
        return false;
    }
    *wish = parsed;
    return true;
}

void line_wish_format(const struct line_wish *wish, struct text *text) {
    if (wish->name) {
        text_add(text, wish->name);
        text_add_char(text, '=');
    }
    text_add(text, shapes[wish->shape].word);
    for (size_t i = 0; i < wish->count; i++) {
        text_add_char(text, i ? ',' : ':');
        text_add_double(text, wish->numbers[i]);
    }
    if (wish->width != 1)
        text_addf(text, ",width=%u", (unsigned)wish->width);
}

void line_wish_copy(struct line_wish *to, const struct line_wish *from) {
    *to = *from;
    to->name = alloc_string(from->name);
    to->numbers =
        from->count ? alloc_copy(from->numbers, from->count * sizeof *from->numbers) : NULL;
}

void line_wish_free(struct line_wish *wish) {
    free(wish->name);
    free(wish->numbers);
    *wish = (struct line_wish){ 0 };
}

char *line_wish_name(const struct line_wish *wish, size_t place) {
    return wish->name ? alloc_string(wish->name) : alloc_format("line%zu", place + 1);
}

static int compare_names(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

bool line_wishes_check(const struct line_wish *wishes, size_t count, struct fault *fault) {
    char **names = alloc_zeroed(count + 1, sizeof *names);
    for (size_t i = 0; i < count; i++)
        names[i] = line_wish_name(&wishes[i], i);
    qsort(names, count, sizeof *names, compare_names);
    bool good = true;
    for (size_t i = 1; good && i < count; i++)
        if (strcmp(names[i - 1], names[i]) == 0)
            good = line_fault(names[i], "two lines have this name", "", fault);
    for (size_t i = 0; i < count; i++)
        free(names[i]);
    free(names);
    return good;
}

bool envelope_wish_parse(const char *string, struct envelope_wish *wish, struct fault *fault) {
    static const char *const kinds[] = { [ENVELOPE_BAND] = "band", [ENVELOPE_FRAMES] = "frames" };
    for (enum envelope_kind kind = ENVELOPE_BAND; kind <= ENVELOPE_FRAMES; kind++) {
        size_t length = strlen(kinds[kind]);
        double percentile = 0;
        if (strncmp(string, kinds[kind], length) != 0)
            continue;
        const char *rest = string + length;
        bool good = !*rest
                    || (*rest == ':' && text_parse_double(rest + 1, &percentile) && percentile >= 0
                        && percentile <= 50);
        if (!good)
            break;
        *wish = (struct envelope_wish){ kind, percentile };
        return true;
    }
    char *safe = text_safe(string);
    fault_set(fault, FAULT_USAGE, "'%s': write band or frames, and :P (0 to 50) for percentiles",
              safe);
    free(safe);
    return false;
}

void envelope_wish_format(const struct envelope_wish *wish, struct text *text) {
    if (wish->kind == ENVELOPE_NONE)
        return;
    text_add(text, wish->kind == ENVELOPE_BAND ? "band" : "frames");
    if (!(wish->percentile > 0))
        return;
    text_add_char(text, ':');
    text_add_double(text, wish->percentile);
}
