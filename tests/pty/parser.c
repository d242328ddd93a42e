// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The bytes of the screen model: which are text, which begin a sequence, and where it ends.

#include "pty/screen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STRING_LIMIT (64u << 20)

// A sixel image: its body is kept for the test to look at; the cells stay as they are.
static void run_device_string(struct screen *screen) {
    const char *body = screen->string;
    size_t i = strspn(body, "0123456789;");
    if (body[i] == 'q' && i == screen->string_length - strlen(body + i)) {
        free(screen->picture);
        screen->picture = screen->string;
        screen->picture_size = screen->string_length;
        screen->picture_x = screen->x;
        screen->picture_y = screen->y;
        screen->pictures++;
        screen->string = NULL;
        screen->string_capacity = 0;
    } else if (strncmp(body, "+q", 2) == 0) {
        if (screen->answers.version)
            screen_reply(screen, "\033P0+r\033\\");
    } else if (strncmp(body, "$q", 2) != 0) {
        screen_unknown(screen, "DCS");
    }
}

static void run_system_command(struct screen *screen) {
    const char *body = screen->string;
    int code = atoi(body);
    const char *rest = strchr(body, ';');
    rest = rest ? rest + 1 : "";
    if (code == 0 || code == 2)
        snprintf(screen->title, sizeof screen->title, "%s", rest);
    else if (code == 52 && strchr(rest, ';'))
        snprintf(screen->clipboard, sizeof screen->clipboard, "%s", strchr(rest, ';') + 1);
    else if (code == 11 && strcmp(rest, "?") == 0 && screen->answers.background)
        screen_reply(screen, "\033]11;%s\033\\", screen->answers.background);
    else if (code != 10 && code != 11 && code != 4 && code != 8 && code != 9 && code != 104)
        screen_unknown(screen, "OSC");
}

static void end_string(struct screen *screen) {
    screen->parse = PARSE_GROUND;
    if (!screen->string)
        screen->string = calloc(1, screen->string_capacity = 16);
    if (!screen->string)
        abort();
    screen->string[screen->string_length] = 0;
    if (screen->introducer == 'P')
        run_device_string(screen);
    else if (screen->introducer == ']')
        run_system_command(screen);
    // APC (kitty), PM and SOS: this terminal does not know them and swallows them.
}

static void string_byte(struct screen *screen, unsigned char byte) {
    if (screen->string_escape) {
        screen->string_escape = false;
        if (byte == '\\') {
            end_string(screen);
            return;
        }
    }
    if (byte == 0x18 || byte == 0x1A) {
        screen->parse = PARSE_GROUND;
    } else if (byte == 0x1B) {
        screen->string_escape = true;
    } else if (byte == 7 && screen->introducer == ']') {
        end_string(screen);
    } else if (screen->string_length < STRING_LIMIT) {
        if (screen->string_length + 2 > screen->string_capacity) {
            screen->string_capacity = screen->string_capacity ? screen->string_capacity * 2 : 256;
            screen->string = realloc(screen->string, screen->string_capacity);
            if (!screen->string)
                abort();
        }
        screen->string[screen->string_length++] = (char)byte;
    }
}

static void escape_byte(struct screen *screen, unsigned char byte) {
    screen->parse = PARSE_GROUND;
    switch (byte) {
    case '[':
        screen->parse = PARSE_CSI;
        screen->sequence_length = 0;
        break;
    case 'P':
    case ']':
    case '_':
    case '^':
    case 'X':
        screen->parse = PARSE_STRING;
        screen->introducer = (char)byte;
        screen->string_length = 0;
        screen->string_escape = false;
        break;
    case '(':
    case ')':
    case '*':
    case '+':
    case '%':
    case '#':
        screen->parse = PARSE_CHARSET;
        screen->introducer = (char)byte;
        break;
    case '7':
        screen_save(screen, 0);
        break;
    case '8':
        screen_restore(screen, 0);
        break;
    case '=':
        screen->application_keypad = true;
        break;
    case '>':
        screen->application_keypad = false;
        break;
    case 'D':
        screen_line_feed(screen);
        break;
    case 'E':
        screen->x = 0;
        screen_line_feed(screen);
        break;
    case 'M':
        if (screen->y == screen->top)
            screen_scroll(screen, screen->top, screen->bottom, -1);
        else
            screen_move(screen, screen->y - 1, screen->x);
        break;
    case 'c':
        screen_reset(screen);
        screen_alternate(screen, false, false);
        screen_move(screen, 0, 0);
        screen_erase_display(screen, 2);
        break;
    case 'H':
    case '\\':
        break;
    case 0x1B:
        screen->parse = PARSE_ESCAPE;
        break;
    default:
        screen_unknown(screen, "ESC");
    }
}

static void control_byte(struct screen *screen, unsigned char byte) {
    switch (byte) {
    case 0:
    case 0x18:
        break;
    case 7:
        screen->bells++;
        break;
    case 8:
        screen_move(screen, screen->y, screen->x - 1);
        break;
    case 9:
        screen_move(screen, screen->y, (screen->x / 8 + 1) * 8);
        break;
    case 10:
    case 11:
    case 12:
        screen_line_feed(screen);
        break;
    case 13:
        screen_move(screen, screen->y, 0);
        break;
    case 14:
        screen->shift = 1;
        break;
    case 15:
        screen->shift = 0;
        break;
    case 0x1B:
        screen->parse = PARSE_ESCAPE;
        break;
    default:
        screen->controls++;
    }
}

static void printed_byte(struct screen *screen, unsigned char byte) {
    if (screen->utf8_left && (byte & 0xC0) == 0x80) {
        screen->utf8_code = screen->utf8_code << 6 | (byte & 0x3F);
        if (--screen->utf8_left)
            return;
        // C1 controls in UTF-8 still command some terminals.
        if (screen->utf8_code < 0xA0)
            screen->controls++;
        else
            screen_put(screen, screen->utf8_code);
        return;
    }
    if (screen->utf8_left || (byte & 0xC0) == 0x80) {
        screen->controls++;
        screen->utf8_left = 0;
        if ((byte & 0xC0) == 0x80)
            return;
    }
    if (byte < 0x80) {
        screen_put(screen, byte);
    } else if (byte >= 0xF0) {
        screen->utf8_code = byte & 7;
        screen->utf8_left = 3;
    } else if (byte >= 0xE0) {
        screen->utf8_code = byte & 15;
        screen->utf8_left = 2;
    } else {
        screen->utf8_code = byte & 31;
        screen->utf8_left = 1;
    }
}

static void feed_byte(struct screen *screen, unsigned char byte) {
    switch (screen->parse) {
    case PARSE_STRING:
        string_byte(screen, byte);
        break;
    case PARSE_ESCAPE:
        escape_byte(screen, byte);
        break;
    case PARSE_CHARSET:
        if (screen->introducer == '(' || screen->introducer == ')')
            screen->graphics[screen->introducer == ')'] = byte == '0';
        screen->parse = PARSE_GROUND;
        break;
    case PARSE_CSI:
        if (byte < 0x20) {
            control_byte(screen, byte);
        } else if (byte < 0x40) {
            if (screen->sequence_length < sizeof screen->sequence)
                screen->sequence[screen->sequence_length++] = (char)byte;
        } else {
            screen->parse = PARSE_GROUND;
            screen_run_csi(screen, (char)byte);
        }
        break;
    case PARSE_GROUND:
        if (byte < 0x20 || byte == 0x7F)
            control_byte(screen, byte);
        else
            printed_byte(screen, byte);
    }
}

void screen_feed(struct screen *screen, const char *bytes, size_t count) {
    screen->bytes += count;
    for (size_t i = 0; i < count; i++)
        feed_byte(screen, (unsigned char)bytes[i]);
}
