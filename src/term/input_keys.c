// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "term/input_keys.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>

void key_name(char into[INPUT_KEY_NAME], unsigned modifiers, const char *name) {
    snprintf(into, INPUT_KEY_NAME, "%s%s%s%s", modifiers & KEY_CTRL ? "Ctrl-" : "",
             modifiers & KEY_ALT ? "Alt-" : "", modifiers & KEY_SHIFT ? "Shift-" : "", name);
}

unsigned key_modifiers(int parameter) {
    return parameter > 1 ? (unsigned)(parameter - 1) & (KEY_SHIFT | KEY_ALT | KEY_CTRL) : 0;
}

bool key_character(char into[INPUT_KEY_NAME], unsigned modifiers, uint32_t code) {
    static const struct {
        uint32_t code;
        const char *name;
    } named[] = { { 8, "Backspace" }, { 9, "Tab" },    { 10, "Enter" },     { 13, "Enter" },
                  { 27, "Esc" },      { 32, "Space" }, { 127, "Backspace" } };
    for (size_t i = 0; i < sizeof named / sizeof *named; i++)
        if (named[i].code == code) {
            key_name(into, modifiers, named[i].name);
            return true;
        }
    if (code == 0) {
        key_name(into, modifiers | KEY_CTRL, "Space");
        return true;
    }
    if (code < 32) {
        modifiers |= KEY_CTRL;
        code += 64;
    }
    if ((code >= 0x7f && code < 0xa0) || (code >= 0xd800 && code < 0xe000) || code > 0x10ffff)
        return false;
    bool lower = code >= 'a' && code <= 'z', letter = lower || (code >= 'A' && code <= 'Z');
    if (lower && modifiers & (KEY_CTRL | KEY_SHIFT))
        code -= 32;
    // Shift is part of a character, except with Ctrl and a letter, where it would be lost.
    if (!(letter && modifiers & KEY_CTRL))
        modifiers &= ~(unsigned)KEY_SHIFT;
    char character[8] = { 0 };
    text_utf8_write(code, character);
    key_name(into, modifiers, character);
    return true;
}

const char *key_of_number(int number) {
    static const char *const keys[] = {
        [1] = "Home",     [2] = "Insert", [3] = "Delete", [4] = "End",  [5] = "PageUp",
        [6] = "PageDown", [7] = "Home",   [8] = "End",    [11] = "F1",  [12] = "F2",
        [13] = "F3",      [14] = "F4",    [15] = "F5",    [17] = "F6",  [18] = "F7",
        [19] = "F8",      [20] = "F9",    [21] = "F10",   [23] = "F11", [24] = "F12",
    };
    return number >= 0 && (size_t)number < sizeof keys / sizeof *keys ? keys[number] : NULL;
}

const char *key_of_final(char final, unsigned *modifiers) {
    static const struct {
        char final;
        unsigned modifiers;
        const char *name;
    } keys[] = {
        { 'A', 0, "Up" },
        { 'B', 0, "Down" },
        { 'C', 0, "Right" },
        { 'D', 0, "Left" },
        { 'F', 0, "End" },
        { 'H', 0, "Home" },
        { 'P', 0, "F1" },
        { 'Q', 0, "F2" },
        { 'R', 0, "F3" },
        { 'S', 0, "F4" },
        { 'M', 0, "Enter" },
        { 'E', 0, "Begin" },
        { 'Z', KEY_SHIFT, "Tab" },
        // rxvt
        { 'a', KEY_SHIFT, "Up" },
        { 'b', KEY_SHIFT, "Down" },
        { 'c', KEY_SHIFT, "Right" },
        { 'd', KEY_SHIFT, "Left" },
    };
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (keys[i].final == final) {
            *modifiers |= keys[i].modifiers;
            return keys[i].name;
        }
    return NULL;
}
