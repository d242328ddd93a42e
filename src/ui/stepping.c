// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "ui/stepping.h"

#include "base/clock.h"
#include "ui/move.h"
#include "ui/play.h"
#include "ui/scrolling.h"

#include <inttypes.h>
#include <stdlib.h>

// Steps of Shift and of a page.
enum { LARGE_STEP = 10, PAGE_PERCENT = 10 };

void stepping_next(struct ui *ui, const struct request *request) {
    move_by(ui, request_count(request));
}

void stepping_previous(struct ui *ui, const struct request *request) {
    move_by(ui, -request_count(request));
}

void stepping_next_large(struct ui *ui, const struct request *request) {
    move_by(ui, LARGE_STEP * request_count(request));
}

void stepping_previous_large(struct ui *ui, const struct request *request) {
    move_by(ui, -LARGE_STEP * request_count(request));
}

static int64_t page(const struct ui *ui) {
    int64_t slots = move_slots(ui) * PAGE_PERCENT / 100;
    return slots > 1 ? slots : 1;
}

void stepping_next_page(struct ui *ui, const struct request *request) {
    if (!scroll_page(ui, 1))
        move_by(ui, page(ui) * request_count(request));
}

void stepping_previous_page(struct ui *ui, const struct request *request) {
    if (!scroll_page(ui, -1))
        move_by(ui, -page(ui) * request_count(request));
}

void stepping_first(struct ui *ui, const struct request *request) {
    (void)request;
    move_to_slot(ui, 0);
}

void stepping_last_or_goto(struct ui *ui, const struct request *request) {
    if (request->has_count)
        move_to(ui, request->count);
    else
        move_to_slot(ui, move_slots(ui) - 1);
}

void stepping_go_percent(struct ui *ui, const struct request *request) {
    if (!request->has_count)
        ui_complain(ui, "type a number before it: 50%%");
    else if (request->count >= 100)
        move_to_slot(ui, move_slots(ui) - 1);
    else
        move_to_slot(ui, move_slots(ui) * request->count / 100);
}

void stepping_play(struct ui *ui, const struct request *request) {
    (void)request;
    play_toggle(ui, clock_now());
}

void stepping_slower(struct ui *ui, const struct request *request) {
    (void)request;
    play_change_rate(ui, 0.5, clock_now());
}

void stepping_faster(struct ui *ui, const struct request *request) {
    (void)request;
    play_change_rate(ui, 2, clock_now());
}

void stepping_loop(struct ui *ui, const struct request *request) {
    (void)request;
    ui->playing.loops = !ui->playing.loops;
    char *range = ui_marked_range(ui);
    ui_say(ui, "loop %s%s%s", ui->playing.loops ? "on" : "off", range ? ": " : "",
           range && ui->playing.loops ? range : "");
    free(range);
}

static void say_range(struct ui *ui) {
    int64_t first, stop;
    char *range = ui_marked_range(ui);
    move_range(ui, &first, &stop);
    ui_say(ui, "range %s: %" PRId64 " frame%s", range, stop - first, stop - first == 1 ? "" : "s");
    free(range);
}

void stepping_mark_start(struct ui *ui, const struct request *request) {
    (void)request;
    struct session *session = &ui->session;
    session->has_mark_start = true;
    session->mark_start = session->at;
    if (session->has_mark_stop && session->mark_stop <= session->mark_start)
        session->has_mark_stop = false;
    say_range(ui);
}

void stepping_mark_stop(struct ui *ui, const struct request *request) {
    (void)request;
    struct session *session = &ui->session;
    session->has_mark_stop = true;
    session->mark_stop = session->at + 1;
    if (session->has_mark_start && session->mark_start >= session->mark_stop)
        session->has_mark_start = false;
    say_range(ui);
}

static int64_t *bookmark(struct ui *ui, const struct request *request) {
    unsigned char letter = request->text ? (unsigned char)request->text[0] : 0;
    if (letter > ' ' && letter < 127 && !request->text[1])
        return &ui->bookmarks[letter];
    ui_complain(ui, "a bookmark is one letter");
    return NULL;
}

void stepping_set_bookmark(struct ui *ui, const struct request *request) {
    int64_t *mark = bookmark(ui, request);
    if (!mark)
        return;
    *mark = ui->session.at;
    ui_say(ui, "bookmark %s: frame %" PRId64, request->text, *mark);
}

void stepping_go_bookmark(struct ui *ui, const struct request *request) {
    const int64_t *mark = bookmark(ui, request);
    if (mark && *mark < 0)
        ui_complain(ui, "there is no bookmark %s", request->text);
    else if (mark)
        move_to(ui, *mark);
}
