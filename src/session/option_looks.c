// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Wishes about how pictures look.

#include "base/alloc.h"
#include "session/option_values.h"
#include "session/option_wishes.h"
#include "view/colourmap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

bool option_set_levels(const struct option *option, struct session *session, const char *value,
                       struct fault *fault) {
    struct levels_wish wish;
    if (!levels_wish_parse(value, &wish, fault))
        return option_blame(option, fault);
    session->look.levels = wish;
    return true;
}

void option_format_levels(const struct option *option, const struct session *session,
                          struct words *words) {
    const struct levels_wish *wish = &session->look.levels, usual = LOOK_DEFAULT.levels;
    if (wish->mode == usual.mode && wish->percentile == usual.percentile)
        return;
    struct text text = { 0 };
    levels_wish_format(wish, &text);
    option_add_word(words, option, &text);
}

bool option_set_lut(const struct option *option, struct session *session, const char *value,
                    struct fault *fault) {
    int index;
    if (!colourmap_find(value, &index)) {
        struct text names = { 0 };
        for (int i = 0; i < (int)colourmap_count(); i++)
            text_addf(&names, "%s%s", i ? ", " : "", colourmap_name(i));
        option_refuse(option, value, fault, "must be one of %s", text_string(&names));
        text_free(&names);
        return false;
    }
    session->look.lut = index;
    return true;
}

void option_format_lut(const struct option *option, const struct session *session,
                       struct words *words) {
    if (session->look.lut)
        words_addf(words, "--%s=%s", option->name, colourmap_name(session->look.lut));
}

// "fit" or "N", with "@X,Y" for the centre of the view.
static bool parse_zoom(const char *string, struct look *look) {
    if (strcmp(string, "fit") == 0) {
        look->zoom = look->centre_x = look->centre_y = 0;
        return true;
    }
    char *copy = alloc_string(string);
    double zoom = 0, x = 0, y = 0;
    char *at = strchr(copy, '@'), *comma = at ? strchr(at, ',') : NULL;
    if (at)
        *at = '\0';
    if (comma)
        *comma = '\0';
    bool good = text_parse_double(copy, &zoom) && zoom >= 1.0 / 1024 && zoom <= 1024;
    if (good && at)
        good = comma && text_parse_double(at + 1, &x) && text_parse_double(comma + 1, &y)
               && isfinite(x) && isfinite(y);
    free(copy);
    if (good) {
        look->zoom = zoom;
        look->centre_x = x;
        look->centre_y = y;
    }
    return good;
}

bool option_set_zoom(const struct option *option, struct session *session, const char *value,
                     struct fault *fault) {
    return parse_zoom(value, &session->look)
           || option_refuse(option, value, fault,
                            "must be fit, or N or N@X,Y with N screen pixels a source pixel, "
                            "0.0009765625 to 1024");
}

void option_format_zoom(const struct option *option, const struct session *session,
                        struct words *words) {
    const struct look *look = &session->look;
    if (!(look->zoom > 0))
        return;
    struct text text = { 0 };
    text_add_double(&text, look->zoom);
    if (look->centre_x != 0 || look->centre_y != 0) {
        text_add_char(&text, '@');
        text_add_double(&text, look->centre_x);
        text_add_char(&text, ',');
        text_add_double(&text, look->centre_y);
    }
    option_add_word(words, option, &text);
}

void option_clear_zoom(const struct option *option, struct session *session) {
    (void)option;
    session->look.zoom = session->look.centre_x = session->look.centre_y = 0;
}

bool option_set_view(const struct option *option, struct session *session, const char *value,
                     struct fault *fault) {
    struct orientation orientation;
    if (!orientation_parse(value, &orientation, fault))
        return option_blame(option, fault);
    session->look.orientation = orientation;
    return true;
}

void option_format_view(const struct option *option, const struct session *session,
                        struct words *words) {
    const struct orientation *o = &session->look.orientation;
    if (!o->flip_x && !o->flip_y && !o->quarter_turns)
        return;
    struct text text = { 0 };
    orientation_format(o, &text);
    option_add_word(words, option, &text);
}

// The first of a list that is divided by commas; BESIDE_KINDS when it is none. Moves on behind it.
static enum beside take_beside(const char **at) {
    size_t length = strcspn(*at, ",");
    enum beside beside = BESIDE_NONE;
    while (beside < BESIDE_KINDS
           && (strlen(beside_name(beside)) != length
               || strncmp(*at, beside_name(beside), length) != 0))
        beside++;
    *at += length + ((*at)[length] == ',');
    return beside;
}

bool option_set_beside(const struct option *option, struct session *session, const char *value,
                       struct fault *fault) {
    enum beside wished[BESIDE_MOST] = { BESIDE_NONE };
    size_t count = 0;
    bool good = value[strlen(value) - 1] != ',';
    for (const char *at = value; good && *at; count++) {
        enum beside one = take_beside(&at);
        good = one != BESIDE_KINDS && count < BESIDE_MOST && (one != BESIDE_NONE || !count);
        for (size_t i = 0; good && i < count; i++)
            good = wished[i] != one && wished[i] != BESIDE_NONE;
        if (good)
            wished[count] = one;
    }
    if (!good) {
        fault_set(fault, FAULT_USAGE,
                  "'%s': none, or one or two of reference, reduction, difference", value);
        return option_blame(option, fault);
    }
    memcpy(session->beside, wished, sizeof wished);
    return true;
}

void option_format_beside(const struct option *option, const struct session *session,
                          struct words *words) {
    if (session->beside[0] == BESIDE_NONE)
        return;
    struct text text = { 0 };
    for (size_t i = 0; i < BESIDE_MOST && session->beside[i] != BESIDE_NONE; i++)
        text_addf(&text, "%s%s", i ? "," : "", beside_name(session->beside[i]));
    option_add_word(words, option, &text);
}
