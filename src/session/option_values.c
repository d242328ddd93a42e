// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "session/option_values.h"

#include "base/alloc.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

bool option_refuse(const struct option *option, const char *value, struct fault *fault,
                   const char *why, ...) {
    va_list arguments;
    va_start(arguments, why);
    char *reason = alloc_vformat(why, arguments);
    va_end(arguments);
    char *safe = text_safe(value);
    fault_set(fault, FAULT_USAGE, "--%s=%s: %s", option->name, safe, reason);
    free(safe);
    free(reason);
    return false;
}

bool option_value_index(const char *values, const char *word, size_t *index) {
    size_t length = strlen(word), place = 0;
    for (const char *v = values; *v; place++) {
        size_t span = strcspn(v, "|");
        if (span == length && strncmp(v, word, span) == 0) {
            if (index)
                *index = place;
            return true;
        }
        v += span + (v[span] == '|');
    }
    return false;
}

static char *value_at(const char *values, size_t index) {
    const char *v = values;
    for (; index; index--)
        v += strcspn(v, "|") + 1;
    return strndup(v, strcspn(v, "|"));
}

// "auto|ram|map" -> "auto, ram or map"
static char *values_in_words(const char *values) {
    struct text text = { 0 };
    const char *last = strrchr(values, '|');
    for (const char *v = values; *v; v++)
        if (*v != '|')
            text_add_char(&text, *v);
        else
            text_add(&text, v == last ? " or " : ", ");
    return text_take(&text);
}

static bool refuse_choice(const struct option *option, const char *value, struct fault *fault) {
    char *words = values_in_words(option->values);
    option_refuse(option, value, fault, "must be %s", words);
    free(words);
    return false;
}

static void *field(const struct option *option, struct session *session) {
    return (char *)session + option->offset;
}

static const void *field_read(const struct option *option, const struct session *session) {
    return (const char *)session + option->offset;
}

void option_clear_field(const struct option *option, struct session *session) {
    struct session fresh;
    session_init(&fresh);
    memcpy(field(option, session), field_read(option, &fresh), option->size);
    session_free(&fresh);
}

// The default of an option, for comparison.
static void fetch_default(const struct option *option, void *into) {
    struct session fresh;
    session_init(&fresh);
    memcpy(into, field_read(option, &fresh), option->size);
    session_free(&fresh);
}

bool option_set_flag(const struct option *option, struct session *session, const char *value,
                     struct fault *fault) {
    size_t index;
    if (!option_value_index("no|yes|off|on|false|true|0|1", value, &index))
        return option_refuse(option, value, fault, "takes no value (or yes or no)");
    *(bool *)field(option, session) = index % 2 == 1;
    return true;
}

void option_format_flag(const struct option *option, const struct session *session,
                        struct words *words) {
    if (*(const bool *)field_read(option, session))
        words_addf(words, "--%s", option->name);
}

bool option_set_choice(const struct option *option, struct session *session, const char *value,
                       struct fault *fault) {
    size_t index;
    if (!option_value_index(option->values, value, &index))
        return refuse_choice(option, value, fault);
    if (option->size == sizeof(bool))
        *(bool *)field(option, session) = index != 0;
    else
        *(int *)field(option, session) = (int)index;
    return true;
}

void option_format_choice(const struct option *option, const struct session *session,
                          struct words *words) {
    const void *at = field_read(option, session);
    size_t index = option->size == sizeof(bool) ? *(const bool *)at : *(const unsigned *)at;
    if (!index)
        return;
    char *word = value_at(option->values, index);
    words_addf(words, "--%s=%s", option->name, word);
    free(word);
}

bool option_set_whole(const struct option *option, struct session *session, const char *value,
                      struct fault *fault) {
    int64_t number;
    if (!text_parse_int(value, &number) || (double)number < option->low
        || (double)number > option->high) {
        if (option->high >= 0x1p62)
            return option_refuse(option, value, fault, "must be a whole number from %.0f",
                                 option->low);
        return option_refuse(option, value, fault, "must be %.0f to %.0f", option->low,
                             option->high);
    }
    if (option->size == sizeof(int64_t))
        *(int64_t *)field(option, session) = number;
    else
        *(uint32_t *)field(option, session) = (uint32_t)number;
    return true;
}

// Fields of 4 bytes hold no negative numbers: `low` is 0 or more for all of them.
void option_format_whole(const struct option *option, const struct session *session,
                         struct words *words) {
    int64_t number, usual;
    if (option->size == sizeof(int64_t)) {
        number = *(const int64_t *)field_read(option, session);
        fetch_default(option, &usual);
    } else {
        uint32_t narrow;
        fetch_default(option, &narrow);
        usual = narrow;
        number = *(const uint32_t *)field_read(option, session);
    }
    if (number != usual)
        words_addf(words, "--%s=%" PRId64, option->name, number);
}

bool option_set_real(const struct option *option, struct session *session, const char *value,
                     struct fault *fault) {
    double number;
    if (!text_parse_double(value, &number) || !isfinite(number) || number < option->low
        || number > option->high) {
        if (isinf(option->low))
            return option_refuse(option, value, fault, "must be a number");
        struct text text = { 0 };
        text_add_double(&text, option->low);
        text_add(&text, " to ");
        text_add_double(&text, option->high);
        option_refuse(option, value, fault, "must be a number, %s", text_string(&text));
        text_free(&text);
        return false;
    }
    *(double *)field(option, session) = number;
    return true;
}

void option_format_real(const struct option *option, const struct session *session,
                        struct words *words) {
    double number = *(const double *)field_read(option, session), usual;
    fetch_default(option, &usual);
    if (number == usual || isnan(number))
        return;
    struct text text = { 0 };
    text_add_double(&text, number);
    words_addf(words, "--%s=%s", option->name, text_string(&text));
    text_free(&text);
}

bool option_set_string(const struct option *option, struct session *session, const char *value,
                       struct fault *fault) {
    if (option->values && !option_value_index(option->values, value, NULL))
        return refuse_choice(option, value, fault);
    char **at = field(option, session);
    char *fresh = alloc_string(value);
    free(*at);
    *at = fresh;
    return true;
}

void option_format_string(const struct option *option, const struct session *session,
                          struct words *words) {
    const char *string = *(char *const *)field_read(option, session);
    if (string)
        words_addf(words, "--%s=%s", option->name, string);
}

void option_clear_string(const struct option *option, struct session *session) {
    char **at = field(option, session);
    free(*at);
    *at = NULL;
}

bool option_blame(const struct option *option, struct fault *fault) {
    return fault_prefix(fault, "--%s", option->name);
}

void option_add_word(struct words *words, const struct option *option, struct text *value) {
    words_addf(words, "--%s=%s", option->name, text_string(value));
    text_free(value);
}
