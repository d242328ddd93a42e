// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "session/keeper.h"

#include "base/alloc.h"
#include "base/file.h"
#include "base/text.h"
#include "session/config_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAME_MOST = 64, PROGRAMS_MOST = 100 };

bool keeper_may_be_called(const char *name) {
    static const char allowed[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
    size_t length = strlen(name);
    return length && length <= NAME_MOST && strspn(name, allowed) == length;
}

static char *path_of(const char *name, const char *suffix) {
    char *below = alloc_format("sessions/%s%s", name, suffix);
    char *path = state_path(below);
    free(below);
    return path;
}

char *keeper_path(const char *name) {
    return path_of(name, "");
}

char *keeper_newest(const char *name) {
    char *saved = path_of(name, ""), *noted = path_of(name, ".auto");
    struct stat of_saved, of_noted;
    bool has_saved = saved && stat(saved, &of_saved) == 0;
    bool has_noted = noted && stat(noted, &of_noted) == 0;
    bool is_newer = has_noted
                    && (!has_saved || of_noted.st_mtim.tv_sec > of_saved.st_mtim.tv_sec
                        || (of_noted.st_mtim.tv_sec == of_saved.st_mtim.tv_sec
                            && of_noted.st_mtim.tv_nsec > of_saved.st_mtim.tv_nsec));
    char *newest = is_newer ? noted : has_saved ? saved : NULL;
    free(newest == saved ? noted : saved);
    if (!newest)
        free(noted);
    return newest;
}

// The descriptor that holds the lock of a name, or -1: errno is EWOULDBLOCK when another
// program has it. The file stays: who removed it could take the lock from under another.
static int take_lock(const char *name) {
    char *path = path_of(name, ".lock");
    int fd = -1, error = ENOENT;
    if (path) {
        file_make_folders(path);
        fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
        error = errno;
    }
    if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0) {
        error = errno;
        close(fd);
        fd = -1;
    }
    free(path);
    errno = error;
    return fd;
}

// A program that had the name and died has left its notes.
static void take_over(const char *name) {
    char *newest = keeper_newest(name), *path = path_of(name, "");
    if (newest && strcmp(newest, path) != 0)
        rename(newest, path);
    free(newest);
    free(path);
}

bool keeper_open(struct keeper *keeper, const char *name, struct fault *fault) {
    for (int i = 1; i < PROGRAMS_MOST; i++) {
        char *numbered = i > 1 ? alloc_format("%s-%d", name, i) : alloc_string(name);
        int lock = take_lock(numbered);
        if (lock >= 0) {
            *keeper = (struct keeper){ numbered, lock, NULL };
            take_over(numbered);
            return true;
        }
        free(numbered);
        if (errno != EWOULDBLOCK)
            break;
    }
    return fault_set(fault, FAULT_FAILED, "sessions cannot be saved: %s", strerror(errno));
}

bool keeper_rename(struct keeper *keeper, const char *name, bool force, struct fault *fault) {
    if (!keeper_may_be_called(name))
        return fault_set(fault, FAULT_USAGE,
                         "a session's name has letters, digits, - and _, at most 64");
    if (keeper->name && strcmp(name, keeper->name) == 0)
        return true;
    int lock = take_lock(name);
    if (lock < 0)
        return fault_set(fault, FAULT_FAILED,
                         errno == EWOULDBLOCK ? "another blitz that runs has session %s"
                                              : "session %s cannot be written",
                         name);
    char *path = path_of(name, "");
    bool exists = access(path, F_OK) == 0;
    free(path);
    if (exists && !force) {
        close(lock);
        return fault_set(fault, FAULT_FAILED, "there is a session %s: save! %s replaces it", name,
                         name);
    }
    keeper_forget(keeper);
    keeper_close(keeper);
    *keeper = (struct keeper){ alloc_string(name), lock, NULL };
    return true;
}

static bool write_to(const struct keeper *keeper, const char *suffix, const char *text,
                     struct fault *fault) {
    char *path = path_of(keeper->name, suffix);
    bool good = path && file_replace(path, text, strlen(text), fault);
    free(path);
    return good;
}

bool keeper_note(struct keeper *keeper, const char *text, struct fault *fault) {
    if (!keeper->name || (keeper->written && strcmp(keeper->written, text) == 0))
        return true;
    free(keeper->written);
    keeper->written = alloc_string(text);
    return write_to(keeper, ".auto", text, fault);
}

bool keeper_save(struct keeper *keeper, const char *text, struct fault *fault) {
    if (!keeper->name)
        return fault_set(fault, FAULT_FAILED, "there is no folder for sessions");
    if (!write_to(keeper, "", text, fault))
        return false;
    keeper_forget(keeper);
    return true;
}

void keeper_forget(struct keeper *keeper) {
    char *path = keeper->name ? path_of(keeper->name, ".auto") : NULL;
    if (path)
        unlink(path);
    free(path);
    free(keeper->written);
    keeper->written = NULL;
}

void keeper_close(struct keeper *keeper) {
    if (keeper->lock >= 0)
        close(keeper->lock);
    free(keeper->name);
    free(keeper->written);
    *keeper = KEEPER_NONE;
}
