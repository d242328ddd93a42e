// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "source/tiff_layout.h"

#include "base/alloc.h"

#include <stdlib.h>
#include <tiff.h>
#include <tiffio.h>

static const struct {
    uint64_t code;
    const char *name;
} compressions[] = {
    { COMPRESSION_NONE, "none" },
    { COMPRESSION_CCITTRLE, "CCITT RLE" },
    { COMPRESSION_CCITTFAX3, "CCITT group 3" },
    { COMPRESSION_CCITTFAX4, "CCITT group 4" },
    { COMPRESSION_LZW, "LZW" },
    { COMPRESSION_OJPEG, "old-style JPEG" },
    { COMPRESSION_JPEG, "JPEG" },
    { COMPRESSION_PACKBITS, "PackBits" },
    { COMPRESSION_ADOBE_DEFLATE, "deflate" },
    { COMPRESSION_DEFLATE, "deflate" },
    { COMPRESSION_JBIG, "JBIG" },
    { COMPRESSION_SGILOG, "SGILog" },
    { COMPRESSION_SGILOG24, "SGILog24" },
    { COMPRESSION_JP2000, "JPEG 2000" },
    { 33003, "JPEG 2000" },
    { 33005, "JPEG 2000" },
    { 34713, "Nikon NEF" },
    { COMPRESSION_LERC, "LERC" },
    { COMPRESSION_LZMA, "LZMA" },
    { COMPRESSION_ZSTD, "zstd" },
    { COMPRESSION_WEBP, "WebP" },
    { COMPRESSION_JXL, "JPEG XL" },
};

char *tiff_compression_name(uint64_t compression) {
    for (size_t i = 0; i < sizeof compressions / sizeof *compressions; i++)
        if (compressions[i].code == compression)
            return alloc_string(compressions[i].name);
    return alloc_format("compression %llu", (unsigned long long)compression);
}

const char *tiff_photometric_name(uint64_t photometric) {
    static const char *const names[] = {
        [PHOTOMETRIC_MINISWHITE] = "MinIsWhite (samples as stored)",
        [PHOTOMETRIC_MINISBLACK] = "MinIsBlack",
        [PHOTOMETRIC_RGB] = "RGB",
        [PHOTOMETRIC_PALETTE] = "Palette",
        [PHOTOMETRIC_MASK] = "Mask",
        [PHOTOMETRIC_SEPARATED] = "CMYK (samples as stored)",
        [PHOTOMETRIC_YCBCR] = "YCbCr",
        [PHOTOMETRIC_CIELAB] = "CIE L*a*b* (samples as stored)",
        [PHOTOMETRIC_ICCLAB] = "ICC L*a*b* (samples as stored)",
        [PHOTOMETRIC_ITULAB] = "ITU L*a*b* (samples as stored)",
    };
    if (photometric < sizeof names / sizeof *names)
        return names[photometric];
    switch (photometric) {
    case PHOTOMETRIC_CFA:
        return "Colour filter array (samples as stored)";
    case PHOTOMETRIC_LOGL:
        return "LogL (samples as stored)";
    case PHOTOMETRIC_LOGLUV:
        return "LogLuv (samples as stored)";
    case 34892:
        return "LinearRaw (samples as stored)";
    default:
        return NULL;
    }
}

// What the channels are where nobody would expect it.
static const char *channel_rule(const struct tiff_directory *directory) {
    switch (directory->photometric) {
    case PHOTOMETRIC_SEPARATED:
        return directory->samples == 4 ? "C, M, Y of CMYK as stored, K left out" : NULL;
    case PHOTOMETRIC_CIELAB:
    case PHOTOMETRIC_ICCLAB:
    case PHOTOMETRIC_ITULAB:
        return "L*a*b* as stored";
    case PHOTOMETRIC_LOGLUV:
        return "LogLuv as stored";
    case PHOTOMETRIC_YCBCR:
        return "RGB of YCbCr";
    case PHOTOMETRIC_PALETTE:
        return "colours of the palette";
    default:
        return NULL;
    }
}

// The type that holds samples of `bits` bits, by what the file says they are.
static bool sample_type(uint64_t format, uint32_t bits, enum sample *sample, struct fault *fault) {
    bool is_signed = format == SAMPLEFORMAT_INT;
    if (format == SAMPLEFORMAT_COMPLEXINT || format == SAMPLEFORMAT_COMPLEXIEEEFP)
        return fault_set(fault, FAULT_FAILED,
                         "has complex samples: export real and imaginary "
                         "part as two images");
    if (format == SAMPLEFORMAT_IEEEFP) {
        if (bits != 16 && bits != 32 && bits != 64)
            return fault_set(fault, FAULT_FAILED,
                             "has floating-point samples of %u bits: only "
                             "16, 32 and 64 can be read",
                             bits);
        *sample = bits == 16 ? SAMPLE_F16 : bits == 32 ? SAMPLE_F32 : SAMPLE_F64;
        return true;
    }
    if (bits == 0 || (bits > 32 && bits != 64))
        return fault_set(fault, FAULT_FAILED,
                         "has samples of %u bits: only 1 to 32 and 64 can "
                         "be read",
                         bits);
    if (bits <= 8)
        *sample = is_signed ? SAMPLE_I8 : SAMPLE_U8;
    else if (bits <= 16)
        *sample = is_signed ? SAMPLE_I16 : SAMPLE_U16;
    else if (bits <= 32)
        *sample = is_signed ? SAMPLE_I32 : SAMPLE_U32;
    else
        *sample = is_signed ? SAMPLE_I64 : SAMPLE_U64;
    return true;
}

// Whether all values of the array that the file has are the same; *value receives it.
static bool all_same(const struct tiff_file *file, const struct tiff_array *array, size_t limit,
                     uint64_t *value) {
    size_t count;
    uint64_t *values = tiff_array_values(file, array, limit, &count);
    bool same = true;
    for (size_t i = 0; i < count; i++)
        same = same && values[i] == values[0];
    if (count)
        *value = values[0];
    free(values);
    return same;
}

// Real bits from MaxSampleValue. Many programs write the largest value that occurs there,
// which says nothing about the camera: only full-scale values (4095 ...) are believed.
static int real_bits(const struct tiff_file *file, const struct tiff_directory *directory,
                     const struct tiff_layout *layout) {
    if (layout->bits & 7)
        return (int)layout->bits;
    uint64_t most = tiff_array_value(file, &directory->max_value, 0, 0);
    if (!most || (most & (most + 1)) || layout->is_palette || layout->sample == SAMPLE_F16
        || layout->sample == SAMPLE_F32 || layout->sample == SAMPLE_F64)
        return layout->bits == 24 ? 24 : 0;
    int bits = __builtin_popcountll(most);
    return bits < (int)layout->bits ? bits : 0;
}

static bool check_codec(const struct tiff_directory *directory, struct fault *fault) {
    uint64_t code = directory->compression;
    if (code != COMPRESSION_OJPEG && code <= UINT16_MAX && TIFFIsCODECConfigured((uint16_t)code))
        return true;
    char *name = tiff_compression_name(code);
    fault_set(fault, FAULT_FAILED,
              "is compressed with %s, which cannot be read here: save it "
              "with LZW, deflate or zstd",
              name);
    free(name);
    return false;
}

static bool check_colour(const struct tiff_directory *directory, const struct tiff_layout *layout,
                         struct fault *fault) {
    if (directory->photometric == PHOTOMETRIC_YCBCR && directory->compression != COMPRESSION_JPEG)
        return fault_set(fault, FAULT_FAILED,
                         "holds YCbCr without JPEG, which cannot be read: "
                         "convert it to RGB");
    if (layout->is_palette && (layout->samples != 1 || layout->bits > 16 || layout->is_signed))
        return fault_set(fault, FAULT_FAILED,
                         "has a palette with %u samples of %u bits a pixel, "
                         "which cannot be read",
                         layout->samples, layout->bits);
    return true;
}

// Size and partition of the pixels.
static bool take_geometry(const struct tiff_directory *directory, struct tiff_layout *layout,
                          struct fault *fault) {
    if (!directory->width || !directory->height || !directory->samples)
        return fault_set(fault, FAULT_FAILED, "has no pixels (%llu x %llu)",
                         (unsigned long long)directory->width,
                         (unsigned long long)directory->height);
    if (directory->width > INT32_MAX || directory->height > INT32_MAX)
        return fault_set(fault, FAULT_LIMIT, "claims %llu x %llu pixels: too large for one frame",
                         (unsigned long long)directory->width,
                         (unsigned long long)directory->height);
    if (directory->samples > 4)
        return fault_set(fault, FAULT_FAILED, "has %llu channels: only 1 to 4 can be read",
                         (unsigned long long)directory->samples);
    layout->width = (uint32_t)directory->width;
    layout->height = (uint32_t)directory->height;
    layout->samples = (uint32_t)directory->samples;
    layout->is_tiled = directory->tile_width || directory->tile_height;
    layout->is_planar = directory->planar == PLANARCONFIG_SEPARATE && layout->samples > 1;
    uint64_t rows = directory->rows_per_strip;
    layout->rows_per_strip = !rows || rows > layout->height ? layout->height : (uint32_t)rows;
    return true;
}

bool tiff_layout_of(const struct tiff_file *file, const struct tiff_directory *directory,
                    struct tiff_layout *layout, struct fault *fault) {
    *layout = (struct tiff_layout){ 0 };
    if (!take_geometry(directory, layout, fault) || !check_codec(directory, fault))
        return false;
    uint64_t bits = 1, format = SAMPLEFORMAT_UINT;
    if (!all_same(file, &directory->bits, layout->samples, &bits)
        || !all_same(file, &directory->sample_format, layout->samples, &format))
        return fault_set(fault, FAULT_FAILED,
                         "has channels of different types, which cannot be "
                         "read");
    layout->bits = bits > 65 ? 65 : (uint32_t)bits;
    if (!sample_type(format, layout->bits, &layout->sample, fault))
        return false;
    layout->is_signed = format == SAMPLEFORMAT_INT;
    layout->channels = layout->samples;
    layout->is_palette = directory->photometric == PHOTOMETRIC_PALETTE;
    layout->is_lossy =
        directory->compression == COMPRESSION_JPEG || directory->compression == COMPRESSION_WEBP;
    layout->rule = channel_rule(directory);
    layout->real_bits = real_bits(file, directory, layout);
    layout->is_direct =
        directory->compression == COMPRESSION_NONE && !layout->is_tiled && !layout->is_planar
        && !layout->is_palette && layout->bits == 8 * sample_size(layout->sample)
        && directory->fill_order == FILLORDER_MSB2LSB && directory->photometric != PHOTOMETRIC_LOGL
        && directory->photometric != PHOTOMETRIC_LOGLUV;
    if (!check_colour(directory, layout, fault))
        return false;
    if (!layout->is_palette)
        return true;
    struct tiff_palette palette;
    if (!tiff_palette_read(file, directory, layout->bits, &palette, fault))
        return false;
    layout->channels = palette.is_grey ? 1 : 3;
    layout->sample = palette.sample;
    layout->real_bits = 0;
    free(palette.colours);
    return true;
}

bool tiff_layout_same(const struct tiff_layout *a, const struct tiff_layout *b) {
    return a->width == b->width && a->height == b->height && a->channels == b->channels
           && a->sample == b->sample;
}

size_t tiff_layout_row_bytes(const struct tiff_layout *layout, uint32_t width) {
    uint64_t samples = (uint64_t)width * (layout->is_planar ? 1 : layout->samples);
    return (size_t)((samples * layout->bits + 7) / 8);
}

bool tiff_palette_read(const struct tiff_file *file, const struct tiff_directory *directory,
                       uint32_t bits, struct tiff_palette *palette, struct fault *fault) {
    *palette = (struct tiff_palette){ .entries = (size_t)1 << bits, .is_grey = true };
    size_t wanted = 3 * palette->entries, count;
    uint64_t *values = tiff_array_values(file, &directory->colour_map, wanted, &count);
    if (count != wanted) {
        free(values);
        return fault_set(fault, FAULT_FAILED, "has a palette image whose palette is not there");
    }
    palette->colours = alloc_zeroed(wanted, sizeof *palette->colours);
    bool is_small = true, fits_high = true;
    for (size_t i = 0; i < wanted; i++) {
        uint64_t value = values[i] & 0xFFFF;
        palette->colours[i] = (uint16_t)value;
        is_small = is_small && value < 256;
        fits_high = fits_high && (value % 257 == 0 || (value & 0xFF) == 0);
        palette->is_grey = palette->is_grey && values[i] == values[i % palette->entries];
    }
    free(values);
    // The map has 16 bits an entry; 8-bit colours are stored as v * 257, v * 256, or, by old
    // programs, as v.
    palette->sample = is_small || fits_high ? SAMPLE_U8 : SAMPLE_U16;
    for (size_t i = 0; !is_small && fits_high && i < wanted; i++)
        palette->colours[i] >>= 8;
    return true;
}
