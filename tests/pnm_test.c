// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "base/text.h"
#include "image_support.h"
#include "source/formats.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { WIDTH = 19, HEIGHT = 13 };

// A file of the kind with noise up to maxval; truth: u8 or u16 samples.
static struct text write_pnm(char kind, uint32_t maxval, void *truth) {
    struct text file = { 0 };
    uint32_t channels = kind == '3' || kind == '6' ? 3 : kind == '7' ? 4 : 1;
    if (kind == '7')
        text_addf(&file,
                  "P7\nWIDTH %d\n# wide\nHEIGHT %d\nDEPTH 4\nMAXVAL %u\nTUPLTYPE "
                  "RGB_ALPHA\nENDHDR\n",
                  WIDTH, HEIGHT, maxval);
    else if (kind == '1' || kind == '4')
        text_addf(&file, "P%c # a comment 9 9\n%d\n%d\n", kind, WIDTH, HEIGHT);
    else
        text_addf(&file, "P%c\n# a comment\n%d %d\n%u\n", kind, WIDTH, HEIGHT, maxval);
    uint32_t seed = maxval;
    unsigned char *narrow = truth;
    uint16_t *wide = truth;
    for (uint32_t y = 0; y < HEIGHT; y++) {
        unsigned char bits[(WIDTH + 7) / 8] = { 0 };
        for (uint32_t i = 0; i < WIDTH * channels; i++) {
            uint32_t value = noise_next(&seed) % (maxval + 1);
            size_t place = y * WIDTH * channels + i;
            if (maxval > 255)
                wide[place] = (uint16_t)value;
            else
                narrow[place] = (unsigned char)value;
            if (kind == '1')
                text_addf(&file, "%u%s", value, i % 3 ? "" : "\n");
            else if (kind < '4')
                text_addf(&file, "%u%s", value, i % 5 ? " " : "\n#x\n");
            else if (kind == '4')
                bits[i / 8] |= (unsigned char)(value << (7 - i % 8));
            else if (maxval > 255)
                text_add_bytes(&file, (char[]){ (char)(value >> 8), (char)value }, 2);
            else
                text_add_bytes(&file, (char[]){ (char)value }, 1);
        }
        if (kind == '4')
            text_add_bytes(&file, (char *)bits, sizeof bits);
    }
    return file;
}

static const struct {
    char kind;
    uint32_t maxval;
    int bits;
} cases[] = {
    { '1', 1, 1 },      { '4', 1, 1 },     { '2', 1, 1 },      { '2', 255, 8 }, { '2', 1000, 10 },
    { '2', 65535, 16 }, { '5', 1, 1 },     { '5', 100, 7 },    { '5', 128, 8 }, { '5', 255, 8 },
    { '5', 256, 9 },    { '5', 4095, 12 }, { '5', 65535, 16 }, { '3', 255, 8 }, { '3', 4095, 12 },
    { '6', 255, 8 },    { '6', 1023, 10 }, { '6', 65535, 16 }, { '7', 255, 8 }, { '7', 4095, 12 },
};

static void every_kind_and_maximum_is_read_as_stored(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint16_t truth[WIDTH * HEIGHT * 4];
        struct text file = write_pnm(cases[i].kind, cases[i].maxval, truth);
        struct taken taken = take_bytes(&source_pnm, file.data, file.length, CHANNEL_AUTO);
        assert_true(source_pnm.probe((unsigned char *)file.data, file.length) > 0);
        assert_non_null(taken.source);
        const struct source_info *info = &taken.source->info;
        assert_int_equal(info->width, WIDTH);
        assert_int_equal(info->height, HEIGHT);
        assert_int_equal(info->bits, cases[i].bits);
        assert_int_equal(info->sample, cases[i].maxval > 255 ? SAMPLE_U16 : SAMPLE_U8);
        assert_int_equal(taken.note.status, FRAME_OK);
        assert_int_equal(taken.note.flags, 0);
        assert_memory_equal(taken.samples, truth, taken.bytes);
        if (info->contiguous.is) {
            assert_int_equal(info->contiguous.offset + taken.bytes, file.length);
            assert_memory_equal(file.data + info->contiguous.offset, truth, taken.bytes);
        }
        taken_free(&taken);
        bool is_text = cases[i].kind <= '3';
        uint32_t rows = check_truncations(&source_pnm, (unsigned char *)file.data,
                                          is_text ? file.length * 99 / 100 : file.length,
                                          CHANNEL_AUTO, (unsigned char *)truth, true);
        assert_in_range(rows, HEIGHT - 2, HEIGHT - 1);
        text_free(&file);
    }
}

static void rows_of_a_torn_file_follow_from_its_length(void **state) {
    (void)state;
    uint16_t truth[WIDTH * HEIGHT];
    struct text file = write_pnm('5', 4095, truth);
    struct taken taken =
        take_bytes(&source_pnm, file.data, file.length - 5 * WIDTH * 2 - 1, CHANNEL_AUTO);
    assert_int_equal(taken.note.status, FRAME_RECOVERED);
    assert_int_equal(taken.note.valid.height, HEIGHT - 6);
    assert_false(taken.source->info.contiguous.is);
    taken_free(&taken);
    text_free(&file);
}

static void a_file_of_several_images_gives_its_first(void **state) {
    (void)state;
    static const char kinds[] = "124567";
    for (size_t i = 0; kinds[i]; i++) {
        uint16_t truth[WIDTH * HEIGHT * 4];
        struct text file = write_pnm(kinds[i], 1, truth);
        if (kinds[i] < '4')
            text_add_char(&file, '\n');
        struct text twice = { 0 };
        text_add_bytes(&twice, file.data, file.length);
        text_add_bytes(&twice, file.data, file.length);
        struct taken taken = take_bytes(&source_pnm, twice.data, twice.length, CHANNEL_AUTO);
        assert_int_equal(taken.note.status, FRAME_OK);
        assert_int_equal(taken.note.flags, FRAME_MORE_PAGES);
        assert_memory_equal(taken.samples, truth, taken.bytes);
        taken_free(&taken);
        text_free(&file);
        text_free(&twice);
    }
}

static void values_above_the_maximum_are_said(void **state) {
    (void)state;
    static const char binary[] = "P5 2 2 100\n\x01\x65\x02\x03";
    struct taken taken = take_bytes(&source_pnm, binary, sizeof binary - 1, CHANNEL_AUTO);
    assert_int_equal(taken.note.flags, FRAME_DAMAGED);
    assert_int_equal(taken.samples[1], 0x65);
    taken_free(&taken);
    // A number that ends with the file may have lost digits.
    static const char last[] = "P2 2 2 100\n1 2\n3 10";
    taken = take_bytes(&source_pnm, last, sizeof last - 1, CHANNEL_AUTO);
    assert_int_equal(taken.note.flags, FRAME_DAMAGED);
    assert_int_equal(taken.samples[3], 10);
    taken_free(&taken);
    static const char text[] = "P2 2 3 100\n1 2\n3 101\n1 1\n";
    taken = take_bytes(&source_pnm, text, sizeof text - 1, CHANNEL_AUTO);
    assert_int_equal(taken.note.status, FRAME_RECOVERED);
    assert_int_equal(taken.note.valid.height, 1);
    taken_free(&taken);
}

static void broken_headers_are_refused(void **state) {
    (void)state;
    static const char *const files[] = {
        "P5",
        "P5 ",
        "P5 3",
        "P5 3 4",
        "P5 3 4 0\n",
        "P5 3 4 65536\n",
        "P5 3 4 255",
        "P5 x 4 255\n",
        "P5 0 4 255\n",
        "P5 4 0 255\n",
        "P5 2147483648 2147483648 255\n",
        "P5 99999999999999999999 4 255\n",
        "P5 -3 4 255\n",
        "P5 3 4 255x",
        "P8 3 4 255\n",
        "P7\nWIDTH 3\nHEIGHT 3\nMAXVAL 255\nDEPTH 5\nENDHDR\n",
        "P7\nWIDTH 3\n",
        "P7\nSIZE 3\n",
        "P7\nENDHDR\n",
        "# P5",
        "",
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct taken taken = take_bytes(&source_pnm, files[i], strlen(files[i]), CHANNEL_AUTO);
        if (taken.source)
            fail_msg("%s", files[i]);
        taken_free(&taken);
    }
    static const char *const floats[] = {
        "Pf 3 3 0\n", "Pf 3 3 x\n", "Pf 3 3 nan\n", "Pf 3 3", "PF 2147483648 2147483648 -1\n", "Pf",
    };
    for (size_t i = 0; i < sizeof floats / sizeof *floats; i++) {
        struct taken taken = take_bytes(&source_pfm, floats[i], strlen(floats[i]), CHANNEL_AUTO);
        assert_null(taken.source);
        taken_free(&taken);
    }
}

static void floats_keep_their_bits_and_the_top_row_is_first(void **state) {
    (void)state;
    for (int variant = 0; variant < 4; variant++) {
        bool is_colour = variant & 1, is_little = variant & 2;
        size_t samples = (size_t)WIDTH * (is_colour ? 3 : 1);
        uint32_t truth[HEIGHT][WIDTH * 3], seed = 5;
        struct text file = { 0 };
        text_addf(&file, "P%c\n%d %d\n%s\n", is_colour ? 'F' : 'f', WIDTH, HEIGHT,
                  is_little ? "-2.5" : "2.5");
        size_t raster = file.length;
        for (size_t y = HEIGHT; y-- > 0;)
            for (size_t i = 0; i < samples; i++) {
                uint32_t bits = noise_next(&seed) << 8 | noise_next(&seed);
                truth[y][i] = bits;
                for (int b = 0; b < 4; b++)
                    text_add_char(&file, (char)(bits >> (is_little ? 8 * b : 24 - 8 * b)));
            }
        struct taken taken = take_bytes(&source_pfm, file.data, file.length, CHANNEL_AUTO);
        assert_true(source_pfm.probe((unsigned char *)file.data, file.length) > 0);
        assert_int_equal(source_pnm.probe((unsigned char *)file.data, file.length), 0);
        assert_int_equal(taken.source->info.sample, SAMPLE_F32);
        assert_int_equal(taken.source->info.channels, is_colour ? 3 : 1);
        assert_int_equal(taken.note.status, FRAME_OK);
        for (size_t y = 0; y < HEIGHT; y++)
            assert_memory_equal(taken.samples + y * samples * 4, truth[y], samples * 4);
        taken_free(&taken);
        // The end of the file is the top of the picture: nothing from the top left is real.
        taken =
            take_bytes(&source_pfm, file.data, raster + (file.length - raster) / 2, CHANNEL_AUTO);
        assert_int_equal(taken.note.status, FRAME_UNREADABLE);
        for (size_t i = 0; i < taken.bytes; i++)
            assert_int_equal(taken.samples[i], 0);
        assert_non_null(strstr(taken.note.reason, "6 of 13 rows"));
        taken_free(&taken);
        text_free(&file);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_and_maximum_is_read_as_stored),
        cmocka_unit_test(rows_of_a_torn_file_follow_from_its_length),
        cmocka_unit_test(a_file_of_several_images_gives_its_first),
        cmocka_unit_test(values_above_the_maximum_are_said),
        cmocka_unit_test(broken_headers_are_refused),
        cmocka_unit_test(floats_keep_their_bits_and_the_top_row_is_first),
    };
    return cmocka_run_group_tests_name("pnm", tests, NULL, NULL);
}
