// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// What the pixels of one directory are: their type, their channels, how they are packed and
// whether they can be read without a codec; and the refusal of what cannot be a measurement.

#ifndef BLITZ_SOURCE_TIFF_LAYOUT_H
#define BLITZ_SOURCE_TIFF_LAYOUT_H

#include "base/fault.h"
#include "source/source.h"
#include "source/tiff_directory.h"

// The frame that a directory makes.
struct tiff_layout {
    uint32_t width, height;
    uint32_t channels;  // of the frame: palettes give 1 or 3
    enum sample sample; // of the frame
    uint32_t samples;   // stored per pixel
    uint32_t bits;      // stored per sample
    bool is_signed;
    bool is_palette;
    bool is_tiled, is_planar;
    bool is_direct; // uncompressed whole bytes, rows as in the frame: needs no codec
    bool is_lossy;
    uint32_t rows_per_strip; // never more than the height
    int real_bits;           // said by the file; 0: not said
    const char *rule;        // static: what the channels are when it is not grey or RGB; or NULL
};

// Works out the layout. False with a fault (one line, without the file's name) when the
// samples cannot be read.
bool tiff_layout_of(const struct tiff_file *file, const struct tiff_directory *directory,
                    struct tiff_layout *layout, struct fault *fault);

// Whether two pages make frames of one size and type.
bool tiff_layout_same(const struct tiff_layout *a, const struct tiff_layout *b);

// Bytes of a stored row of one plane, as a codec delivers it.
size_t tiff_layout_row_bytes(const struct tiff_layout *layout, uint32_t width);

// "LZW", or "compression 12345" in new memory.
char *tiff_compression_name(uint64_t compression);

// "MinIsBlack" ... as the TIFF specification spells it; NULL when unknown.
const char *tiff_photometric_name(uint64_t photometric);

// The colours of a palette: `entries` of each of red, green and blue, one after the other.
struct tiff_palette {
    uint16_t *colours; // owned
    size_t entries;
    bool is_grey;
    enum sample sample; // SAMPLE_U8 (values reduced to 8 bits without loss) or SAMPLE_U16
};

// Reads the colours of a palette page.
bool tiff_palette_read(const struct tiff_file *file, const struct tiff_directory *directory,
                       uint32_t bits, struct tiff_palette *palette, struct fault *fault);

#endif
