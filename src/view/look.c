// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "view/look.h"

#include <math.h>
#include <string.h>

#define DEFAULT_PERCENTILE 0.1

static bool levels_fault(struct fault *fault, const char *string) {
    struct text safe = { 0 };
    text_add_safe(&safe, string, strlen(string));
    fault_set(fault, FAULT_USAGE,
              "levels '%s': use auto, auto:P, frame, frame:P (P a percentile from 0 to 49.9) or "
              "LO:HI with LO below HI",
              text_string(&safe));
    text_free(&safe);
    return false;
}

// "auto[:P]" or "frame[:P]".
static bool parse_mode(const char *string, const char *name, struct levels_wish *wish,
                       enum levels_mode mode, bool *matched) {
    size_t length = strlen(name);
    *matched = strncmp(string, name, length) == 0 && (!string[length] || string[length] == ':');
    if (!*matched)
        return false;
    double percentile = DEFAULT_PERCENTILE;
    if (string[length]
        && (!text_parse_double(string + length + 1, &percentile)
            || !(percentile >= 0 && percentile < 50)))
        return false;
    *wish = (struct levels_wish){ .mode = mode, .percentile = percentile };
    return true;
}

bool levels_wish_parse(const char *string, struct levels_wish *wish, struct fault *fault) {
    bool matched;
    if (parse_mode(string, "auto", wish, LEVELS_RUN, &matched))
        return true;
    if (!matched && parse_mode(string, "frame", wish, LEVELS_FRAME, &matched))
        return true;
    const char *colon = strchr(string, ':');
    if (matched || !colon)
        return levels_fault(fault, string);
    struct text low = { 0 };
    text_add_bytes(&low, string, (size_t)(colon - string));
    struct levels_wish fixed = { .mode = LEVELS_FIXED, .percentile = DEFAULT_PERCENTILE };
    bool good = text_parse_double(text_string(&low), &fixed.low)
                && text_parse_double(colon + 1, &fixed.high) && isfinite(fixed.low)
                && isfinite(fixed.high) && fixed.low < fixed.high;
    text_free(&low);
    if (!good)
        return levels_fault(fault, string);
    *wish = fixed;
    return true;
}

void levels_wish_format(const struct levels_wish *wish, struct text *text) {
    if (wish->mode == LEVELS_FIXED) {
        text_add_double(text, wish->low);
        text_add_char(text, ':');
        text_add_double(text, wish->high);
        return;
    }
    text_add(text, wish->mode == LEVELS_RUN ? "auto" : "frame");
    if (wish->percentile != DEFAULT_PERCENTILE) {
        text_add_char(text, ':');
        text_add_double(text, wish->percentile);
    }
}

static bool orientation_word(const char *word, size_t length, struct orientation *orientation) {
    static const struct {
        const char *name;
        bool flip_x, flip_y;
        int quarter_turns;
    } words[] = {
        { "flip-x", true, false, 0 },  { "flip-y", false, true, 0 },  { "rot90", false, false, 1 },
        { "rot180", false, false, 2 }, { "rot270", false, false, 3 }, { "none", false, false, 0 },
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strlen(words[i].name) != length || strncmp(word, words[i].name, length) != 0)
            continue;
        orientation->flip_x ^= words[i].flip_x;
        orientation->flip_y ^= words[i].flip_y;
        orientation->quarter_turns = (orientation->quarter_turns + words[i].quarter_turns) % 4;
        return true;
    }
    return false;
}

bool orientation_parse(const char *string, struct orientation *orientation, struct fault *fault) {
    struct orientation parsed = { 0 };
    const char *word = string;
    for (;;) {
        size_t length = strcspn(word, ",");
        if (!orientation_word(word, length, &parsed)) {
            struct text safe = { 0 };
            text_add_safe(&safe, word, length);
            fault_set(fault, FAULT_USAGE,
                      "view '%s': use flip-x, flip-y, rot90, rot180, rot270 or none, separated by "
                      "commas",
                      text_string(&safe));
            text_free(&safe);
            return false;
        }
        if (!word[length])
            break;
        word += length + 1;
    }
    *orientation = parsed;
    return true;
}

void orientation_format(const struct orientation *orientation, struct text *text) {
    static const char *const turns[] = { NULL, "rot90", "rot180", "rot270" };
    size_t start = text->length;
    if (orientation->quarter_turns)
        text_add(text, turns[orientation->quarter_turns & 3]);
    if (orientation->flip_x) {
        text_add(text, text->length > start ? "," : "");
        text_add(text, "flip-x");
    }
    if (orientation->flip_y) {
        text_add(text, text->length > start ? "," : "");
        text_add(text, "flip-y");
    }
    if (text->length == start)
        text_add(text, "none");
}
