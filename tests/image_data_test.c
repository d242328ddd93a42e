// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Real and hostile files of $BLITZ_TEST_DATA against what Pillow made of them. Pillow changes
// some samples, and the same is done to ours before comparing: PNG of 2 and 4 bits are spread
// to 8, 16-bit grey becomes 32-bit, 16-bit colour keeps its upper byte, 16-bit grey with alpha
// becomes RGBA, mode 1 is 0 and 1 whatever the palette. Mode P, where Pillow gives indices and we
// give colours, is compared with libpng (PNG) or with pictures made by another decoder (BMP).

#include "base/alloc.h"
#include "base/file.h"
#include "base/text.h"
#include "image_support.h"
#include "source/formats.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <libavutil/md5.h>
#include <png.h>

static const struct source_format *const formats[] = { &source_png, &source_jpeg, &source_bmp,
                                                       &source_pnm, &source_pfm };

// The folder of the data, new string; NULL: there is none, the test is skipped.
static char *data_folder(void) {
    const char *named = getenv("BLITZ_TEST_DATA"), *source = getenv("srcdir");
    char *folder =
        named ? alloc_string(named) : alloc_format("%s/../shared/data", source ? source : ".");
    if (access(folder, R_OK) == 0)
        return folder;
    free(folder);
    return NULL;
}

static const struct source_format *format_of(const char *path) {
    unsigned char head[64];
    int fd = file_open(path, NULL, NULL);
    if (fd < 0)
        return NULL;
    ssize_t got = file_read_at(fd, head, sizeof head, 0);
    close(fd);
    const struct source_format *best = NULL;
    int most = 0;
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        int sure = formats[i]->probe(head, got > 0 ? (size_t)got : 0);
        if (sure > most) {
            most = sure;
            best = formats[i];
        }
    }
    return best;
}

// Our samples as Pillow would have them in this mode; new memory, *size its bytes.
static unsigned char *as_pillow(const struct taken *taken, const char *mode, size_t *size) {
    const struct source_info *info = &taken->source->info;
    size_t count = taken->bytes / sample_size(info->sample), made = 0;
    bool is_wide = info->sample == SAMPLE_U16;
    const uint16_t *wide = (const uint16_t *)(const void *)taken->samples;
    bool is_spread = strcmp(mode, "L") == 0 && !metadata_find(&info->metadata, "sBIT");
    unsigned factor = is_spread && info->bits == 2 ? 85 : is_spread && info->bits == 4 ? 17 : 1;
    unsigned char *bytes = alloc_zeroed(count, 4);
    for (size_t i = 0; i < count; i++) {
        unsigned value = is_wide ? wide[i] >> 8 : taken->samples[i] * factor;
        if (strcmp(mode, "1") == 0)
            value = value != 0;
        if (strcmp(mode, "I") == 0)
            memcpy(bytes + made, &(uint32_t){ is_wide ? wide[i] : value }, 4), made += 4;
        else
            bytes[made++] = (unsigned char)value;
        // Grey of grey with alpha, three times.
        if (strcmp(mode, "RGBA") == 0 && info->channels == 2 && i % 2 == 0)
            for (int twice = 0; twice < 2; twice++)
                bytes[made++] = (unsigned char)value;
    }
    *size = made;
    return bytes;
}

static char *md5_of(const unsigned char *bytes, size_t size) {
    unsigned char sum[16];
    struct text text = { 0 };
    av_md5_sum(sum, bytes, size);
    for (int i = 0; i < 16; i++)
        text_addf(&text, "%02x", sum[i]);
    return text_take(&text);
}

// Splits a line at its tabs, in place.
static size_t split(char *line, char **fields, size_t most) {
    size_t count = 0;
    line[strcspn(line, "\n")] = 0;
    while (line && count < most)
        fields[count++] = strsep(&line, "\t");
    return count;
}

enum { PATH, BYTES, FORMAT, FILE_WIDTH, FILE_HEIGHT, MODE, FRAMES, MD5, ERROR, FIELDS };

// Files that Pillow reads and we do not, or not so.
static const struct {
    const char *part, *why;
} exceptions[] = {
    { "pal4rlecut.bmp",
      "pixels that the file leaves out are flagged; the other picture has black" },
    { "pal4rletrns.bmp", "the same" },
};

static bool is_exception(const char *path) {
    for (size_t i = 0; i < sizeof exceptions / sizeof *exceptions; i++)
        if (strstr(path, exceptions[i].part))
            return true;
    return false;
}

// Fails unless the samples are those of Pillow.
static void check_samples(const struct taken *taken, char **fields) {
    size_t size;
    unsigned char *bytes = as_pillow(taken, fields[MODE], &size);
    char *md5 = md5_of(bytes, size);
    if (taken->note.status != FRAME_OK || strcmp(md5, fields[MD5]) != 0)
        fail_msg("%s: mode %s, %u channels, status %d: %s", fields[PATH], fields[MODE],
                 taken->source->info.channels, taken->note.status,
                 taken->note.reason ? taken->note.reason : "other samples");
    free(md5);
    free(bytes);
}

// Red, green and blue of a PNG as libpng makes them from any palette; new memory.
static unsigned char *libpng_colours(const char *path, size_t *size) {
    FILE *file = fopen(path, "rb");
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png_create_info_struct(png);
    png_init_io(png, file);
    png_read_png(png, info, PNG_TRANSFORM_EXPAND | PNG_TRANSFORM_STRIP_ALPHA, NULL);
    size_t row_bytes = (size_t)png_get_image_width(png, info) * 3;
    *size = row_bytes * png_get_image_height(png, info);
    unsigned char *colours = alloc_zeroed(*size, 1);
    for (size_t y = 0; y < png_get_image_height(png, info); y++)
        memcpy(colours + y * row_bytes, png_get_rows(png, info)[y], row_bytes);
    png_destroy_read_struct(&png, &info, NULL);
    fclose(file);
    return colours;
}

// Fails unless ours, grey or RGB, are these red, green and blue.
static void check_colours(const struct taken *taken, const unsigned char *colours, size_t size,
                          const char *path) {
    uint32_t channels = taken->source->info.channels;
    assert_int_equal(taken->bytes / channels, size / 3);
    for (size_t i = 0; i < size; i++)
        if (taken->samples[i / 3 * channels + (channels == 1 ? 0 : i % 3)] != colours[i])
            fail_msg("%s: pixel %zu has another colour", path, i / 3);
}

// Mode P against another decoder. Returns whether there is one.
static bool check_palette(const struct taken *taken, const char *path, const char *folder,
                          const char *name) {
    bool is_png = taken->source->format == &source_png;
    const char *images = strstr(name, "/images/");
    char *other = is_png   ? alloc_string(path)
                  : images ? alloc_format("%s/%.*s/reference/%s.png", folder, (int)(images - name),
                                          name, images + 8)
                           : alloc_string("");
    bool is_there = access(other, R_OK) == 0;
    if (is_there) {
        size_t size;
        unsigned char *colours = libpng_colours(other, &size);
        check_colours(taken, colours, size, name);
        free(colours);
    }
    free(other);
    return is_there;
}

// Compares one file with its line. Returns whether samples were compared.
static bool check_line(const char *folder, char **fields) {
    char *path = file_join(folder, fields[PATH]);
    const struct source_format *format = format_of(path);
    bool was_compared = false, is_good = fields[MD5][0] && !is_exception(fields[PATH]);
    struct taken taken = { 0 };
    if (format)
        taken = take_file(format, path, CHANNEL_AUTO);
    if (is_good && !taken.source)
        fail_msg("%s: Pillow reads it: %s", fields[PATH], fault_text(&taken.fault));
    if (is_good && strcmp(fields[MODE], "P") == 0) {
        was_compared = check_palette(&taken, path, folder, fields[PATH]);
    } else if (is_good) {
        check_samples(&taken, fields);
        was_compared = true;
    }
    taken_free(&taken);
    free(path);
    return was_compared;
}

// Calls `check` with the fields of every line of a table. Returns how often it said true.
static size_t for_each_line(const char *folder, const char *name, size_t fields_most,
                            bool (*check)(const char *folder, char **fields)) {
    char *list = file_join(folder, name);
    FILE *lines = fopen(list, "r");
    char *line = NULL, *fields[FIELDS];
    size_t capacity = 0, count = 0;
    while (lines && getline(&line, &capacity, lines) > 0)
        if (split(line, fields, fields_most) == fields_most && strcmp(fields[PATH], "path") != 0)
            count += check(folder, fields);
    if (lines)
        fclose(lines);
    free(line);
    free(list);
    return count;
}

static void real_files_have_the_samples_that_pillow_finds(void **state) {
    (void)state;
    char *folder = data_folder();
    if (!folder)
        skip();
    assert_true(for_each_line(folder, "truth/truth_image.tsv", FIELDS, check_line) > 200);
    free(folder);
}

enum { FUZZ_FIELDS = 5, VERDICT = 4 };

// Opens and reads a damaged file. What the reference accepts is usable, of its size; what it
// rejects is never given as whole and flawless.
static bool check_damaged(const char *folder, char **fields) {
    char *path = file_join(folder, fields[PATH]);
    const struct source_format *format = format_of(path);
    unsigned width, height;
    char mode[8] = "";
    bool is_accepted = sscanf(fields[VERDICT], "ok %u %u %7s", &width, &height, mode) == 3;
    bool is_refused_here = strcmp(mode, "CMYK") == 0;
    // Empty chunks that say nothing about samples: only the reference minds.
    bool is_tolerated = strstr(fields[PATH], "empty_ancillary_chunks.png") != NULL;
    if (format) {
        struct taken taken = take_file(format, path, CHANNEL_AUTO);
        bool is_usable = taken.source && frame_is_usable(taken.note.status);
        if (is_accepted && !is_refused_here
            && (!is_usable || taken.source->info.width != width
                || taken.source->info.height != height))
            fail_msg("%s: the reference reads it: %s%s", fields[PATH], fault_text(&taken.fault),
                     taken.note.reason ? taken.note.reason : "");
        if (!is_accepted && !is_tolerated && is_usable && taken.note.status == FRAME_OK
            && !taken.note.flags)
            fail_msg("%s: the reference rejects it", fields[PATH]);
        taken_free(&taken);
    }
    free(path);
    return format != NULL;
}

static void damaged_files_do_no_harm(void **state) {
    (void)state;
    char *folder = data_folder();
    if (!folder)
        skip();
    assert_true(for_each_line(folder, "truth/fuzz.tsv", FUZZ_FIELDS, check_damaged) > 100);
    free(folder);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(real_files_have_the_samples_that_pillow_finds),
        cmocka_unit_test(damaged_files_do_no_harm),
    };
    return cmocka_run_group_tests_name("image data", tests, NULL, NULL);
}
