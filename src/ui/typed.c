// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "ui/typed.h"

#include "base/alloc.h"
#include "session/prompt.h"
#include "ui/commands.h"
#include "ui/zones_edit.h"

#include <stdlib.h>
#include <string.h>

// An argument that is a number is a count.
static struct request request_of(const char *value, bool force) {
    struct request request = { .text = value, .force = force };
    request.has_count = value && text_parse_int(value, &request.count) && request.count >= 0;
    return request;
}

void typed_run(struct ui *ui, const char *typed) {
    struct prompt_line line;
    struct fault fault = { 0 };
    struct request number = request_of(typed, false);
    if (number.has_count) {
        command_run(ui, ACTION_LAST_OR_GOTO, &number);
        return;
    }
    // "export! FILE" writes over an existing file.
    char *string = alloc_string(typed);
    size_t name = strcspn(string, " =");
    bool force = name > 1 && string[name - 1] == '!';
    if (force)
        string[name - 1] = ' ';
    if (!prompt_read(string, &line, &fault)) {
        ui_complain(ui, "%s", fault_text(&fault));
    } else if (line.action) {
        struct request request = request_of(line.value, force);
        command_run(ui, line.action->action, &request);
    } else if (line.option) {
        ui_set(ui, line.name, line.value);
        zone_settle(ui);
        command_remember(ui, ACTION_PROMPT);
    }
    prompt_line_free(&line);
    fault_clear(&fault);
    free(string);
}
