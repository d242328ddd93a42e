// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// NPY arrays. With time outermost and rows contiguous, a frame is one read. Any other order
// (Fortran, permuted axes) is gathered from a mapping of the file, so that no more of it is in
// memory than the system's own cache; when it is deflated, of a file that it is unpacked into.

#include "source/npy.h"

#include "base/alloc.h"
#include "base/file.h"
#include "base/size.h"
#include "base/text.h"
#include "source/formats.h"
#include "source/npy_header.h"
#include "source/swap.h"
#include "stack/mapping.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// What an axis means, and its distance from one element to the next, in elements.
enum axis { AXIS_T, AXIS_H, AXIS_W, AXIS_C, AXIS_COUNT };

// A header may promise frames that a truncated file does not hold. They keep their slots, but a
// header that promises more of them than this is not believed.
enum { MOST_MISSING = 1000000 };

struct npy_source {
    struct source head;
    struct npy_place place; // its descriptor is owned
    struct npy_header header;
    uint64_t length[AXIS_COUNT], stride[AXIS_COUNT];
    uint64_t available; // elements in the file
    bool is_plain;      // frames lie one after the other, as rows
    bool is_damaged;    // what was unpacked beside is
    struct mapping mapping;
};

struct npy_cursor {
    struct source_cursor head;
    struct npy_bytes bytes;
};

static int npy_probe(const unsigned char *head, size_t size) {
    return size >= 8 && memcmp(head, "\x93NUMPY", 6) == 0 ? 100 : 0;
}

// The letters of the axes by the rules of the specification; NULL with a fault.
static const char *usual_axes(const struct npy_header *header, struct fault *fault) {
    uint64_t last = header->axes ? header->shape[header->axes - 1] : 0;
    if (header->axes == 2)
        return "HW";
    if (header->axes == 3)
        return last == 3 || last == 4 ? "HWC" : "THW";
    if (header->axes == 4 && (last == 1 || last == 3 || last == 4))
        return "THWC";
    if (header->axes == 4)
        fault_set(fault, FAULT_FAILED,
                  "is 4-D with %llu at the end, not 1, 3 or 4 channels: say --npy-axes=",
                  (unsigned long long)last);
    else
        fault_set(fault, FAULT_FAILED, "is %d-D: frames need 2 to 4 axes (T, H, W, C)",
                  header->axes);
    return NULL;
}

// Gives each axis its length and stride.
static bool resolve_axes(struct npy_source *npy, const char *wish, struct fault *fault) {
    static const char letters[] = "THWC";
    const struct npy_header *header = &npy->header;
    const char *axes = *wish ? wish : usual_axes(header, fault);
    if (!axes)
        return false;
    int count = (int)strlen(axes);
    bool good = count == header->axes;
    bool seen[AXIS_COUNT] = { false };
    for (int i = 0; i < AXIS_COUNT; i++) {
        npy->length[i] = 1;
        npy->stride[i] = 0;
    }
    uint64_t stride = 1;
    for (int step = 0; good && step < count; step++) {
        int i = header->is_fortran ? step : count - 1 - step;
        const char *letter = strchr(letters, toupper((unsigned char)axes[i]));
        good = letter && *letter && !seen[letter - letters];
        if (!good)
            break;
        seen[letter - letters] = true;
        npy->length[letter - letters] = header->shape[i];
        npy->stride[letter - letters] = stride;
        if (__builtin_mul_overflow(stride, header->shape[i], &stride))
            return fault_set(fault, FAULT_LIMIT, "claims more elements than can be addressed");
    }
    if (good && seen[AXIS_H] && seen[AXIS_W])
        return true;
    char *safe = text_safe(axes);
    fault_set(fault, FAULT_USAGE,
              "--npy-axes=%s does not name the %d axes of this array: one letter each, H and W, "
              "and T and C if it has them",
              safe, header->axes);
    free(safe);
    return false;
}

static bool element_exists(const struct npy_source *npy, uint64_t t, uint64_t h, uint64_t w) {
    uint64_t last = t * npy->stride[AXIS_T] + h * npy->stride[AXIS_H] + w * npy->stride[AXIS_W]
                    + (npy->length[AXIS_C] - 1) * npy->stride[AXIS_C];
    return last < npy->available;
}

// Whole rows of frame t that the file holds.
static uint64_t count_rows(const struct npy_source *npy, uint64_t t) {
    uint64_t low = 0, high = npy->length[AXIS_H];
    while (low < high) {
        uint64_t middle = low + (high - low) / 2;
        if (element_exists(npy, t, middle, npy->length[AXIS_W] - 1))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

// Whole columns of it.
static uint64_t count_columns(const struct npy_source *npy, uint64_t t) {
    uint64_t low = 0, high = npy->length[AXIS_W];
    while (low < high) {
        uint64_t middle = low + (high - low) / 2;
        if (element_exists(npy, t, npy->length[AXIS_H] - 1, middle))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

// The larger of the rectangles of whole rows or whole columns of frame t that the file holds.
static struct extent held(const struct npy_source *npy, uint64_t t) {
    uint64_t width = npy->length[AXIS_W], height = npy->length[AXIS_H];
    uint64_t rows = count_rows(npy, t);
    if (rows == height)
        return (struct extent){ (uint32_t)width, (uint32_t)height };
    uint64_t columns = count_columns(npy, t);
    if (!rows && !columns)
        return (struct extent){ 0, 0 };
    if (rows * width >= columns * height)
        return (struct extent){ (uint32_t)width, (uint32_t)rows };
    return (struct extent){ (uint32_t)columns, (uint32_t)height };
}

// Frames of which something is there.
static uint64_t count_frames(const struct npy_source *npy) {
    uint64_t low = 0, high = npy->length[AXIS_T];
    while (low < high) {
        uint64_t middle = low + (high - low) / 2;
        if (held(npy, middle).width)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void describe(struct npy_source *npy) {
    struct source_info *info = &npy->head.info;
    struct text shape = { 0 };
    for (int i = 0; i < npy->header.axes; i++)
        text_addf(&shape, i ? ", %llu" : "%llu", (unsigned long long)npy->header.shape[i]);
    metadata_add(&info->metadata, "descr", npy->header.descr);
    metadata_add(&info->metadata, "fortran_order", npy->header.is_fortran ? "True" : "False");
    metadata_addf(&info->metadata, "shape", "(%s)", text_string(&shape));
    text_free(&shape);
    // A recording that is written on has a header that is behind what it holds.
    uint64_t elements = 1;
    for (int i = 0; i < AXIS_COUNT; i++)
        elements *= npy->length[i];
    if (npy->available > elements)
        metadata_addf(&info->metadata, "after the array", "%llu more elements, not read",
                      (unsigned long long)(npy->available - elements));
}

static bool set_geometry(struct npy_source *npy, struct fault *fault) {
    struct source_info *info = &npy->head.info;
    const uint64_t *length = npy->length;
    if (length[AXIS_W] > INT32_MAX || length[AXIS_H] > INT32_MAX || length[AXIS_C] > INT32_MAX
        || length[AXIS_T] > INT64_MAX)
        return fault_set(fault, FAULT_LIMIT, "claims %llu x %llu pixels: too large for one frame",
                         (unsigned long long)length[AXIS_W], (unsigned long long)length[AXIS_H]);
    info->width = (uint32_t)length[AXIS_W];
    info->height = (uint32_t)length[AXIS_H];
    info->channels = (uint32_t)length[AXIS_C];
    info->sample = npy->header.sample;
    info->access = ACCESS_RANDOM;
    return true;
}

static bool count_what_is_there(struct npy_source *npy, struct fault *fault) {
    struct source_info *info = &npy->head.info;
    if (!npy->length[AXIS_T])
        return fault_set(fault, FAULT_NOTHING, "holds no frames");
    uint64_t present = count_frames(npy);
    if (!present)
        return fault_set(fault, FAULT_FAILED, "is cut off: it holds no whole row of pixels");
    uint64_t missing = npy->length[AXIS_T] - present;
    if (missing > MOST_MISSING)
        missing = 0;
    info->expected = (int64_t)npy->length[AXIS_T];
    info->frames = (int64_t)(present + missing);
    info->missing = (int64_t)missing;
    return true;
}

static bool lies_plain(const struct npy_source *npy) {
    const uint64_t *length = npy->length, *stride = npy->stride;
    return (length[AXIS_C] == 1 || stride[AXIS_C] == 1)
           && (length[AXIS_W] == 1 || stride[AXIS_W] == length[AXIS_C])
           && (length[AXIS_H] == 1 || stride[AXIS_H] == length[AXIS_C] * length[AXIS_W])
           && (length[AXIS_T] == 1
               || stride[AXIS_T] == length[AXIS_H] * length[AXIS_W] * length[AXIS_C]);
}

// What is deflated can only be read in its order: for any other order it is unpacked first.
static bool unpack_beside(struct npy_source *npy, struct fault *fault) {
    if (npy->is_plain || !npy->place.is_deflated)
        return true;
    struct npy_bytes bytes = { .place = npy->place };
    struct npy_place unpacked;
    bool good = npy_bytes_unpack(&bytes, &unpacked, fault);
    if (good) {
        npy->is_damaged = npy_bytes_are_damaged(&bytes);
        close(npy->place.fd);
        npy->place = unpacked;
    }
    npy_bytes_end(&bytes);
    return good;
}

static bool find_layout(struct npy_source *npy, struct fault *fault) {
    struct source_info *info = &npy->head.info;
    const uint64_t *length = npy->length;
    size_t size = sample_size(info->sample);
    bool whole = element_exists(npy, length[AXIS_T] - 1, length[AXIS_H] - 1, length[AXIS_W] - 1);
    // A bool may be stored as any byte that is not 0, so it is always looked at.
    uint64_t offset = npy->place.start + npy->header.data_offset;
    info->contiguous.is = npy->is_plain && whole && !npy->header.is_swapped
                          && !npy->place.is_deflated && info->sample != SAMPLE_BOOL
                          && offset % size == 0;
    info->contiguous.offset = offset;
    info->contiguous.stride = length[AXIS_H] * length[AXIS_W] * length[AXIS_C] * size;
    if (npy->place.is_deflated && length[AXIS_T] > 1)
        info->access = ACCESS_SEQUENTIAL;
    if (npy->is_plain)
        return true;
    return mapping_open(&npy->mapping, npy->place.fd, offset,
                        npy->place.size - npy->header.data_offset, fault);
}

struct source *npy_open_place(const struct source_format *format, const char *path,
                              const struct npy_place *place, const struct source_wish *wish,
                              struct fault *fault) {
    struct npy_source *npy = source_start(sizeof *npy, format, path);
    struct source *source = &npy->head;
    struct npy_bytes bytes = { .place = *place };
    npy->place = *place;
    struct fault inner = { 0 };
    bool good = npy_header_read(&bytes, &npy->header, &inner)
                && resolve_axes(npy, wish->npy_axes, &inner) && set_geometry(npy, &inner);
    npy_bytes_end(&bytes);
    if (good && !source_accept(source, fault)) {
        source_close(&source);
        return NULL;
    }
    npy->is_plain = good && lies_plain(npy);
    if (good && (good = unpack_beside(npy, &inner))) {
        uint64_t offset = npy->header.data_offset;
        uint64_t data = npy->place.size > offset ? npy->place.size - offset : 0;
        npy->available = data / sample_size(source->info.sample);
        good = count_what_is_there(npy, &inner) && find_layout(npy, &inner);
    }
    if (!good) {
        char *safe = text_safe(path);
        fault_set(fault, inner.kind, "%s: %s", safe, fault_text(&inner));
        free(safe);
        fault_clear(&inner);
        source_close(&source);
        return NULL;
    }
    describe(npy);
    return source;
}

static struct source *npy_open(const char *path, const struct source_wish *wish,
                               struct fault *fault) {
    struct npy_place place = { 0 };
    place.fd = file_open(path, &place.size, fault);
    place.packed = place.size;
    return place.fd < 0 ? NULL : npy_open_place(&source_npy, path, &place, wish, fault);
}

// Copies `count` elements that lie `from_step` and `into_step` bytes apart.
static inline void copy_strided(unsigned char *into, size_t into_step, const unsigned char *from,
                                size_t from_step, size_t count, size_t size) {
    for (; count--; into += into_step, from += from_step)
        memcpy(into, from, size);
}

// The same with the size as a constant, so that each copy is one move.
static void copy_elements(unsigned char *into, size_t into_step, const unsigned char *from,
                          size_t from_step, size_t count, size_t size) {
    if (size == 1)
        copy_strided(into, into_step, from, from_step, count, 1);
    else if (size == 2)
        copy_strided(into, into_step, from, from_step, count, 2);
    else if (size == 4)
        copy_strided(into, into_step, from, from_step, count, 4);
    else
        copy_strided(into, into_step, from, from_step, count, 8);
}

// Walks the file in its own order where it can: along the axis of the smaller stride.
static void gather(const struct npy_source *npy, const unsigned char *data, uint64_t t,
                   struct extent valid, unsigned char *into) {
    size_t size = sample_size(npy->head.info.sample);
    uint64_t channels = npy->length[AXIS_C], row = npy->length[AXIS_W] * channels;
    const uint64_t *stride = npy->stride;
    for (uint64_t c = 0; c < channels; c++) {
        const unsigned char *from = data + (t * stride[AXIS_T] + c * stride[AXIS_C]) * size;
        unsigned char *to = into + c * size;
        if (stride[AXIS_H] < stride[AXIS_W])
            for (uint32_t w = 0; w < valid.width; w++)
                copy_elements(to + w * channels * size, row * size,
                              from + w * stride[AXIS_W] * size, stride[AXIS_H] * size, valid.height,
                              size);
        else
            for (uint32_t h = 0; h < valid.height; h++)
                copy_elements(to + h * row * size, channels * size,
                              from + h * stride[AXIS_H] * size, stride[AXIS_W] * size, valid.width,
                              size);
    }
}

// Reads what the file holds of a frame that lies in one piece; the file may have become shorter
// since it was opened.
static void read_plain(const struct npy_source *npy, struct npy_bytes *from, int64_t index,
                       unsigned char *into, struct extent *valid) {
    const struct source_info *info = &npy->head.info;
    size_t pixel = info->channels * sample_size(info->sample), row = info->width * pixel;
    size_t bytes = row * valid->height, total = row * info->height;
    // Of a last row that is cut, the columns that are there in every row.
    if (valid->width < info->width && valid->height)
        bytes -= (info->width - valid->width) * pixel;
    uint64_t at = npy->header.data_offset + (uint64_t)index * total;
    ssize_t got = npy_bytes_read(from, into, bytes, at);
    if (got < 0 || (size_t)got < bytes) {
        valid->height = got > 0 ? (uint32_t)((size_t)got / row) : 0;
        valid->width = valid->height ? info->width : 0;
        bytes = row * valid->height;
    }
    memset(into + bytes, 0, total - bytes);
    for (uint32_t y = 0; valid->width < info->width && y < valid->height; y++)
        memset(into + y * row + valid->width * pixel, 0, (info->width - valid->width) * pixel);
}

void npy_read(struct source *source, struct source_cursor *cursor, int64_t index, void *into,
              struct frame_note *note) {
    struct npy_bytes *from = &((struct npy_cursor *)cursor)->bytes;
    struct npy_source *npy = (struct npy_source *)source;
    const struct source_info *info = &source->info;
    size_t samples = (size_t)info->width * info->height * info->channels;
    struct extent valid = held(npy, (uint64_t)index);
    size_t bytes = samples * sample_size(info->sample);
    if (npy->is_plain) {
        read_plain(npy, from, index, into, &valid);
    } else {
        if (valid.width < info->width || valid.height < info->height)
            memset(into, 0, bytes);
        gather(npy, npy->mapping.data, (uint64_t)index, valid, into);
    }
    if (npy->header.is_swapped)
        swap_samples(into, samples, sample_size(info->sample));
    if (info->sample == SAMPLE_BOOL)
        for (size_t i = 0; i < samples; i++)
            ((unsigned char *)into)[i] = ((unsigned char *)into)[i] != 0;
    note->valid = valid;
    bool is_damaged = npy->is_damaged || npy_bytes_are_damaged(from);
    if (is_damaged && valid.width)
        note->flags |= FRAME_DAMAGED;
    if (is_damaged && valid.height < info->height)
        note_set(note, valid.width ? FRAME_RECOVERED : FRAME_UNREADABLE,
                 "its compressed data are damaged or cut: %u of %u rows", valid.height,
                 info->height);
    else if (mapping_was_torn(&npy->mapping))
        note_set(note, FRAME_UNREADABLE, "the file became shorter while it was read");
    else if (!valid.width)
        note_set(note, FRAME_UNREADABLE, "the file ends before this frame");
    else if (valid.height < info->height)
        note_set(note, FRAME_RECOVERED, "the file ends after %u of %u rows", valid.height,
                 info->height);
    else if (valid.width < info->width)
        note_set(note, FRAME_RECOVERED, "the file ends after %u of %u columns", valid.width,
                 info->width);
}

struct source_cursor *npy_cursor_open(struct source *source, struct fault *fault) {
    (void)fault;
    struct npy_cursor *cursor = alloc_zeroed(1, sizeof *cursor);
    cursor->bytes.place = ((struct npy_source *)source)->place;
    return &cursor->head;
}

void npy_cursor_close(struct source *source, struct source_cursor *cursor) {
    (void)source;
    npy_bytes_end(&((struct npy_cursor *)cursor)->bytes);
    free(cursor);
}

void npy_close(struct source *source) {
    struct npy_source *npy = (struct npy_source *)source;
    mapping_close(&npy->mapping);
    npy_header_free(&npy->header);
    close(npy->place.fd);
}

const struct source_format source_npy = {
    .name = "npy",
    .title = "NumPy array (NPY 1 to 3), C or Fortran order, any plain number type",
    .suffixes = "npy",
    .probe = npy_probe,
    .open = npy_open,
    .cursor_open = npy_cursor_open,
    .read = npy_read,
    .cursor_close = npy_cursor_close,
    .close = npy_close,
};
