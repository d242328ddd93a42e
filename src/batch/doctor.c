// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// What the terminal was asked, what it answered, which pictures the viewer would draw in it, and
// what would make them better.

#include "base/alloc.h"
#include "base/clock.h"
#include "batch/run.h"
#include "output/json.h"
#include "term/choice.h"
#include "term/input.h"
#include "term/tty.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// A terminal on the other side of the world answers within this, s.
static const double patience = 1.5;

struct findings {
    struct caps caps;
    struct answers answers;
    struct tty_size size; // rows 0: there is no terminal
    double took;          // s, from the questions to the last answer
    enum graphics wish;
    struct choice choice;
    bool is_remote;
};

// ── asking ─────────────────────────────────────────────────────────────────────────────────

static void hear(struct tty *tty, struct answers *answers) {
    struct input *input = input_new(true, patience);
    double until = clock_now() + patience;
    while (!answers->is_done && clock_now() < until && tty_flush(tty)) {
        struct pollfd answer = { .fd = tty_descriptor(tty), .events = POLLIN };
        poll(&answer, 1, (int)((until - clock_now()) * 1000) + 1);
        char bytes[512];
        ssize_t count = tty_read(tty, bytes, sizeof bytes);
        if (count < 0)
            break;
        input_feed(input, bytes, (size_t)count, clock_now());
        struct input_event event;
        while (input_next(input, &event))
            answers_take(answers, &event);
    }
    input_free(&input);
}

static void ask(struct findings *findings) {
    struct tty *tty = tty_open(NULL, NULL);
    if (!tty)
        return;
    findings->size = tty_size(tty);
    struct text questions = { 0 };
    bool in_front = tcgetpgrp(tty_descriptor(tty)) == getpgrp();
    if (in_front)
        answers_ask(&findings->answers, &findings->caps, &questions);
    if (findings->answers.is_asked && tty_raw(tty, NULL)) {
        double began = clock_now();
        tty_queue(tty, text_string(&questions), questions.length);
        hear(tty, &findings->answers);
        findings->took = clock_now() - began;
    }
    text_free(&questions);
    tty_close(&tty, patience);
}

static struct findings examine(const struct session *session) {
    static const enum colour_choice choices[] = { [COLOUR_AUTO] = COLOUR_CHOICE_AUTO,
                                                  [COLOUR_ALWAYS] = COLOUR_CHOICE_ALWAYS,
                                                  [COLOUR_NEVER] = COLOUR_CHOICE_NEVER };
    struct findings findings = { .caps = caps_detect(choices[session->colour]),
                                 .wish = session->graphics };
    findings.is_remote = getenv("SSH_CONNECTION") || getenv("SSH_TTY");
    ask(&findings);
    if (findings.size.rows)
        findings.choice =
            choice_make(findings.wish, &findings.caps, &findings.answers, &findings.size);
    return findings;
}

// ── what is said, a line each ──────────────────────────────────────────────────────────────

static void say_terminal(const struct findings *findings, struct text *text) {
    const char *term = getenv("TERM");
    char *safe = text_safe(term ? term : "");
    if (!findings->size.rows)
        text_add(text, "none: run blitz doctor in the terminal itself; ");
    else if (findings->answers.name[0])
        text_addf(text, "%s, ", findings->answers.name);
    text_addf(text, "TERM=%s%s", safe, findings->caps.is_tmux ? ", in tmux" : "");
    if (findings->size.rows)
        text_addf(text, ", %d x %d cells", findings->size.columns, findings->size.rows);
    free(safe);
}

static void say_answers(const struct findings *findings, struct text *text) {
    if (!findings->answers.is_asked)
        text_add(text, findings->caps.may_be_asked
                           ? "not asked"
                           : "not asked: such a terminal would print the questions");
    else if (!findings->answers.is_done)
        text_addf(text, "asked; nothing came within %.1f s", patience);
    else
        text_addf(text,
                  "asked name, pixels, registers, updates, background, attributes: all in %.0f ms",
                  findings->took * 1000);
}

static void say_characters(const struct findings *findings, struct text *text) {
    text_add(text, findings->caps.utf8
                       ? "UTF-8"
                       : "ASCII: the locale is not UTF-8 (LC_CTYPE=C.UTF-8 changes that)");
}

static void say_colours(const struct findings *findings, struct text *text) {
    static const char *const depths[] = {
        [COLOURS_NONE] = "none: NO_COLOR, --color=never, or TERM has none",
        [COLOURS_8] = "8",
        [COLOURS_16] = "16",
        [COLOURS_256] = "256; with COLORTERM=truecolor all, if it has them",
        [COLOURS_TRUE] = "all (24 bits)",
    };
    text_add(text, depths[findings->caps.colours]);
    enum theme theme = theme_decide(THEME_AUTO, &findings->answers);
    if (theme != THEME_AUTO)
        text_addf(text, "; the background is %s", theme == THEME_LIGHT ? "light" : "dark");
}

static void say_cell(const struct findings *findings, struct text *text) {
    int width, height;
    if (findings->size.rows
        && answers_cell_size(&findings->answers, &findings->size, &width, &height))
        text_addf(text, "%d x %d pixels", width, height);
    else
        text_add(text, "size in pixels not known");
}

static void say_sixel(const struct findings *findings, struct text *text) {
    const struct answers *answers = &findings->answers;
    text_add(text, answers->sixel ? "yes" : answers->is_done ? "no" : "not known");
    if (answers->registers)
        text_addf(text, ", %d colour registers", answers->registers);
    if (answers->widest)
        text_addf(text, ", at most %d x %d pixels", answers->widest, answers->highest);
}

static void say_redraws(const struct findings *findings, struct text *text) {
    bool at_once = findings->answers.synchronised && !findings->caps.is_tmux;
    text_add(text, at_once ? "shown at once (mode 2026)" : "shown as they come");
}

static void say_link(const struct findings *findings, struct text *text) {
    text_add(text, findings->is_remote
                       ? "ssh: with ssh -C half blocks take a tenth, sixels half of the bytes"
                       : "local");
}

static void say_pictures(const struct findings *findings, struct text *text) {
    if (!findings->size.rows) {
        text_add(text, "none");
        return;
    }
    text_addf(text, "%s, by --graphics=%s", choice_name(findings->choice.kind),
              choice_name(findings->wish));
    if (findings->choice.kind == GRAPHICS_SIXEL)
        text_addf(text, ", %u colours", findings->choice.sixel.registers);
}

static void say_advice(const struct findings *findings, struct text *text) {
    const struct answers *answers = &findings->answers;
    if (!findings->size.rows || !findings->caps.usable)
        text_add(text, "a terminal, with its name in TERM");
    else if (findings->choice.kind == GRAPHICS_SIXEL)
        text_add(text, "nothing: pictures are as sharp as the screen");
    else if (findings->wish != GRAPHICS_AUTO && findings->wish != GRAPHICS_SIXEL)
        text_add(text, "--graphics=auto for the best that this terminal can");
    else if (findings->caps.colours == COLOURS_NONE)
        text_add(text, "colours, or --graphics=sixel");
    else if (answers->sixel)
        text_add(text, "a terminal, ssh or tmux that tells the size of a cell in pixels");
    else if (findings->caps.is_tmux)
        text_add(text, "tmux 3.4 or newer built with sixel, in a terminal that has it");
    else if (answers->is_asked && !answers->is_done)
        text_add(text, "a faster answer, or a terminal that gives one");
    else if (strncmp(answers->name, "XTerm", 5) == 0)
        text_add(text, "start xterm with -ti vt340");
    else
        text_add(text, "for sixels: foot, mlterm, WezTerm, Konsole, or xterm -ti vt340");
}

static const struct {
    const char *name;
    void (*say)(const struct findings *findings, struct text *text);
} lines[] = {
    { "terminal", say_terminal }, { "answers", say_answers }, { "characters", say_characters },
    { "colours", say_colours },   { "cell", say_cell },       { "sixel", say_sixel },
    { "redraws", say_redraws },   { "link", say_link },       { "pictures", say_pictures },
    { "wanted", say_advice },
};

enum exit_status verb_doctor(const struct session *session, struct text *out) {
    struct findings findings = examine(session);
    struct json json = { .into = out };
    if (session->json)
        json_object(&json);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct text text = { 0 };
        lines[i].say(&findings, &text);
        if (session->json)
            json_field_string(&json, lines[i].name, text_string(&text));
        else
            text_addf(out, "%-11s%s\n", lines[i].name, text_string(&text));
        text_free(&text);
    }
    if (session->json)
        json_object_end(&json);
    return EXIT_GOOD;
}
