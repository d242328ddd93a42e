// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Letters and digits made of pixels, for marks inside a plot: no text can stand over a picture.
// Pure.

#ifndef BLITZ_VIEW_PLOT_LETTERS_H
#define BLITZ_VIEW_PLOT_LETTERS_H

#include "view/plot_pixels.h"

// Of a letter, in dots; between two of them is one column of dots.
enum { PLOT_LETTER_COLUMNS = 5, PLOT_LETTER_ROWS = 7 };

// Writes ASCII text around the pixel x, y, on an empty ground that is one dot larger, and moves it
// so that all of it is inside. A dot is `dot` pixels wide and high. What is neither letter nor
// digit is a box.
void plot_letters(struct canvas *canvas, int x, int y, enum plot_pen pen, int dot,
                  const char *text);

#endif
