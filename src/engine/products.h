// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The products that a screen is made of. Each begins with struct product.

#ifndef BLITZ_ENGINE_PRODUCTS_H
#define BLITZ_ENGINE_PRODUCTS_H

#include "engine/about.h"
#include "engine/load_job.h"
#include "engine/product.h"
#include "engine/profiles.h"
#include "engine/reduced.h"
#include "engine/references.h"
#include "engine/series.h"
#include "engine/trace.h"
#include "engine/tuned.h"
#include "measure/histogram.h"
#include "measure/zone.h"
#include "stack/ledger.h"
#include "term/canvas.h"
#include "view/levels.h"
#include "view/picture_map.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum product_kind {
    PRODUCT_ABOUT,
    PRODUCT_STATUS,
    PRODUCT_PICTURE,
    PRODUCT_BESIDE, // the first picture beside it; the second is the next
    PRODUCT_BESIDE_SECOND,
    PRODUCT_TIMELINE,
    PRODUCT_HISTOGRAM,
    PRODUCT_SPREAD,
    PRODUCT_PROFILE,
    PRODUCT_KYMOGRAPH,
    PRODUCT_REFERENCES,
    PRODUCT_REDUCED,
    PRODUCT_PARTIAL, // left by the maker of reductions while it works; has no row of its own
    PRODUCT_LEVELS,
    PRODUCT_TUNING,
    PRODUCT_EXPORT,
    PRODUCT_KINDS
};

// What the recording is.
struct about_product {
    struct product product;
    struct about *about;
};

// How far loading is, and what runs behind.
struct status_product {
    struct product product;
    enum load_stage stage;
    size_t loaded, total; // frames
    double seconds;       // since loading began
    double bytes_per_second;
    double remaining; // s; negative: not known
    struct ledger_counts counts;
    uint64_t saturated;           // pixels of the frames loaded so far
    bool torn;                    // a mapped file lost pages under us
    const char *busy;             // static: what is being made behind; NULL: nothing
    int percent;                  // of that; -1: not known
    char *message;                // the newest fault of the engine; NULL: none
    enum fault_kind message_kind; // FAULT_NONE: it is only said
    uint64_t message_number;      // grows with each new message
};

// Statistics of one zone in the picture that is shown.
struct zone_reading {
    char *name;
    struct zone_stats stats[3];
};

// Values of the pixels around the cursor, as they are shown.
struct pixel_table {
    uint32_t left, top, columns, rows; // stack pixels; columns 0: there are none
    size_t channels;
    double *values;  // rows x columns x channels; NaN also where a pixel was not read
    bool *saturated; // the same of the raw values
};

// One picture and all numbers that go with it. One beside it has a frame of -1, no zones and
// counts, and a reason when there is nothing to be shown.
struct picture_product {
    struct product product;
    struct canvas canvas;
    struct picture_map map;   // of the canvas
    int64_t frame;            // source index; -1: a reduction
    char *label;              // of the frame, "img_0012.png", or of the reduction, "mean:0:100"
    double time;              // s, NaN: none
    enum frame_status status; // FRAME_WAITING: not loaded yet
    char *reason;             // of a status that is not ok; NULL
    struct shape shape;
    bool is_corrected;
    bool correction_is_made; // false: asked for, still being made: raw values are shown
    bool reduction_is_made;  // the same of the reduction, or of the kymograph
    bool is_kymograph;       // columns are positions along a line, rows are frames
    double cursor_at;        // of a kymograph: the position under the cursor, source pixels
    int64_t cursor_frame;    // and the source index
    bool is_partial;         // a reduction of the frames so far: the label says how many
    struct levels levels;
    bool levels_are_provisional;
    uint64_t saturated, nan; // pixels of the frame
    struct correction_counts counts;
    // The pixel under the cursor, each channel; valid when has_reading.
    bool has_reading;
    uint32_t cursor_x, cursor_y; // stack pixels
    double raw[3], value[3];
    struct pixel_table table;
    struct zone_reading *zones;
    size_t zone_count;
};

// Values over time for the timeline.
struct timeline_product {
    struct product product;
    struct series series; // measured rows only are valid
    double *times;        // s, by row; NaN: none
    struct trace *traces; // zones x channels: for drawing
    size_t measured;      // rows
    bool is_complete;
    struct about_gap *gaps; // labels NULL
    size_t gap_count;
};

// Histogram of what is shown, for drawing.
#define HISTOGRAM_COLUMNS 512
struct histogram_product {
    struct product product;
    double first, last; // values at the edges of the columns
    uint64_t columns[HISTOGRAM_COLUMNS];
    size_t count; // columns used
    uint64_t nan;
};

// Profiles along the session's lines over all frames, for the envelope.
struct spread_product {
    struct product product;
    struct profiles profiles;
};

// Values along one line, each channel: for drawing.
struct profile_curve {
    char *name;
    double *x;              // length: x along a row, y along a column, else the distance; px
    double *y, *low, *high; // channels x length, channel by channel; NaN: none
    size_t length;
    bool has_band; // low and high count
    double cursor; // on the x axis, of a line through the cursor; NaN: of no such
};

// The row and the column through the cursor, then the session's lines, in what is shown.
struct profile_product {
    struct product product;
    struct profile_curve *curves;
    size_t count, channels;
};

struct kymograph_product {
    struct product product;
    struct kymographs kymographs; // of one line
};

// References that a correction is made of, with their health.
struct references_product {
    struct product product;
    struct references references;
};

struct reduced_product {
    struct product product;
    struct reduced reduced;
};

// The first image of a reduction as far as it is: of the frames that were fed so far, or (order
// statistics) its first rows. To be looked at only: never kept, written, or taken for the
// reduction.
struct partial_product {
    struct product product; // key: the reduction's, a line end, what is done
    struct shape shape;
    enum element element;
    void *samples;    // shape samples
    uint32_t rows;    // of these that are there
    size_t done, all; // frames, or samples
};

// Exact levels of the run.
struct levels_product {
    struct product product;
    struct levels levels;
};

// What a tuning has come to.
struct tuning_product {
    struct product product;
    struct session session; // that it was asked for with
    struct tuned tuned;
    char *failure; // why there is nothing in it; NULL: it was found
};

// A result that was written to a file.
struct export_product {
    struct product product;
    char *message; // "wrote out.npy: f32 512 x 512"
};

// Makers give one reference to the caller. Freed by product_release.
struct about_product *about_product_new(char *key, struct about *about); // takes both
struct export_product *export_product_new(char *key);
struct status_product *status_product_new(char *key);
struct picture_product *picture_product_new(char *key);
struct timeline_product *timeline_product_new(char *key);
struct histogram_product *histogram_product_new(char *key);
struct spread_product *spread_product_new(char *key);
struct profile_product *profile_product_new(char *key);
struct kymograph_product *kymograph_product_new(char *key);
struct references_product *references_product_new(char *key);
struct reduced_product *reduced_product_new(char *key);
struct partial_product *partial_product_new(char *key);
struct levels_product *levels_product_new(char *key);
struct tuning_product *tuning_product_new(char *key);

#endif
