// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Numbers of text files, correctly rounded and whatever the locale. Inside this room only.

#ifndef BLITZ_SOURCE_TEXT_NUMBER_H
#define BLITZ_SOURCE_TEXT_NUMBER_H

#include <stdbool.h>

// The number that is all of the characters from `at` to `end`, with `decimal` ('.' or ',') before
// its fraction. "nan" and "inf" (any case, "infinity" too, with or without a sign) are numbers.
bool text_number(const char *at, const char *end, char decimal, double *value);

#endif
