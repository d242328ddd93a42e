// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The colours of text: for a dark background, for a light one, or none. Pictures have their own.

#ifndef BLITZ_TERM_THEME_H
#define BLITZ_TERM_THEME_H

#include "term/answers.h"

// --theme=auto|dark|light|plain. As a decision, THEME_AUTO is the terminal's own eight colours,
// which its user has chosen for its background.
enum theme { THEME_AUTO, THEME_DARK, THEME_LIGHT, THEME_PLAIN };

// What a wish comes to on a terminal that has answered so. Pure.
enum theme theme_decide(enum theme wish, const struct answers *answers);

// The colour of the terminal's palette for pen 0 to 5 (red green yellow blue magenta cyan), where
// it has so many colours. Text in it has a contrast of 4.5 or more with the background when there
// are 256. Pure.
short theme_colour(enum theme theme, int pen, int colours);

#endif
