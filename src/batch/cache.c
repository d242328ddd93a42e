// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// blitz cache [list|clear|verify]: what the disk cache holds.

#include "base/alloc.h"
#include "batch/run.h"
#include "engine/disk_cache.h"
#include "output/json.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

// The first line of its key names the first file: "PATH SIZE TIME".
static char *name_of(const char *key) {
    size_t length = strcspn(key, "\n");
    for (int blanks = 0; blanks < 2 && length > 0;)
        blanks += key[--length] == ' ';
    struct text name = { 0 };
    text_add_safe(&name, key, length);
    return text_take(&name);
}

static void list_json(const struct disk_cache_files *files, const int64_t *bad, struct text *out) {
    struct json json = { .into = out };
    json_array(&json);
    for (size_t i = 0; i < files->count; i++) {
        struct store_about about = { 0 };
        bool good = store_look(files->list[i].path, &about);
        char *name = good ? name_of(about.key) : NULL;
        json_object(&json);
        json_field_string(&json, "file", files->list[i].path);
        json_field_string(&json, "recording", name ? name : "");
        json_field_int(&json, "bytes", (int64_t)files->list[i].bytes);
        json_field_int(&json, "frames", (int64_t)about.slots);
        if (bad)
            json_field_int(&json, "damaged", bad[i]);
        json_object_end(&json);
        free(name);
        store_about_free(&about);
    }
    json_array_end(&json);
}

static const char *verdict(int64_t bad) {
    return bad == 0 ? "good " : bad > 0 ? "BAD  " : "GONE ";
}

static void list_text(const struct disk_cache_files *files, const int64_t *bad, struct text *out) {
    uint64_t all = 0;
    for (size_t i = 0; i < files->count; i++) {
        struct store_about about = { 0 };
        struct text size = { 0 };
        bool good = store_look(files->list[i].path, &about);
        char *name = good ? name_of(about.key) : text_safe(files->list[i].path);
        char used[32] = "";
        time_t seconds = (time_t)files->list[i].used;
        struct tm local;
        if (localtime_r(&seconds, &local))
            strftime(used, sizeof used, "%Y-%m-%d %H:%M", &local);
        text_add_size(&size, files->list[i].bytes);
        text_addf(out, "%s%10s  %s  %8zu frames  %s\n", bad ? verdict(bad[i]) : "",
                  text_string(&size), used, about.slots, name);
        all += files->list[i].bytes;
        text_free(&size);
        free(name);
        store_about_free(&about);
    }
    text_addf(out, "%zu recording%s, ", files->count, files->count == 1 ? "" : "s");
    text_add_size(out, all);
    text_add_char(out, '\n');
}

static bool clear(const struct disk_cache_files *files, const char *folder, struct text *out,
                  struct fault *fault) {
    size_t removed = 0;
    for (size_t i = 0; i < files->count; i++)
        removed += unlink(files->list[i].path) == 0;
    char *safe = text_safe(folder);
    text_addf(out, "%zu recording%s removed from %s\n", removed, removed == 1 ? "" : "s", safe);
    if (removed < files->count)
        fault_set(fault, FAULT_FAILED, "%s: %zu files cannot be removed", safe,
                  files->count - removed);
    free(safe);
    return removed == files->count;
}

static bool is_damaged(const struct disk_cache_files *files, int64_t *bad) {
    bool any = false;
    for (size_t i = 0; i < files->count; i++) {
        bad[i] = store_verify(files->list[i].path);
        any |= bad[i] != 0;
    }
    return any;
}

enum exit_status verb_cache(struct run *run, struct fault *fault) {
    const struct session *session = &run->session;
    const char *what = session->path_count ? session->paths[0] : "list";
    bool clears = strcmp(what, "clear") == 0, verifies = strcmp(what, "verify") == 0;
    if (session->path_count > 1 || !(clears || verifies || strcmp(what, "list") == 0)) {
        fault_set(fault, FAULT_USAGE, "cache: type 'blitz cache list', 'clear' or 'verify'");
        return EXIT_USAGE;
    }
    char *folder = disk_cache_folder(session);
    if (!folder || !run_accept_output(run, fault)) {
        if (!folder)
            fault_set(fault, FAULT_NOTHING, "there is no disk cache: --cache=DIR names a folder");
        free(folder);
        return EXIT_FAILED;
    }
    struct disk_cache_files files;
    disk_cache_list(folder, &files);
    enum exit_status status = EXIT_GOOD;
    int64_t *bad = verifies ? alloc_zeroed(files.count + 1, sizeof *bad) : NULL;
    if (bad && is_damaged(&files, bad))
        status = EXIT_INCOMPLETE;
    if (clears)
        status = clear(&files, folder, &run->out, fault) ? EXIT_GOOD : EXIT_FAILED;
    else if (session->json)
        list_json(&files, bad, &run->out);
    else
        list_text(&files, bad, &run->out);
    free(bad);
    disk_cache_files_free(&files);
    free(folder);
    return status;
}
