// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "source/versions.h"

#include "source/png_quick.h"

#include <stddef.h>
#include <stdio.h>

#include <jpeglib.h>
#include <libavcodec/version.h>
#include <libavformat/version.h>
#include <libavutil/version.h>
#include <libswscale/version.h>
#include <png.h>
#include <tiffvers.h>
#include <zlib.h>

static void add(struct text *text, const char *name, int major, int minor, int micro) {
    text_addf(text, "%s %d.%d.%d\n", name, major, minor, micro);
}

void source_versions(struct text *text) {
    add(text, "libavformat", LIBAVFORMAT_VERSION_MAJOR, LIBAVFORMAT_VERSION_MINOR,
        LIBAVFORMAT_VERSION_MICRO);
    add(text, "libavcodec", LIBAVCODEC_VERSION_MAJOR, LIBAVCODEC_VERSION_MINOR,
        LIBAVCODEC_VERSION_MICRO);
    add(text, "libavutil", LIBAVUTIL_VERSION_MAJOR, LIBAVUTIL_VERSION_MINOR,
        LIBAVUTIL_VERSION_MICRO);
    add(text, "libswscale", LIBSWSCALE_VERSION_MAJOR, LIBSWSCALE_VERSION_MINOR,
        LIBSWSCALE_VERSION_MICRO);
    text_addf(text, "libtiff %d\n", TIFFLIB_VERSION);
    text_addf(text, "libpng %s\n", PNG_LIBPNG_VER_STRING);
    if (png_quick_version())
        text_addf(text, "%s\n", png_quick_version());
    add(text, "libjpeg-turbo", LIBJPEG_TURBO_VERSION_NUMBER / 1000000,
        LIBJPEG_TURBO_VERSION_NUMBER / 1000 % 1000, LIBJPEG_TURBO_VERSION_NUMBER % 1000);
    text_addf(text, "zlib %s\n", ZLIB_VERSION);
}
