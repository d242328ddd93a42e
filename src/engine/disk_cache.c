// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "engine/disk_cache.h"

#include "base/alloc.h"
#include "base/file.h"
#include "base/text.h"
#include "session/config_file.h"
#include "session/options.h"
#include "stack/checksum.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

static const char finished[] = ".stack", unfinished[] = ".part";
static const uint64_t left_over = (uint64_t)1 << 30;

// ── the key ────────────────────────────────────────────────────────────────────────────────

// Which file that was, as far as the file system tells. False when it is no file.
static bool add_file(const char *path, struct text *text) {
    struct stat stat_of;
    char *real = realpath(path, NULL);
    bool good = real && stat(real, &stat_of) == 0 && S_ISREG(stat_of.st_mode);
    if (good)
        text_addf(text, "%s %" PRId64 " %" PRId64 ".%09ld\n", real, (int64_t)stat_of.st_size,
                  (int64_t)stat_of.st_mtim.tv_sec, stat_of.st_mtim.tv_nsec);
    free(real);
    return good;
}

static bool add_file_of(const struct source *source, int64_t frame, struct text *text) {
    char *path = source_frame_path(source, frame);
    bool good = add_file(path, text);
    free(path);
    return good;
}

// Many files are told by one line: what they are together.
static bool add_files(const struct source *source, const struct indices *kept,
                      struct cancel *cancel, struct text *key) {
    if (!add_file_of(source, kept->first, key))
        return false;
    if (source->info.files == 1)
        return true;
    struct text text = { 0 };
    uint64_t sum = 0;
    bool good = true;
    for (int64_t i = 0; good && i < kept->count; i++) {
        if (cancel_asked(cancel))
            break;
        text_clear(&text);
        good = add_file_of(source, kept->first + i * kept->step, &text);
        text_addf(&text, "%" PRIx64, sum);
        sum = checksum(text.data, text.length);
    }
    text_free(&text);
    text_addf(key, "%" PRId64 " frames in files %016" PRIx64 "\n", kept->count, sum);
    return good;
}

// Options of loading; where the frames end up is not among them.
static void add_options(const struct session *session, struct text *key) {
    static const char *const others[] = { "memory", "fit", "cache", "on-error" };
    for (size_t i = 0; i < option_count; i++) {
        bool is_other = !(options[i].flags & OPTION_RELOAD);
        for (size_t k = 0; k < sizeof others / sizeof *others; k++)
            is_other |= strcmp(options[i].name, others[k]) == 0;
        if (is_other)
            continue;
        struct words words = { 0 };
        options[i].format(&options[i], session, &words);
        for (size_t k = 0; k < words.count; k++)
            text_addf(key, "%s\n", words.items[k]);
        words_free(&words);
    }
}

const char *disk_cache_find(const struct session *session, const struct source *source,
                            const struct indices *kept, struct cancel *cancel,
                            struct disk_cache_place *place) {
    *place = (struct disk_cache_place){ .folder = disk_cache_folder(session) };
    if (!place->folder)
        return "there is no folder for it: name one with --cache=DIR";
    if (source->info.is_pair)
        return "a header beside the pixels, which may change alone, says what they are";
    struct text key = { 0 };
    bool good = add_files(source, kept, cancel, &key);
    add_options(session, &key);
    text_addf(&key, "frames %" PRId64 " %" PRId64 " %" PRId64 "\n", kept->first, kept->step,
              kept->count);
    place->key = text_take(&key);
    if (!good)
        return "its frames are in no files";
    if (cancel_asked(cancel))
        return "looking for it was stopped";
    uint64_t sums[2] = { checksum(place->key, strlen(place->key)), strlen(place->key) };
    char *name = alloc_format("%016" PRIx64 "%016" PRIx64 "%s", sums[0],
                              checksum(sums, sizeof sums), finished);
    place->path = file_join(place->folder, name);
    free(name);
    struct store_about about;
    place->is_there = store_look(place->path, &about);
    if (place->is_there) {
        place->is_there = strcmp(about.key, place->key) == 0;
        store_about_free(&about);
    }
    return NULL;
}

void disk_cache_place_free(struct disk_cache_place *place) {
    free(place->folder);
    free(place->path);
    free(place->key);
    *place = (struct disk_cache_place){ 0 };
}

// ── the folder ─────────────────────────────────────────────────────────────────────────────

char *disk_cache_folder(const struct session *session) {
    if (!session->cache)
        return cache_path();
    return strcmp(session->cache, "none") == 0 ? NULL : alloc_string(session->cache);
}

static bool ends_with(const char *name, const char *end) {
    size_t length = strlen(name), end_length = strlen(end);
    return length > end_length && strcmp(name + length - end_length, end) == 0;
}

// What is on the disk, which may be less than the file is long.
static bool look_at(const char *path, struct disk_cache_file *file) {
    struct stat stat_of;
    if (lstat(path, &stat_of) != 0 || !S_ISREG(stat_of.st_mode))
        return false;
    *file = (struct disk_cache_file){ .path = alloc_string(path),
                                      .bytes = (uint64_t)stat_of.st_blocks * 512,
                                      .used = (double)stat_of.st_mtim.tv_sec
                                              + (double)stat_of.st_mtim.tv_nsec * 1e-9 };
    return true;
}

static int by_use(const void *a, const void *b) {
    double left = ((const struct disk_cache_file *)a)->used;
    double right = ((const struct disk_cache_file *)b)->used;
    return (left < right) - (left > right);
}

static void list_named(const char *folder, const char *end, struct disk_cache_files *files) {
    *files = (struct disk_cache_files){ 0 };
    DIR *open_folder = opendir(folder);
    struct dirent *entry;
    while (open_folder && (entry = readdir(open_folder))) {
        if (!ends_with(entry->d_name, end))
            continue;
        char *path = file_join(folder, entry->d_name);
        files->list = alloc_grow(files->list, files->count, &files->capacity, sizeof *files->list);
        files->count += look_at(path, &files->list[files->count]);
        free(path);
    }
    if (open_folder)
        closedir(open_folder);
    if (files->count)
        qsort(files->list, files->count, sizeof *files->list, by_use);
}

void disk_cache_list(const char *folder, struct disk_cache_files *files) {
    list_named(folder, finished, files);
}

void disk_cache_files_free(struct disk_cache_files *files) {
    for (size_t i = 0; i < files->count; i++)
        free(files->list[i].path);
    free(files->list);
    *files = (struct disk_cache_files){ 0 };
}

// The folder, or the nearest one above it that there is.
static bool look_at_disk(const char *folder, struct statvfs *disk) {
    char *path = alloc_string(folder);
    bool good;
    while (!(good = statvfs(path, disk) == 0) && strchr(path + 1, '/'))
        *strrchr(path, '/') = '\0';
    good = good || statvfs(*folder == '/' ? "/" : ".", disk) == 0;
    free(path);
    return good;
}

static uint64_t held(const struct disk_cache_files *files) {
    uint64_t bytes = 0;
    for (size_t i = 0; i < files->count; i++)
        bytes += files->list[i].bytes;
    return bytes;
}

// The most that all files may take, and what the disk has free.
static bool look_for_room(const char *folder, const struct disk_cache_files *files, uint64_t *most,
                          uint64_t *free_bytes) {
    struct statvfs disk;
    if (!look_at_disk(folder, &disk))
        return false;
    *free_bytes = (uint64_t)disk.f_bavail * disk.f_frsize;
    *most = (*free_bytes + held(files)) / 2;
    return true;
}

const char *disk_cache_lacks(const struct disk_cache_place *place, uint64_t bytes) {
    struct disk_cache_files files;
    uint64_t most, free_bytes;
    disk_cache_list(place->folder, &files);
    bool known = look_for_room(place->folder, &files, &most, &free_bytes);
    uint64_t all = known ? free_bytes + held(&files) : 0;
    disk_cache_files_free(&files);
    if (!known)
        return "its disk cannot be asked";
    return bytes <= most && left_over <= all - bytes ? NULL : "its disk has too little room";
}

// A process that writes holds a lock on its file.
static void remove_leftovers(const char *folder) {
    struct disk_cache_files files;
    list_named(folder, unfinished, &files);
    for (size_t i = 0; i < files.count; i++) {
        int fd = open(files.list[i].path, O_RDONLY | O_CLOEXEC);
        if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0)
            unlink(files.list[i].path);
        if (fd >= 0)
            close(fd);
    }
    disk_cache_files_free(&files);
}

static void make_room(const char *folder, uint64_t bytes) {
    struct disk_cache_files files;
    uint64_t most, free_bytes;
    disk_cache_list(folder, &files);
    if (look_for_room(folder, &files, &most, &free_bytes)) {
        uint64_t now = held(&files);
        for (size_t i = files.count;
             i > 0 && (now + bytes > most || free_bytes < bytes + left_over); i--)
            if (unlink(files.list[i - 1].path) == 0) {
                now -= files.list[i - 1].bytes;
                free_bytes += files.list[i - 1].bytes;
            }
    }
    disk_cache_files_free(&files);
}

static bool make_folder(const char *folder, struct fault *fault) {
    file_make_folders(folder);
    bool good = mkdir(folder, 0700) == 0 || errno == EEXIST;
    int error = errno;
    if (good)
        return true;
    char *safe = text_safe(folder);
    fault_set(fault, FAULT_FAILED, "%s: cannot make this folder for the disk cache: %s", safe,
              strerror(error));
    free(safe);
    return false;
}

bool disk_cache_begin(const struct disk_cache_place *place, uint64_t bytes, struct store *store,
                      enum element element, struct shape shape, size_t slots, struct stack *stack,
                      struct fault *fault) {
    if (!make_folder(place->folder, fault))
        return false;
    remove_leftovers(place->folder);
    make_room(place->folder, bytes);
    char *path = alloc_format("%s.%ld%s", place->path, (long)getpid(), unfinished);
    unlink(path); // of an earlier process of this number
    bool good = store_begin(store, path, place->key, element, shape, slots, stack, fault);
    free(path);
    if (good)
        flock(store->fd, LOCK_EX | LOCK_NB);
    return good;
}

void disk_cache_touch(const struct disk_cache_place *place) {
    utimensat(AT_FDCWD, place->path, NULL, 0);
}
