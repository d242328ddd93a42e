// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "ui/messages.h"

#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

// A person reads about 20 characters a second, after having looked down.
static const double least_seconds = 3, seconds_a_character = 0.06, trouble_seconds = 4;

void messages_add(struct messages *messages, bool is_trouble, const char *text, double now) {
    struct message *last = messages->count ? &messages->items[messages->count - 1] : NULL;
    if (last && strcmp(last->text, text) == 0) {
        last->times++;
    } else {
        if (!messages->items)
            messages->items = alloc_zeroed(MESSAGES_KEPT, sizeof *messages->items);
        if (messages->count == MESSAGES_KEPT) {
            free(messages->items[0].text);
            messages->count--;
            memmove(messages->items, messages->items + 1,
                    messages->count * sizeof *messages->items);
        }
        messages->items[messages->count++] = (struct message){ alloc_string(text), is_trouble, 1 };
    }
    messages->until = now + least_seconds + seconds_a_character * (double)strlen(text)
                      + (is_trouble ? trouble_seconds : 0);
}

const struct message *messages_current(const struct messages *messages, double now) {
    return messages->count && now < messages->until ? &messages->items[messages->count - 1] : NULL;
}

void messages_free(struct messages *messages) {
    for (size_t i = 0; i < messages->count; i++)
        free(messages->items[i].text);
    free(messages->items);
    *messages = (struct messages){ 0 };
}
