// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "tiff_helper.h"

#include "base/alloc.h"
#include "base/file.h"
#include "source/formats.h"

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char *folder, *path;

struct series series_open(const char *name, bool counted) {
    static const struct source_wish wish;
    struct series series = { .source = source_tiff.open(name, &wish, &series.fault) };
    if (series.source && counted && !source_tiff.count(series.source, NULL, &series.fault))
        series_close(&series);
    if (!series.source)
        return series;
    series.cursor = source_tiff.cursor_open(series.source, &series.fault);
    source_frame_bytes(series.source, &series.bytes);
    series.frame = alloc_try(series.bytes, 1);
    return series;
}

struct frame_note series_read(struct series *series, int64_t index) {
    const struct source_info *info = &series->source->info;
    struct frame_note note = { .status = FRAME_OK,
                               .time = NAN,
                               .valid = { info->width, info->height } };
    memset(series->frame, 0xA5, series->bytes);
    source_tiff.read(series->source, series->cursor, index, series->frame, &note);
    return note;
}

void series_forget(struct frame_note *note) {
    free(note->reason);
    note->reason = NULL;
}

void series_close(struct series *series) {
    if (series->source) {
        source_cursor_close(series->source, &series->cursor);
        source_close(&series->source);
    }
    free(series->frame);
    fault_clear(&series->fault);
    *series = (struct series){ 0 };
}

int scratch_make(void **state) {
    (void)state;
    const char *base = getenv("TMPDIR");
    folder = file_join(base ? base : "/tmp", "blitz-tiff-XXXXXX");
    if (!mkdtemp(folder)) {
        perror(folder);
        exit(99);
    }
    return 0;
}

const char *scratch_path(const char *name) {
    free(path);
    path = file_join(folder, name);
    return path;
}

int scratch_remove(void **state) {
    (void)state;
    DIR *entries = opendir(folder);
    for (struct dirent *entry; entries && (entry = readdir(entries));)
        if (entry->d_name[0] != '.')
            unlink(scratch_path(entry->d_name));
    if (entries)
        closedir(entries);
    rmdir(folder);
    free(folder);
    free(path);
    folder = path = NULL;
    return 0;
}

const char *scratch_write(const char *name, const void *bytes, size_t size) {
    FILE *file = fopen(scratch_path(name), "wb");
    if (!file || fwrite(bytes, 1, size, file) != size || fclose(file)) {
        perror(path);
        exit(99);
    }
    return path;
}
