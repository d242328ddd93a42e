// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "term/input.h"

#include "base/alloc.h"
#include "base/text.h"
#include "term/input_keys.h"
#include "term/input_sequence.h"

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
    char bytes[SEQUENCE_LIMIT]; // of the character, sequence, string or end of paste so far
    size_t count;
    bool alt; // ESC came before the character
    bool too_long;
    char opener; // of a string
    struct text paste;
    struct input_queue queue;
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
    text_free(&(*input)->paste);
    input_queue_free(&(*input)->queue);
    free(*input);
    *input = NULL;
}

// ── bytes ──────────────────────────────────────────────────────────────────────────────────

static void take(struct input *input, unsigned char byte);

static void begin_string(struct input *input, char opener) {
    input->state = STRING;
    input->opener = opener;
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
        input_queue_add_key(&input->queue, 0, "Esc");
        input->state = SEEN_ESCAPE;
    } else if (byte < 0x80) {
        input_queue_add_character(&input->queue, KEY_ALT, byte);
    } else {
        input->alt = true;
        take(input, byte);
    }
}

static void end_sequence(struct input *input, char final) {
    input->state = GROUND;
    if (input->too_long || !input_sequence_end(&input->queue, input->bytes, input->count, final))
        return;
    input->state = PASTE;
    text_clear(&input->paste);
    input->count = 0;
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
        modifiers = key_modifiers(input->bytes[0] - '0');
    if (byte < 0x20 || byte >= 0x7f) {
        input_queue_add_key(&input->queue, KEY_ALT, "O");
        take(input, byte);
        return;
    }
    const char *key = key_of_final((char)byte, &modifiers);
    if (key)
        input_queue_add_key(&input->queue, modifiers, key);
}

// A string of the terminal: its first bytes tell whether it is an answer.
static void take_string(struct input *input, unsigned char byte) {
    bool ends = byte == BELL && input->opener == ']';
    if (ends)
        input_string_end(&input->queue, input->opener, input->bytes, input->count);
    if (ends || byte == CANCEL || byte == SUBSTITUTE)
        input->state = GROUND;
    else if (byte == ESCAPE)
        input->state = STRING_ESCAPE;
    else if (input->count < SEQUENCE_LIMIT)
        input->bytes[input->count++] = (char)byte;
}

static void take_string_escape(struct input *input, unsigned char byte) {
    input->state = GROUND;
    if (byte == '\\')
        input_string_end(&input->queue, input->opener, input->bytes, input->count);
    else
        take_escape(input, byte);
}

static void add_pasted(struct input *input, char byte) {
    if (input->paste.length < PASTE_LIMIT)
        text_add_char(&input->paste, byte);
}

// Keeps what may be typed: valid characters, line ends and tabs.
static void finish_paste(struct input *input) {
    struct text *clean = input_queue_add_paste(&input->queue);
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
        input_queue_add_character(&input->queue, input->alt ? KEY_ALT : 0, code);
    input->state = GROUND;
    input->alt = false;
}

static void take_ground(struct input *input, unsigned char byte) {
    if (byte == ESCAPE) {
        input->state = SEEN_ESCAPE;
    } else if (byte < 0x80) {
        input_queue_add_character(&input->queue, 0, byte);
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
        input_queue_add_key(&input->queue, 0, names[byte - 'A']);
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
        input_queue_add_key(&input->queue, 0, "Esc");
        break;
    case SINGLE_SHIFT: // Alt and a letter look like the start of a sequence
        if (!input->count)
            input_queue_add_key(&input->queue, KEY_ALT, "O");
        break;
    case SEQUENCE:
        if (!input->count)
            input_queue_add_key(&input->queue, KEY_ALT, "[");
        break;
    case STRING:
        if (!input->count)
            input_queue_add_key(&input->queue, KEY_ALT, opener);
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

bool input_next(struct input *input, struct input_event *event) {
    return input_queue_take(&input->queue, event);
}
