// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "base/file.h"

#include "base/alloc.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *what_it_is(mode_t mode) {
    if (S_ISDIR(mode))
        return "a folder";
    if (S_ISFIFO(mode))
        return "a named pipe";
    if (S_ISSOCK(mode))
        return "a socket";
    return "a device";
}

static int refuse(const char *path, int error, struct fault *fault) {
    char *safe = text_safe(path);
    struct stat link;
    if (error == ENOENT && lstat(path, &link) == 0 && S_ISLNK(link.st_mode))
        fault_set(fault, FAULT_FAILED, "%s: the link points to nothing", safe);
    else if (error == ENOENT)
        fault_set(fault, FAULT_FAILED, "%s: no such file or folder", safe);
    else
        fault_set(fault, FAULT_FAILED, "%s: cannot open: %s", safe, strerror(error));
    free(safe);
    return -1;
}

int file_open(const char *path, uint64_t *size, struct fault *fault) {
    // O_NONBLOCK: opening a FIFO must not wait for a writer.
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0)
        return refuse(path, errno, fault);
    struct stat status;
    if (fstat(fd, &status) < 0) {
        int error = errno;
        close(fd);
        return refuse(path, error, fault);
    }
    if (!S_ISREG(status.st_mode)) {
        char *safe = text_safe(path);
        fault_set(fault, FAULT_FAILED, "%s: is %s, not a file", safe, what_it_is(status.st_mode));
        free(safe);
        close(fd);
        return -1;
    }
    if (size)
        *size = (uint64_t)status.st_size;
    return fd;
}

ssize_t file_read_at(int fd, void *into, size_t count, uint64_t offset) {
    size_t done = 0;
    while (done < count) {
        ssize_t got = pread(fd, (char *)into + done, count - done, (off_t)(offset + done));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return -1;
        if (got == 0)
            break;
        done += (size_t)got;
    }
    return (ssize_t)done;
}

char *file_read_all(const char *path, size_t limit, size_t *size, struct fault *fault) {
    uint64_t bytes;
    int fd = file_open(path, &bytes, fault);
    if (fd < 0)
        return NULL;
    char *data = NULL;
    char *safe = text_safe(path);
    if (bytes > limit)
        fault_set(fault, FAULT_FAILED, "%s: is too large (%llu bytes) to be read whole", safe,
                  (unsigned long long)bytes);
    else if (!(data = alloc_try((size_t)bytes + 1, 1)))
        fault_set(fault, FAULT_LIMIT, "%s: not enough memory to read %llu bytes", safe,
                  (unsigned long long)bytes);
    if (data) {
        ssize_t got = file_read_at(fd, data, (size_t)bytes, 0);
        if (got < 0) {
            fault_set(fault, FAULT_FAILED, "%s: cannot read: %s", safe, strerror(errno));
            free(data);
            data = NULL;
        } else {
            data[got] = '\0';
            *size = (size_t)got;
        }
    }
    free(safe);
    close(fd);
    return data;
}

void file_make_folders(const char *path) {
    char *folder = alloc_string(path);
    for (char *slash = folder; *slash && (slash = strchr(slash + 1, '/'));) {
        *slash = '\0';
        mkdir(folder, 0700);
        *slash = '/';
    }
    free(folder);
}

bool file_write_all(int fd, const void *from, size_t count) {
    const char *bytes = from;
    while (count) {
        ssize_t wrote = write(fd, bytes, count);
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote <= 0)
            return false;
        bytes += wrote;
        count -= (size_t)wrote;
    }
    return true;
}

bool file_replace(const char *path, const void *bytes, size_t count, struct fault *fault) {
    file_make_folders(path);
    char *temporary = alloc_format("%s.XXXXXX", path);
    int fd = mkostemp(temporary, O_CLOEXEC);
    bool good = fd >= 0 && file_write_all(fd, bytes, count);
    int error = errno;
    if (fd >= 0 && close(fd) != 0 && good) {
        error = errno;
        good = false;
    }
    if (good && rename(temporary, path) != 0) {
        error = errno;
        good = false;
    }
    if (fd >= 0 && !good)
        unlink(temporary);
    free(temporary);
    if (good)
        return true;
    char *safe = text_safe(path);
    fault_set(fault, FAULT_FAILED, "%s: cannot write: %s", safe, strerror(error));
    free(safe);
    return false;
}

char *file_join(const char *folder, const char *name) {
    size_t length = strlen(folder), name_length = strlen(name);
    bool slash = length && folder[length - 1] == '/';
    char *path = alloc_resize(NULL, length + !slash + name_length + 1, 1);
    memcpy(path, folder, length);
    path[length] = '/';
    memcpy(path + length + !slash, name, name_length + 1);
    return path;
}

const char *file_base(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

size_t file_common_folder(char *const *paths, size_t count) {
    size_t length = (size_t)(file_base(paths[0]) - paths[0]);
    for (size_t i = 1; i < count && length; i++)
        while (length && (strncmp(paths[i], paths[0], length) != 0 || paths[0][length - 1] != '/'))
            length--;
    return length;
}

const char *file_suffix(const char *path) {
    const char *base = file_base(path);
    const char *dot = strrchr(base, '.');
    return dot && dot != base ? dot + 1 : "";
}
