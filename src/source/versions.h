// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#ifndef BLITZ_SOURCE_VERSIONS_H
#define BLITZ_SOURCE_VERSIONS_H

#include "base/text.h"

// Appends a line for each library that frames are read with ("libpng 1.6.39").
void source_versions(struct text *text);

#endif
