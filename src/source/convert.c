// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// A frame goes through in pieces of rows: its samples as int (for integer elements), float
// (untouched values for f32) or double (arithmetic for f32); then the channels are chosen; then
// the pixels are stored, or added to the blocks that bin.c averages.

#include "source/convert.h"

#include "base/alloc.h"
#include "source/bin.h"
#include "source/convert_samples.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// Pixels of a piece: its samples as double fit in the first-level cache.
enum { PIECE = 512 };

static enum element element_for(const struct source_info *info) {
    double low = info->declared_low, high = info->declared_high;
    switch (info->sample) {
    case SAMPLE_U8:
    case SAMPLE_BOOL:
        return ELEMENT_U8;
    case SAMPLE_U16:
        return ELEMENT_U16;
    case SAMPLE_I8:
    case SAMPLE_I16:
        return ELEMENT_I16;
    case SAMPLE_U32:
    case SAMPLE_I32:
    case SAMPLE_U64:
    case SAMPLE_I64:
        if (low != 0 || high != 0) {
            if (low >= 0 && high <= UINT16_MAX)
                return ELEMENT_U16;
            if (low >= INT16_MIN && high <= INT16_MAX)
                return ELEMENT_I16;
        }
        return ELEMENT_F32;
    default:
        return ELEMENT_F32;
    }
}

// Whether the stored bytes of a sample are an element as they are.
static bool is_native(enum sample sample, enum element element) {
    return (sample == SAMPLE_U8 && element == ELEMENT_U8)
           || (sample == SAMPLE_BOOL && element == ELEMENT_U8)
           || (sample == SAMPLE_U16 && element == ELEMENT_U16)
           || (sample == SAMPLE_I16 && element == ELEMENT_I16)
           || (sample == SAMPLE_F32 && element == ELEMENT_F32);
}

static bool plan_channel(const struct source_info *info, enum channel_wish wish, bool shows_colour,
                         struct conversion *conversion, struct fault *fault) {
    bool colour = info->channels >= 3;
    if (!colour && wish != CHANNEL_AUTO && wish != CHANNEL_GREY)
        return fault_set(fault, FAULT_USAGE,
                         "--channel: the frames are grey, they have no colours");
    conversion->channel = wish;
    if (wish == CHANNEL_AUTO)
        conversion->channel = colour && shows_colour ? CHANNEL_RGB : CHANNEL_GREY;
    conversion->watch_colour = wish == CHANNEL_AUTO && colour && !shows_colour;
    return true;
}

static bool plan_crop(const struct source_info *info, struct crop crop,
                      struct conversion *conversion, struct fault *fault) {
    if (!crop.x && !crop.y && !crop.width && !crop.height)
        crop = (struct crop){ 0, 0, info->width, info->height };
    if (!crop.width || !crop.height || crop.x >= info->width || crop.y >= info->height
        || crop.width > info->width - crop.x || crop.height > info->height - crop.y)
        return fault_set(fault, FAULT_USAGE,
                         "--crop=%u,%u,%u,%u is not inside the frame of %u x %u pixels", crop.x,
                         crop.y, crop.width, crop.height, info->width, info->height);
    conversion->crop = crop;
    return true;
}

static char *rule_of(const struct source_info *info, const struct conversion *conversion) {
    static const char *const names[] = {
        [CHANNEL_RGB] = "RGB",
        [CHANNEL_R] = "R of RGB",
        [CHANNEL_G] = "G of RGB",
        [CHANNEL_B] = "B of RGB",
    };
    const char *rule = info->rule ? info->rule : "as stored";
    if (info->channels >= 3) {
        if (conversion->watch_colour)
            rule = "grey, because R = G = B in the first frame";
        else if (conversion->channel == CHANNEL_GREY)
            rule = "grey = 0.299 R + 0.587 G + 0.114 B";
        else if (conversion->channel != CHANNEL_RGB || !info->rule)
            rule = names[conversion->channel];
    }
    bool alpha = info->channels == 2 || (info->channels == 4 && !info->rule);
    return alloc_format("%s%s", rule, alpha ? ", alpha dropped" : "");
}

bool conversion_plan(const struct source_info *info, enum channel_wish channel, struct crop crop,
                     uint32_t bin, bool shows_colour, struct conversion *conversion, char **rule,
                     struct fault *fault) {
    *conversion = (struct conversion){ .stored_width = info->width,
                                       .stored_height = info->height,
                                       .stored_channels = info->channels,
                                       .sample = info->sample,
                                       .bin = bin ? bin : 1,
                                       .element = element_for(info) };
    if (!plan_channel(info, channel, shows_colour, conversion, fault)
        || !plan_crop(info, crop, conversion, fault))
        return false;
    uint32_t k = conversion->bin;
    conversion->shape = (struct shape){
        .height = conversion->crop.height / k + (conversion->crop.height % k != 0),
        .width = conversion->crop.width / k + (conversion->crop.width % k != 0),
        .channels = conversion->channel == CHANNEL_RGB ? 3 : 1,
    };
    conversion->is_identity = k == 1 && conversion->crop.width == info->width
                              && conversion->crop.height == info->height
                              && conversion->shape.channels == info->channels
                              && is_native(info->sample, conversion->element);
    if (rule)
        *rule = rule_of(info, conversion);
    return true;
}

// What one call of conversion_apply works with.
struct passage {
    const struct conversion *conversion;
    unsigned char *into;
    struct bin *bin; // NULL without binning
    unsigned flags;
    bool as_float; // f32 without arithmetic
    union {
        int32_t integers[PIECE * 4];
        float floats[PIECE * 4];
        double doubles[PIECE * 4];
    } samples;
};

// Luma of the specification. 1000 times the weights are integers, so this is exact.
static int32_t luma_of_integers(const int32_t *rgb) {
    int64_t sum = 299 * (int64_t)rgb[0] + 587 * (int64_t)rgb[1] + 114 * (int64_t)rgb[2] + 500;
    return (int32_t)(sum / 1000 - (sum % 1000 < 0)); // floor: halves go up
}

// Equal channels give their value itself, not what rounding of the weights leaves of it.
static double luma_of_doubles(const double *rgb) {
    if (rgb[0] == rgb[1] && rgb[1] == rgb[2])
        return rgb[0];
    return 0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2];
}

static bool differ(double a, double b) {
    return a != b && !(isnan(a) && isnan(b));
}

static void choose_integers(struct passage *passage, size_t count) {
    const struct conversion *conversion = passage->conversion;
    int32_t *samples = passage->samples.integers;
    uint32_t channels = conversion->stored_channels;
    bool colour = false;
    for (size_t i = 0; i < count; i++) {
        const int32_t *pixel = samples + i * channels;
        colour |= channels >= 3 && (pixel[0] != pixel[1] || pixel[1] != pixel[2]);
        if (conversion->channel == CHANNEL_RGB) {
            for (int c = 0; c < 3; c++)
                samples[i * 3 + c] = pixel[c];
        } else if (conversion->channel == CHANNEL_GREY) {
            samples[i] = channels >= 3 ? luma_of_integers(pixel) : pixel[0];
        } else {
            samples[i] = pixel[conversion->channel - CHANNEL_R];
        }
    }
    if (colour && conversion->watch_colour)
        passage->flags |= FRAME_COLOUR_DROPPED;
}

static void choose_doubles(struct passage *passage, size_t count) {
    const struct conversion *conversion = passage->conversion;
    double *samples = passage->samples.doubles;
    uint32_t channels = conversion->stored_channels;
    bool colour = false;
    for (size_t i = 0; i < count; i++) {
        const double *pixel = samples + i * channels;
        colour |= channels >= 3 && (differ(pixel[0], pixel[1]) || differ(pixel[1], pixel[2]));
        if (conversion->channel == CHANNEL_RGB) {
            for (int c = 0; c < 3; c++)
                samples[i * 3 + c] = pixel[c];
        } else if (conversion->channel == CHANNEL_GREY) {
            samples[i] = channels >= 3 ? luma_of_doubles(pixel) : pixel[0];
        } else {
            samples[i] = pixel[conversion->channel - CHANNEL_R];
        }
    }
    if (colour && conversion->watch_colour)
        passage->flags |= FRAME_COLOUR_DROPPED;
}

static void choose_floats(struct passage *passage, size_t count) {
    const struct conversion *conversion = passage->conversion;
    float *samples = passage->samples.floats;
    uint32_t channels = conversion->stored_channels, kept = conversion->shape.channels;
    uint32_t first = conversion->channel >= CHANNEL_R ? conversion->channel - CHANNEL_R : 0;
    for (size_t i = 0; i < count; i++)
        for (uint32_t c = 0; c < kept; c++)
            samples[i * kept + c] = samples[i * channels + first + c];
}

static void store_integers(enum element element, const int32_t *samples, size_t count, void *into) {
    if (element == ELEMENT_U8)
        for (size_t i = 0; i < count; i++)
            ((uint8_t *)into)[i] = (uint8_t)samples[i];
    else if (element == ELEMENT_U16)
        for (size_t i = 0; i < count; i++)
            ((uint16_t *)into)[i] = (uint16_t)samples[i];
    else
        for (size_t i = 0; i < count; i++)
            ((int16_t *)into)[i] = (int16_t)samples[i];
}

// `count` stored pixels of a row, of which the first is pixel x of row y of the crop.
static void convert_piece(struct passage *passage, const void *stored, uint32_t x, uint32_t y,
                          size_t count) {
    const struct conversion *conversion = passage->conversion;
    enum element element = conversion->element;
    uint32_t channels = conversion->shape.channels;
    size_t samples = count * conversion->stored_channels;
    unsigned char *into = NULL;
    if (!passage->bin)
        into = passage->into
               + ((size_t)y * conversion->shape.width + x) * channels * element_size(element);
    if (element != ELEMENT_F32) {
        if (samples_to_int(conversion->sample, stored, samples, element_lowest(element),
                           element_highest(element), passage->samples.integers))
            passage->flags |= FRAME_DAMAGED;
        choose_integers(passage, count);
        if (passage->bin)
            bin_add_integers(passage->bin, x, passage->samples.integers, count);
        else
            store_integers(element, passage->samples.integers, count * channels, into);
        return;
    }
    if (passage->as_float) {
        if (samples_to_float(conversion->sample, stored, samples, passage->samples.floats))
            passage->flags |= FRAME_ROUNDED;
        choose_floats(passage, count);
        memcpy(into, passage->samples.floats, count * channels * sizeof(float));
        return;
    }
    if (samples_round(conversion->sample, stored, samples))
        passage->flags |= FRAME_ROUNDED;
    samples_to_double(conversion->sample, stored, samples, passage->samples.doubles);
    choose_doubles(passage, count);
    if (passage->bin)
        bin_add_doubles(passage->bin, x, passage->samples.doubles, count);
    else
        for (size_t i = 0; i < count * channels; i++)
            ((float *)into)[i] = (float)passage->samples.doubles[i];
}

// The part of `valid` in the crop, in crop pixels.
static struct extent cut_extent(const struct crop *crop, struct extent valid) {
    uint32_t width = valid.width > crop->x ? valid.width - crop->x : 0;
    uint32_t height = valid.height > crop->y ? valid.height - crop->y : 0;
    return (struct extent){ width < crop->width ? width : crop->width,
                            height < crop->height ? height : crop->height };
}

// Blocks of `bin` pixels all of whose pixels are real.
static uint32_t whole_blocks(uint32_t valid, uint32_t full, uint32_t bin) {
    return valid / bin + (valid == full && valid % bin != 0);
}

static void convert_rows(struct passage *passage, const unsigned char *stored, struct extent real) {
    const struct conversion *conversion = passage->conversion;
    const struct crop *crop = &conversion->crop;
    size_t pixel = conversion->stored_channels * sample_size(conversion->sample);
    size_t row_bytes = (size_t)conversion->shape.width * conversion->shape.channels
                       * element_size(conversion->element);
    for (uint32_t y = 0; y < real.height; y++) {
        const unsigned char *row =
            stored + ((size_t)(crop->y + y) * conversion->stored_width + crop->x) * pixel;
        for (uint32_t x = 0; x < real.width; x += PIECE) {
            uint32_t left = real.width - x;
            convert_piece(passage, row + x * pixel, x, y, left < PIECE ? left : PIECE);
        }
        bool block_ends = (y + 1) % conversion->bin == 0 || y + 1 == real.height;
        if (passage->bin && block_ends)
            bin_finish_row(passage->bin, passage->into + y / conversion->bin * row_bytes);
    }
}

unsigned conversion_apply(const struct conversion *conversion, const void *stored, void *into,
                          struct extent *valid) {
    const struct crop *crop = &conversion->crop;
    const struct shape *shape = &conversion->shape;
    uint32_t k = conversion->bin;
    struct extent real = cut_extent(crop, *valid);
    valid->width = whole_blocks(real.width, crop->width, k);
    valid->height = whole_blocks(real.height, crop->height, k);
    if (!valid->width || !valid->height)
        *valid = (struct extent){ 0 };
    if (valid->width < shape->width || valid->height < shape->height)
        memset(into, 0, shape_samples(*shape) * element_size(conversion->element));
    bool alpha = conversion->stored_channels == 2 || conversion->stored_channels == 4;
    unsigned flags = alpha ? FRAME_ALPHA_DROPPED : 0;
    // Only what ends up in the valid extent.
    if ((uint64_t)valid->width * k < real.width)
        real.width = valid->width * k;
    if ((uint64_t)valid->height * k < real.height)
        real.height = valid->height * k;
    if (!valid->width)
        return flags;
    bool luma = conversion->stored_channels >= 3 && conversion->channel == CHANNEL_GREY;
    struct passage *passage = alloc_zeroed(1, sizeof *passage);
    passage->conversion = conversion;
    passage->into = into;
    passage->flags = flags;
    passage->as_float = k == 1 && !luma;
    if (k > 1)
        passage->bin = bin_new(k, valid->width, shape->channels, conversion->element);
    convert_rows(passage, stored, real);
    flags = passage->flags;
    bin_free(passage->bin);
    free(passage);
    return flags;
}

bool conversion_shows_colour(const struct source_info *info, const void *stored) {
    size_t size = sample_size(info->sample), pixel = size * info->channels;
    size_t pixels = (size_t)info->width * info->height;
    const unsigned char *at = stored;
    if (info->channels < 3)
        return false;
    for (size_t i = 0; i < pixels; i++, at += pixel)
        if (memcmp(at, at + size, size) != 0 || memcmp(at + size, at + 2 * size, size) != 0)
            return true;
    return false;
}
