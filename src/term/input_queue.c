// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "term/input_queue.h"

#include "base/alloc.h"
#include "term/input_keys.h"

#include <stdlib.h>
#include <string.h>

struct input_event *input_queue_add(struct input_queue *queue, enum input_kind kind) {
    if (queue->first == queue->used)
        queue->first = queue->used = 0;
    if (queue->used == queue->capacity) {
        queue->capacity = queue->capacity ? queue->capacity * 2 : 16;
        queue->events = alloc_resize(queue->events, queue->capacity, sizeof *queue->events);
        queue->texts = alloc_resize(queue->texts, queue->capacity, sizeof *queue->texts);
    }
    queue->texts[queue->used] = (struct text){ 0 };
    struct input_event *event = &queue->events[queue->used++];
    memset(event, 0, sizeof *event);
    event->kind = kind;
    return event;
}

void input_queue_add_key(struct input_queue *queue, unsigned modifiers, const char *name) {
    key_name(input_queue_add(queue, INPUT_KEY)->key, modifiers, name);
}

void input_queue_add_character(struct input_queue *queue, unsigned modifiers, uint32_t code) {
    char name[INPUT_KEY_NAME];
    if (key_character(name, modifiers, code))
        memcpy(input_queue_add(queue, INPUT_KEY)->key, name, sizeof name);
}

struct text *input_queue_add_paste(struct input_queue *queue) {
    input_queue_add(queue, INPUT_PASTE);
    return &queue->texts[queue->used - 1];
}

bool input_queue_take(struct input_queue *queue, struct input_event *event) {
    if (queue->first == queue->used)
        return false;
    *event = queue->events[queue->first];
    text_free(&queue->lent);
    queue->lent = queue->texts[queue->first++];
    if (event->kind == INPUT_PASTE) {
        event->text = text_string(&queue->lent);
        event->text_length = queue->lent.length;
    }
    return true;
}

void input_queue_free(struct input_queue *queue) {
    for (size_t i = queue->first; i < queue->used; i++)
        text_free(&queue->texts[i]);
    text_free(&queue->lent);
    free(queue->events);
    free(queue->texts);
    *queue = (struct input_queue){ 0 };
}
