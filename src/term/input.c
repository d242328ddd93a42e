// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "term/input.h"

#include "base/alloc.h"
#include "base/text.h"
#include "term/input_keys.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ESCAPE 0x1b
#define CANCEL 0x18
#define SUBSTITUTE 0x1a
#define BELL 0x07

// Longer ones are nothing that blitz asked for.
#define SEQUENCE_LIMIT 64
#define PASTE_LIMIT (1u << 20)

// How long a cut sequence, string or paste may keep the keys away.
#define SEQUENCE_DELAY 0.5
#define STRING_DELAY 1.0
#define PASTE_DELAY 5.0

enum state {
    GROUND,
    CHARACTER,
    SEEN_ESCAPE,
    SINGLE_SHIFT,
    SEQUENCE,
    LINUX_FUNCTION,
    OLD_MOUSE,
    STRING,
    STRING_ESCAPE,
    PASTE
};

struct input {
    bool utf8;
    double escape_delay;
    enum state state;
    double since;               // of the last byte
    char bytes[SEQUENCE_LIMIT]; // of the character, sequence or end of paste so far
    size_t count;
    bool alt; // ESC came before the character
    bool too_long;
    char opener; // of a string
    bool string_is_empty;
    struct text paste;
    struct input_event *events;
    struct text *texts; // of the pastes among them
    size_t first, used, capacity;
    struct text lent;
};

struct input *input_new(bool utf8, double escape_delay) {
    struct input *input = alloc_zeroed(1, sizeof *input);
    input->utf8 = utf8;
    input->escape_delay = escape_delay;
    return input;
}

void input_free(struct input **input) {
    if (!*input)
        return;
    for (size_t i = (*input)->first; i < (*input)->used; i++)
        text_free(&(*input)->texts[i]);
    text_free(&(*input)->paste);
    text_free(&(*input)->lent);
    free((*input)->events);
    free((*input)->texts);
    free(*input);
    *input = NULL;
}

// ── events ─────────────────────────────────────────────────────────────────────────────────

static struct input_event *add_event(struct input *input, enum input_kind kind) {
    if (input->first == input->used)
        input->first = input->used = 0;
    if (input->used == input->capacity) {
        input->capacity = input->capacity ? input->capacity * 2 : 16;
        input->events = alloc_resize(input->events, input->capacity, sizeof *input->events);
        input->texts = alloc_resize(input->texts, input->capacity, sizeof *input->texts);
    }
    input->texts[input->used] = (struct text){ 0 };
    struct input_event *event = &input->events[input->used++];
    memset(event, 0, sizeof *event);
    event->kind = kind;
    return event;
}

bool input_next(struct input *input, struct input_event *event) {
    if (input->first == input->used)
        return false;
    *event = input->events[input->first];
    text_free(&input->lent);
    input->lent = input->texts[input->first++];
    if (event->kind == INPUT_PASTE) {
        event->text = text_string(&input->lent);
        event->text_length = input->lent.length;
    }
    return true;
}

static void add_named(struct input *input, unsigned modifiers, const char *name) {
    key_name(add_event(input, INPUT_KEY)->key, modifiers, name);
}

static void add_character(struct input *input, unsigned modifiers, uint32_t code) {
    char name[INPUT_KEY_NAME];
    if (key_character(name, modifiers, code))
        memcpy(add_event(input, INPUT_KEY)->key, name, sizeof name);
}

// ── control sequences ──────────────────────────────────────────────────────────────────────

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

static unsigned modifiers_of(int parameter) {
    return parameter > 1 ? (unsigned)(parameter - 1) & (KEY_SHIFT | KEY_ALT | KEY_CTRL) : 0;
}

static void add_reply(struct input *input, enum input_reply reply,
                      const struct parameters *parameters) {
    struct input_event *event = add_event(input, INPUT_REPLY);
    event->reply = reply;
    memcpy(event->numbers, parameters->numbers, sizeof event->numbers);
    event->number_count = parameters->count;
}

static void add_focus(struct input *input, int focused) {
    struct parameters parameters = { .numbers = { focused }, .count = 1 };
    add_reply(input, REPLY_FOCUS, &parameters);
}

static void add_mouse(struct input *input, const struct parameters *parameters, bool pressed) {
    if (parameters->count < 3 || parameters->numbers[1] < 1 || parameters->numbers[2] < 1)
        return;
    struct input_event *event = add_event(input, INPUT_MOUSE);
    event->button = parameters->numbers[0];
    event->column = parameters->numbers[1] - 1;
    event->row = parameters->numbers[2] - 1;
    event->pressed = pressed;
}

// "CSI number ~" and its relatives in rxvt, whose final byte is the modifier.
static void add_numbered(struct input *input, const struct parameters *parameters, char final) {
    int number = parameters->numbers[0];
    unsigned modifiers = modifiers_of(parameters->numbers[1]);
    modifiers |= final == '$' ? KEY_SHIFT : final == '^' ? KEY_CTRL : 0;
    if (final == '@')
        modifiers |= KEY_SHIFT | KEY_CTRL;
    if (number == 200 && final == '~') {
        input->state = PASTE;
        text_clear(&input->paste);
        input->count = 0;
    } else if (number == 27 && parameters->count >= 3) {
        add_character(input, modifiers, (uint32_t)parameters->numbers[2]);
    } else if (key_of_number(number)) {
        add_named(input, modifiers, key_of_number(number));
    }
}

// Sequences with a private prefix are replies or the mouse.
static void end_private(struct input *input, const struct parameters *parameters, char final) {
    if (parameters->prefix == '<' && (final == 'M' || final == 'm'))
        add_mouse(input, parameters, final == 'M');
    else if (parameters->prefix == '?' && final == 'c')
        add_reply(input, REPLY_ATTRIBUTES, parameters);
    else if (parameters->prefix == '?' && final == 'y')
        add_reply(input, REPLY_MODE, parameters);
}

static void end_sequence(struct input *input, char final) {
    input->state = GROUND;
    struct parameters read = read_parameters(input->bytes, input->count);
    if (input->too_long)
        return;
    if (read.prefix) {
        end_private(input, &read, final);
        return;
    }
    if (final == '~' || final == '^' || final == '@' || final == '$') {
        add_numbered(input, &read, final);
        return;
    }
    if (read.intermediate)
        return;
    // "CSI 1 ; 2 R" is Shift-F3 in xterm; a cursor in the first row is never asked for.
    bool is_cursor = final == 'R' && read.count >= 2 && read.numbers[0] != 1;
    unsigned modifiers = modifiers_of(read.numbers[1]);
    const char *key = key_of_final(final, &modifiers);
    if (is_cursor)
        add_reply(input, REPLY_CURSOR, &read);
    else if (final == 'n')
        add_reply(input, REPLY_STATUS, &read);
    else if (final == 't')
        add_reply(input, REPLY_SIZE, &read);
    else if (final == 'u' && read.count)
        add_character(input, modifiers, (uint32_t)read.numbers[0]);
    else if (final == 'I' || final == 'O')
        add_focus(input, final == 'I');
    else if (key && final != 'M')
        add_named(input, modifiers, key);
}

// ── bytes ──────────────────────────────────────────────────────────────────────────────────

static void take(struct input *input, unsigned char byte);

static void begin_string(struct input *input, char opener) {
    input->state = STRING;
    input->opener = opener;
    input->string_is_empty = true;
}

static void take_escape(struct input *input, unsigned char byte) {
    input->state = GROUND;
    input->count = 0;
    input->too_long = false;
    if (byte == '[') {
        input->state = SEQUENCE;
    } else if (byte == 'O') {
        input->state = SINGLE_SHIFT;
    } else if (byte && strchr("P]X^_", byte)) {
        begin_string(input, (char)byte);
    } else if (byte == ESCAPE) {
        add_named(input, 0, "Esc");
        input->state = SEEN_ESCAPE;
    } else if (byte < 0x80) {
        add_character(input, KEY_ALT, byte);
    } else {
        input->alt = true;
        take(input, byte);
    }
}

static void take_sequence(struct input *input, unsigned char byte) {
    if (byte < 0x20 || byte > 0x7e) {
        // Not part of any sequence: it was cut off.
        input->state = GROUND;
        take(input, byte);
    } else if (byte == '[' && !input->count) {
        input->state = LINUX_FUNCTION;
    } else if (byte == 'M' && !input->count) {
        input->state = OLD_MOUSE;
    } else if (byte >= 0x40 || (byte == '$' && input->count && input->bytes[0] < '<')) {
        end_sequence(input, (char)byte);
    } else if (input->count == SEQUENCE_LIMIT) {
        input->too_long = true;
    } else {
        input->bytes[input->count++] = (char)byte;
    }
}

static void take_single_shift(struct input *input, unsigned char byte) {
    unsigned modifiers = 0;
    if (byte >= '1' && byte <= '8' && !input->count) {
        input->bytes[input->count++] = (char)byte; // a modifier, in old terminals
        return;
    }
    input->state = GROUND;
    if (input->count)
        modifiers = modifiers_of(input->bytes[0] - '0');
    if (byte < 0x20 || byte >= 0x7f) {
        add_named(input, KEY_ALT, "O");
        take(input, byte);
        return;
    }
    const char *key = key_of_final((char)byte, &modifiers);
    if (key)
        add_named(input, modifiers, key);
}

// A string of the terminal: nothing in it is for us.
static void take_string(struct input *input, unsigned char byte) {
    if (byte == CANCEL || byte == SUBSTITUTE || (byte == BELL && input->opener == ']'))
        input->state = GROUND;
    else if (byte == ESCAPE)
        input->state = STRING_ESCAPE;
    else
        input->string_is_empty = false;
}

static void take_string_escape(struct input *input, unsigned char byte) {
    input->state = GROUND;
    if (byte != '\\')
        take_escape(input, byte);
}

static void add_pasted(struct input *input, char byte) {
    if (input->paste.length < PASTE_LIMIT)
        text_add_char(&input->paste, byte);
}

// Keeps what may be typed: valid characters, line ends and tabs.
static void finish_paste(struct input *input) {
    add_event(input, INPUT_PASTE);
    struct text *clean = &input->texts[input->used - 1];
    const char *bytes = text_string(&input->paste);
    for (size_t i = 0; i < input->paste.length;) {
        uint32_t code;
        size_t size = text_utf8(bytes + i, input->paste.length - i, &code);
        bool is_return = size == 1 && code == '\r';
        if (is_return && !(i + 1 < input->paste.length && bytes[i + 1] == '\n'))
            text_add_char(clean, '\n');
        if (size && (code == '\n' || code == '\t' || code >= 0xa0 || (code >= 32 && code < 127))
            && (input->utf8 || code < 128))
            text_add_bytes(clean, bytes + i, size);
        i += size ? size : 1;
    }
    text_free(&input->paste);
    input->state = GROUND;
    input->count = 0;
}

static void take_paste(struct input *input, unsigned char byte) {
    static const char end[] = "\033[201~";
    if (byte == (unsigned char)end[input->count]) {
        if (!end[++input->count])
            finish_paste(input);
        return;
    }
    // What looked like the end was text; only its first byte can begin the end anew.
    for (size_t i = 0; i < input->count; i++)
        add_pasted(input, end[i]);
    input->count = byte == ESCAPE;
    if (!input->count)
        add_pasted(input, (char)byte);
}

static void take_character(struct input *input, unsigned char byte) {
    if ((byte & 0xc0) != 0x80) {
        input->state = GROUND; // the character was cut off
        input->alt = false;
        take(input, byte);
        return;
    }
    input->bytes[input->count++] = (char)byte;
    unsigned char lead = (unsigned char)input->bytes[0];
    size_t wanted = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (input->count < wanted)
        return;
    uint32_t code;
    if (text_utf8(input->bytes, input->count, &code) == wanted)
        add_character(input, input->alt ? KEY_ALT : 0, code);
    input->state = GROUND;
    input->alt = false;
}

static void take_ground(struct input *input, unsigned char byte) {
    if (byte == ESCAPE) {
        input->state = SEEN_ESCAPE;
    } else if (byte < 0x80) {
        add_character(input, 0, byte);
    } else if (input->utf8 && byte >= 0xc2 && byte <= 0xf4) {
        input->state = CHARACTER;
        input->bytes[0] = (char)byte;
        input->count = 1;
        return;
    }
    input->alt = false;
}

static void take_linux_function(struct input *input, unsigned char byte) {
    static const char *const names[] = { "F1", "F2", "F3", "F4", "F5" };
    input->state = GROUND;
    if (byte >= 'A' && byte <= 'E')
        add_named(input, 0, names[byte - 'A']);
}

static void take(struct input *input, unsigned char byte) {
    switch (input->state) {
    case GROUND:
        take_ground(input, byte);
        break;
    case CHARACTER:
        take_character(input, byte);
        break;
    case SEEN_ESCAPE:
        take_escape(input, byte);
        break;
    case SINGLE_SHIFT:
        take_single_shift(input, byte);
        break;
    case SEQUENCE:
        take_sequence(input, byte);
        break;
    case LINUX_FUNCTION:
        take_linux_function(input, byte);
        break;
    case OLD_MOUSE: // three bytes that nobody asked for
        if (++input->count == 3)
            input->state = GROUND;
        break;
    case STRING:
        take_string(input, byte);
        break;
    case STRING_ESCAPE:
        take_string_escape(input, byte);
        break;
    case PASTE:
        take_paste(input, byte);
        break;
    }
}

void input_feed(struct input *input, const void *bytes, size_t count, double now) {
    const unsigned char *from = bytes;
    for (size_t i = 0; i < count; i++)
        take(input, from[i]);
    if (count)
        input->since = now;
}

// ── time ───────────────────────────────────────────────────────────────────────────────────

double input_deadline(const struct input *input) {
    switch (input->state) {
    case GROUND:
        return HUGE_VAL;
    case SEEN_ESCAPE:
        return input->since + input->escape_delay;
    case STRING:
    case STRING_ESCAPE:
        return input->since + STRING_DELAY;
    case PASTE:
        return input->since + PASTE_DELAY;
    default:
        return input->since + SEQUENCE_DELAY;
    }
}

void input_expire(struct input *input, double now) {
    if (now < input_deadline(input))
        return;
    char opener[2] = { input->opener, 0 };
    switch (input->state) {
    case SEEN_ESCAPE:
        add_named(input, 0, "Esc");
        break;
    case SINGLE_SHIFT: // Alt and a letter look like the start of a sequence
        if (!input->count)
            add_named(input, KEY_ALT, "O");
        break;
    case SEQUENCE:
        if (!input->count)
            add_named(input, KEY_ALT, "[");
        break;
    case STRING:
        if (input->string_is_empty)
            add_named(input, KEY_ALT, opener);
        break;
    case PASTE:
        finish_paste(input);
        break;
    default:
        break;
    }
    input->state = GROUND;
    input->count = 0;
    input->alt = false;
}
