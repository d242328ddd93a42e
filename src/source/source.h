// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The reader contract: where frames come from. One file of this folder is one format family
// and exports one `const struct source_format`. A reader says what it has (geometry, sample
// type, real bits, number of frames or "unknown", cost of access, times, metadata) and reads
// one frame *as stored* into memory of the caller. It never converts: channels, crop, bin and
// the stack's element type are made from the stored samples by convert.h, the same way for
// every format.
//
// Threads: open, count and close by one thread. After count, any number of threads may read,
// each with its own cursor (the state of one reading thread: a decoder, a file handle).

#ifndef BLITZ_SOURCE_SOURCE_H
#define BLITZ_SOURCE_SOURCE_H

#include "base/cancel.h"
#include "base/fault.h"
#include "source/raw_wish.h"
#include "source/text_wish.h"
#include "stack/ledger.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Types of stored samples, in native byte order once read. Packed and 1 to 7 bit samples are
// unpacked by the reader to the next of these, values unchanged.
enum sample {
    SAMPLE_U8,
    SAMPLE_I8,
    SAMPLE_U16,
    SAMPLE_I16,
    SAMPLE_U32,
    SAMPLE_I32,
    SAMPLE_U64,
    SAMPLE_I64,
    SAMPLE_F16,
    SAMPLE_F32,
    SAMPLE_F64,
    SAMPLE_BOOL,
    SAMPLE_COUNT
};

// Bytes of one sample.
size_t sample_size(enum sample sample);
const char *sample_name(enum sample sample); // "u8" ... "f64" "bool"

enum channel_wish { CHANNEL_AUTO, CHANNEL_GREY, CHANNEL_RGB, CHANNEL_R, CHANNEL_G, CHANNEL_B };
enum order_wish { ORDER_NAME, ORDER_MTIME };
enum time_wish { TIME_AUTO, TIME_MTIME, TIME_NONE };

// What becomes of a file of another size than the first of its series. Crop and pad work from
// the top left; another sample type or number of channels is a mismatch always.
enum mismatch_wish { MISMATCH_FLAG, MISMATCH_CROP, MISMATCH_PAD, MISMATCH_FAIL };

// What the user asks of the opening of a source. Strings are owned by whoever owns the wish.
struct source_wish {
    enum channel_wish channel;
    enum order_wish order;
    enum time_wish time;
    enum mismatch_wish on_mismatch; // MISMATCH_FAIL is the caller's to act on; read flags it
    int group;                      // 1-based; 0: the largest
    bool recursive;
    int bits;   // real bits said by the user; 0: not said
    double fps; // 0: not said
    // The axes of an NPY array, outermost first, in any order: H and W, and T and C if it has
    // them, one letter for each axis ("THWC", "TWH", "CHW"); "": by the rules.
    char npy_axes[8];
    char npz_member[64];   // the name of an array in an NPZ file; "": the largest
    struct raw_wish raw;   // the layout of files without a header; all zero: not said
    struct text_wish text; // the layout of tables of numbers; all zero: not said
};

enum access_cost {
    ACCESS_RANDOM,     // any frame, from many threads
    ACCESS_RUNS,       // runs of frames, each in order; several threads, a run each
    ACCESS_SEQUENTIAL, // frames in order, from one thread
};

// One line of metadata: a key as the file spells it and its text, both safe to print.
struct metadata_item {
    char *key, *value;
};

struct metadata {
    struct metadata_item *items;
    size_t count, capacity;
};

// Copies; makes key and value safe to print.
void metadata_add(struct metadata *metadata, const char *key, const char *value);
void metadata_addf(struct metadata *metadata, const char *key, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
const char *metadata_find(const struct metadata *metadata, const char *key); // or NULL

// Frees the lines and makes it empty.
void metadata_free(struct metadata *metadata);

// A contiguous run of frames in a file, in native byte order: can be mapped or read as it is.
struct contiguous {
    bool is;
    uint64_t offset; // of frame 0
    size_t stride;   // from frame to frame
};

// What a source has. Filled by open; `frames` and what comes with it is final after count.
struct source_info {
    const char *kind; // static: name of the format ("png" "npy" "video" "raw" ...)
    uint32_t width, height;
    uint32_t channels; // stored: 1 grey, 2 grey+alpha, 3 RGB, 4 RGB+alpha
    enum sample sample;
    double declared_low, declared_high; // range that the header declares; both 0: none
    int bits;                           // real bits; 0: unknown
    int64_t files;                      // that the frames are in
    int64_t frames;                     // -1: not known before count
    int64_t expected; // frames that the container says there should be; -1: it does not say
    int64_t missing;  // of `frames`: how many are known to be cut off at the end of the file
    const char *cut;  // static: why what follows the last frame cannot be had; NULL: nothing does
    enum access_cost access;
    struct contiguous contiguous;
    bool is_pair;            // another file beside that of a frame says what the frame is
    bool is_lossy;           // JPEG, most video
    const char *luma_range;  // "full" or "limited" for Y samples; NULL otherwise
    double time_step;        // usual s from frame to frame; 0: unknown
    const char *time_source; // static: where times come from; NULL: none
    char *rule;              // how channels were chosen by the reader ("Y of YUV"); NULL: as stored
    struct metadata metadata;
};

// What reading one frame gave, beside the samples. `reason` is owned by the caller afterwards.
struct frame_note {
    enum frame_status status; // FRAME_OK, _RECOVERED, _UNREADABLE, _MISMATCH or _PENDING
    struct extent valid;      // stored pixels, from the top left; whole frame when ok
    struct extent found;      // with FRAME_MISMATCH: the size this frame really has
    unsigned flags;           // enum frame_flag
    double time;              // s; NaN: none
    char *reason;             // safe to print; NULL when ok
};

// A frame's place in a file.
struct frame_place {
    int fd; // open; whoever asked for the place closes it
    uint64_t offset;
};

struct source;
struct source_cursor;
struct folder_listing;

// The verbs of a format. `source` and `cursor` are the reader's own structs, which begin with
// struct source / struct source_cursor.
struct source_format {
    const char *name;     // as in source_info.kind
    const char *title;    // one line for `blitz formats`
    const char *suffixes; // usual ones, blank-separated; only to name things, never to decide

    // Files with these suffixes are often something else: in a folder they count only when the
    // first of them is found to be of this format, and after all other groups.
    bool shares_suffixes;

    // How sure the format is of a file that begins with these bytes: 0 no, 100 sure.
    int (*probe)(const unsigned char *head, size_t size);

    // Opens and finds out what can be known at once, reading as little as possible: never
    // walks the whole file. On failure returns NULL with a fault that names the file.
    struct source *(*open)(const char *path, const struct source_wish *wish, struct fault *fault);

    // Finds the number of frames and their places; may read the whole file. NULL when open
    // already knows. Sets info.frames; false only when cancelled or nothing can be read.
    bool (*count)(struct source *source, struct cancel *cancel, struct fault *fault);

    struct source_cursor *(*cursor_open)(struct source *source, struct fault *fault);

    // The note comes filled in for a good frame (ok, whole extent, no time): change what differs.
    // Reads frame `index` as stored: height x width x channels samples, rows contiguous, into
    // `into`. Before count, index 0 only. Bytes outside the valid rectangle are set to zero.
    // Damage is not a fault: it is said in the note.
    void (*read)(struct source *source, struct source_cursor *cursor, int64_t index, void *into,
                 struct frame_note *note);

    void (*cursor_close)(struct source *source, struct source_cursor *cursor);

    // Where frame `index` stands in a file just as read would give it: whole, in one piece, in
    // native byte order. After count. The note comes as with read. False when it has to be read.
    // NULL: told by info.contiguous, or never.
    bool (*locate)(struct source *source, int64_t index, struct frame_place *place,
                   struct frame_note *note);

    // With ACCESS_RUNS: the first frame after `index` that is as well read by another cursor.
    int64_t (*run_end)(const struct source *source, int64_t index);

    // Where frame `index` is from ("img_0012.png", "page 13"), new string, safe to print.
    // NULL: "frame N".
    char *(*frame_name)(const struct source *source, int64_t index);

    // Path of the file that frame `index` is in, new string. NULL: the source's path.
    char *(*frame_path)(const struct source *source, int64_t index);

    // Time of frame `index` in s, without decoding it; NULL: not known without reading it.
    double (*frame_time)(const struct source *source, int64_t index);

    // Releases what the reader owns beside the common head (descriptors, its own tables). The
    // head (path, rule, metadata) and the struct itself are freed by source_close, which is
    // also what a reader calls when its open fails half-way. NULL: nothing of its own.
    void (*close)(struct source *source);
};

// The common head of every reader's struct.
struct source {
    const struct source_format *format;
    char *path;
    struct source_info info;
    bool is_counted;                // source_count has been through
    bool has_no_times;              // TIME_NONE
    double fps;                     // said by the user, for a source without times; 0: none
    struct folder_listing *listing; // when it was found in a folder: source_folder()
};

struct source_cursor {
    char unused;
};

// ── for everybody above ────────────────────────────────────────────────────────────────────

// All formats, in the order in which they are asked; ends with NULL.
extern const struct source_format *const source_formats[];

// Opens "demo:...", a file (probed by content) or a folder or pattern of files. The fault says
// what the path is when it is none of them, and names the formats that come near ("FITS is not
// supported yet: convert to NPY").
struct source *source_open(const char *path, const struct source_wish *wish, struct fault *fault);

// Opens several paths as one series, in the order given (files only), or one as source_open.
struct source *source_open_paths(char *const *paths, size_t count, const struct source_wish *wish,
                                 struct fault *fault);

// Finds the number of frames; may read the whole file, and is done once. False when cancelled, when
// nothing can be read, or with FAULT_NOTHING when there is no frame.
bool source_count(struct source *source, struct cancel *cancel, struct fault *fault);

// The first frame after `index` that is as well read by another cursor: index + 1 when any frame
// is, INT64_MAX when none is. After the count.
int64_t source_run_end(const struct source *source, int64_t index);

// What one thread needs to read; NULL with a fault.
struct source_cursor *source_cursor_open(struct source *source, struct fault *fault);

// Fills in defaults around the format's read (status, time, reason never NULL unless ok).
void source_read(struct source *source, struct source_cursor *cursor, int64_t index, void *into,
                 struct frame_note *note);

// Where the frame stands in a file as source_read would give it, so that it can be mapped: whole,
// in one piece, in native byte order, its offset a multiple of its samples' size. The note is that
// of reading it. False (place and note empty) when it has to be read. After count, any thread.
bool source_locate(struct source *source, int64_t index, struct frame_place *place,
                   struct frame_note *note);

// Clears *cursor.
void source_cursor_close(struct source *source, struct source_cursor **cursor);

// Where a frame is from ("img_0012.png", "frame 12"): new string, safe to print.
char *source_frame_name(const struct source *source, int64_t index);

// Path of the file that it is in; new string.
char *source_frame_path(const struct source *source, int64_t index);

// Its time in s as far as it is known without reading it, else NaN.
double source_frame_time(const struct source *source, int64_t index);

// Bytes of one stored frame; false when they do not fit in a size.
bool source_frame_bytes(const struct source *source, size_t *bytes);

// A group of files in a folder that belong together; what the folder holds beside the group
// that was opened.
struct source_group {
    char *label; // "img_###.png", safe to print
    int64_t files;
};

// Missing numbers of a numbered series: after frame `after`, `missing` numbers are not there. Or,
// with none missing, a number that is there again: `first`, of frame `after` and of the next.
struct source_gap {
    int64_t after;   // source index of the frame before the gap
    int64_t first;   // first missing number
    int64_t last;    // last missing number
    int64_t missing; // how many of the usual step are missing; 0: a number is there again
};

struct source_folder_view {
    const struct source_group *groups;
    size_t group_count;
    size_t group; // index of the one that is open
    const struct source_gap *gaps;
    size_t gap_count;
};

// Groups and gaps of a folder source, final after count; false when it is not a folder.
bool source_folder(const struct source *source, struct source_folder_view *view);

// Clears *source.
void source_close(struct source **source);

// ── helpers for readers ────────────────────────────────────────────────────────────────────

// Starts a reader's struct of `size` bytes with its head filled in (frames and expected -1, one
// file).
void *source_start(size_t size, const struct source_format *format, const char *path);

// Accepts a geometry: none of it zero and the frame's bytes fit. The fault names the file.
bool source_accept(struct source *source, struct fault *fault);

// Sets status and reason of a note (the format is a printf one; outside text made safe by
// the caller).
void note_set(struct frame_note *note, enum frame_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
