// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "term/theme.h"

enum theme theme_decide(enum theme wish, const struct answers *answers) {
    if (wish != THEME_AUTO || !answers->has_background)
        return wish;
    // As bright as the eye sees it, in thousandths.
    const int *rgb = answers->background;
    int brightness = (299 * rgb[0] + 587 * rgb[1] + 114 * rgb[2]) / 255;
    return brightness > 500 ? THEME_LIGHT : THEME_DARK;
}

short theme_colour(enum theme theme, int pen, int colours) {
    static const short own[] = { 1, 2, 3, 4, 5, 6 };
    static const short dark[] = { 203, 114, 221, 111, 176, 80 };
    static const short light[] = { 124, 28, 130, 25, 90, 23 };
    // Yellow and cyan cannot be read on white: their neighbours stand for them.
    static const short light_of_eight[] = { 1, 2, 1, 4, 5, 4 };
    if (theme == THEME_LIGHT)
        return colours >= 256 ? light[pen] : light_of_eight[pen];
    return theme == THEME_DARK && colours >= 256 ? dark[pen] : own[pen];
}
