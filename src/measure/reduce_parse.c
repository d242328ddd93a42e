// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "measure/reduce.h"

#include "base/alloc.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const names[] = {
    [REDUCTION_MEAN] = "mean", [REDUCTION_STD] = "std", [REDUCTION_MEDIAN] = "median",
    [REDUCTION_MIN] = "min",   [REDUCTION_MAX] = "max", [REDUCTION_SUM] = "sum",
};

bool reduction_op_parse(const char *string, struct reduction_op *op, struct fault *fault) {
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(string, names[i]) == 0) {
            *op = (struct reduction_op){ .kind = (enum reduction_kind)i };
            return true;
        }
    double percentile;
    if (string[0] == 'p' && text_parse_double(string + 1, &percentile) && percentile >= 0.0
        && percentile <= 100.0) {
        *op = (struct reduction_op){ .kind = REDUCTION_PERCENTILE, .percentile = fabs(percentile) };
        return true;
    }
    char *safe = text_safe(string);
    fault_set(
        fault, FAULT_USAGE,
        "'%s' is not a reduction: choose mean, std, min, max, median, sum or pQ with Q from 0 "
        "to 100",
        safe);
    free(safe);
    return false;
}

void reduction_op_format(const struct reduction_op *op, struct text *text) {
    if (op->kind != REDUCTION_PERCENTILE) {
        text_add(text, names[op->kind]);
        return;
    }
    text_add_char(text, 'p');
    text_add_double(text, op->percentile);
}

static bool parse_ops(char *list, struct reduction_wish *wish, struct fault *fault) {
    char *rest = list;
    for (char *part; (part = strsep(&rest, ","));) {
        if (wish->count == REDUCTION_OPS)
            return fault_set(fault, FAULT_USAGE,
                             "more than %d reductions at once: ask again for the rest",
                             REDUCTION_OPS);
        if (!reduction_op_parse(part, &wish->ops[wish->count], fault))
            return false;
        wish->count++;
    }
    return true;
}

bool reduction_wish_parse(const char *string, struct reduction_wish *wish, struct fault *fault) {
    struct reduction_wish parsed = { .range = RANGE_ALL };
    char *copy = alloc_string(string);
    char *colon = strchr(copy, ':');
    if (colon)
        *colon = '\0';
    bool good =
        parse_ops(copy, &parsed, fault) && (!colon || range_parse(colon + 1, &parsed.range, fault));
    free(copy);
    if (good)
        *wish = parsed;
    return good;
}

void reduction_wish_format(const struct reduction_wish *wish, struct text *text) {
    for (size_t i = 0; i < wish->count; i++) {
        if (i)
            text_add_char(text, ',');
        reduction_op_format(&wish->ops[i], text);
    }
    if (wish->range.has_start || wish->range.has_stop || wish->range.step != 1) {
        text_add_char(text, ':');
        range_format(&wish->range, text);
    }
}
