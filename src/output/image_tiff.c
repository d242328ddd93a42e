// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// TIFF through libtiff: one page a frame, uncompressed, one strip a page where it is not too
// large, so that every reader (and our own fast path) finds frames contiguous. The first page
// carries ImageJ's description.

#include "base/alloc.h"
#include "base/text.h"
#include "output/image_formats.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <tiffio.h>
#include <unistd.h>

// Classic TIFF has 32-bit offsets; what is beside the pixels takes about 300 bytes a page.
#define CLASSIC_LIMIT ((uint64_t)0xFFFFFFFF - (64u << 20))
#define PAGE_OVERHEAD 512u
#define STRIP_LIMIT ((size_t)1 << 30)

struct tiff_state {
    struct output_file *file;
    uint64_t offset;
    TIFF *tiff;
};

static bool accept(const struct image_file *image, struct fault *fault) {
    return output_may_write(image->path, image->wish.force, fault);
}

static tmsize_t do_read(thandle_t handle, void *into, tmsize_t count) {
    struct tiff_state *state = handle;
    ssize_t got = pread(state->file->fd, into, (size_t)count, (off_t)state->offset);
    if (got > 0)
        state->offset += (uint64_t)got;
    return got;
}

static tmsize_t do_write(thandle_t handle, void *from, tmsize_t count) {
    struct tiff_state *state = handle;
    if (!output_write_at(state->file, from, (size_t)count, state->offset))
        return -1;
    state->offset += (uint64_t)count;
    return count;
}

static uint64_t do_size(thandle_t handle) {
    const struct tiff_state *state = handle;
    struct stat status;
    return fstat(state->file->fd, &status) < 0 ? 0 : (uint64_t)status.st_size;
}

static uint64_t do_seek(thandle_t handle, uint64_t offset, int whence) {
    struct tiff_state *state = handle;
    if (whence == SEEK_CUR)
        offset += state->offset;
    else if (whence == SEEK_END)
        offset += do_size(handle);
    state->offset = offset;
    return offset;
}

static int do_close(thandle_t handle) {
    (void)handle;
    return 0;
}

static bool fail(struct image_file *image, struct fault *fault) {
    if (image->file.error)
        return output_fault(&image->file, fault);
    char *safe = text_safe(image->path);
    fault_set(fault, FAULT_FAILED, "%s: cannot make a TIFF of this", safe);
    free(safe);
    return false;
}

static uint64_t whole_size(const struct image_wish *wish) {
    uint64_t page = (uint64_t)shape_samples(wish->shape) * element_size(wish->element);
    return (page + PAGE_OVERHEAD) * wish->frames;
}

static bool begin(struct image_file *image, struct fault *fault) {
    if (!image_open_file(image, image->path, fault))
        return false;
    struct tiff_state *state = alloc_zeroed(1, sizeof *state);
    state->file = &image->file;
    image->library = state;
    TIFFSetErrorHandler(NULL);
    TIFFSetWarningHandler(NULL);
    const char *mode = whole_size(&image->wish) > CLASSIC_LIMIT ? "w8" : "w";
    state->tiff = TIFFClientOpen("blitz", mode, state, do_read, do_write, do_seek, do_close,
                                 do_size, NULL, NULL);
    return state->tiff || fail(image, fault);
}

// ImageJ reads "key=value" lines up to the first that it does not know.
static char *describe(const struct image_wish *wish) {
    struct text text = { 0 };
    text_addf(&text, "ImageJ=1.53t\nimages=%zu\n", wish->frames);
    if (wish->frames > 1)
        text_addf(&text, "frames=%zu\nhyperstack=true\n", wish->frames);
    if (wish->shape.channels == 1)
        text_add(&text, "mode=grayscale\n");
    text_addf(&text, "unit=%s\n", wish->unit ? wish->unit : "pixel");
    if (wish->interval > 0) {
        text_add(&text, "finterval=");
        text_add_double(&text, wish->interval);
        text_add_char(&text, '\n');
    }
    if (wish->has_levels) {
        text_add(&text, "min=");
        text_add_double(&text, wish->low);
        text_add(&text, "\nmax=");
        text_add_double(&text, wish->high);
        text_add_char(&text, '\n');
    }
    if (wish->provenance)
        provenance_text(wish->provenance, &text);
    return text_take(&text);
}

static void set_first_page(TIFF *tiff, const struct image_file *image) {
    const struct provenance *provenance = image->wish.provenance;
    char *description = describe(&image->wish), *version = image_software(image);
    struct text software = { 0 };
    text_add(&software, version);
    if (provenance && provenance->recipe) {
        text_add(&software, ": ");
        text_add_safe(&software, provenance->recipe, strlen(provenance->recipe));
    }
    TIFFSetField(tiff, TIFFTAG_IMAGEDESCRIPTION, description);
    TIFFSetField(tiff, TIFFTAG_SOFTWARE, text_string(&software));
    text_free(&software);
    free(version);
    free(description);
}

static uint32_t rows_per_strip(const struct image_wish *wish) {
    size_t row = (size_t)wish->shape.width * wish->shape.channels * element_size(wish->element);
    size_t rows = STRIP_LIMIT / row;
    return !rows ? 1 : rows < wish->shape.height ? (uint32_t)rows : wish->shape.height;
}

static void set_page(TIFF *tiff, const struct image_wish *wish) {
    uint16_t kind = wish->element == ELEMENT_F32   ? SAMPLEFORMAT_IEEEFP
                    : wish->element == ELEMENT_I16 ? SAMPLEFORMAT_INT
                                                   : SAMPLEFORMAT_UINT;
    TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, wish->shape.width);
    TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, wish->shape.height);
    TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, (uint16_t)wish->shape.channels);
    TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, (uint16_t)element_bits(wish->element));
    TIFFSetField(tiff, TIFFTAG_SAMPLEFORMAT, kind);
    TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC,
                 wish->shape.channels == 3 ? PHOTOMETRIC_RGB : PHOTOMETRIC_MINISBLACK);
    TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
    TIFFSetField(tiff, TIFFTAG_COMPRESSION, COMPRESSION_NONE);
    TIFFSetField(tiff, TIFFTAG_ORIENTATION, ORIENTATION_TOPLEFT);
    TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, rows_per_strip(wish));
    int bits = element_bits(wish->element);
    if (wish->bits > 0 && wish->bits < bits && wish->element == ELEMENT_U16)
        TIFFSetField(tiff, TIFFTAG_MAXSAMPLEVALUE, (uint16_t)((1u << wish->bits) - 1));
}

static bool add(struct image_file *image, const void *samples, struct fault *fault) {
    const struct image_wish *wish = &image->wish;
    TIFF *tiff = ((struct tiff_state *)image->library)->tiff;
    set_page(tiff, wish);
    if (!image->done)
        set_first_page(tiff, image);
    uint32_t rows = rows_per_strip(wish);
    size_t row = (size_t)wish->shape.width * wish->shape.channels * element_size(wish->element);
    uint32_t strip = 0;
    for (uint32_t y = 0; y < wish->shape.height; y += rows, strip++) {
        uint32_t left = wish->shape.height - y;
        size_t bytes = row * (left < rows ? left : rows);
        // libtiff does not change what it writes in native order, uncompressed.
        if (TIFFWriteRawStrip(tiff, strip, (char *)samples + row * y, (tmsize_t)bytes)
            != (tmsize_t)bytes)
            return fail(image, fault);
    }
    return (TIFFWriteDirectory(tiff) && !image->file.error) || fail(image, fault);
}

static bool end(struct image_file *image, struct fault *fault) {
    struct tiff_state *state = image->library;
    TIFFClose(state->tiff);
    state->tiff = NULL;
    return !image->file.error || fail(image, fault);
}

static void release(struct image_file *image) {
    struct tiff_state *state = image->library;
    if (state && state->tiff)
        TIFFClose(state->tiff);
    free(state);
    image->library = NULL;
}

const struct image_verbs image_tiff = {
    .accept = accept,
    .begin = begin,
    .add = add,
    .end = end,
    .release = release,
};
