// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Stands in for rooms that are not there yet.

#include "base/alloc.h"
#include "measure/correct.h"
#include "measure/zone.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

bool reference_wish_parse(const char *string, double scale_limit, struct reference_wish *wish,
                          struct fault *fault) {
    char *copy = alloc_string(string), *at = strrchr(copy, '@');
    *wish = (struct reference_wish){ .amount = 1, .range = RANGE_ALL };
    bool good = !at
                || (text_parse_double(at + 1, &wish->amount) && wish->amount >= 0
                    && wish->amount <= scale_limit);
    if (at)
        *at = '\0';
    char *colon = strchr(copy, ':');
    struct reduction_op op;
    if (good && strncmp(copy, "frame:", 6) == 0) {
        wish->kind = REFERENCE_FRAME;
        good = text_parse_int(copy + 6, &wish->frame);
    } else if (good && colon) {
        *colon = '\0';
        if (reduction_op_parse(copy, &op, NULL)) {
            wish->kind = REFERENCE_RANGE;
            wish->op = op.kind;
            good = range_parse(colon + 1, &wish->range, NULL);
        } else {
            good = false;
        }
    } else if (good) {
        wish->kind = REFERENCE_FILE;
        wish->file = alloc_string(copy);
    }
    free(copy);
    return good || fault_set(fault, FAULT_USAGE, "no reference");
}

void reference_wish_format(const struct reference_wish *wish, struct text *text) {
    if (wish->kind == REFERENCE_FRAME)
        text_addf(text, "frame:%lld", (long long)wish->frame);
    if (wish->kind == REFERENCE_FILE)
        text_add(text, wish->file);
    if (wish->kind == REFERENCE_RANGE) {
        struct reduction_op op = { .kind = wish->op };
        reduction_op_format(&op, text);
        text_add_char(text, ':');
        range_format(&wish->range, text);
    }
    if (wish->amount != 1) {
        text_add_char(text, '@');
        text_add_double(text, wish->amount);
    }
}

void reference_wish_copy(struct reference_wish *to, const struct reference_wish *from) {
    char *file = alloc_string(from->file);
    free(to->file);
    *to = *from;
    to->file = file;
}

void reference_wish_free(struct reference_wish *wish) {
    free(wish->file);
    *wish = (struct reference_wish){ 0 };
}

bool correction_wish_check(const struct correction_wish *wish, struct fault *fault) {
    bool first = wish->subtract.kind || wish->divide.kind;
    return !(first && (wish->dark.kind || wish->flat.kind))
           || fault_set(fault, FAULT_USAGE, "two forms of correction");
}

static const char *const shapes[] = { "all", "rect", "circle", "ellipse", "poly", "pixel", "mask" };

bool zone_wish_parse(const char *string, struct zone_wish *wish, struct fault *fault) {
    *wish = (struct zone_wish){ 0 };
    const char *equals = strchr(string, '=');
    if (equals) {
        wish->name = strndup(string, (size_t)(equals - string));
        string = equals + 1;
    }
    for (int i = 0; i < 7; i++) {
        size_t length = strlen(shapes[i]);
        if (strncmp(string, shapes[i], length) != 0)
            continue;
        wish->shape = (enum zone_shape)i;
        if (i == ZONE_MASK)
            wish->file = alloc_string(string + 5);
        for (const char *c = string + length; i && i != ZONE_MASK && *c; c += strcspn(c, ",")) {
            wish->numbers = alloc_resize(wish->numbers, wish->count + 1, sizeof(double));
            wish->numbers[wish->count++] = strtod(++c, NULL);
        }
        return true;
    }
    zone_wish_free(wish);
    return fault_set(fault, FAULT_USAGE, "no zone");
}

void zone_wish_format(const struct zone_wish *wish, struct text *text) {
    if (wish->name)
        text_addf(text, "%s=", wish->name);
    text_add(text, shapes[wish->shape]);
    if (wish->file)
        text_addf(text, ":%s", wish->file);
    for (size_t i = 0; i < wish->count; i++) {
        text_add_char(text, i ? ',' : ':');
        text_add_double(text, wish->numbers[i]);
    }
}

void zone_wish_copy(struct zone_wish *to, const struct zone_wish *from) {
    *to = *from;
    to->name = alloc_string(from->name);
    to->file = alloc_string(from->file);
    to->numbers = from->count ? alloc_copy(from->numbers, from->count * sizeof(double)) : NULL;
}

void zone_wish_free(struct zone_wish *wish) {
    free(wish->name);
    free(wish->file);
    free(wish->numbers);
    *wish = (struct zone_wish){ 0 };
}

bool reduction_op_parse(const char *string, struct reduction_op *op, struct fault *fault) {
    static const char *const names[] = { "mean", "std", "median", "min", "max", "sum" };
    for (int i = 0; i < 6; i++)
        if (strcmp(names[i], string) == 0) {
            *op = (struct reduction_op){ .kind = (enum reduction_kind)i };
            return true;
        }
    op->kind = REDUCTION_PERCENTILE;
    return (*string == 'p' && text_parse_double(string + 1, &op->percentile))
        || fault_set(fault, FAULT_USAGE, "no operation");
}

void reduction_op_format(const struct reduction_op *op, struct text *text) {
    static const char *const names[] = { "mean", "std", "median", "min", "max", "sum", "p" };
    text_add(text, names[op->kind]);
    if (op->kind == REDUCTION_PERCENTILE)
        text_add_double(text, op->percentile);
}

bool reduction_wish_parse(const char *string, struct reduction_wish *wish, struct fault *fault) {
    *wish = (struct reduction_wish){ .range = RANGE_ALL };
    char *copy = alloc_string(string), *colon = strchr(copy, ':'), *rest = copy;
    bool good = !colon || range_parse(colon + 1, &wish->range, fault);
    if (colon)
        *colon = '\0';
    for (char *part; good && (part = strsep(&rest, ","));)
        good = wish->count < REDUCTION_OPS
            && reduction_op_parse(part, &wish->ops[wish->count++], fault);
    free(copy);
    return good;
}

void reduction_wish_format(const struct reduction_wish *wish, struct text *text) {
    for (size_t i = 0; i < wish->count; i++) {
        text_add(text, i ? "," : "");
        reduction_op_format(&wish->ops[i], text);
    }
    if (wish->range.has_start || wish->range.has_stop || wish->range.step != 1) {
        text_add_char(text, ':');
        range_format(&wish->range, text);
    }
}
