// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#ifndef BLITZ_BASE_NATURAL_H
#define BLITZ_BASE_NATURAL_H

// Natural order of names: runs of digits compare as numbers of any length, other text by
// byte (which is code point order in UTF-8); only when names are otherwise equal do leading
// zeros decide, fewer first. A total order: 0 only for equal strings. Returns <0, 0 or >0.
int natural_compare(const char *a, const char *b);

#endif
