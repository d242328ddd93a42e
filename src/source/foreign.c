// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Names for what no format reads: people are told what they have and what to do with it.

#include "source/probe.h"

#include "base/alloc.h"
#include "base/file.h"
#include "base/text.h"

#include <string.h>
#include <strings.h>

// Magic numbers of formats that are recognised and not read. Offsets and bytes are those of the
// formats' own descriptions.
static const struct {
    size_t offset;
    const char *bytes;
    size_t size;
    const char *name;
} magics[] = {
    { 0, "SIMPLE  =", 9, "FITS" },
    { 0, "\x89HDF\r\n\x1a\n", 8, "HDF5" },
    { 512, "\x89HDF\r\n\x1a\n", 8, "MATLAB 7.3 (HDF5)" },
    { 0, "\x0e\x03\x13\x01", 4, "HDF4" },
    { 128, "DICM", 4, "DICOM" },
    { 0, "MATLAB 5.0", 10, "MATLAB 5" },
    { 0, "\x76\x2f\x31\x01", 4, "OpenEXR" },
    { 0, "\0\0\0\x0cjP  \r\n\x87\n", 12, "JPEG 2000" },
    { 0, "\xff\x4f\xff\x51", 4, "a JPEG 2000 codestream" },
    { 0, "\0\0\0\x0cJXL ", 8, "JPEG XL" },
    { 0, "\xff\x0a", 2, "JPEG XL" },
    { 0, "LUCAM-RECORDER", 14, "SER" },
    { 0, "\xed\xfe\0\0N\0o\0r\0p\0i\0x", 16, "a Norpix sequence" },
    { 0, "Andor Technology Multi-Channel File", 35, "Andor SIF" },
    { 0, "PK\3\4", 4, "ZIP" },
    { 0, "\x1f\x8b", 2, "gzip" },
    { 0, "BZh", 3, "bzip2" },
    { 0,
      "\xfd"
      "7zXZ",
      5, "xz" },
    { 0, "\x28\xb5\x2f\xfd", 4, "Zstandard" },
    { 0, "II\x1a\0\0\0HEAPCCDR", 14, "Canon CRW" },
    { 0, "8BPS", 4, "Photoshop" },
    { 0, "%PDF", 4, "PDF" },
    { 0, "GIF8", 4, "GIF" },
};

// Formats without a magic number that can be trusted, by suffix.
static const struct {
    const char *suffix, *name;
} suffixes[] = {
    { "mraw", "Photron MRAW" }, { "cih", "Photron CIH" }, { "cihx", "Photron CIHX" },
    { "spe", "Princeton SPE" }, { "sif", "Andor SIF" },   { "fits", "FITS" },
    { "h5", "HDF5" },           { "nxs", "NeXus" },       { "dcm", "DICOM" },
    { "b16", "PCO B16" },       { "seq", "a sequence" },  { "czi", "Zeiss CZI" },
    { "nd2", "Nikon ND2" },
};

static bool starts(const unsigned char *head, size_t size, size_t offset, const char *bytes,
                   size_t count) {
    return offset <= size && count <= size - offset && memcmp(head + offset, bytes, count) == 0;
}

// Text: no zero bytes or other controls, and valid UTF-8 or at least mostly ASCII.
static bool looks_like_text(const unsigned char *head, size_t size) {
    size_t odd = 0;
    for (size_t i = 0; i < size; i++) {
        if (head[i] < 0x20 && !strchr("\t\n\r\f\x1b", head[i]))
            return false;
        if (head[i] == 0)
            return false;
        odd += head[i] >= 0x7F;
    }
    return odd * 4 <= size;
}

static const char *name_by_magic(const unsigned char *head, size_t size) {
    for (size_t i = 0; i < sizeof magics / sizeof *magics; i++)
        if (starts(head, size, magics[i].offset, magics[i].bytes, magics[i].size))
            return magics[i].name;
    // "CI", the size of its header (44 bytes), and a compression of 0 to 2.
    if (size > 44 && memcmp(head, "CI\x2c\0", 4) == 0 && head[4] < 3)
        return "Phantom cine";
    return NULL;
}

static const char *name_by_suffix(const char *path) {
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++)
        if (strcasecmp(file_suffix(path), suffixes[i].suffix) == 0)
            return suffixes[i].name;
    return NULL;
}

char *foreign_describe(const char *path, const unsigned char *head, size_t size) {
    const char *name = name_by_magic(head, size);
    if (name)
        return alloc_format("%s is not supported yet: convert it to NPY or TIFF", name);
    bool is_text = looks_like_text(head, size);
    name = name_by_suffix(path);
    if (name)
        return alloc_format("%s is not supported yet: convert it to NPY or TIFF%s", name,
                            is_text ? "" : ", or say how its pixels lie: --raw=WxH:TYPE:OFFSET");
    if (is_text)
        return alloc_string("is not a format blitz reads: it looks like text, and does not begin "
                            "with a table of numbers");
    struct text text = { 0 };
    text_add(&text, "is not a format blitz reads (it begins with");
    for (size_t i = 0; i < size && i < 4; i++)
        text_addf(&text, " %02x", head[i]);
    text_add(&text, "); 'blitz formats' lists those it does; pixels without a header are read "
                    "with --raw=WxH:TYPE, such as --raw=640x480:u16le");
    return text_take(&text);
}
