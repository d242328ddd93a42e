// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "term/input_sequence.h"

#include "term/input_keys.h"

#include <string.h>

#define PASTE_BEGINS 200 // CSI 200 ~

// The parameters of a CSI sequence. An empty one is 0; sub-parameters after a colon are left out.
struct parameters {
    char prefix; // one of < = > ? or 0
    bool intermediate;
    int numbers[INPUT_NUMBERS];
    size_t count;
};

static struct parameters read_parameters(const char *bytes, size_t count) {
    struct parameters read = { 0 };
    size_t i = 0;
    if (count && bytes[0] >= '<' && bytes[0] <= '?')
        read.prefix = bytes[i++];
    bool sub = false;
    if (i < count)
        read.count = 1;
    for (; i < count; i++) {
        if (bytes[i] == ';') {
            sub = false;
            if (read.count == INPUT_NUMBERS)
                break;
            read.count++;
        } else if (bytes[i] == ':') {
            sub = true;
        } else if (bytes[i] >= '0' && bytes[i] <= '9') {
            int *number = &read.numbers[read.count - 1];
            if (!sub && *number < 10000000)
                *number = *number * 10 + (bytes[i] - '0');
        } else {
            read.intermediate = true;
        }
    }
    return read;
}

static void add_reply(struct input_queue *queue, enum input_reply reply,
                      const struct parameters *parameters) {
    struct input_event *event = input_queue_add(queue, INPUT_REPLY);
    event->reply = reply;
    memcpy(event->numbers, parameters->numbers, sizeof event->numbers);
    event->number_count = parameters->count;
}

static void add_focus(struct input_queue *queue, int focused) {
    struct parameters parameters = { .numbers = { focused }, .count = 1 };
    add_reply(queue, REPLY_FOCUS, &parameters);
}

static void add_mouse(struct input_queue *queue, const struct parameters *parameters,
                      bool pressed) {
    if (parameters->count < 3 || parameters->numbers[1] < 1 || parameters->numbers[2] < 1)
        return;
    struct input_event *event = input_queue_add(queue, INPUT_MOUSE);
    event->button = parameters->numbers[0];
    event->column = parameters->numbers[1] - 1;
    event->row = parameters->numbers[2] - 1;
    event->pressed = pressed;
}

// "CSI number ~" and its relatives in rxvt, whose final byte is the modifier.
static void add_numbered(struct input_queue *queue, const struct parameters *parameters,
                         char final) {
    int number = parameters->numbers[0];
    unsigned modifiers = key_modifiers(parameters->numbers[1]);
    modifiers |= final == '$' ? KEY_SHIFT : final == '^' ? KEY_CTRL : 0;
    if (final == '@')
        modifiers |= KEY_SHIFT | KEY_CTRL;
    if (number == 27 && parameters->count >= 3)
        input_queue_add_character(queue, modifiers, (uint32_t)parameters->numbers[2]);
    else if (key_of_number(number))
        input_queue_add_key(queue, modifiers, key_of_number(number));
}

// Sequences with a private prefix are replies or the mouse.
static void end_private(struct input_queue *queue, const struct parameters *parameters,
                        char final) {
    if (parameters->prefix == '<' && (final == 'M' || final == 'm'))
        add_mouse(queue, parameters, final == 'M');
    else if (parameters->prefix == '?' && final == 'c')
        add_reply(queue, REPLY_ATTRIBUTES, parameters);
    else if (parameters->prefix == '?' && final == 'S')
        add_reply(queue, REPLY_GRAPHICS, parameters);
    else if (parameters->prefix == '?' && final == 'y')
        add_reply(queue, REPLY_MODE, parameters);
}

// Keys by their final byte, and replies without a prefix.
static void end_plain(struct input_queue *queue, const struct parameters *read, char final) {
    // "CSI 1 ; 2 R" is Shift-F3 in xterm; a cursor in the first row is never asked for.
    bool is_cursor = final == 'R' && read->count >= 2 && read->numbers[0] != 1;
    unsigned modifiers = key_modifiers(read->numbers[1]);
    const char *key = key_of_final(final, &modifiers);
    if (is_cursor)
        add_reply(queue, REPLY_CURSOR, read);
    else if (final == 'n')
        add_reply(queue, REPLY_STATUS, read);
    else if (final == 't')
        add_reply(queue, REPLY_SIZE, read);
    else if (final == 'u' && read->count)
        input_queue_add_character(queue, modifiers, (uint32_t)read->numbers[0]);
    else if (final == 'I' || final == 'O')
        add_focus(queue, final == 'I');
    else if (key && final != 'M')
        input_queue_add_key(queue, modifiers, key);
}

bool input_sequence_end(struct input_queue *queue, const char *bytes, size_t count, char final) {
    struct parameters read = read_parameters(bytes, count);
    if (read.prefix)
        end_private(queue, &read, final);
    else if (final == '~' && read.numbers[0] == PASTE_BEGINS)
        return true;
    else if (final == '~' || final == '^' || final == '@' || final == '$')
        add_numbered(queue, &read, final);
    else if (!read.intermediate)
        end_plain(queue, &read, final);
    return false;
}

static int hex_digit(char digit) {
    static const char digits[] = "0123456789abcdef";
    const char *found = digit ? strchr(digits, digit | ('A' ^ 'a')) : NULL;
    return found ? (int)(found - digits) : -1;
}

// "rgb:RR/GG/BB", with one to four digits each; what follows is left alone.
static bool read_colour(const char *bytes, size_t count, struct parameters *colour) {
    size_t at = 0;
    while (at < count && bytes[at] != ':')
        at++;
    for (colour->count = 0; colour->count < 3; colour->count++) {
        int value = 0, most = 0, digit;
        // The byte before is ":" or "/".
        if (at >= count || (colour->count && bytes[at] != '/'))
            return false;
        for (at++; at < count && most < 0xffff && (digit = hex_digit(bytes[at])) >= 0; at++) {
            value = value * 16 + digit;
            most = most * 16 + 15;
        }
        if (!most)
            return false;
        colour->numbers[colour->count] = (value * 255 + most / 2) / most;
    }
    return true;
}

static void add_version(struct input_queue *queue, const char *bytes, size_t count) {
    struct input_event *event = input_queue_add(queue, INPUT_REPLY);
    event->reply = REPLY_VERSION;
    size_t used = 0;
    for (size_t i = 0; i < count && used + 1 < sizeof event->version; i++)
        if (bytes[i] >= ' ' && bytes[i] <= '~')
            event->version[used++] = bytes[i];
}

void input_string_end(struct input_queue *queue, char opener, const char *bytes, size_t count) {
    struct parameters colour = { 0 };
    if (opener == 'P' && count >= 3 && memcmp(bytes, ">|", 2) == 0)
        add_version(queue, bytes + 2, count - 2);
    else if (opener == ']' && count >= 3 && memcmp(bytes, "11;", 3) == 0
             && read_colour(bytes, count, &colour))
        add_reply(queue, REPLY_BACKGROUND, &colour);
}
