// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// TIFF: one page, many pages, or one directory before a run of images (ImageJ). A frame is a
// page; hyperstacks are taken page by page.
//
//   tiff_directory    one directory, as it stands in the file
//   tiff_layout       what its pixels are
//   tiff_description  what ImageJ or OME say of the series
//   tiff_chain        where all the pages are
//   tiff_direct       pixels straight from the file
//   tiff_codec        pixels through libtiff

#include "base/alloc.h"
#include "base/file.h"
#include "base/text.h"
#include "source/exif.h"
#include "source/formats.h"
#include "source/tiff_chain.h"
#include "source/tiff_description.h"
#include "source/tiff_pixels.h"

#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct tiff_source {
    struct source head;
    struct tiff_file file;
    struct tiff_directory first;
    struct tiff_layout layout; // of the first page, and so of the run of frames
    struct tiff_description description;
    size_t passed_over;      // thumbnails before the first page
    struct tiff_chain chain; // after count; empty before
    double *times;           // of the first page, after count of all; NULL: none
    int64_t timed;           // how many
    double exif_time;        // of the only page; NaN: none
};

struct tiff_cursor {
    struct source_cursor head;
    struct tiff_codec *codec; // opened when the first page needs it
};

// The largest description that is read: OME-XML with a stamp for each of 200 000 planes.
static const size_t MOST_DESCRIPTION = (size_t)64 << 20;

// A frame may be this much larger than the file that claims it (deflate packs a constant
// 1 : 1032, zstd and CCITT more), and small ones are never suspected.
enum { MOST_EXPANSION = 5000 };
static const uint64_t UNSUSPECTED = (uint64_t)64 << 20;

static int probe(const unsigned char *head, size_t size) {
    if (size < 8)
        return 0;
    bool little = memcmp(head, "II*\0", 4) == 0 || memcmp(head, "II+\0", 4) == 0;
    bool big = memcmp(head, "MM\0*", 4) == 0 || memcmp(head, "MM\0+", 4) == 0;
    return little || big ? 90 : 0;
}

static void add_text(struct tiff_source *source, const struct tiff_array *array, const char *key) {
    enum { MOST_TEXT = 1000 };
    char *text = tiff_array_text(&source->file, array, MOST_TEXT);
    if (text && *text)
        metadata_add(&source->head.info.metadata, key, text);
    free(text);
}

static void describe(struct tiff_source *source) {
    struct metadata *metadata = &source->head.info.metadata;
    const struct tiff_directory *first = &source->first;
    const struct tiff_layout *layout = &source->layout;
    char *compression = tiff_compression_name(first->compression);
    const char *photometric = tiff_photometric_name(first->photometric);
    bool is_little = source->file.is_swapped == (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__);
    metadata_addf(metadata, "Format", "%s, %s endian", source->file.is_big ? "BigTIFF" : "TIFF",
                  is_little ? "little" : "big");
    metadata_add(metadata, "Compression", compression);
    if (photometric)
        metadata_add(metadata, "Photometric", photometric);
    if (layout->is_palette)
        metadata_addf(metadata, "Palette", "%s of %d bits",
                      layout->channels == 1 ? "grey levels" : "colours",
                      layout->sample == SAMPLE_U8 ? 8 : 16);
    metadata_addf(metadata, "BitsPerSample", "%u", layout->bits);
    if (layout->is_planar)
        metadata_add(metadata, "PlanarConfiguration", "separate");
    if (first->orientation != 1)
        metadata_addf(metadata, "Orientation", "%llu (not applied)",
                      (unsigned long long)first->orientation);
    add_text(source, &first->make, "Make");
    add_text(source, &first->model, "Model");
    add_text(source, &first->software, "Software");
    add_text(source, &first->date_time, "DateTime");
    free(compression);
    // In BigTIFF its directory has another shape.
    if (first->exif && !source->file.is_big)
        source->exif_time = exif_read_directory(source->file.fd, source->file.size, !is_little,
                                                first->exif, metadata);
    char *text = tiff_array_text(&source->file, &first->description, MOST_DESCRIPTION);
    tiff_description_read(text ? text : (char[]){ "" }, &source->description, metadata);
    free(text);
}

static void take_times(struct tiff_source *source, int64_t frames) {
    free(source->times);
    source->times = tiff_description_times(&source->description, (size_t)frames);
    source->timed = source->times ? frames : 0;
}

// The interval where each page is a time point; else, from stamps, the mean step.
static double usual_step(const struct tiff_source *source) {
    const struct tiff_description *description = &source->description;
    bool is_alone = description->channels * description->slices == 1;
    if (!description->stamp_count)
        return is_alone || description->frames == 1 ? description->interval : 0;
    if (is_alone && description->interval > 0)
        return description->interval;
    if (source->timed < 2)
        return 0;
    double step =
        (source->times[source->timed - 1] - source->times[0]) / (double)(source->timed - 1);
    return isfinite(step) && step > 0 ? step : 0;
}

// EXIF tells the time of one image, so it counts where there is no other; thumbnails are none.
static void take_exif_time(struct tiff_source *source) {
    struct source_info *info = &source->head.info;
    struct tiff_directory next;
    size_t reduced = 0;
    if (isnan(source->exif_time))
        return;
    if (info->time_source || source->description.images > 1
        || tiff_chain_next(&source->file, &source->first, &next, &reduced))
        source->exif_time = NAN;
    else
        info->time_source = "EXIF";
}

static void fill_info(struct tiff_source *source) {
    struct source_info *info = &source->head.info;
    const struct tiff_layout *layout = &source->layout;
    const struct tiff_description *description = &source->description;
    info->width = layout->width;
    info->height = layout->height;
    info->channels = layout->channels;
    info->sample = layout->sample;
    info->bits = layout->real_bits;
    if (layout->sample == SAMPLE_U32 && layout->real_bits > 0 && layout->real_bits <= 16)
        info->declared_high = (double)((1u << layout->real_bits) - 1);
    info->access = ACCESS_RANDOM;
    info->is_lossy = layout->is_lossy;
    info->rule = alloc_string(layout->rule);
    info->expected = description->images;
    info->time_source = tiff_description_time_source(description);
    if (info->time_source) {
        take_times(source, 1);
        info->time_step = usual_step(source);
    }
    take_exif_time(source);
}

// Finds the first page that is no thumbnail.
static bool find_first(struct tiff_source *source, struct fault *fault) {
    const char *reason = NULL;
    if (!tiff_file_head(&source->file, &reason)
        || !tiff_directory_read(&source->file, source->file.first, &source->first, &reason))
        return fault_set(fault, FAULT_FAILED, "%s", reason);
    struct tiff_directory full;
    size_t reduced = 1;
    if (tiff_directory_is_reduced(&source->first)
        && tiff_chain_next(&source->file, &source->first, &full, &reduced)) {
        source->first = full;
        source->passed_over = reduced;
    }
    return true;
}

static bool check_claim(struct tiff_source *source, struct fault *fault) {
    size_t bytes;
    if (!source_accept(&source->head, fault))
        return false;
    if (!source_frame_bytes(&source->head, &bytes)
        || (bytes > UNSUSPECTED && (bytes - UNSUSPECTED) / MOST_EXPANSION > source->file.size)) {
        char *safe = text_safe(source->head.path);
        fault_set(fault, FAULT_LIMIT, "%s: claims %u x %u pixels, but holds %llu bytes", safe,
                  source->head.info.width, source->head.info.height,
                  (unsigned long long)source->file.size);
        free(safe);
        return false;
    }
    return true;
}

static void close_source(struct source *head) {
    struct tiff_source *source = (struct tiff_source *)head;
    if (source->file.fd >= 0)
        close(source->file.fd);
    tiff_description_free(&source->description);
    tiff_chain_free(&source->chain);
    free(source->times);
}

// Frees what a failed open leaves behind.
static struct source *give_up(struct tiff_source *source) {
    struct source *head = &source->head;
    source_close(&head);
    return NULL;
}

static struct source *open_source(const char *path, const struct source_wish *wish,
                                  struct fault *fault) {
    (void)wish;
    struct tiff_source *source = source_start(sizeof *source, &source_tiff, path);
    source->exif_time = NAN;
    source->file.fd = file_open(path, &source->file.size, fault);
    if (source->file.fd < 0)
        return give_up(source);
    if (!find_first(source, fault)
        || !tiff_layout_of(&source->file, &source->first, &source->layout, fault)) {
        char *safe = text_safe(path);
        fault_prefix(fault, "%s", safe);
        free(safe);
        return give_up(source);
    }
    describe(source);
    fill_info(source);
    return check_claim(source, fault) ? &source->head : give_up(source);
}

// ── counting ───────────────────────────────────────────────────────────────────────────────

// ImageJ writes stacks over 4 GiB as one directory and all images behind it.
static void follow_imagej(struct tiff_source *source, uint64_t frame_bytes) {
    struct tiff_run *run = &source->chain.run;
    int64_t images = source->description.images;
    if (source->description.flavour != TIFF_IMAGEJ || source->chain.count != 1 || images <= 1
        || !run->is || run->offset >= source->file.size)
        return;
    // A last image that is cut off still counts: the rows that are there can be had.
    uint64_t held = (source->file.size - run->offset - 1) / frame_bytes + 1;
    source->head.info.frames = held < (uint64_t)images ? (int64_t)held : images;
    if (held < (uint64_t)images)
        source->chain.problem = "the file ends before the last of its images";
}

static bool count(struct source *head, struct cancel *cancel, struct fault *fault) {
    struct tiff_source *source = (struct tiff_source *)head;
    struct source_info *info = &head->info;
    size_t bytes;
    if (source->chain.count)
        return true;
    if (!tiff_chain_walk(&source->file, &source->first, &source->layout, &source->chain, cancel)) {
        tiff_chain_free(&source->chain);
        return fault_set(fault, FAULT_CANCELLED, "cancelled");
    }
    info->frames = (int64_t)source->chain.count;
    source_frame_bytes(head, &bytes);
    follow_imagej(source, bytes);
    const struct tiff_run *run = &source->chain.run;
    uint64_t end;
    bool is_native = !source->file.is_swapped || sample_size(info->sample) == 1;
    info->contiguous.is = run->is && is_native && run->stride <= SIZE_MAX
                          && !__builtin_mul_overflow(run->stride, (uint64_t)info->frames - 1, &end)
                          && !__builtin_add_overflow(end, run->offset + bytes, &end)
                          && end <= source->file.size;
    if (info->contiguous.is) {
        info->contiguous.offset = run->offset;
        info->contiguous.stride = (size_t)run->stride;
    }
    size_t reduced = source->chain.reduced + source->passed_over;
    if (reduced)
        metadata_addf(&info->metadata, "Thumbnails", "%zu reduced pages left out", reduced);
    info->cut = source->chain.problem;
    if (source->chain.problem)
        metadata_add(&info->metadata, "Damage", source->chain.problem);
    // It has none, or the user wants none.
    if (info->time_source) {
        take_times(source, info->frames);
        info->time_step = usual_step(source);
    }
    return true;
}

// ── reading ────────────────────────────────────────────────────────────────────────────────

static struct source_cursor *cursor_open(struct source *head, struct fault *fault) {
    (void)head;
    (void)fault;
    struct tiff_cursor *cursor = alloc_zeroed(1, sizeof *cursor);
    return &cursor->head;
}

static void cursor_close(struct source *head, struct source_cursor *head_cursor) {
    (void)head;
    struct tiff_cursor *cursor = (struct tiff_cursor *)head_cursor;
    tiff_codec_close(&cursor->codec);
    free(cursor);
}

// Finds the directory and layout of a page. False with the note filled when it is no frame of
// the run.
static bool find_page(const struct tiff_source *source, int64_t index,
                      struct tiff_directory *directory, struct tiff_layout *layout,
                      struct frame_note *note) {
    *directory = source->first;
    *layout = source->layout;
    if (index == 0)
        return true;
    const char *reason = NULL;
    struct fault fault = { 0 };
    if ((uint64_t)index >= source->chain.count)
        note_set(note, FRAME_UNREADABLE, "there is no such page");
    else if (!tiff_directory_read(&source->file, source->chain.pages[index], directory, &reason))
        note_set(note, FRAME_UNREADABLE, "%s", reason);
    else if (!tiff_layout_of(&source->file, directory, layout, &fault))
        note_set(note, FRAME_UNREADABLE, "this page %s", fault_text(&fault));
    else if (!tiff_layout_same(layout, &source->layout)) {
        note_set(note, FRAME_MISMATCH, "page is %u x %u, %u channels of %s, not %u x %u, %u of %s",
                 layout->width, layout->height, layout->channels, sample_name(layout->sample),
                 source->layout.width, source->layout.height, source->layout.channels,
                 sample_name(source->layout.sample));
        note->found = (struct extent){ layout->width, layout->height };
    } else {
        return true;
    }
    fault_clear(&fault);
    return false;
}

static void clear_frame(const struct tiff_source *source, void *into) {
    size_t bytes;
    if (source_frame_bytes(&source->head, &bytes))
        memset(into, 0, bytes);
}

static void read_page(const struct tiff_source *source, struct tiff_cursor *cursor,
                      const struct tiff_directory *directory, const struct tiff_layout *layout,
                      void *into, struct tiff_result *result) {
    if (layout->is_direct) {
        tiff_direct_strips(&source->file, directory, layout, into, result);
        return;
    }
    struct fault fault = { 0 };
    if (!cursor->codec)
        cursor->codec = tiff_codec_open(&source->file, &fault);
    if (cursor->codec) {
        tiff_codec_read(cursor->codec, directory, layout, into, result);
    } else {
        *result = (struct tiff_result){ .reason = alloc_string(fault_text(&fault)) };
        clear_frame(source, into);
    }
    fault_clear(&fault);
}

// Says in the note what became of the frame; takes the reason.
static void report(const struct tiff_source *source, struct tiff_result *result,
                   struct frame_note *note) {
    const struct tiff_layout *layout = &source->layout;
    note->status = FRAME_OK;
    note->valid = (struct extent){ layout->width, layout->height };
    if (result->complained)
        note->flags |= FRAME_DAMAGED;
    if (result->rows < layout->height) {
        note->status = result->rows ? FRAME_RECOVERED : FRAME_UNREADABLE;
        note->valid.height = result->rows;
        note->valid.width = result->rows ? layout->width : 0;
    }
    free(note->reason);
    note->reason = result->reason;
}

static double frame_time(const struct source *head, int64_t index) {
    const struct tiff_source *source = (const struct tiff_source *)head;
    if (index >= 0 && index < source->timed)
        return source->times[index];
    return index == 0 ? source->exif_time : NAN;
}

static void read_frame(struct source *head, struct source_cursor *head_cursor, int64_t index,
                       void *into, struct frame_note *note) {
    struct tiff_source *source = (struct tiff_source *)head;
    struct tiff_directory directory;
    struct tiff_layout layout;
    struct tiff_result result = { 0 };
    const struct tiff_run *run = &source->chain.run;
    note->time = frame_time(head, index);
    if (run->is) {
        tiff_direct_run(&source->file, &source->layout, run->offset + run->stride * (uint64_t)index,
                        into, &result);
        report(source, &result, note);
        return;
    }
    if (!find_page(source, index, &directory, &layout, note)) {
        clear_frame(source, into);
        return;
    }
    read_page(source, (struct tiff_cursor *)head_cursor, &directory, &layout, into, &result);
    report(source, &result, note);
    size_t reduced = 0;
    if (!source->chain.count
        && (tiff_chain_next(&source->file, &source->first, &directory, &reduced)
            || (source->description.flavour == TIFF_IMAGEJ && source->description.images > 1)))
        note->flags |= FRAME_MORE_PAGES;
}

static bool locate(struct source *head, int64_t index, struct frame_place *place,
                   struct frame_note *note) {
    struct tiff_source *source = (struct tiff_source *)head;
    const struct tiff_run *run = &source->chain.run;
    struct tiff_directory directory;
    struct tiff_layout layout;
    uint64_t cost;
    if (source->file.is_swapped && sample_size(source->layout.sample) > 1)
        return false;
    if (run->is)
        place->offset = run->offset + run->stride * (uint64_t)index;
    else if (!find_page(source, index, &directory, &layout, note) || !layout.is_direct
             || !tiff_direct_start(&source->file, &directory, &layout, &place->offset, &cost))
        return false;
    note->time = frame_time(head, index);
    place->fd = fcntl(source->file.fd, F_DUPFD_CLOEXEC, 0);
    return place->fd >= 0;
}

static char *frame_name(const struct source *head, int64_t index) {
    (void)head;
    return alloc_format("page %lld", (long long)index + 1);
}

const struct source_format source_tiff = {
    .name = "tiff",
    .title = "TIFF and BigTIFF, ImageJ and OME series",
    .suffixes = "tif tiff btf tf8 tf2",
    .probe = probe,
    .open = open_source,
    .count = count,
    .cursor_open = cursor_open,
    .read = read_frame,
    .cursor_close = cursor_close,
    .locate = locate,
    .frame_name = frame_name,
    .frame_time = frame_time,
    .close = close_source,
};
