// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "ui/help_sheet.h"

#include "base/alloc.h"
#include "session/options.h"
#include "ui/sheet.h"

#include <stdlib.h>
#include <string.h>

static void add_keys(struct words *lines) {
    const char *group = "";
    for (size_t i = 0; i < action_rows; i++) {
        const struct action_row *row = &actions[i];
        if (strcmp(row->group, group) != 0) {
            group = row->group;
            words_addf(lines, "# keys: %s", group);
        }
        words_addf(lines, "%-14s %s", row->keys, row->help);
    }
    words_add(lines, "# after r");
    for (size_t i = 0; i < reduction_key_rows; i++)
        words_addf(lines, "%-14c %s", reduction_keys[i].key,
                   *reduction_keys[i].op ? reduction_keys[i].op : "frames as they are");
    words_add(lines, "# p, or :tune WHAT");
    for (int i = 0; i < TUNING_COUNT; i++)
        words_addf(lines, "%-14s %s", tuning_name((enum tuning)i), tuning_help((enum tuning)i));
    words_add(lines, "# in the tuning pane");
    words_add(lines, "Enter          apply what was found; of shifts, write them");
    words_add(lines, "# in the zones pane");
    words_add(lines, "arrows         move the zone, with Shift in larger steps");
    words_add(lines, "# in the histogram pane");
    words_add(lines, "arrows         move and widen the levels");
}

static void add_options(struct words *lines) {
    for (int group = 0; group < OPTIONS_GROUPS; group++) {
        bool any = false;
        for (size_t i = 0; i < option_count; i++) {
            const struct option *option = &options[i];
            if ((int)option->group != group || !(option->flags & OPTION_LIVE))
                continue;
            if (!any)
                words_addf(lines, "# prompt: %s", option_group_name(option->group));
            any = true;
            char *name =
                alloc_format(":%s %s", option->name, option->argument ? option->argument : "");
            words_addf(lines, "%-24s %s", name, option->help);
            free(name);
        }
    }
}

static void add_names(struct words *lines) {
    words_add(lines, "# prompt: actions by name");
    for (size_t i = 0; i < action_rows; i++)
        if (actions[i].argument) {
            char *name = alloc_format(":%s %s", actions[i].name, actions[i].argument);
            words_addf(lines, "%-24s %s", name, actions[i].help);
            free(name);
        }
    words_add(lines, ":export! FILE            the same over an existing file");
}

void help_open(struct ui *ui, const struct request *request) {
    (void)request;
    sheet_open(ui, "help: arrows scroll, / searches, n N again, Esc closes");
    words_add(&ui->sheet.lines, "A number before a key is its count: 5l, 123G, 50%.");
    add_keys(&ui->sheet.lines);
    add_options(&ui->sheet.lines);
    add_names(&ui->sheet.lines);
}
