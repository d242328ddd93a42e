// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "output/write.h"

#include "base/alloc.h"
#include "base/file.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum { MOST_NAMES = 1000 }; // temporary names to try

static bool fail(const char *path, int error, struct fault *fault) {
    char *safe = text_safe(path);
    if (error == EEXIST)
        fault_set(fault, FAULT_FAILED, "%s: exists already; use --force to replace it", safe);
    else if (error == ENOSPC || error == EDQUOT)
        fault_set(fault, FAULT_FAILED, "%s: the disk is full; nothing was written", safe);
    else if (error == EFBIG)
        fault_set(fault, FAULT_FAILED, "%s: would be larger than a file may be here", safe);
    else
        fault_set(fault, FAULT_FAILED, "%s: cannot write: %s", safe, strerror(error));
    free(safe);
    return false;
}

bool output_may_write(const char *path, bool force, struct fault *fault) {
    struct stat status;
    if (!*path || path[strlen(path) - 1] == '/')
        return fail(path, EISDIR, fault);
    if (lstat(path, &status) < 0)
        return errno == ENOENT || fail(path, errno, fault);
    if (S_ISDIR(status.st_mode))
        return fail(path, EISDIR, fault);
    if (!force)
        return fail(path, EEXIST, fault);
    // What a link points to would stay as it is, and a device is not replaced by a file.
    if (!S_ISREG(status.st_mode) && !S_ISLNK(status.st_mode)) {
        char *safe = text_safe(path);
        fault_set(fault, FAULT_FAILED, "%s: is not a regular file and cannot be replaced", safe);
        free(safe);
        return false;
    }
    return true;
}

static char *folder_of(const char *path) {
    size_t length = (size_t)(file_base(path) - path);
    return length ? alloc_format("%.*s", (int)length, path) : alloc_string("./");
}

bool output_begin(struct output_file *file, const char *path, bool force, struct fault *fault) {
    *file = (struct output_file){ .fd = -1, .force = force };
    if (!output_may_write(path, force, fault))
        return false;
    char *folder = folder_of(path);
    int error = EEXIST;
    for (int i = 0; i < MOST_NAMES && error == EEXIST; i++) {
        free(file->temporary);
        file->temporary = alloc_format("%s.blitz-%ld-%d.tmp", folder, (long)getpid(), i);
        file->fd = open(file->temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        error = file->fd < 0 ? errno : 0;
    }
    free(folder);
    if (error) {
        free(file->temporary);
        file->temporary = NULL;
        return fail(path, error == EEXIST ? EAGAIN : error, fault);
    }
    file->path = alloc_string(path);
    return true;
}

bool output_has_room(const struct output_file *file, uint64_t bytes, struct fault *fault) {
    struct statvfs disk;
    // Some file systems do not count.
    if (fstatvfs(file->fd, &disk) < 0 || !disk.f_blocks || !disk.f_frsize
        || disk.f_bavail >= bytes / disk.f_frsize)
        return true;
    struct text text = { 0 };
    char *safe = text_safe(file->path);
    text_addf(&text, "%s: needs ", safe);
    text_add_size(&text, bytes);
    text_add(&text, ", the disk has ");
    text_add_size(&text, (uint64_t)disk.f_bavail * disk.f_frsize);
    fault_set(fault, FAULT_LIMIT, "%s: the disk is too full; nothing was written",
              text_string(&text));
    free(safe);
    text_free(&text);
    return false;
}

bool output_write_at(struct output_file *file, const void *bytes, size_t count, uint64_t offset) {
    const char *from = bytes;
    while (count && !file->error) {
        ssize_t done = pwrite(file->fd, from, count, (off_t)offset);
        if (done < 0 && errno != EINTR)
            file->error = errno;
        else if (done == 0)
            file->error = ENOSPC;
        if (done > 0) {
            from += done;
            offset += (uint64_t)done;
            count -= (size_t)done;
        }
    }
    return !file->error;
}

bool output_fault(const struct output_file *file, struct fault *fault) {
    return fail(file->path, file->error ? file->error : EIO, fault);
}

bool output_write(struct output_file *file, const void *bytes, size_t count, struct fault *fault) {
    if (!output_write_at(file, bytes, count, file->size))
        return output_fault(file, fault);
    file->size += count;
    return true;
}

static void release(struct output_file *file) {
    if (file->fd >= 0)
        close(file->fd);
    free(file->path);
    free(file->temporary);
    *file = (struct output_file){ .fd = -1 };
}

void output_abandon(struct output_file *file) {
    if (file->temporary)
        unlink(file->temporary);
    release(file);
}

// Gives the file its name; 0 or an errno. A file that came there meanwhile is not replaced.
static int take_name(const struct output_file *file) {
    if (file->force)
        return rename(file->temporary, file->path) < 0 ? errno : 0;
    if (renameat2(AT_FDCWD, file->temporary, AT_FDCWD, file->path, RENAME_NOREPLACE) == 0)
        return 0;
    if (errno != EINVAL && errno != ENOSYS)
        return errno;
    if (link(file->temporary, file->path) < 0)
        return errno;
    unlink(file->temporary);
    return 0;
}

bool output_end(struct output_file *file, struct fault *fault) {
    if (!file->error && fsync(file->fd) < 0 && errno != EINVAL && errno != EROFS)
        file->error = errno;
    // Network file systems report a full disk only here.
    int fd = file->fd;
    file->fd = -1;
    if (close(fd) < 0 && !file->error && errno != EINTR)
        file->error = errno;
    if (!file->error)
        file->error = take_name(file);
    if (file->error) {
        output_fault(file, fault);
        output_abandon(file);
        return false;
    }
    char *folder = folder_of(file->path);
    int folder_fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder_fd >= 0) {
        fsync(folder_fd);
        close(folder_fd);
    }
    free(folder);
    release(file);
    return true;
}

bool output_write_all(const char *path, const void *bytes, size_t count, bool force,
                      struct fault *fault) {
    struct output_file file;
    if (!output_begin(&file, path, force, fault))
        return false;
    if (output_write(&file, bytes, count, fault))
        return output_end(&file, fault);
    output_abandon(&file);
    return false;
}

char *output_name_with(const char *path, const char *part) {
    const char *suffix = file_suffix(path);
    if (!*suffix)
        return alloc_format("%s.%s", path, part);
    return alloc_format("%.*s.%s.%s", (int)(suffix - 1 - path), path, part, suffix);
}

char *output_name_numbered(const char *path, int64_t number) {
    char *part = alloc_format("%06" PRId64, number);
    char *name = output_name_with(path, part);
    free(part);
    return name;
}
