// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Every file is opened, read and closed by the thread that wants its frame, so a series of any
// length keeps no more than its names, and files that came, went or changed in the meantime are
// seen as they are.

#include "source/series.h"

#include "base/alloc.h"
#include "base/file.h"
#include "base/text.h"
#include "source/probe.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

// Times of single files that are below this are not of a clock that they share (1973 in seconds
// of Unix): an animation step that each file repeats, say.
static const double CLOCK_TIME = 1e8;

struct series {
    struct source head;
    struct file_names files;
    size_t prefix;           // bytes of each name before what tells the files apart
    struct source_wish wish; // for each file
    double first_time;       // of the clock in the files or of mtime, NaN: none
    bool by_mtime;
    bool by_number;
    int64_t *numbers;   // when by_number
    double number_time; // s for one number
};

struct series_cursor {
    struct source_cursor head;
};

static const struct source_format series_format;

struct source *series_open_first(const struct file_names *files, const struct source_wish *wish,
                                 struct fault *fault) {
    struct fault why = { 0 };
    for (size_t i = 0; i < files->count; i++) {
        struct fault this = { 0 };
        char *path = file_names_path(files, i);
        struct source *source = probe_open_file(path, wish, &this);
        free(path);
        if (source) {
            fault_clear(&why);
            return source;
        }
        // What the user asked for is wrong for every file alike.
        bool usage = this.kind == FAULT_USAGE;
        if (i == 0)
            fault_move(&why, &this);
        fault_clear(&this);
        if (usage)
            break;
    }
    fault_move(fault, &why);
    if (files->count > 1)
        fault_prefix(fault, "none of %zu files can be read", files->count);
    return NULL;
}

bool series_is_many(struct source *source) {
    if (source->info.frames < 0 && strcmp(source->info.kind, "video") == 0)
        return true;
    if (source->info.frames < 0)
        source_count(source, NULL, NULL);
    return source->info.frames > 1;
}

static double mtime_of(const struct series *series, int64_t index) {
    struct stat status;
    char *path = file_names_path(&series->files, (size_t)index);
    int error = stat(path, &status);
    free(path);
    if (error)
        return NAN;
    return (double)status.st_mtim.tv_sec + (double)status.st_mtim.tv_nsec * 1e-9;
}

// Decides where times come from: the files' own clock, --fps with the numbers, or mtime.
static void choose_times(struct series *series, struct source *first,
                         const struct numbering *numbering, const struct source_wish *wish) {
    struct source_info *info = &series->head.info;
    series->first_time = NAN;
    if (wish->time == TIME_NONE)
        return;
    double clock = source_frame_time(first, 0);
    if (wish->time == TIME_MTIME) {
        series->by_mtime = true;
        series->first_time = mtime_of(series, 0);
        info->time_source = "modification time of the files";
    } else if (clock > CLOCK_TIME) {
        series->first_time = clock;
        info->time_source = first->info.time_source;
    } else if (wish->fps > 0 && numbering->numbers && numbering->step > 0) {
        series->by_number = true;
        series->number_time = 1 / wish->fps / (double)numbering->step;
        series->numbers =
            alloc_copy(numbering->numbers, series->files.count * sizeof *series->numbers);
        info->time_source = "--fps and the numbers in the names";
        info->time_step = 1 / wish->fps;
    }
}

struct source *series_new(const char *path, struct file_names *files, struct source *first,
                          const struct numbering *numbering, const struct source_wish *wish) {
    struct series *series = source_start(sizeof *series, &series_format, path);
    struct source_info *info = &series->head.info;
    const struct source_info *one = &first->info;
    *info = *one;
    info->frames = info->files = (int64_t)files->count;
    info->expected = -1;
    info->missing = 0;
    info->cut = NULL;
    info->access = ACCESS_RANDOM;
    info->contiguous = (struct contiguous){ 0 };
    info->time_step = 0;
    info->time_source = NULL;
    info->rule = alloc_string(one->rule);
    info->metadata = (struct metadata){ 0 };
    for (size_t i = 0; i < one->metadata.count; i++)
        metadata_add(&info->metadata, one->metadata.items[i].key, one->metadata.items[i].value);
    series->files = *files;
    *files = (struct file_names){ 0 };
    series->prefix = file_common_folder(series->files.names, series->files.count);
    series->wish = *wish;
    series->wish.fps = 0;
    series->wish.time = TIME_AUTO;
    choose_times(series, first, numbering, wish);
    return &series->head;
}

static char *kind_of_frame(const struct source_info *info) {
    static const char *const channels[] = { "", "grey", "grey and alpha", "RGB", "RGB and alpha" };
    return alloc_format("%s %s", channels[info->channels], sample_name(info->sample));
}

static void say_type(struct frame_note *note, const struct source_info *found,
                     const struct source_info *usual) {
    char *one = kind_of_frame(found), *other = kind_of_frame(usual);
    note_set(note, FRAME_MISMATCH, "is %s, the series is %s", one, other);
    free(one);
    free(other);
}

// Reads a file of another size into memory of its own and takes its top left part.
static void read_part(struct source *file, struct source_cursor *cursor,
                      const struct source_info *usual, void *into, struct frame_note *note) {
    size_t bytes;
    unsigned char *whole = source_frame_bytes(file, &bytes) ? alloc_try(bytes, 1) : NULL;
    if (!whole) {
        note_set(note, FRAME_UNREADABLE, "no memory for a frame of %u x %u", file->info.width,
                 file->info.height);
        return;
    }
    source_read(file, cursor, 0, whole, note);
    size_t usual_bytes =
        (size_t)usual->width * usual->height * usual->channels * sample_size(usual->sample);
    memset(into, 0, usual_bytes);
    size_t pixel = usual->channels * sample_size(usual->sample);
    struct extent part = note->valid;
    part.width = part.width < usual->width ? part.width : usual->width;
    part.height = part.height < usual->height ? part.height : usual->height;
    for (uint32_t y = 0; y < part.height; y++)
        memcpy((unsigned char *)into + (size_t)y * usual->width * pixel,
               whole + (size_t)y * file->info.width * pixel, part.width * pixel);
    free(whole);
    note->valid = part;
    if (!frame_is_usable(note->status))
        return;
    bool cropped = file->info.width > usual->width || file->info.height > usual->height;
    note->flags |= cropped ? FRAME_CROPPED : FRAME_PADDED;
    if (part.width == usual->width && part.height == usual->height) {
        free(note->reason);
        note->reason = NULL;
        note->status = FRAME_OK;
    } else if (!note->reason) {
        note_set(note, FRAME_RECOVERED, "is %u x %u, padded to %u x %u", file->info.width,
                 file->info.height, usual->width, usual->height);
    }
}

// Another size than the series: flagged, cropped or padded.
static void read_other_size(const struct series *series, struct source *file,
                            struct source_cursor *cursor, void *into, struct frame_note *note) {
    const struct source_info *usual = &series->head.info, *found = &file->info;
    bool covers = found->width >= usual->width && found->height >= usual->height;
    bool inside = found->width <= usual->width && found->height <= usual->height;
    if ((series->wish.on_mismatch == MISMATCH_CROP && covers)
        || (series->wish.on_mismatch == MISMATCH_PAD && inside)) {
        read_part(file, cursor, usual, into, note);
        return;
    }
    note->found = (struct extent){ found->width, found->height };
    note_set(note, FRAME_MISMATCH, "is %u x %u, the series is %u x %u", found->width, found->height,
             usual->width, usual->height);
}

static void read_file(const struct series *series, struct source *file, void *into,
                      struct frame_note *note) {
    const struct source_info *usual = &series->head.info, *found = &file->info;
    if (found->channels != usual->channels || found->sample != usual->sample) {
        note->found = (struct extent){ found->width, found->height };
        say_type(note, found, usual);
        return;
    }
    struct fault fault = { 0 };
    struct source_cursor *cursor = source_cursor_open(file, &fault);
    if (!cursor)
        note_set(note, FRAME_UNREADABLE, "%s", fault_text(&fault));
    else if (found->width != usual->width || found->height != usual->height)
        read_other_size(series, file, cursor, into, note);
    else
        source_read(file, cursor, 0, into, note);
    source_cursor_close(file, &cursor);
    fault_clear(&fault);
}

// What a fault says behind "PATH: ": whoever shows the reason of a frame names the frame. Borrowed.
static const char *without_path(const struct fault *fault, const char *path) {
    char *safe = text_safe(path);
    size_t length = strlen(safe);
    const char *text = fault_text(fault);
    bool begins =
        strncmp(text, safe, length) == 0 && text[length] == ':' && text[length + 1] == ' ';
    free(safe);
    return begins ? text + length + 2 : text;
}

// The time of a frame by the clock that the files share, from the time that its file gives.
static double own_time(const struct series *series, double file_time) {
    bool by_clock = !series->by_mtime && !isnan(series->first_time);
    return by_clock && file_time > CLOCK_TIME ? file_time - series->first_time : NAN;
}

static void series_read(struct source *source, struct source_cursor *cursor, int64_t index,
                        void *into, struct frame_note *note) {
    (void)cursor;
    struct series *series = (struct series *)source;
    struct fault fault = { 0 };
    size_t bytes;
    char *path = file_names_path(&series->files, (size_t)index);
    struct source *file = probe_open_file(path, &series->wish, &fault);
    if (file) {
        bool many = series_is_many(file);
        read_file(series, file, into, note);
        note->flags |= many ? FRAME_MORE_PAGES : 0;
        source_close(&file);
    } else {
        note_set(note, FRAME_UNREADABLE, "%s", without_path(&fault, path));
    }
    free(path);
    fault_clear(&fault);
    if (!frame_is_usable(note->status) && source_frame_bytes(source, &bytes))
        memset(into, 0, bytes);
    note->time = own_time(series, note->time);
}

static bool is_usual(const struct series *series, const struct source_info *found) {
    const struct source_info *usual = &series->head.info;
    return found->width == usual->width && found->height == usual->height
           && found->channels == usual->channels && found->sample == usual->sample;
}

static bool series_locate(struct source *source, int64_t index, struct frame_place *place,
                          struct frame_note *note) {
    struct series *series = (struct series *)source;
    char *path = file_names_path(&series->files, (size_t)index);
    struct source *file = probe_open_file(path, &series->wish, NULL);
    free(path);
    bool many = file && series_is_many(file);
    bool found = file && is_usual(series, &file->info) && source_locate(file, 0, place, note);
    source_close(&file);
    note->flags |= many ? FRAME_MORE_PAGES : 0;
    note->time = own_time(series, note->time);
    return found;
}

static double series_time(const struct source *source, int64_t index) {
    const struct series *series = (const struct series *)source;
    if (index < 0 || (size_t)index >= series->files.count)
        return NAN;
    if (series->by_mtime)
        return mtime_of(series, index) - series->first_time;
    if (series->by_number)
        return (double)(series->numbers[index] - series->numbers[0]) * series->number_time;
    return NAN;
}

static char *series_name(const struct source *source, int64_t index) {
    const struct series *series = (const struct series *)source;
    if (index < 0 || (size_t)index >= series->files.count)
        return alloc_format("frame %lld", (long long)index);
    return text_safe(series->files.names[index] + series->prefix);
}

static char *series_path(const struct source *source, int64_t index) {
    const struct series *series = (const struct series *)source;
    return file_names_path(&series->files, (size_t)index);
}

static struct source_cursor *series_cursor_open(struct source *source, struct fault *fault) {
    (void)source;
    (void)fault;
    return alloc_zeroed(1, sizeof(struct series_cursor));
}

static void series_cursor_close(struct source *source, struct source_cursor *cursor) {
    (void)source;
    free(cursor);
}

static void series_close(struct source *source) {
    struct series *series = (struct series *)source;
    file_names_free(&series->files);
    free(series->numbers);
}

static const struct source_format series_format = {
    .name = "series",
    .title = "files, one frame each",
    .suffixes = "",
    .cursor_open = series_cursor_open,
    .read = series_read,
    .locate = series_locate,
    .cursor_close = series_cursor_close,
    .frame_name = series_name,
    .frame_path = series_path,
    .frame_time = series_time,
    .close = series_close,
};
