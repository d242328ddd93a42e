// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Everything a user wishes for, as one plain value. The UI changes its copy and posts it; the
// engine compares it with what it has already made. Its text form is the command line.

#ifndef BLITZ_SESSION_SESSION_H
#define BLITZ_SESSION_SESSION_H

#include "base/fault.h"
#include "base/range.h"
#include "base/text.h"
#include "measure/correct.h"
#include "measure/line.h"
#include "measure/reduce.h"
#include "measure/zone.h"
#include "source/convert.h"
#include "source/source.h"
#include "stack/budget.h"
#include "term/choice.h"
#include "term/theme.h"
#include "view/look.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum verb {
    VERB_VIEW,
    VERB_INFO,
    VERB_CHECK,
    VERB_REDUCE,
    VERB_SERIES,
    VERB_EXPORT,
    VERB_PROFILE,
    VERB_KYMOGRAPH,
    VERB_HISTOGRAM,
    VERB_TUNE,
    VERB_BENCH,
    VERB_CACHE,
    VERB_FORMATS,
    VERB_DOCTOR,
    VERB_COUNT
};

const char *verb_name(enum verb verb); // as typed: "view" "info" ...

// False, with *verb as it was, when no verb is called so.
bool verb_find(const char *name, enum verb *verb);

// What `tune` looks for.
enum tuning { TUNING_THRESHOLD, TUNING_EXPOSURE, TUNING_BACKGROUND, TUNING_REGISTER, TUNING_COUNT };

const char *tuning_name(enum tuning tuning); // as typed: "threshold"
const char *tuning_help(enum tuning tuning); // what is found, in a few words

// All names, in their order, with `between` between them.
void tuning_list(const char *between, struct text *text);

// False, with *tuning as it was, when nothing that can be tuned is called so.
bool tuning_find(const char *name, enum tuning *tuning);

// What stands beside the frame.
enum beside { BESIDE_NONE, BESIDE_REFERENCE, BESIDE_REDUCTION, BESIDE_DIFFERENCE, BESIDE_KINDS };

const char *beside_name(enum beside beside); // as typed: "none" "reference" ...

// So many pictures at most.
enum { BESIDE_MOST = 2 };

enum colour_wish { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER };

// A condition of --fail-on: a count of frames, samples or gaps against a number.
struct fail_condition {
    char *counter;      // "saturated" "nan" "unreadable" "recovered" "mismatch" "gaps"
    char comparison[3]; // ">" ">=" "<" "<=" "==" "!="
    double value;
};

// A mark for each option, by its place in the table.
enum { OPTIONS_MOST = 128 };

struct option_marks {
    uint64_t bits[OPTIONS_MOST / 64];
};

static inline void option_mark(struct option_marks *marks, size_t option) {
    marks->bits[option / 64] |= (uint64_t)1 << option % 64;
}

static inline bool option_is_marked(const struct option_marks *marks, size_t option) {
    return marks->bits[option / 64] >> option % 64 & 1;
}

static inline void option_marks_join(struct option_marks *marks, const struct option_marks *more) {
    for (size_t i = 0; i < OPTIONS_MOST / 64; i++)
        marks->bits[i] |= more->bits[i];
}

// Owns its memory; copied by session_copy. Groups as in the specification's command line.
struct session {
    // loading
    char **paths;
    size_t path_count;
    struct source_wish source;
    struct range frames; // -n; RANGE_ALL: all
    bool has_frame;      // --frame=N
    int64_t frame;
    struct crop crop;
    uint32_t bin;
    bool fail_on_error; // --on-error=fail

    // memory
    struct memory_wish memory;
    enum fit fit;
    char *cache;          // --cache: folder of the disk cache, or "none"; NULL: the usual one
    int jobs;             // 0: one worker a core
    uint64_t bench_bytes; // --size: of the stack that bench measures; 0: as large as usual
    bool bench_scale;     // --scale: with fewer frames and fewer workers too

    // measuring
    struct correction_wish correction;
    struct zone_wish *zones;
    size_t zone_count;
    struct line_wish *lines;
    size_t line_count;
    struct envelope_wish envelope;
    struct reduction_wish reduction;
    enum tuning tuning; // of the verb tune
    int ddof;
    double saturation; // NaN: the real-bit maximum

    // looking
    struct look look;
    enum graphics graphics;
    enum plots plots;
    enum colour_wish colour;
    enum theme theme;
    bool crosshair;                  // profiles through the cursor along the picture
    bool hides_bar;                  // --bar=never
    enum beside beside[BESIDE_MOST]; // BESIDE_NONE only behind all others
    bool mouse;
    double max_fps;
    uint64_t max_rate; // bytes a second to the terminal; 0: any

    // results
    char *output;
    bool force, as_display, json, csv, provenance;
    struct fail_condition *fail_on;
    size_t fail_on_count;

    // general
    bool quiet, verbose, dry_run, print_command;
    char *cpu; // NULL: the best the machine has

    // Set by a configuration file or the environment. Such an option is written into the command
    // even when it is at its default.
    struct option_marks configured;

    // The viewer's own, not part of the command line.
    int64_t at;       // source index of the frame that is shown
    uint64_t reloads; // how often the recording was to be read again
    bool has_mark_start, has_mark_stop;
    int64_t mark_start, mark_stop; // the marked range, half-open, source indices
};

// Every option at its default, no paths, no marks.
void session_init(struct session *session);

// Frees what it owns; all that is left is zero.
void session_free(struct session *session);

// *to must be initialised or zeroed memory of a freed session; what it held is freed.
void session_copy(struct session *to, const struct session *from);

// Whether both ask for the same in every option, path and mark; session_same_wish leaves the
// frame that is shown and reloads out.
bool session_equal(const struct session *a, const struct session *b);
bool session_same_wish(const struct session *a, const struct session *b);

// Copies the path to the end of the list.
void session_add_path(struct session *session, const char *path);

// Each frees its list and makes it empty.
void session_drop_zones(struct session *session);
void session_drop_lines(struct session *session);
void session_drop_conditions(struct session *session);

// Sets one option by its long name, as at the prompt or in a config file; `value` is NULL for
// an option without one. "no-NAME" or an empty value puts the default back. On a fault the
// session is as before; the text has the valid values or range.
bool session_set(struct session *session, const char *name, const char *value, struct fault *fault);

// Appends the shell command that reproduces the session with this verb: "blitz reduce mean:0:100
// --dark=... PATH". Only what differs from the defaults; options in table order.
void session_command(const struct session *session, enum verb verb, struct text *text);

// Whether going from one to the other means to load anew (paths, frames, crop, bin, channel ...).
bool session_needs_reload(const struct session *before, const struct session *after);

// Which things the command line asked for beside the session.
struct invocation {
    enum verb verb;
    bool help, version;
    char *generate;    // --generate=KIND (not in the help): see session_generate()
    char *config_file; // --config
    char *resume;      // --resume: name of a saved session, "" for the usual one; NULL: none
};

// Frees what it owns; all that is left is zero.
void invocation_free(struct invocation *invocation);

struct saved;

// Reads configuration files, environment, the saved session of --resume and the command line, in
// this order, into *session. *saved is what was saved; it is to be freed in any case.
// FAULT_USAGE with a text that ends in what to type next.
bool session_start(struct session *session, int argc, char **argv, struct invocation *invocation,
                   struct saved *saved, struct fault *fault);

#endif
