// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// --fail-on=EXPR: a counter, a comparison, a number.

#include "base/alloc.h"
#include "session/option_values.h"
#include "session/option_wishes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char counters[] = "saturated|nan|unreadable|recovered|mismatch|gaps";

// The longer ones first.
static const char *const comparisons[] = { ">=", "<=", "==", "!=", ">", "<" };

static bool parse(const char *string, struct fail_condition *condition) {
    char *copy = alloc_string(string);
    size_t at = strcspn(copy, "<>=!");
    bool good = false;
    for (size_t i = 0; !good && i < sizeof comparisons / sizeof *comparisons; i++) {
        size_t length = strlen(comparisons[i]);
        if (strncmp(copy + at, comparisons[i], length) != 0)
            continue;
        copy[at] = '\0';
        const char *counter = text_trim(copy, " ");
        if (!option_value_index(counters, counter, NULL)
            || !text_parse_double(text_trim(copy + at + length, " "), &condition->value)
            || !isfinite(condition->value))
            break;
        condition->counter = alloc_string(counter);
        memcpy(condition->comparison, comparisons[i], length + 1);
        good = true;
    }
    free(copy);
    return good;
}

bool option_set_condition(const struct option *option, struct session *session, const char *value,
                          struct fault *fault) {
    struct fail_condition condition = { 0 };
    if (!parse(value, &condition))
        return option_refuse(option, value, fault,
                             "must be COUNTER>NUMBER (or >= < <= == !=) with COUNTER one of %s",
                             counters);
    session->fail_on =
        alloc_resize(session->fail_on, session->fail_on_count + 1, sizeof *session->fail_on);
    session->fail_on[session->fail_on_count++] = condition;
    return true;
}

void option_format_conditions(const struct option *option, const struct session *session,
                              struct words *words) {
    for (size_t i = 0; i < session->fail_on_count; i++) {
        const struct fail_condition *condition = &session->fail_on[i];
        struct text number = { 0 };
        text_add_double(&number, condition->value);
        words_addf(words, "--%s=%s%s%s", option->name, condition->counter, condition->comparison,
                   text_string(&number));
        text_free(&number);
    }
}

void option_clear_conditions(const struct option *option, struct session *session) {
    (void)option;
    session_drop_conditions(session);
}
