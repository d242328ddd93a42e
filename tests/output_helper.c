// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "output_helper.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static const struct ledger_counts counts = { .by_status = { [FRAME_OK] = 2, [FRAME_PENDING] = 1 } };
static const struct provenance_input inputs[] = { { "in \x1b[2J.tif", 1234, 951782400 } };
static const char *const references[] = { "dark=mean:0:100" };
const struct provenance origin = {
    .version = "9.8.7",
    .command = "blitz export 'a b.tif' -o out.tif",
    .recipe = "blitz export 'a b.tif'",
    .inputs = inputs,
    .input_count = 1,
    .has_range = true,
    .first = 4,
    .step = 2,
    .count = 3,
    .frames = &counts,
    .references = references,
    .reference_count = 1,
    .time = "2026-03-01T12:00:00Z",
};

static char folder[] = "/tmp/blitz_output_XXXXXX";

char *path_in(const char *name) {
    char *path;
    assert_true(asprintf(&path, "%s/%s", folder, name) > 0);
    return path;
}

// Removes all files and returns how many there were, temporary ones counted in *hidden.
static int empty_folder(int *hidden) {
    DIR *directory = opendir(folder);
    int files = 0;
    *hidden = 0;
    for (struct dirent *entry; (entry = readdir(directory));) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        char *path = path_in(entry->d_name);
        *hidden += entry->d_name[0] == '.';
        unlink(path);
        rmdir(path);
        free(path);
        files++;
    }
    closedir(directory);
    return files;
}

void assert_folder_held(int files) {
    int hidden;
    assert_int_equal(empty_folder(&hidden), files);
    assert_int_equal(hidden, 0);
}

unsigned char *slurp(const char *path, size_t *size) {
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    unsigned char *bytes = calloc(1 << 20, 1);
    *size = fread(bytes, 1, (1 << 20) - 1, file);
    fclose(file);
    return bytes;
}

int make_folder(void **state) {
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

int remove_folder(void **state) {
    (void)state;
    int hidden;
    empty_folder(&hidden);
    return rmdir(folder);
}
