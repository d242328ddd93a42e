// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "measure/slide.h"

#include "base/alloc.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const char *const place_names[] = { "behind", "centre", "ahead" };

static bool slide_fault(const char *field, const char *what, struct fault *fault) {
    char *safe = text_safe(field);
    fault_set(fault, FAULT_USAGE, "slide: '%s': %s", safe, what);
    free(safe);
    return false;
}

// What follows "NAME=" of a field; NULL when the field has another name.
static const char *value_of(const char *field, const char *name) {
    size_t length = strlen(name);
    return strncmp(field, name, length) == 0 && field[length] == '=' ? field + length + 1 : NULL;
}

static bool parse_op(const char *field, const char *value, struct slide_wish *wish,
                     struct fault *fault) {
    struct reduction_op op;
    if (!reduction_op_parse(value, &op, NULL) || op.kind == REDUCTION_SUM
        || op.kind == REDUCTION_PERCENTILE)
        return slide_fault(field, "choose one of mean, median, min, max and std", fault);
    wish->op = op.kind;
    return true;
}

static bool parse_place(const char *field, const char *value, struct slide_wish *wish,
                        struct fault *fault) {
    for (size_t i = 0; i < sizeof place_names / sizeof *place_names; i++)
        if (strcmp(value, place_names[i]) == 0) {
            wish->place = (enum slide_place)i;
            return true;
        }
    return slide_fault(field, "choose one of behind, centre and ahead", fault);
}

static bool parse_field(const char *field, struct slide_wish *wish, struct fault *fault) {
    const char *value;
    if ((value = value_of(field, "lag"))) {
        if (!text_parse_int(value, &wish->lag) || wish->lag < 0)
            return slide_fault(field, "the lag is a number of frames from 0", fault);
        return true;
    }
    if ((value = value_of(field, "op")))
        return parse_op(field, value, wish, fault);
    if ((value = value_of(field, "place")))
        return parse_place(field, value, wish, fault);
    if ((value = value_of(field, "edge"))) {
        wish->nearest = strcmp(value, "nearest") == 0;
        return wish->nearest || strcmp(value, "nan") == 0
               || slide_fault(field, "choose one of nan and nearest", fault);
    }
    return slide_fault(field, "known are lag=, op=, place= and edge=, as in slide:10,lag=2", fault);
}

bool slide_wish_parse(const char *string, struct slide_wish *wish, struct fault *fault) {
    struct slide_wish parsed = { .op = REDUCTION_MEAN, .place = SLIDE_BEHIND };
    char *copy = alloc_string(string), *rest = copy, *field = strsep(&rest, ",");
    bool good =
        text_parse_int(field, &parsed.width) && parsed.width >= 1 && parsed.width <= INT32_MAX;
    if (!good)
        slide_fault(field, "give the number of frames of the window, as in slide:10", fault);
    while (good && (field = strsep(&rest, ",")))
        good = parse_field(field, &parsed, fault);
    if (good && parsed.place == SLIDE_CENTRE && parsed.lag > 0)
        good = slide_fault(string, "a window around the frame has no lag", fault);
    if (good && parsed.lag > INT32_MAX)
        good = slide_fault(string, "the lag is too large", fault);
    free(copy);
    if (good)
        *wish = parsed;
    return good;
}

void slide_wish_format(const struct slide_wish *wish, struct text *text) {
    text_addf(text, "%" PRId64, wish->width);
    if (wish->lag)
        text_addf(text, ",lag=%" PRId64, wish->lag);
    if (wish->op != REDUCTION_MEAN) {
        text_add(text, ",op=");
        reduction_op_format(&(struct reduction_op){ .kind = wish->op }, text);
    }
    if (wish->place != SLIDE_BEHIND)
        text_addf(text, ",place=%s", place_names[wish->place]);
    if (wish->nearest)
        text_add(text, ",edge=nearest");
}

bool slide_wish_equal(const struct slide_wish *a, const struct slide_wish *b) {
    return a->width == b->width && a->lag == b->lag && a->op == b->op && a->place == b->place
           && a->nearest == b->nearest;
}
