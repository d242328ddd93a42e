// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The bytes of the emulator: which are text, which begin a sequence, and where it ends.

#include "pty/emulator.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STRING_LIMIT (64u << 20)

// A sixel image: its body is kept for the test to look at, and the cells that it lies over know
// it, as far as its raster attributes say.
static void run_device_string(struct emulator *emulator) {
    const char *body = emulator->string;
    size_t i = strspn(body, "0123456789;");
    if (body[i] == 'q' && i == emulator->string_length - strlen(body + i)) {
        free(emulator->picture);
        emulator->picture = emulator->string;
        emulator->picture_size = emulator->string_length;
        emulator->picture_x = emulator->x;
        emulator->picture_y = emulator->y;
        emulator->pictures++;
        emulator->string = NULL;
        emulator->string_capacity = 0;
        int width, height;
        if (sscanf(emulator->picture + i, "q\"%*d;%*d;%d;%d", &width, &height) == 2)
            emulator_cover(emulator, width, height);
    } else if (strncmp(body, "+q", 2) == 0) {
        if (emulator->answers.version)
            emulator_reply(emulator, "\033P0+r\033\\");
    } else if (strncmp(body, "$q", 2) != 0) {
        emulator_unknown(emulator, "DCS");
    }
}

static void run_system_command(struct emulator *emulator) {
    const char *body = emulator->string;
    int code = atoi(body);
    const char *rest = strchr(body, ';');
    rest = rest ? rest + 1 : "";
    if (code == 0 || code == 2)
        snprintf(emulator->title, sizeof emulator->title, "%s", rest);
    else if (code == 52 && strchr(rest, ';'))
        snprintf(emulator->clipboard, sizeof emulator->clipboard, "%s", strchr(rest, ';') + 1);
    else if (code == 11 && strcmp(rest, "?") == 0 && emulator->answers.background)
        emulator_reply(emulator, "\033]11;%s\033\\", emulator->answers.background);
    else if (code != 10 && code != 11 && code != 4 && code != 8 && code != 9 && code != 104)
        emulator_unknown(emulator, "OSC");
}

static void end_string(struct emulator *emulator) {
    emulator->parse = PARSE_GROUND;
    if (!emulator->string)
        emulator->string = calloc(1, emulator->string_capacity = 16);
    if (!emulator->string)
        abort();
    emulator->string[emulator->string_length] = 0;
    if (emulator->introducer == 'P')
        run_device_string(emulator);
    else if (emulator->introducer == ']')
        run_system_command(emulator);
    // APC (kitty), PM and SOS: this terminal does not know them and swallows them.
}

static void string_byte(struct emulator *emulator, unsigned char byte) {
    if (emulator->string_escape) {
        emulator->string_escape = false;
        if (byte == '\\') {
            end_string(emulator);
            return;
        }
    }
    if (byte == 0x18 || byte == 0x1A) {
        emulator->parse = PARSE_GROUND;
    } else if (byte == 0x1B) {
        emulator->string_escape = true;
    } else if (byte == 7 && emulator->introducer == ']') {
        end_string(emulator);
    } else if (emulator->string_length < STRING_LIMIT) {
        if (emulator->string_length + 2 > emulator->string_capacity) {
            emulator->string_capacity =
                emulator->string_capacity ? emulator->string_capacity * 2 : 256;
            emulator->string = realloc(emulator->string, emulator->string_capacity);
            if (!emulator->string)
                abort();
        }
        emulator->string[emulator->string_length++] = (char)byte;
    }
}

static void escape_byte(struct emulator *emulator, unsigned char byte) {
    emulator->parse = PARSE_GROUND;
    switch (byte) {
    case '[':
        emulator->parse = PARSE_CSI;
        emulator->sequence_length = 0;
        break;
    case 'P':
    case ']':
    case '_':
    case '^':
    case 'X':
        emulator->parse = PARSE_STRING;
        emulator->introducer = (char)byte;
        emulator->string_length = 0;
        emulator->string_escape = false;
        break;
    case '(':
    case ')':
    case '*':
    case '+':
    case '%':
    case '#':
        emulator->parse = PARSE_CHARSET;
        emulator->introducer = (char)byte;
        break;
    case '7':
        emulator_save(emulator, 0);
        break;
    case '8':
        emulator_restore(emulator, 0);
        break;
    case '=':
        emulator->application_keypad = true;
        break;
    case '>':
        emulator->application_keypad = false;
        break;
    case 'D':
        emulator_line_feed(emulator);
        break;
    case 'E':
        emulator->x = 0;
        emulator_line_feed(emulator);
        break;
    case 'M':
        if (emulator->y == emulator->top)
            emulator_scroll(emulator, emulator->top, emulator->bottom, -1);
        else
            emulator_move(emulator, emulator->y - 1, emulator->x);
        break;
    case 'c':
        emulator_reset(emulator);
        emulator_alternate(emulator, false, false);
        emulator_move(emulator, 0, 0);
        emulator_erase_display(emulator, 2);
        break;
    case 'H':
    case '\\':
        break;
    case 0x1B:
        emulator->parse = PARSE_ESCAPE;
        break;
    default:
        emulator_unknown(emulator, "ESC");
    }
}

static void control_byte(struct emulator *emulator, unsigned char byte) {
    switch (byte) {
    case 0:
    case 0x18:
        break;
    case 7:
        emulator->bells++;
        break;
    case 8:
        emulator_move(emulator, emulator->y, emulator->x - 1);
        break;
    case 9:
        emulator_move(emulator, emulator->y, (emulator->x / 8 + 1) * 8);
        break;
    case 10:
    case 11:
    case 12:
        emulator_line_feed(emulator);
        break;
    case 13:
        emulator_move(emulator, emulator->y, 0);
        break;
    case 14:
        emulator->shift = 1;
        break;
    case 15:
        emulator->shift = 0;
        break;
    case 0x1B:
        emulator->parse = PARSE_ESCAPE;
        break;
    default:
        emulator->controls++;
    }
}

static void printed_byte(struct emulator *emulator, unsigned char byte) {
    if (emulator->utf8_left && (byte & 0xC0) == 0x80) {
        emulator->utf8_code = emulator->utf8_code << 6 | (byte & 0x3F);
        if (--emulator->utf8_left)
            return;
        // C1 controls in UTF-8 still command some terminals.
        if (emulator->utf8_code < 0xA0)
            emulator->controls++;
        else
            emulator_put(emulator, emulator->utf8_code);
        return;
    }
    if (emulator->utf8_left || (byte & 0xC0) == 0x80) {
        emulator->controls++;
        emulator->utf8_left = 0;
        if ((byte & 0xC0) == 0x80)
            return;
    }
    if (byte < 0x80) {
        emulator_put(emulator, byte);
    } else if (byte >= 0xF0) {
        emulator->utf8_code = byte & 7;
        emulator->utf8_left = 3;
    } else if (byte >= 0xE0) {
        emulator->utf8_code = byte & 15;
        emulator->utf8_left = 2;
    } else {
        emulator->utf8_code = byte & 31;
        emulator->utf8_left = 1;
    }
}

static void feed_byte(struct emulator *emulator, unsigned char byte) {
    switch (emulator->parse) {
    case PARSE_STRING:
        string_byte(emulator, byte);
        break;
    case PARSE_ESCAPE:
        escape_byte(emulator, byte);
        break;
    case PARSE_CHARSET:
        if (emulator->introducer == '(' || emulator->introducer == ')')
            emulator->graphics[emulator->introducer == ')'] = byte == '0';
        emulator->parse = PARSE_GROUND;
        break;
    case PARSE_CSI:
        if (byte < 0x20) {
            control_byte(emulator, byte);
        } else if (byte < 0x40) {
            if (emulator->sequence_length < sizeof emulator->sequence)
                emulator->sequence[emulator->sequence_length++] = (char)byte;
        } else {
            emulator->parse = PARSE_GROUND;
            emulator_run_csi(emulator, (char)byte);
        }
        break;
    case PARSE_GROUND:
        if (byte < 0x20 || byte == 0x7F)
            control_byte(emulator, byte);
        else
            printed_byte(emulator, byte);
    }
}

void emulator_feed(struct emulator *emulator, const char *bytes, size_t count) {
    emulator->bytes += count;
    for (size_t i = 0; i < count; i++)
        feed_byte(emulator, (unsigned char)bytes[i]);
}
