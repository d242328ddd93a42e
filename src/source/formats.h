// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The formats, one line each, alphabetical.

#ifndef BLITZ_SOURCE_FORMATS_H
#define BLITZ_SOURCE_FORMATS_H

#include "source/source.h"

extern const struct source_format source_tiff;

#endif
