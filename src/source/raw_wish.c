// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "source/raw_wish.h"

#include "base/alloc.h"
#include "source/raw_type.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_CHANNELS = 4 };

const struct raw_type raw_types[] = {
    { "u8", SAMPLE_U8, RAW_WHOLE, 8, false },
    { "i8", SAMPLE_I8, RAW_WHOLE, 8, false },
    { "u16le", SAMPLE_U16, RAW_WHOLE, 16, false },
    { "u16be", SAMPLE_U16, RAW_WHOLE, 16, true },
    { "i16le", SAMPLE_I16, RAW_WHOLE, 16, false },
    { "i16be", SAMPLE_I16, RAW_WHOLE, 16, true },
    { "u32le", SAMPLE_U32, RAW_WHOLE, 32, false },
    { "u32be", SAMPLE_U32, RAW_WHOLE, 32, true },
    { "i32le", SAMPLE_I32, RAW_WHOLE, 32, false },
    { "i32be", SAMPLE_I32, RAW_WHOLE, 32, true },
    { "u64le", SAMPLE_U64, RAW_WHOLE, 64, false },
    { "u64be", SAMPLE_U64, RAW_WHOLE, 64, true },
    { "i64le", SAMPLE_I64, RAW_WHOLE, 64, false },
    { "i64be", SAMPLE_I64, RAW_WHOLE, 64, true },
    { "f32le", SAMPLE_F32, RAW_WHOLE, 32, false },
    { "f32be", SAMPLE_F32, RAW_WHOLE, 32, true },
    { "f64le", SAMPLE_F64, RAW_WHOLE, 64, false },
    { "f64be", SAMPLE_F64, RAW_WHOLE, 64, true },
    { "u10p", SAMPLE_U16, RAW_LOW_FIRST, 10, false },
    { "u12p", SAMPLE_U16, RAW_LOW_FIRST, 12, false },
    { "u14p", SAMPLE_U16, RAW_LOW_FIRST, 14, false },
    { "u10m", SAMPLE_U16, RAW_HIGH_FIRST, 10, false },
    { "u12m", SAMPLE_U16, RAW_HIGH_FIRST, 12, false },
    { "u14m", SAMPLE_U16, RAW_HIGH_FIRST, 14, false },
    { "u10g", SAMPLE_U16, RAW_PAIRS, 10, false },
    { "u12g", SAMPLE_U16, RAW_PAIRS, 12, false },
};

enum { TYPES = sizeof raw_types / sizeof *raw_types };

const char *raw_type_name(unsigned char type) {
    return type < TYPES ? raw_types[type].name : NULL;
}

// Takes a whole number off the front of *string.
static bool take_number(const char **string, uint64_t most, uint64_t *number) {
    const char *start = *string;
    *number = 0;
    for (; **string >= '0' && **string <= '9'; ++*string)
        if (__builtin_mul_overflow(*number, 10, number)
            || __builtin_add_overflow(*number, (uint64_t)(**string - '0'), number)
            || *number > most)
            return false;
    return *string > start;
}

static bool take(const char **string, char character) {
    if (**string != character)
        return false;
    ++*string;
    return true;
}

static bool take_size(const char **string, struct raw_wish *wish) {
    uint64_t width, height, channels = 1;
    if (!take_number(string, INT32_MAX, &width) || !take(string, 'x')
        || !take_number(string, INT32_MAX, &height))
        return false;
    if (take(string, 'x') && !take_number(string, MOST_CHANNELS, &channels))
        return false;
    wish->width = (uint32_t)width;
    wish->height = (uint32_t)height;
    wish->channels = (uint32_t)channels;
    return width && height && channels;
}

static bool take_type(const char **string, struct raw_wish *wish) {
    size_t length = strcspn(*string, ":");
    for (unsigned char i = 0; i < TYPES; i++)
        if (strlen(raw_types[i].name) == length
            && strncmp(raw_types[i].name, *string, length) == 0) {
            wish->type = i;
            *string += length;
            return true;
        }
    return false;
}

static bool refuse_type(const char *string, struct fault *fault) {
    struct text names = { 0 };
    for (unsigned char i = 0; i < TYPES; i++)
        text_addf(&names, "%s%s", i ? ", " : "", raw_types[i].name);
    size_t length = strcspn(string, ":");
    struct text safe = { 0 };
    text_add_safe(&safe, string, length);
    fault_set(fault, FAULT_USAGE, "there is no type '%s'; the types are %s", text_string(&safe),
              text_string(&names));
    text_free(&safe);
    text_free(&names);
    return false;
}

bool raw_wish_parse(const char *string, struct raw_wish *wish, struct fault *fault) {
    struct raw_wish made = { 0 };
    const char *at = string;
    bool good = take_size(&at, &made) && take(&at, ':');
    if (good && !take_type(&at, &made))
        return refuse_type(at, fault);
    if (good && take(&at, ':')) {
        good = take_number(&at, INT64_MAX, &made.offset);
        if (good && take(&at, '+'))
            good = take_number(&at, INT64_MAX, &made.gap);
    }
    if (good && !*at) {
        *wish = made;
        return true;
    }
    char *safe = text_safe(string);
    fault_set(fault, FAULT_USAGE,
              "'%s' must be WxH:TYPE, WxHxC:TYPE with C channels from 1 to 4, or one of them and "
              ":OFFSET or :OFFSET+GAP in bytes, such as 640x480:u16le:512",
              safe);
    free(safe);
    return false;
}

void raw_wish_format(const struct raw_wish *wish, struct text *text) {
    text_addf(text, "%" PRIu32 "x%" PRIu32, wish->width, wish->height);
    if (wish->channels > 1)
        text_addf(text, "x%" PRIu32, wish->channels);
    text_addf(text, ":%s", raw_types[wish->type].name);
    if (wish->offset || wish->gap)
        text_addf(text, ":%" PRIu64, wish->offset);
    if (wish->gap)
        text_addf(text, "+%" PRIu64, wish->gap);
}
