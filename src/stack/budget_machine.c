// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// What the machine allows. A cgroup counts the page cache of the files that a process reads as
// its memory; the kernel gives that back by itself, so it is not held against us.

#include "stack/budget.h"

#include "base/alloc.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// A file of /proc or a cgroup: its size is not known beforehand. NULL when there is none.
static char *read_small(const char *root, const char *path) {
    char *full = alloc_format("%s%s", root, path);
    int fd = open(full, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    free(full);
    if (fd < 0)
        return NULL;
    struct text text = { 0 };
    char part[4096];
    ssize_t got;
    while ((got = read(fd, part, sizeof part)) > 0 && text.length < (size_t)4 << 20)
        text_add_bytes(&text, part, (size_t)got);
    close(fd);
    return text_take(&text);
}

// The number after `key` at the beginning of a line, or `otherwise`.
static uint64_t number_after(const char *lines, const char *key, uint64_t otherwise) {
    size_t length = strlen(key);
    for (const char *line = lines; line && *line;) {
        if (strncmp(line, key, length) == 0 && strchr(" :\t", line[length])) {
            const char *digits = line + length + strspn(line + length, " :\t");
            return *digits >= '0' && *digits <= '9' ? strtoull(digits, NULL, 10) : otherwise;
        }
        line = strchr(line, '\n');
        line = line ? line + 1 : NULL;
    }
    return otherwise;
}

static uint64_t number_in(const char *root, const char *folder, const char *name) {
    char *path = alloc_format("%s/%s", folder, name);
    char *text = read_small(root, path);
    uint64_t number = text && *text >= '0' && *text <= '9' ? strtoull(text, NULL, 10) : UINT64_MAX;
    free(text);
    free(path);
    return number;
}

struct cgroup_files {
    const char *limit, *usage, *inactive, *active;
};

static const struct cgroup_files VERSION_1 = { "memory.limit_in_bytes", "memory.usage_in_bytes",
                                               "total_inactive_file", "total_active_file" };
static const struct cgroup_files VERSION_2 = { "memory.max", "memory.current", "inactive_file",
                                               "active_file" };

// What one cgroup leaves us.
static uint64_t left_in(const char *root, const char *folder, const struct cgroup_files *files) {
    uint64_t limit = number_in(root, folder, files->limit);
    uint64_t usage = number_in(root, folder, files->usage);
    if (limit == UINT64_MAX || usage == UINT64_MAX)
        return limit;
    char *path = alloc_format("%s/memory.stat", folder);
    char *stat = read_small(root, path);
    uint64_t cached = number_after(stat, files->inactive, 0) + number_after(stat, files->active, 0);
    free(stat);
    free(path);
    uint64_t used = usage > cached ? usage - cached : 0;
    return limit > used ? limit - used : 0;
}

// The smallest over the cgroup `path` below `mount` and all its ancestors.
static uint64_t left_in_all(const char *root, const char *mount, const char *path,
                            const struct cgroup_files *files) {
    char *folder = alloc_format("%s%s", mount, strcmp(path, "/") == 0 ? "" : path);
    uint64_t least = UINT64_MAX;
    for (;;) {
        uint64_t left = left_in(root, folder, files);
        least = left < least ? left : least;
        char *slash = strrchr(folder, '/');
        if (strlen(folder) <= strlen(mount) || !slash)
            break;
        *slash = '\0';
    }
    free(folder);
    return least;
}

// Undoes the octal escapes of mountinfo, in place.
static void unescape(char *string) {
    char *to = string;
    for (const char *from = string; *from; to++) {
        if (from[0] == '\\' && from[1] && from[2] && from[3]) {
            *to = (char)((from[1] - '0') * 64 + (from[2] - '0') * 8 + (from[3] - '0'));
            from += 4;
        } else {
            *to = *from++;
        }
    }
    *to = '\0';
}

// Our path in the hierarchy of /proc/self/cgroup with these controllers ("memory", or "" for
// version 2); new string or NULL.
static char *path_in(const char *cgroups, const char *controller) {
    for (const char *line = cgroups; line && *line;) {
        const char *end = strchrnul(line, '\n');
        const char *names = memchr(line, ':', (size_t)(end - line));
        const char *path = names ? memchr(names + 1, ':', (size_t)(end - names - 1)) : NULL;
        if (path) {
            char *list = strndup(names + 1, (size_t)(path - names - 1));
            bool found = !*controller && list && !*list;
            char *rest = list;
            for (char *name; *controller && rest && (name = strsep(&rest, ","));)
                found = found || strcmp(name, controller) == 0;
            free(list);
            if (found)
                return strndup(path + 1, (size_t)(end - path - 1));
        }
        line = *end ? end + 1 : NULL;
    }
    return NULL;
}

static bool has_option(char *options, const char *wanted) {
    for (char *name; options && (name = strsep(&options, ","));)
        if (strcmp(name, wanted) == 0)
            return true;
    return false;
}

// One line of mountinfo: "id parent device root mount options ... - type source options".
static uint64_t left_by_mount(const char *root, char *line, const char *cgroups) {
    char *field[5], *rest = line;
    for (int i = 0; i < 5; i++)
        field[i] = strsep(&rest, " ");
    char *tail = rest ? strstr(rest, " - ") : NULL;
    if (!field[4] || !tail)
        return UINT64_MAX;
    tail += 3;
    char *type = strsep(&tail, " ");
    strsep(&tail, " ");
    bool second = strcmp(type, "cgroup2") == 0;
    if (!second && (strcmp(type, "cgroup") != 0 || !has_option(tail, "memory")))
        return UINT64_MAX;
    char *path = path_in(cgroups, second ? "" : "memory");
    if (!path)
        return UINT64_MAX;
    unescape(field[3]);
    unescape(field[4]);
    // In a container the mount shows only a part of the hierarchy: its own root.
    size_t prefix = strcmp(field[3], "/") == 0 ? 0 : strlen(field[3]);
    bool below = strncmp(path, field[3], prefix) == 0 && (path[prefix] == '/' || !path[prefix]);
    uint64_t left =
        left_in_all(root, field[4], below ? path + prefix : "", second ? &VERSION_2 : &VERSION_1);
    free(path);
    return left;
}

static uint64_t left_by_cgroups(const char *root) {
    char *cgroups = read_small(root, "/proc/self/cgroup");
    char *mounts = read_small(root, "/proc/self/mountinfo");
    uint64_t least = UINT64_MAX;
    char *rest = mounts;
    for (char *line; cgroups && rest && (line = strsep(&rest, "\n"));) {
        uint64_t left = left_by_mount(root, line, cgroups);
        least = left < least ? left : least;
    }
    free(mounts);
    free(cgroups);
    return least;
}

// RLIMIT_AS, read from /proc so that a test can say it.
static uint64_t left_by_ulimit(const char *root) {
    static const uint64_t RESERVE = (uint64_t)256 << 20;
    char *limits = read_small(root, "/proc/self/limits");
    char *statm = read_small(root, "/proc/self/statm");
    uint64_t limit = number_after(limits, "Max address space", UINT64_MAX);
    uint64_t pages = statm && *statm >= '0' && *statm <= '9' ? strtoull(statm, NULL, 10) : 0;
    uint64_t used = pages * (uint64_t)sysconf(_SC_PAGESIZE) + RESERVE;
    free(statm);
    free(limits);
    if (limit == UINT64_MAX)
        return limit;
    return limit > used ? limit - used : 0;
}

uint64_t budget_machine_at(const char *root, const struct memory_wish *wish, const char **why) {
    char *memory = read_small(root, "/proc/meminfo");
    uint64_t total = number_after(memory, "MemTotal", 0);
    uint64_t available = number_after(memory, "MemAvailable", UINT64_MAX);
    free(memory);
    uint64_t wished = UINT64_MAX;
    if (wish && wish->bytes)
        wished = wish->bytes;
    else if (wish && wish->percent > 0 && total)
        wished = (uint64_t)((double)total * 1024 * wish->percent / 100);
    const struct {
        const char *name;
        uint64_t bytes;
    } limits[] = {
        { "--memory", wished },
        { "cgroup", left_by_cgroups(root) },
        { "ulimit -v", left_by_ulimit(root) },
        { "free memory",
          available == UINT64_MAX ? UINT64_MAX : (uint64_t)(0.7 * (double)available * 1024) },
    };
    uint64_t least = UINT64_MAX;
    const char *name = "nothing";
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++)
        if (limits[i].bytes < least) {
            least = limits[i].bytes;
            name = limits[i].name;
        }
    if (why)
        *why = name;
    return least;
}

uint64_t budget_machine(const struct memory_wish *wish, const char **why) {
    return budget_machine_at("", wish, why);
}
