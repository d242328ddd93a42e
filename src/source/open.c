// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The door for everybody above: what a path is, and what the user says about any source.

#include "source/folder.h"
#include "source/formats.h"
#include "source/probe.h"

#include <string.h>
#include <sys/stat.h>

static bool is_pattern(const char *path) {
    return strpbrk(path, "*?[") != NULL;
}

// What the user says about any source, whatever its format.
static struct source *apply_wish(struct source *source, const struct source_wish *wish) {
    if (!source)
        return NULL;
    struct source_info *info = &source->info;
    if (wish->bits > 0)
        info->bits = wish->bits;
    if (wish->time == TIME_NONE) {
        source->has_no_times = true;
        info->time_source = NULL;
        info->time_step = 0;
    } else if (!info->time_source && wish->fps > 0) {
        source->fps = wish->fps;
        info->time_source = "--fps";
        info->time_step = 1 / wish->fps;
    }
    return source;
}

static struct source *open_any(const char *path, const struct source_wish *wish,
                               struct fault *fault) {
    if (strncmp(path, "demo:", 5) == 0)
        return source_demo.open(path, wish, fault);
    struct stat status;
    if (lstat(path, &status) < 0) {
        if (is_pattern(path))
            return folder_open_pattern(path, wish, fault);
    } else if (stat(path, &status) == 0 && S_ISDIR(status.st_mode)) {
        return folder_open(path, wish, fault);
    }
    // What is not there, or no file, is said by the opening of files.
    return probe_open_file(path, wish, fault);
}

struct source *source_open(const char *path, const struct source_wish *wish, struct fault *fault) {
    return apply_wish(open_any(path, wish, fault), wish);
}

struct source *source_open_paths(char *const *paths, size_t count, const struct source_wish *wish,
                                 struct fault *fault) {
    if (!count) {
        fault_set(fault, FAULT_USAGE, "no file, folder or pattern was given");
        return NULL;
    }
    if (count == 1)
        return source_open(paths[0], wish, fault);
    return apply_wish(folder_open_list(paths, count, wish, fault), wish);
}
