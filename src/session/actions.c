// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "session/actions.h"

#include <stdbool.h>
#include <string.h>

static const char time_group[] = "time", view_group[] = "view", measure_group[] = "measuring",
                  program_group[] = "program";

const struct action_row actions[] = {
    { ACTION_NEXT, "next", "Right .", "[N]", time_group, "next frame (N frames on)" },
    { ACTION_PREVIOUS, "previous", "Left ,", "[N]", time_group, "previous frame (N back)" },
    { ACTION_NEXT_LARGE, "next-large", "Shift-Right", NULL, time_group, "a larger step on" },
    { ACTION_PREVIOUS_LARGE, "previous-large", "Shift-Left", NULL, time_group,
      "a larger step back" },
    { ACTION_PAGE_NEXT, "page-next", "PgDn", NULL, time_group, "10 % of the frames on" },
    { ACTION_PAGE_PREVIOUS, "page-previous", "PgUp", NULL, time_group, "10 % back" },
    { ACTION_FIRST, "first", "g Home", NULL, time_group, "first frame" },
    { ACTION_LAST_OR_GOTO, "goto", "G End", "[N]", time_group, "last frame; 123G: frame 123" },
    { ACTION_PERCENT, "percent", "%", "N", time_group, "50%: the frame half way" },
    { ACTION_PLAY, "play", "Space", NULL, time_group, "play or pause" },
    { ACTION_SLOWER, "slower", "{", NULL, time_group, "play at half the speed" },
    { ACTION_FASTER, "faster", "}", NULL, time_group, "play at twice the speed" },
    { ACTION_MARK_START, "range-start", "[", NULL, time_group, "the range starts here" },
    { ACTION_MARK_STOP, "range-stop", "]", NULL, time_group, "the range ends here" },
    { ACTION_LOOP, "loop", "L", NULL, time_group, "loop the range on or off" },
    { ACTION_SET_BOOKMARK, "bookmark", "m", "LETTER", time_group, "mx: remember this frame as x" },
    { ACTION_GO_BOOKMARK, "go-bookmark", "'", "LETTER", time_group, "'x: go to frame x" },

    { ACTION_LEFT, "left", "h", "[N]", view_group, "cursor left (N pixels)" },
    { ACTION_DOWN, "down", "j Down", "[N]", view_group, "cursor down" },
    { ACTION_UP, "up", "k Up", "[N]", view_group, "cursor up" },
    { ACTION_RIGHT, "right", "l", "[N]", view_group, "cursor right" },
    { ACTION_ZOOM_IN, "zoom-in", "+ =", NULL, view_group, "zoom in at the cursor" },
    { ACTION_ZOOM_OUT, "zoom-out", "-", NULL, view_group, "zoom out" },
    { ACTION_ZOOM_FIT, "zoom-fit", "0", NULL, view_group, "fit the picture into its pane" },
    { ACTION_LEVELS_ONCE, "levels-once", "a", NULL, view_group,
      "levels from this frame, then fixed" },
    { ACTION_LEVELS_MODE, "levels-mode", "A", NULL, view_group,
      "levels of the run, each frame, or fixed" },
    { ACTION_LUT_NEXT, "lut-next", "c", NULL, view_group, "next colour map" },
    { ACTION_LUT_PREVIOUS, "lut-previous", "C", NULL, view_group, "previous colour map" },
    { ACTION_SATURATION, "toggle-overlay", "s", NULL, view_group,
      "mark saturated and NaN pixels on or off" },
    { ACTION_BAND, "toggle-band", "B", NULL, view_group,
      "minimum to maximum in the timeline on or off" },
    { ACTION_BESIDE, "beside-next", "|", NULL, view_group,
      "beside: reference, reduction, difference, none" },
    { ACTION_CROSSHAIR, "toggle-crosshair", "X", NULL, view_group,
      "the cursor's row and column as curves on or off" },

    { ACTION_DARK, "dark-range", "d", NULL, measure_group, "dark from the range; again: off" },
    { ACTION_FLAT, "flat-range", "f", NULL, measure_group, "flat from the range; again: off" },
    { ACTION_SUBTRACT, "subtract-range", "S", NULL, measure_group,
      "subtract the range's mean; again: off" },
    { ACTION_DIVIDE, "divide-range", "D", NULL, measure_group,
      "divide by the range's mean; again: off" },
    { ACTION_BACKGROUND, "sliding-background", "b", NULL, measure_group,
      "subtract the N frames before; again: off" },
    { ACTION_REDUCE, "reduce-range", "r", "[OP]", measure_group,
      "reduce the range: then m M x n s, or e for none" },
    { ACTION_ZONE_ADD, "zone-add", "T", NULL, measure_group, "add a zone at the cursor" },
    { ACTION_ZONE_NEXT, "zone-next", "z", NULL, measure_group, "choose the next zone" },
    { ACTION_ZONE_NAME, "zone-name", "Enter", "NAME", measure_group, "name the zone" },
    { ACTION_ZONE_DELETE, "zone-delete", "Del", "[NAME]", measure_group, "delete the zone" },
    { ACTION_ZONE_SMALLER, "zone-smaller", "<", NULL, measure_group, "make the zone smaller" },
    { ACTION_ZONE_LARGER, "zone-larger", ">", NULL, measure_group, "make the zone larger" },
    { ACTION_MEASURE, "measure", "M", NULL, measure_group, "measure the zones in this frame" },
    { ACTION_HISTOGRAM, "histogram", "H", NULL, measure_group, "histogram on or off" },
    { ACTION_PROFILE, "profile", "K", NULL, measure_group,
      "profile through the cursor and along lines" },
    { ACTION_PIXELS, "pixels", "v", NULL, measure_group, "values of the pixels around the cursor" },
    { ACTION_KYMOGRAPH, "kymograph", "Y", "[LINE]", measure_group,
      "a line of every frame as the picture; again: off" },
    { ACTION_TUNE, "tune", "p", "WHAT [OPTION]...", measure_group,
      "find threshold, levels, amounts or shifts" },
    { ACTION_EXPORT, "export", "x", "FILE", measure_group, "write frames, zones or the reduction" },
    { ACTION_COPY, "copy", "y", NULL, measure_group, "copy the reading to the clipboard" },

    { ACTION_HELP, "help-keys", "? F1", NULL, program_group, "help" },
    { ACTION_PROMPT, "prompt", ":", NULL, program_group, "type a command or an option" },
    { ACTION_COMMAND_LINE, "command", "!", NULL, program_group,
      "the shell command that does the same" },
    { ACTION_SEARCH, "search", "/", "TEXT", program_group, "search metadata, keys and options" },
    { ACTION_TIMELINE, "timeline", "t", "[A:B|all|around]", program_group,
      "timeline on or off; or the frames it shows" },
    { ACTION_INFO, "info", "i", NULL, program_group, "information on or off" },
    { ACTION_ZONES, "zones", "o", NULL, program_group, "table of zones on or off" },
    { ACTION_MESSAGES, "messages", "e", NULL, program_group, "messages on or off" },
    { ACTION_NEXT_PANE, "pane-next", "Tab", NULL, program_group, "next pane" },
    { ACTION_PANE_LARGER, "pane", ")", "[PANE SIZE]", program_group,
      "make the pane larger; :pane PANE SIZE, 0: as usual" },
    { ACTION_PANE_SMALLER, "pane-smaller", "(", NULL, program_group, "make the pane smaller" },
    { ACTION_ENLARGE, "pane-enlarge", "Z", NULL, program_group, "this pane alone; again: all" },
    { ACTION_GROUP, "group-next", "O", NULL, program_group, "open the folder's next group" },
    { ACTION_RELOAD, "reload", "R", NULL, program_group, "read the recording again" },
    { ACTION_UNDO, "undo", "u", NULL, program_group, "undo" },
    { ACTION_REDO, "redo", "Ctrl-R", NULL, program_group, "redo" },
    { ACTION_REDRAW, "redraw", "Ctrl-L", NULL, program_group, "draw the screen anew" },
    { ACTION_SUSPEND, "suspend", "Ctrl-Z", NULL, program_group, "back to the shell, until fg" },
    { ACTION_CANCEL, "cancel", "Esc", NULL, program_group, "stop the job or close; never quits" },
    { ACTION_SAVE, "save", "Ctrl-S", "[SESSION]", program_group,
      "save the session, for --resume[=SESSION]" },
    { ACTION_QUIT, "quit", "q", NULL, program_group, "save the session and quit" },
    { ACTION_QUIT_UNSAVED, "quit-unsaved", "Q", NULL, program_group, "quit without saving" },
};

const size_t action_rows = sizeof actions / sizeof *actions;

const struct reduction_key reduction_keys[] = {
    { 'm', "mean" }, { 'M', "median" }, { 'x', "max" }, { 'n', "min" }, { 's', "std" }, { 'e', "" },
};

const size_t reduction_key_rows = sizeof reduction_keys / sizeof *reduction_keys;

// Whether the blank-separated list has the word.
static bool has_word(const char *list, const char *word) {
    size_t length = strlen(word);
    for (const char *at = list; *at; at += strspn(at, " ")) {
        size_t span = strcspn(at, " ");
        if (span == length && strncmp(at, word, span) == 0)
            return true;
        at += span;
    }
    return false;
}

enum action action_of_key(const char *key) {
    for (size_t i = 0; i < action_rows; i++)
        if (has_word(actions[i].keys, key))
            return actions[i].action;
    return ACTION_NONE;
}

const struct action_row *action_find(const char *name) {
    for (size_t i = 0; i < action_rows; i++)
        if (strcmp(actions[i].name, name) == 0)
            return &actions[i];
    return NULL;
}

const struct action_row *action_row(enum action action) {
    for (size_t i = 0; i < action_rows; i++)
        if (actions[i].action == action)
            return &actions[i];
    return NULL;
}

const char *reduction_of_key(const char *key) {
    for (size_t i = 0; i < reduction_key_rows; i++)
        if (key[0] == reduction_keys[i].key && !key[1])
            return reduction_keys[i].op;
    return NULL;
}
