// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "source/scan.h"

#include "base/alloc.h"
#include "base/file.h"
#include "base/text.h"

#include <dirent.h>
#include <errno.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

// Deeper nesting than this is not a folder of pictures.
enum { DEEPEST = 32 };

// Names while they are found: each with its zero byte, one after the other.
struct found {
    struct text bytes;
    size_t count;
};

static void add(struct found *found, const char *name) {
    text_add_bytes(&found->bytes, name, strlen(name) + 1);
    found->count++;
}

static struct file_names names_of(struct found *found) {
    struct file_names files = { .count = found->count, .memory = text_take(&found->bytes) };
    files.names = alloc_zeroed(files.count, sizeof *files.names);
    char *at = files.memory;
    for (size_t i = 0; i < files.count; i++) {
        files.names[i] = at;
        at += strlen(at) + 1;
    }
    return files;
}

// What readdir says, or where it does not, what the entry is. A link counts as a file: what it
// points to is found out when it is opened.
static unsigned char type_of(const char *folder, const struct dirent *entry) {
    if (entry->d_type != DT_UNKNOWN)
        return entry->d_type;
    char *path = file_join(folder, entry->d_name);
    struct stat status;
    int error = lstat(path, &status);
    free(path);
    if (error)
        return DT_REG;
    return S_ISDIR(status.st_mode)                              ? DT_DIR
           : S_ISREG(status.st_mode) || S_ISLNK(status.st_mode) ? DT_REG
                                                                : DT_CHR;
}

// Adds the files of `root`/`below` as names below the root.
static bool scan_below(const char *root, const char *below, bool recursive, int depth,
                       struct found *found) {
    char *folder = *below ? file_join(root, below) : alloc_string(root);
    DIR *directory = opendir(folder);
    if (!directory) {
        int error = errno;
        free(folder);
        errno = error;
        return false;
    }
    for (struct dirent *entry; (entry = readdir(directory));) {
        if (entry->d_name[0] == '.')
            continue;
        unsigned char type = type_of(folder, entry);
        char *joined = *below ? file_join(below, entry->d_name) : NULL;
        const char *name = joined ? joined : entry->d_name;
        if (type == DT_REG || type == DT_LNK)
            add(found, name);
        else if (type == DT_DIR && recursive && depth < DEEPEST)
            scan_below(root, name, true, depth + 1, found);
        free(joined);
    }
    closedir(directory);
    free(folder);
    return true;
}

bool scan_folder(const char *path, bool recursive, struct file_names *files, struct fault *fault) {
    struct found found = { 0 };
    bool good = scan_below(path, "", recursive, 0, &found);
    int error = errno;
    *files = names_of(&found);
    files->folder = alloc_string(path);
    if (good)
        return true;
    char *safe = text_safe(path);
    fault_set(fault, FAULT_FAILED, "%s: cannot read this folder: %s", safe, strerror(error));
    free(safe);
    return false;
}

bool scan_pattern(const char *pattern, struct file_names *files, struct fault *fault) {
    struct found found = { 0 };
    glob_t matches = { 0 };
    int error = glob(pattern, GLOB_NOSORT, NULL, &matches);
    for (size_t i = 0; !error && i < matches.gl_pathc; i++)
        add(&found, matches.gl_pathv[i]);
    globfree(&matches);
    *files = names_of(&found);
    if (files->count)
        return true;
    char *safe = text_safe(pattern);
    fault_set(fault, FAULT_NOTHING, "%s: no file matches this pattern", safe);
    free(safe);
    return false;
}
