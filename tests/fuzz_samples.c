// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "fuzz_samples.h"

#include "npy_file.h"
#include "sample_files.h"
#include "video_helper.h"

#include <png.h>
#include <stdint.h>
#include <unistd.h>
#include <zlib.h>

enum { SIDE = SAMPLE_SIDE, PIXELS = SAMPLE_PIXELS, FRAMES = SAMPLE_FRAMES };

static void write_with_head(const char *path, const char *head, size_t head_size,
                            size_t data_size) {
    unsigned char *bytes = malloc(head_size + data_size);
    memcpy(bytes, head, head_size);
    sample_fill(bytes + head_size, data_size);
    write_bytes(path, bytes, head_size + data_size);
    free(bytes);
}

static void write_pgm(const char *path) {
    write_with_head(path, "P5\n24 24\n255\n", 13, PIXELS);
}

static void write_ppm_text(const char *path) {
    static const char text[] = "P3 2 2 15 # odd\n0 1 2 3 4 5 6 7 8 9 10 11\n";
    write_bytes(path, text, sizeof text - 1);
}

static void write_pfm(const char *path) {
    static const float samples[PIXELS] = { 1, -2.5f, 1e20f };
    unsigned char bytes[15 + sizeof samples];
    memcpy(bytes, "Pf\n24 24\n-1.00\n", 15);
    memcpy(bytes + 15, samples, sizeof samples);
    write_bytes(path, bytes, sizeof bytes);
}

static void write_text(const char *path) {
    char text[SIDE * SIDE * 12 + 16] = "# a table\n";
    size_t length = strlen(text);
    for (int i = 0; i < PIXELS; i++)
        length += (size_t)sprintf(text + length, "%d,%d%c", i * i % 999 - 300, i % 90,
                                  i % SIDE < SIDE - 1 ? ';' : '\n');
    write_bytes(path, text, length);
}

static void write_array(const char *path) {
    unsigned char data[FRAMES * PIXELS * 2];
    sample_fill(data, sizeof data);
    write_npy(path, "<u2", "False", "(3, 24, 24)", data, sizeof data);
}

static void write_array_other(const char *path) {
    double data[FRAMES * PIXELS];
    for (size_t i = 0; i < FRAMES * PIXELS; i++)
        data[i] = (double)i / 3;
    write_npy(path, "<f8", "True", "(3, 24, 24)", data, sizeof data);
}

static void put(unsigned char *at, uint32_t value, int bytes) {
    for (int i = 0; i < bytes; i++)
        at[i] = (unsigned char)(value >> 8 * i);
}

static void write_raw(const char *path) {
    write_with_head(path, "head", 4, FRAMES * PIXELS * 2);
}

// ENVI: the two files of a recording are samples each, with the other beside them.
static void write_envi_header(const char *path) {
    static const char header[] =
        "ENVI\ndescription = {a jet,\n  of gas}\nsamples = 24\nlines = 24\nbands = 3\n"
        "header offset = 4\ndata type = 12\ninterleave = bsq\nbyte order = 0\n";
    write_bytes(path, header, sizeof header - 1);
}

static void write_beside(const char *path, const char *suffix, void (*write)(const char *path)) {
    char beside[8192];
    snprintf(beside, sizeof beside, "%.*s%s", (int)(strrchr(path, '.') - path), path, suffix);
    write(beside);
}

static void write_header(const char *path) {
    write_envi_header(path);
    write_beside(path, ".raw", write_raw);
}

static void write_pixels(const char *path) {
    write_raw(path);
    write_beside(path, ".hdr", write_envi_header);
}

// What the header of a member and its entry in the directory have in common: 26 bytes.
static void put_member(unsigned char *at, int method, uLong crc, size_t packed, size_t size) {
    put(at, 20, 2);
    put(at + 4, (uint32_t)method, 2);
    put(at + 10, (uint32_t)crc, 4);
    put(at + 14, (uint32_t)packed, 4);
    put(at + 18, (uint32_t)size, 4);
    put(at + 22, 5, 2); // the length of its name
}

// An archive of one array, which is stored (method 0) or deflated (8).
static void write_archive(const char *path, int method) {
    unsigned char array[2048 + FRAMES * PIXELS * 2], bytes[2 * sizeof array] = { 0 };
    write_array(path);
    FILE *file = fopen(path, "rb");
    if (!file)
        abort();
    size_t size = fread(array, 1, sizeof array, file), packed = size;
    fclose(file);
    memcpy(bytes + 35, array, size);
    if (method == 8) {
        z_stream stream = { .next_in = array, .avail_in = (uInt)size, .next_out = bytes + 35 };
        stream.avail_out = sizeof array;
        if (deflateInit2(&stream, 6, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) != Z_OK
            || deflate(&stream, Z_FINISH) != Z_STREAM_END)
            abort();
        packed = stream.total_out;
        deflateEnd(&stream);
    }
    uLong crc = crc32(0, array, (uInt)size);
    memcpy(bytes, "PK\3\4", 4);
    put_member(bytes + 4, method, crc, packed, size);
    memcpy(bytes + 30, "a.npy", 5);
    unsigned char *entry = bytes + 35 + packed, *end = entry + 51;
    memset(entry, 0, 51 + 22);
    memcpy(entry, "PK\1\2", 4);
    put(entry + 4, 20, 2);
    put_member(entry + 6, method, crc, packed, size);
    memcpy(entry + 46, "a.npy", 5);
    memcpy(end, "PK\5\6", 4);
    put(end + 8, 1, 2);
    put(end + 10, 1, 2);
    put(end + 12, 51, 4);
    put(end + 16, (uint32_t)(35 + packed), 4);
    write_bytes(path, bytes, 35 + packed + 51 + 22);
}

static void write_archive_stored(const char *path) {
    write_archive(path, 0);
}

static void write_archive_deflated(const char *path) {
    write_archive(path, 8);
}

static void write_bmp(const char *path) {
    unsigned char bytes[54 + 3 * PIXELS] = { 'B', 'M' };
    put(bytes + 2, sizeof bytes, 4);
    put(bytes + 10, 54, 4);
    put(bytes + 14, 40, 4);
    put(bytes + 18, SIDE, 4);
    put(bytes + 22, SIDE, 4);
    put(bytes + 26, 1, 2);
    put(bytes + 28, 24, 2);
    sample_fill(bytes + 54, sizeof bytes - 54);
    write_bytes(path, bytes, sizeof bytes);
}

static void write_png(const char *path) {
    unsigned char samples[PIXELS];
    sample_fill(samples, sizeof samples);
    png_image image = { .version = PNG_IMAGE_VERSION, .width = SIDE, .height = SIDE };
    image.format = PNG_FORMAT_GRAY;
    if (!png_image_write_to_file(&image, path, 0, samples, SIDE, NULL))
        abort();
}

static void write_video(const char *path, const char *codec, const char *file,
                        enum AVPixelFormat pixels) {
    struct recipe recipe = { codec, file, pixels, 32, 32, 12, "g=4" };
    if (!make_video(&recipe, path))
        unlink(path);
}

static void write_avi(const char *path) {
    write_video(path, "mjpeg", "sample.avi", AV_PIX_FMT_YUVJ420P);
}

static void write_mp4(const char *path) {
    write_video(path, "mpeg4", "sample.mp4", AV_PIX_FMT_YUV420P);
}

static void write_mkv(const char *path) {
    write_video(path, "ffv1", "sample.mkv", AV_PIX_FMT_GRAY8);
}

static void write_mkv_deep(const char *path) {
    write_video(path, "ffv1", "deep.mkv", AV_PIX_FMT_GRAY16LE);
}

// Grey of 16 bits with the code of cameras, which stands 20 bytes behind the name of its chunk.
static void write_avi_grey(const char *path) {
    unsigned char head[1024];
    write_video(path, "rawvideo", "grey.avi", AV_PIX_FMT_GRAY16LE);
    FILE *file = fopen(path, "r+b");
    if (!file || fread(head, 1, sizeof head, file) != sizeof head)
        abort();
    unsigned char *name = memmem(head, sizeof head, "strf", 4);
    if (!name || fseek(file, name - head + 24, SEEK_SET) != 0 || fwrite("Y16 ", 4, 1, file) != 1)
        abort();
    fclose(file);
}

static const struct {
    const char *name;
    void (*write)(const char *path);
} kinds[] = {
    { "sample.pgm", write_pgm },
    { "text.ppm", write_ppm_text },
    { "sample.pfm", write_pfm },
    { "sample.csv", write_text },
    { "sample.npy", write_array },
    { "other.npy", write_array_other },
    { "sample.bmp", write_bmp },
    { "sample.png", write_png },
    { "sample.jpg", sample_write_jpeg },
    { "sample.tif", sample_write_tiff },
    { "lzw.tif", sample_write_tiff_lzw },
    { "deflate.tif", sample_write_tiff_deflate },
    { "sample.avi", write_avi },
    { "sample.mp4", write_mp4 },
    { "sample.mkv", write_mkv },
    { "stored.npz", write_archive_stored },
    { "deflate.npz", write_archive_deflated },
    { "sample.raw", write_raw },
    { "packed.raw", write_raw },
    { "deep.pgm", sample_write_deep_pgm },
    { "alpha.pam", sample_write_pam },
    { "runs.bmp", sample_write_bmp_runs },
    { "palette.png", sample_write_png_palette },
    { "deep.png", sample_write_png_deep },
    { "progressive.jpg", sample_write_jpeg_progressive },
    { "packbits.tif", sample_write_tiff_packbits },
    { "tiled.tif", sample_write_tiff_tiled },
    { "planar.tif", sample_write_tiff_planar },
    { "signed.tif", sample_write_tiff_signed },
    { "packed.tif", sample_write_tiff_packed },
    { "jpeg.tif", sample_write_tiff_jpeg },
    { "palette.tif", sample_write_tiff_palette },
    { "imagej.tif", sample_write_tiff_imagej },
    { "ome.tif", sample_write_tiff_ome },
    { "deep.mkv", write_mkv_deep },
    { "grey.avi", write_avi_grey },
    { "header.hdr", write_header },
    { "pixels.img", write_pixels },
};

// How files without a header are read.
static const char *raw_of(const char *name) {
    if (strcmp(name, "sample.raw") == 0)
        return "24x24:u16le:4";
    return strcmp(name, "packed.raw") == 0 ? "24x24:u12p:4" : NULL;
}

struct fuzz_samples fuzz_samples_make(const char *folder) {
    struct fuzz_samples samples = { 0 };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        char *path = path_in_folder(folder, kinds[i].name);
        kinds[i].write(path);
        FILE *file = fopen(path, "rb");
        if (file) {
            struct fuzz_sample *sample = &samples.items[samples.count++];
            sample->name = kinds[i].name;
            sample->raw = raw_of(kinds[i].name);
            sample->bytes = malloc((size_t)1 << 20);
            sample->size = fread(sample->bytes, 1, (size_t)1 << 20, file);
            fclose(file);
            unlink(path);
        }
        free(path);
    }
    return samples;
}

void fuzz_samples_free(struct fuzz_samples *samples) {
    for (size_t i = 0; i < samples->count; i++)
        free(samples->items[i].bytes);
    samples->count = 0;
}
