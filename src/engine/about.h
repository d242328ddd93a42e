// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// What there is to say about a recording: geometry, plan, times, groups, metadata. A copy, so
// that one thread can make it and another show it.

#ifndef BLITZ_ENGINE_ABOUT_H
#define BLITZ_ENGINE_ABOUT_H

#include "engine/recording.h"
#include "session/session.h"
#include "source/source.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct about_gap {
    int64_t after, first, last, missing;
    char *label; // "1043 to 1047 missing (5)", "number 12 again", safe to print
};

struct about {
    char *path;       // as given, safe to print
    const char *kind; // static
    int64_t frames;   // -1: unknown
    int64_t expected; // -1: the container does not say
    int64_t cut_off;  // of `frames`: known to be missing at the end of the file
    const char *cut;  // static: why more frames cannot be had; NULL: there are none
    uint32_t source_width, source_height, source_channels;
    enum sample sample; // as stored
    struct shape shape; // in the stack
    enum element element;
    int bits; // real bits; 0: unknown
    bool is_lossy;
    const char *luma_range;  // or NULL
    char *rule;              // how channels were made
    double time_step;        // 0: unknown
    const char *time_source; // or NULL
    double saturation;
    bool is_planned;
    struct plan plan;
    struct indices kept; // source indices in the stack; one frame until it is planned
    const char *limited_by;
    char *cache;               // its file in the disk cache, when that is where it goes; NULL
    bool is_cached;            // it is there already
    char **groups;             // "img_###.png (120 files)"
    size_t group_count, group; // `group`: the open one, 0-based
    struct about_gap *gaps;
    size_t gap_count;
    int64_t missing; // numbers missing in all gaps together
    struct metadata metadata;
};

// Copies what the recording knows by now. Called by the thread that owns the recording.
struct about *about_new(const struct recording *recording, const struct session *session);

// "600 x 512 x 512 x u16 = 300 MiB of 12.0 GiB: ram", and what is left out.
void about_plan(const struct about *about, struct text *text);

// "12/16 bit", "16? bit", "f32".
void about_depth(const struct about *about, struct text *text);

// Clears *about.
void about_free(struct about **about);

#endif
