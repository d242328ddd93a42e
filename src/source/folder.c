// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// From names to a source: list, group, choose a group, put it in order, open its first readable
// file, and make a series of it, or when that file holds a series itself, that file alone.

#include "source/folder.h"

#include "base/alloc.h"
#include "base/file.h"
#include "base/natural.h"
#include "base/text.h"
#include "source/formats.h"
#include "source/gaps.h"
#include "source/grouping.h"
#include "source/listing.h"
#include "source/probe.h"
#include "source/raw.h"
#include "source/scan.h"
#include "source/series.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

// Groups whose first file is opened to see whether it holds a series of its own; a folder with
// more groups than this is no work of a person.
enum { GROUPS_LOOKED_AT = 64 };

// Groups whose suffix says little, of which the first file is looked at.
enum { CONTENTS_LOOKED_AT = 8 };

// A folder while it is being opened.
struct folder {
    const char *path; // as the user gave it
    const struct source_wish *wish;
    struct file_names list;
    struct grouping grouping;
};

static char *path_of(const struct folder *folder, size_t member) {
    return file_names_path(&folder->list, member);
}

struct dated {
    double time;
    size_t member;
    const char *name;
};

static int compare_dated(const void *a, const void *b) {
    const struct dated *first = a, *second = b;
    if (first->time != second->time)
        return first->time < second->time ? -1 : 1;
    return natural_compare(first->name, second->name);
}

// Oldest first; files of the same time, and those that are gone, by name.
static void sort_by_time(const struct folder *folder, struct name_group *group) {
    struct dated *dated = alloc_zeroed(group->count, sizeof *dated);
    for (size_t i = 0; i < group->count; i++) {
        char *path = path_of(folder, group->members[i]);
        struct stat status;
        dated[i] = (struct dated){ 0, group->members[i], folder->list.names[group->members[i]] };
        if (stat(path, &status) == 0)
            dated[i].time = (double)status.st_mtim.tv_sec + (double)status.st_mtim.tv_nsec * 1e-9;
        free(path);
    }
    qsort(dated, group->count, sizeof *dated, compare_dated);
    for (size_t i = 0; i < group->count; i++)
        group->members[i] = dated[i].member;
    free(dated);
}

static void sort_group(const struct folder *folder, struct name_group *group) {
    if (group->is_sorted)
        return;
    if (folder->wish->order == ORDER_MTIME)
        sort_by_time(folder, group);
    else
        grouping_sort(group, folder->list.names);
    group->is_sorted = true;
}

// Moves the files of a group out of the folder's list, which is then empty.
static struct file_names take_files(struct folder *folder, const struct name_group *group) {
    struct file_names files = folder->list;
    files.names = alloc_zeroed(group->count, sizeof *files.names);
    files.count = group->count;
    for (size_t i = 0; i < group->count; i++)
        files.names[i] = folder->list.names[group->members[i]];
    free(folder->list.names);
    folder->list = (struct file_names){ 0 };
    return files;
}

// Whether the first readable file of a group holds a series itself.
static bool holds_series(const struct folder *folder, struct name_group *group) {
    sort_group(folder, group);
    struct source *first = NULL;
    for (size_t i = 0; !first && i < group->count; i++) {
        struct file_names one = folder->list;
        one.names = &folder->list.names[group->members[i]];
        one.count = 1;
        first = series_open_first(&one, folder->wish, NULL);
    }
    bool many = first && series_is_many(first);
    source_close(&first);
    return many;
}

// Makes a group of each file where files hold series, up to the group that is wanted.
static void split_series(struct folder *folder, size_t wanted) {
    size_t looked = 0;
    for (size_t i = 0; i <= wanted && i < folder->grouping.count; i++) {
        const struct name_group *group = &folder->grouping.groups[i];
        if (group->count < 2 || looked++ == GROUPS_LOOKED_AT)
            continue;
        if (holds_series(folder, &folder->grouping.groups[i]))
            grouping_split(&folder->grouping, i, folder->list.names);
    }
}

// What is in a folder without images: "8 .txt, 4 .log".
static bool refuse_contents(const struct folder *folder, struct fault *fault) {
    struct grouping others =
        grouping_make(folder->list.names, folder->list.count, GROUPING_UNKNOWN);
    struct text text = { 0 };
    for (size_t i = 0; i < others.count && i < 5; i++)
        text_addf(&text, "%s%s (%zu)", i ? ", " : "", others.groups[i].label,
                  others.groups[i].count);
    if (others.count > 5)
        text_add(&text, " ...");
    char *safe = text_safe(folder->path);
    if (folder->list.count)
        fault_set(fault, FAULT_NOTHING, "%s: holds no images, only %s", safe, text_string(&text));
    else
        fault_set(fault, FAULT_NOTHING, "%s: holds no files%s", safe,
                  folder->wish->recursive ? "" : " (--recursive looks into its folders)");
    free(safe);
    text_free(&text);
    grouping_free(&others);
    return false;
}

// Adds the groups whose first file is known by its content: those with suffixes that are not of
// images alone, or when there are no others, those with any suffix.
static void add_by_content(struct folder *folder) {
    struct grouping others =
        grouping_make(folder->list.names, folder->list.count,
                      folder->grouping.count ? GROUPING_SHARED : GROUPING_UNKNOWN);
    for (size_t i = 0; i < others.count && i < CONTENTS_LOOKED_AT; i++) {
        char *path = path_of(folder, others.groups[i].members[0]);
        if (probe_knows_content(path, folder->wish))
            grouping_move(&folder->grouping, &others, i);
        free(path);
    }
    grouping_free(&others);
}

static bool refuse_group(const struct folder *folder, struct fault *fault) {
    struct text text = { 0 };
    for (size_t i = 0; i < folder->grouping.count && i < 20; i++)
        text_addf(&text, "%s%zu: %s (%zu)", i ? ", " : "", i + 1, folder->grouping.groups[i].label,
                  folder->grouping.groups[i].count);
    char *safe = text_safe(folder->path);
    fault_set(fault, FAULT_USAGE, "%s: there is no group %d; its groups are %s", safe,
              folder->wish->group, text_string(&text));
    free(safe);
    text_free(&text);
    return false;
}

static bool choose_group(struct folder *folder, size_t *chosen, struct fault *fault) {
    bool is_raw = folder->wish->raw.width > 0;
    folder->grouping = grouping_make(folder->list.names, folder->list.count,
                                     is_raw ? GROUPING_ALL : GROUPING_KNOWN);
    if (!is_raw)
        add_by_content(folder);
    if (!folder->grouping.count)
        return refuse_contents(folder, fault);
    int wanted = folder->wish->group ? folder->wish->group : 1;
    if (wanted < 1)
        return refuse_group(folder, fault);
    *chosen = (size_t)wanted - 1;
    if (!is_raw)
        split_series(folder, *chosen);
    return *chosen < folder->grouping.count || refuse_group(folder, fault);
}

static struct folder_listing *list_groups(const struct folder *folder, size_t chosen) {
    struct folder_listing *listing = alloc_zeroed(1, sizeof *listing);
    listing->group_count = folder->grouping.count;
    listing->group = chosen;
    listing->groups = alloc_zeroed(listing->group_count, sizeof *listing->groups);
    for (size_t i = 0; i < listing->group_count; i++) {
        listing->groups[i].label = alloc_string(folder->grouping.groups[i].label);
        listing->groups[i].files = (int64_t)folder->grouping.groups[i].count;
    }
    return listing;
}

// The frames of several files can follow each other when nothing but --raw says what they are.
static bool can_be_joined(struct source *first) {
    return first->format == &source_raw && series_is_many(first);
}

// The files as one source. Takes them. `alike`: their names differ in numbers alone, which may then
// be counted.
static struct source *open_series(const char *path, struct file_names files, bool alike,
                                  const struct source_wish *wish, struct folder_listing *listing,
                                  struct fault *fault) {
    struct source *first = series_open_first(&files, wish, fault);
    if (!first) {
        file_names_free(&files);
        folder_listing_free(listing);
        return NULL;
    }
    if (files.count == 1) {
        file_names_free(&files);
        first->listing = listing;
        return first;
    }
    struct numbering numbering = { 0 };
    if (alike)
        numbering = numbering_find(files.names, files.count);
    struct source *series = can_be_joined(first)
                                ? raw_open_files(path, &files, wish, fault)
                                : series_new(path, &files, first, &numbering, wish);
    source_close(&first);
    if (!series) {
        numbering_free(&numbering);
        folder_listing_free(listing);
        return NULL;
    }
    listing->gaps = numbering.gaps;
    listing->gap_count = numbering.gap_count;
    numbering.gaps = NULL;
    numbering_free(&numbering);
    series->listing = listing;
    return series;
}

static struct source *open_names(struct folder *folder, struct fault *fault) {
    size_t chosen = 0;
    struct source *source = NULL;
    if (choose_group(folder, &chosen, fault)) {
        struct name_group *group = &folder->grouping.groups[chosen];
        sort_group(folder, group);
        struct folder_listing *listing = list_groups(folder, chosen);
        source = open_series(folder->path, take_files(folder, group), !group->is_mixed,
                             folder->wish, listing, fault);
        if (!source && group->count > 1) {
            char *safe = text_safe(folder->path);
            fault_prefix(fault, "%s", safe);
            free(safe);
        }
    }
    grouping_free(&folder->grouping);
    file_names_free(&folder->list);
    return source;
}

struct source *folder_open(const char *path, const struct source_wish *wish, struct fault *fault) {
    struct folder folder = { .path = path, .wish = wish };
    if (!scan_folder(path, wish->recursive, &folder.list, fault)) {
        file_names_free(&folder.list);
        return NULL;
    }
    return open_names(&folder, fault);
}

struct source *folder_open_pattern(const char *pattern, const struct source_wish *wish,
                                   struct fault *fault) {
    struct folder folder = { .path = pattern, .wish = wish };
    if (!scan_pattern(pattern, &folder.list, fault)) {
        file_names_free(&folder.list);
        return NULL;
    }
    return open_names(&folder, fault);
}

struct source *folder_open_list(char *const *paths, size_t count, const struct source_wish *wish,
                                struct fault *fault) {
    struct folder_listing *listing = alloc_zeroed(1, sizeof *listing);
    listing->groups = alloc_zeroed(1, sizeof *listing->groups);
    listing->group_count = 1;
    listing->groups[0].label = alloc_format("%zu files", count);
    listing->groups[0].files = (int64_t)count;
    struct file_names files = file_names_of((const char *const *)paths, count);
    bool alike = true;
    for (size_t i = 0; i < count; i++)
        alike = alike && grouping_same_pattern(paths[0], paths[i]);
    struct source *first = series_open_first(&files, wish, NULL);
    if (first && series_is_many(first) && !can_be_joined(first)) {
        char *safe = text_safe(first->path);
        fault_set(fault, FAULT_USAGE,
                  "%s: holds a series itself: several files can be opened together only when each "
                  "holds one frame",
                  safe);
        free(safe);
        source_close(&first);
        file_names_free(&files);
        folder_listing_free(listing);
        return NULL;
    }
    source_close(&first);
    return open_series(paths[0], files, alike, wish, listing, fault);
}
