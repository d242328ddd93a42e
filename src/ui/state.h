// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Everything the viewer knows, in one place: the session, what the engine has made, and what
// is only on the screen. The main thread alone.

#ifndef BLITZ_UI_STATE_H
#define BLITZ_UI_STATE_H

#include "engine/engine.h"
#include "session/actions.h"
#include "session/history.h"
#include "session/keeper.h"
#include "session/session.h"
#include "session/undo.h"
#include "term/answers.h"
#include "term/choice.h"
#include "term/screen.h"
#include "ui/layout.h"
#include "ui/messages.h"
#include "ui/pace.h"
#include "ui/slices.h"
#include "ui/stage.h"
#include "view/plot.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// What an action is given: the count typed before its key, or the prompt's argument.
struct request {
    bool has_count;
    int64_t count;
    const char *text; // NULL: none
    bool force;       // "export! FILE"
};

static inline int64_t request_count(const struct request *request) {
    return request->has_count ? request->count : 1;
}

// An action that needs to know how many frames there are, kept until that is known.
struct deferred {
    enum action action;
    struct request request; // text is owned
};

enum prompt_purpose { PROMPT_COMMAND, PROMPT_SEARCH };

// The line being typed.
struct prompt {
    bool is_open;
    enum prompt_purpose purpose;
    struct text text;
    size_t cursor; // bytes
    size_t back;   // lines back in the history; 0: the new line
    char *draft;   // the new line while an old one is shown
    struct words candidates;
    size_t candidate;   // the one that is shown + 1; 0: none
    size_t start;       // of what a candidate replaces
    struct words files; // completions that the UI finds itself
};

// A text over the whole body: help, commands.
struct sheet {
    bool is_open;
    char *title;
    struct words lines;
    size_t top;   // first line that is shown
    size_t found; // where the next search starts
    char *copy;   // what y copies; NULL: nothing
};

struct playing {
    bool is_on;
    double rate;  // frames a second asked for; 0: not chosen yet
    double began; // clock when `from` was shown
    int64_t from; // slot
    bool loops;
    double counted_since; // for how many frames are really shown
    unsigned shown;
    double shown_rate;
};

// The part of the time that the timeline shows.
struct time_view {
    bool is_part;        // else all of it
    int64_t first, stop; // source indices
    int64_t followed;    // the frame that was shown when the part was put there
};

// The timeline's plot as it was made last.
struct plotted {
    const struct timeline_product *of; // held; NULL: there is none
    int columns, rows;
    bool has_band;
    int64_t first, last; // source indices of a part; 0, -1: all
    struct plot plot;
    struct canvas curves; // the same as pixels; without any: it is of characters
};

// The same of the profile's.
struct profile_plotted {
    const struct profile_product *of; // held; NULL: there is none
    int columns, rows;
    struct plot plot;
    struct canvas curves;
};

// The same of the tuning's curves.
struct tuning_plotted {
    const struct tuning_product *of; // held; NULL: there is none
    int columns, rows;
    struct plot plot;
};

// Where the cursor is, and the stack (or kymograph) that it counts in.
struct cursor_place {
    uint32_t x, y;
    struct geometry geometry; // bin 0: it has no place there yet
};

// What stands on the screen at one place, and the encoder that has put it there.
struct spot {
    struct encoder *encoder;             // NULL: no pictures
    const struct picture_product *drawn; // held; NULL: none, or something else than a product
    bool encoder_is_new;                 // it has drawn nothing yet
    struct area drawn_area;
};

// The plots that may be pixels.
enum plot_place { PLOT_TIMELINE, PLOT_HISTOGRAM, PLOT_PROFILE, PLOT_PLACES };

// The grid of one, as it is to be seen and as it was sent last.
struct plot_spot {
    struct area area, drawn_area; // cells; rows 0: no pixels are there
    struct canvas wanted, drawn;
    bool is_drawn;  // `drawn` is on the screen
    double density; // bytes a pixel of the last one; 0: not known
};

struct plot_spots {
    struct encoder *encoder; // NULL: plots are of characters
    struct sixel_limits limits;
    bool were_too_much; // for the link
    double full_bar;    // what the highest bar of the histogram's pixels stands for
    struct plot_spot spots[PLOT_PLACES];
};

struct ui {
    // The user's wishes.
    struct session session;
    struct undo undo;
    enum action last_edit; // changes of one kind in a row are one step to undo
    struct history history;
    struct keeper keeper; // of the session's file
    double noted_at;      // clock when it was written last
    bool keeping_failed;  // and that was said
    bool quits_unsaved;
    int64_t bookmarks[128];          // by letter; -1: none
    bool has_cursor;                 // placed; cursor_x, cursor_y count
    uint32_t cursor_x, cursor_y;     // stack pixels
    struct geometry cursor_geometry; // of the stack that they count in
    int64_t zone;                    // selected; -1: none
    int64_t kymograph;               // its line is shown instead of the frame; -1: none
    bool in_kymograph;               // the cursor is; it was elsewhere in what it has left
    struct cursor_place left;
    bool freeze_levels;    // take the levels of the next picture and fix them
    uint64_t freeze_after; // number of the first wish whose picture counts
    struct export_wish export;
    struct tuning_wish tuning;

    // The engine's answers.
    struct engine *engine;
    struct products products;
    uint64_t message_seen, export_seen, about_seen;
    uint64_t tuning_settled; // number of the newest tuning that has ended, well or not
    char *references_seen;   // key of those that were warned about, or were well; NULL: none yet
    uint64_t posted;         // number of the newest wish
    struct wish last_wish;   // as posted
    bool was_planned;        // a recording has been there
    struct session loaded;   // what the recording that is there was asked with
    struct deferred *deferred;
    size_t deferred_count, deferred_capacity;

    // The keyboard.
    struct request pending; // the count so far
    enum action prefix;     // waits for a letter: bookmark, reduce
    struct prompt prompt;
    char *search; // last searched for; NULL: none

    // The screen.
    struct screen *screen;
    struct tty *tty;
    struct caps caps;
    struct answers answers; // so far
    struct tty_size size;
    struct spot pictures[STAGE_PICTURES], bar; // the frame's picture is the first
    struct slices slices;                      // of these, what is still to be sent
    struct choice choice;                      // what their encoders were made for
    struct plot_spots plot_spots;
    bool shows[PANE_COUNT];
    int sizes[PANE_COUNT]; // as in struct layout_wish
    enum pane focus;
    bool is_enlarged; // the focused pane has all of the body
    struct layout layout;
    struct time_view time_view;
    struct stage stage;   // in the preview
    bool shows_band;      // minimum to maximum in the timeline
    size_t info_top;      // first line of the information pane
    size_t messages_back; // lines scrolled back in the messages pane
    struct sheet sheet;
    struct messages messages;
    struct playing playing;
    bool is_dirty; // what is on the screen is out of date
    bool wants_redraw, wants_suspend, is_over;
    struct plotted plotted;
    struct profile_plotted profile_plotted;
    struct tuning_plotted tuning_plotted;
    struct pace pace;           // of the link to the terminal
    bool link_is_busy;          // the last picture is still on its way
    double keyed_at, posted_at; // clock at the last key and the last wish
    size_t redraws;
};

void ui_init(struct ui *ui, const struct session *session);
void ui_free(struct ui *ui);

// The newest product of a kind, or NULL. Borrowed until the next ones are taken.
const struct about *ui_about(const struct ui *ui);
const struct status_product *ui_status(const struct ui *ui);
const struct picture_product *ui_picture(const struct ui *ui);
// The pictures on the stage: the frame's, then those beside it.
const struct picture_product *ui_picture_at(const struct ui *ui, int place);
const struct timeline_product *ui_timeline(const struct ui *ui);
const struct histogram_product *ui_histogram(const struct ui *ui);
const struct profile_product *ui_profile(const struct ui *ui);
const struct tuning_product *ui_tuning(const struct ui *ui);

// Whether it is known which frames there are.
bool ui_is_planned(const struct ui *ui);

// The geometry of the stack; false when it is not known yet.
bool ui_geometry(const struct ui *ui, struct geometry *geometry);

// Channels of the stack; 1 while that is not known.
size_t ui_channels(const struct ui *ui);

// The references that the session asks for; NULL while they are not made.
const struct references *ui_references(const struct ui *ui);

// Tells the user something.
void ui_say(struct ui *ui, const char *format, ...) __attribute__((format(printf, 2, 3)));
void ui_complain(struct ui *ui, const char *format, ...) __attribute__((format(printf, 2, 3)));

// The line whose kymograph is wanted; -1: none, or it is no longer there.
int64_t ui_kymograph(const struct ui *ui);

// The marked range as "A:B"; false when none is marked. The caller frees.
char *ui_marked_range(const struct ui *ui);

// Sets an option; a fault is told and changes nothing.
bool ui_set(struct ui *ui, const char *name, const char *value);

// Unit of the values that are shown: "DN", or "" after a division.
const char *ui_unit(const struct ui *ui);

#endif
