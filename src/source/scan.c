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

void name_list_add(struct name_list *list, const char *name) {
    list->names = alloc_grow(list->names, list->count, &list->capacity, sizeof *list->names);
    list->names[list->count++] = alloc_string(name);
}

void name_list_free(struct name_list *list) {
    for (size_t i = 0; i < list->count; i++)
        free(list->names[i]);
    free(list->names);
    *list = (struct name_list){ 0 };
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
                       struct name_list *list) {
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
            name_list_add(list, name);
        else if (type == DT_DIR && recursive && depth < DEEPEST)
            scan_below(root, name, true, depth + 1, list);
        free(joined);
    }
    closedir(directory);
    free(folder);
    return true;
}

bool scan_folder(const char *path, bool recursive, struct name_list *list, struct fault *fault) {
    *list = (struct name_list){ 0 };
    if (scan_below(path, "", recursive, 0, list))
        return true;
    int error = errno;
    char *safe = text_safe(path);
    fault_set(fault, FAULT_FAILED, "%s: cannot read this folder: %s", safe, strerror(error));
    free(safe);
    return false;
}

bool scan_pattern(const char *pattern, struct name_list *list, struct fault *fault) {
    *list = (struct name_list){ 0 };
    glob_t found = { 0 };
    int error = glob(pattern, GLOB_NOSORT, NULL, &found);
    for (size_t i = 0; !error && i < found.gl_pathc; i++)
        name_list_add(list, found.gl_pathv[i]);
    globfree(&found);
    if (list->count)
        return true;
    char *safe = text_safe(pattern);
    fault_set(fault, FAULT_NOTHING, "%s: no file matches this pattern", safe);
    free(safe);
    return false;
}
