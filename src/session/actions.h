// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// What a key does. Each action has one row in a table: its name at the prompt, its keys, its
// help. The key help, the man page and the prompt's completion are made from it.

#ifndef BLITZ_SESSION_ACTIONS_H
#define BLITZ_SESSION_ACTIONS_H

#include <stddef.h>

enum action {
    ACTION_NONE,
    // moving in time
    ACTION_NEXT,
    ACTION_PREVIOUS,
    ACTION_NEXT_LARGE,
    ACTION_PREVIOUS_LARGE,
    ACTION_PAGE_NEXT,
    ACTION_PAGE_PREVIOUS,
    ACTION_FIRST,
    ACTION_LAST_OR_GOTO,
    ACTION_PERCENT,
    ACTION_PLAY,
    ACTION_SLOWER,
    ACTION_FASTER,
    ACTION_LOOP,
    ACTION_MARK_START,
    ACTION_MARK_STOP,
    ACTION_SET_BOOKMARK,
    ACTION_GO_BOOKMARK,
    // cursor and view
    ACTION_LEFT,
    ACTION_DOWN,
    ACTION_UP,
    ACTION_RIGHT,
    ACTION_ZOOM_IN,
    ACTION_ZOOM_OUT,
    ACTION_ZOOM_FIT,
    ACTION_LEVELS_ONCE,
    ACTION_LEVELS_MODE,
    ACTION_LUT_NEXT,
    ACTION_LUT_PREVIOUS,
    ACTION_SATURATION,
    ACTION_BAND,
    ACTION_BESIDE,
    ACTION_CROSSHAIR,
    // measuring
    ACTION_DARK,
    ACTION_FLAT,
    ACTION_SUBTRACT,
    ACTION_DIVIDE,
    ACTION_BACKGROUND,
    ACTION_REDUCE,
    ACTION_ZONE_ADD,
    ACTION_ZONE_NEXT,
    ACTION_ZONE_NAME,
    ACTION_ZONE_DELETE,
    ACTION_ZONE_SMALLER,
    ACTION_ZONE_LARGER,
    ACTION_MEASURE,
    ACTION_HISTOGRAM,
    ACTION_PROFILE,
    ACTION_PIXELS,
    ACTION_KYMOGRAPH,
    ACTION_TUNE,
    ACTION_EXPORT,
    ACTION_COPY,
    // the program
    ACTION_HELP,
    ACTION_PROMPT,
    ACTION_COMMAND_LINE,
    ACTION_SEARCH,
    ACTION_TIMELINE,
    ACTION_INFO,
    ACTION_ZONES,
    ACTION_MESSAGES,
    ACTION_NEXT_PANE,
    ACTION_ENLARGE,
    ACTION_PANE_LARGER,
    ACTION_PANE_SMALLER,
    ACTION_UNDO,
    ACTION_REDO,
    ACTION_GROUP,
    ACTION_RELOAD,
    ACTION_REDRAW,
    ACTION_SUSPEND,
    ACTION_CANCEL,
    ACTION_SAVE,
    ACTION_QUIT,
    ACTION_QUIT_UNSAVED,
    ACTION_COUNT
};

struct action_row {
    enum action action;
    const char *name;     // at the prompt: ":next", ":goto 123"
    const char *keys;     // key names, blank-separated: "Right ." "Ctrl-L" "Space"
    const char *argument; // what the prompt command takes ("N", "FILE"), or NULL
    const char *group;    // heading in the help
    const char *help;     // one line
};

extern const struct action_row actions[];
extern const size_t action_rows;

// The action of a key name ("Right", "g", "Ctrl-L"); ACTION_NONE when it has none.
enum action action_of_key(const char *key);

// The row of a prompt command, or NULL; the row of an action.
const struct action_row *action_find(const char *name);
const struct action_row *action_row(enum action action);

// The key after ACTION_REDUCE's own and the reduction it chooses; "" for none.
struct reduction_key {
    char key;
    const char *op;
};

extern const struct reduction_key reduction_keys[];
extern const size_t reduction_key_rows;

// The reduction that a key chooses ("mean", ""), or NULL.
const char *reduction_of_key(const char *key);

#endif
