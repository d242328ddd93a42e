// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Every format family, one line each, alphabetical. Only source_formats[] and source_open use
// them.

#ifndef BLITZ_SOURCE_FORMATS_H
#define BLITZ_SOURCE_FORMATS_H

#include "source/source.h"

extern const struct source_format source_bmp;
extern const struct source_format source_demo;
extern const struct source_format source_envi;
extern const struct source_format source_jpeg;
extern const struct source_format source_npy;
extern const struct source_format source_npz;
extern const struct source_format source_pfm;
extern const struct source_format source_png;
extern const struct source_format source_pnm;
extern const struct source_format source_raw;
extern const struct source_format source_text;
extern const struct source_format source_tiff;
extern const struct source_format source_video;

#endif
