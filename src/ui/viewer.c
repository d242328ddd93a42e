// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
//              keys                          wishes
//   terminal ───────► session and screen ───────────► engine
//      ▲                     │      ▲                    │
//      └──── one burst ──────┘      └──── products ──────┘ (bell)
//
// One turn of the loop: wait; take all input; do all keys; post at most one wish; draw at most
// one burst, and only when the terminal has taken the last one. Nothing here waits for the
// engine or looks at a pixel.

#include "ui/viewer.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "term/input.h"
#include "ui/hearing.h"
#include "ui/keys.h"
#include "ui/play.h"
#include "ui/plot_spots.h"
#include "ui/resume.h"
#include "ui/screenful.h"
#include "ui/state.h"
#include "ui/wishes.h"

#include <errno.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

// How long leaving may wait for a slow terminal, s.
static const double leave_limit = 1;
// A terminal that has not answered for so long will not, s; behind a picture it may take longer.
static const double silence = 2, silence_of_link = 3;
// A lone ESC is a key after this long: 0.1 s over a network, where bytes are torn apart.
static const double escape_local = 0.05, escape_remote = 0.1;
// Without news the screen is looked at again this often, for what depends on the clock.
static const double idle_seconds = 0.5;

struct viewer {
    struct ui *ui;
    struct input *input;
    struct pool *pool;
    struct bell bell;
    int signals;
    sigset_t taken, before; // signals that are read from the descriptor; the mask we found
    int ended_by;           // a signal; 0: none
    bool terminal_is_gone;
    double drawn_at, asked_at;
    struct fault fault; // why it ended
};

// ── start ──────────────────────────────────────────────────────────────────────────────────

static bool take_signals(struct viewer *viewer, struct fault *fault) {
    static const int numbers[] = { SIGWINCH, SIGCONT, SIGTSTP, SIGTERM, SIGHUP, SIGINT };
    sigemptyset(&viewer->taken);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        sigaddset(&viewer->taken, numbers[i]);
    pthread_sigmask(SIG_BLOCK, &viewer->taken, &viewer->before);
    viewer->signals = signalfd(-1, &viewer->taken, SFD_NONBLOCK | SFD_CLOEXEC);
    return viewer->signals >= 0
           || fault_set(fault, FAULT_FAILED, "cannot wait for signals: %s", strerror(errno));
}

static bool start_engine(struct viewer *viewer, struct fault *fault) {
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    int jobs = viewer->ui->session.jobs;
    size_t workers = jobs > 0 ? (size_t)jobs : cores > 0 ? (size_t)cores : 1;
    if (!bell_open(&viewer->bell, fault))
        return false;
    viewer->pool = pool_new(workers, fault);
    viewer->ui->engine = viewer->pool ? engine_new(viewer->pool, &viewer->bell, fault) : NULL;
    return viewer->ui->engine != NULL;
}

// In front of the first burst: what a terminal should print of it is painted over.
static void ask(struct ui *ui) {
    struct text bytes = { 0 };
    answers_ask(&ui->answers, &ui->caps, &bytes);
    tty_queue(ui->tty, text_string(&bytes), bytes.length);
    text_free(&bytes);
}

static bool start_terminal(struct viewer *viewer, struct fault *fault) {
    struct ui *ui = viewer->ui;
    static const enum colour_choice choices[] = { [COLOUR_AUTO] = COLOUR_CHOICE_AUTO,
                                                  [COLOUR_ALWAYS] = COLOUR_CHOICE_ALWAYS,
                                                  [COLOUR_NEVER] = COLOUR_CHOICE_NEVER };
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
        return fault_set(fault, FAULT_FAILED,
                         "the viewer needs a terminal for input and output: use blitz info, or "
                         "another verb that prints");
    ui->caps = caps_detect(choices[ui->session.colour]);
    if (!ui->caps.usable)
        return fault_set(fault, FAULT_FAILED,
                         "this terminal (TERM) cannot show the viewer: use blitz info");
    ui->tty = tty_open(NULL, fault);
    if (!ui->tty || !tty_raw(ui->tty, fault))
        return false;
    ui->screen = screen_open(ui->tty, &ui->caps, fault);
    if (!ui->screen)
        return false;
    tty_guard(ui->tty);
    alloc_on_exhausted(tty_rescue);
    viewer->asked_at = clock_now();
    ask(ui);
    screenful_resize(ui);
    layout_first(ui->size.rows, ui->size.columns, ui->shows);
    bool remote = getenv("SSH_CONNECTION") || getenv("SSH_TTY");
    viewer->input = input_new(ui->caps.utf8, remote ? escape_remote : escape_local);
    return true;
}

// ── input ──────────────────────────────────────────────────────────────────────────────────

static void read_terminal(struct viewer *viewer, double now) {
    char bytes[4096];
    ssize_t count;
    while ((count = tty_read(viewer->ui->tty, bytes, sizeof bytes)) > 0)
        input_feed(viewer->input, bytes, (size_t)count, now);
    if (count < 0) {
        viewer->terminal_is_gone = true;
        viewer->ended_by = SIGHUP;
        viewer->ui->is_over = true;
    }
    input_expire(viewer->input, now);
}

static void hear_terminal(struct ui *ui, const struct input_event *event, double now) {
    if (event->reply == REPLY_STATUS)
        pace_answered(&ui->pace, now);
    if (!answers_take(&ui->answers, event) || !ui->answers.is_done)
        return;
    ui->pace.can_answer = true;
    // tmux paints all pictures that it remembers whenever an update ends.
    screen_synchronise(ui->screen, ui->answers.synchronised && !ui->caps.is_tmux);
    ui->is_dirty = true;
}

// ── end ────────────────────────────────────────────────────────────────────────────────────

// How long answers are awaited that are still to come, s.
static double answers_due(const struct viewer *viewer, double now) {
    const struct ui *ui = viewer->ui;
    double due = 0;
    if (ui->answers.is_asked && !ui->answers.is_done)
        due = viewer->asked_at + silence - now;
    if (ui->pace.unanswered)
        due = fmax(due, ui->pace.asked_at + silence_of_link - now);
    return viewer->terminal_is_gone ? 0 : due;
}

// They would be typed into the shell. A terminal that has been silent for long will not answer at
// all.
static void await_answers(struct viewer *viewer) {
    struct ui *ui = viewer->ui;
    for (double left; (left = answers_due(viewer, clock_now())) > 0;) {
        if (!tty_flush(ui->tty))
            return;
        short writes = tty_pending(ui->tty) ? POLLOUT : 0;
        struct pollfd answer = { .fd = tty_descriptor(ui->tty),
                                 .events = (short)(POLLIN | writes) };
        poll(&answer, 1, (int)(left * 1000) + 1);
        read_terminal(viewer, clock_now());
        struct input_event event;
        while (input_next(viewer->input, &event))
            if (event.kind == INPUT_REPLY)
                hear_terminal(ui, &event, clock_now());
    }
}

static void leave_terminal(struct viewer *viewer) {
    struct ui *ui = viewer->ui;
    if (viewer->input)
        await_answers(viewer);
    if (ui->screen)
        screen_close(&ui->screen);
    tty_close(&ui->tty, viewer->terminal_is_gone ? 0 : leave_limit);
}

static void say_counts(const struct viewer *viewer, size_t redraws, size_t bytes) {
    if (viewer->ui->session.verbose && !viewer->ended_by)
        fprintf(stderr, "blitz: %zu redraws, %zu bytes\n", redraws, bytes);
}

// Dies as the signal asks, now that the terminal is as it was found.
static void obey_signal(struct viewer *viewer) {
    if (!viewer->ended_by)
        return;
    signal(viewer->ended_by, SIG_DFL);
    pthread_sigmask(SIG_SETMASK, &viewer->before, NULL);
    raise(viewer->ended_by);
}

static void viewer_end(struct viewer *viewer) {
    struct ui *ui = viewer->ui;
    size_t bytes = ui->screen ? screen_bytes(ui->screen) : 0;
    leave_terminal(viewer);
    say_counts(viewer, ui->redraws, bytes);
    if (viewer->fault.kind == FAULT_NONE)
        resume_end(ui, &viewer->fault);
    obey_signal(viewer);
    if (viewer->signals >= 0) {
        close(viewer->signals);
        pthread_sigmask(SIG_SETMASK, &viewer->before, NULL);
    }
    engine_free(&ui->engine);
    pool_free(&viewer->pool);
    bell_close(&viewer->bell);
    input_free(&viewer->input);
    ui_free(ui);
    free(ui);
}

// ── a turn ─────────────────────────────────────────────────────────────────────────────────

static void suspend(struct viewer *viewer) {
    struct ui *ui = viewer->ui;
    struct fault fault = { 0 };
    ui->wants_suspend = false;
    await_answers(viewer);
    ui->pace.waiting = ui->pace.unanswered = 0;
    if (!screen_suspend(ui->screen, leave_limit, &fault))
        ui_complain(ui, "%s", fault_text(&fault));
    fault_clear(&fault);
    screenful_resize(ui);
}

static void hear_signals(struct viewer *viewer) {
    struct ui *ui = viewer->ui;
    struct signalfd_siginfo info;
    bool resized = false;
    while (read(viewer->signals, &info, sizeof info) == (ssize_t)sizeof info) {
        switch (info.ssi_signo) {
        case SIGWINCH:
        case SIGCONT:
            resized = true;
            break;
        case SIGTSTP:
            ui->wants_suspend = true;
            break;
        default:
            viewer->ended_by = (int)info.ssi_signo;
            ui->is_over = true;
        }
    }
    if (resized) {
        tty_raw(ui->tty, NULL); // after a stop that we did not see coming
        screenful_resize(ui);
    }
}

static void take_input(struct viewer *viewer, double now) {
    struct ui *ui = viewer->ui;
    read_terminal(viewer, now);
    struct input_event event;
    while (!ui->is_over && input_next(viewer->input, &event))
        if (event.kind == INPUT_REPLY) {
            hear_terminal(ui, &event, now);
        } else {
            ui->keyed_at = now;
            keys_take(ui, &event);
        }
}

// A recording that cannot be opened at all is the end, and the shell shows why.
static void look_for_end(struct viewer *viewer) {
    struct ui *ui = viewer->ui;
    const struct status_product *status = ui_status(ui);
    if (!status || ui->was_planned || status->stage != LOAD_FAILED
        || status->message_kind == FAULT_CANCELLED)
        return;
    fault_set(&viewer->fault,
              status->message_kind == FAULT_NONE ? FAULT_FAILED : status->message_kind, "%s",
              status->message ? status->message : "the recording cannot be opened");
    ui->is_over = true;
}

static void take_products(struct viewer *viewer) {
    struct ui *ui = viewer->ui;
    engine_take(ui->engine, &ui->products);
    look_for_end(viewer);
    if (ui->is_over)
        return;
    ui->was_planned = ui->was_planned || ui_is_planned(ui);
    hearing_settle(ui);
    ui->is_dirty = true;
}

static bool may_draw(const struct viewer *viewer, double now) {
    const struct ui *ui = viewer->ui;
    // Text goes on while a picture is on its way; the next one, with its numbers, waits.
    bool is_free = true;
    for (int i = 0; i < STAGE_PICTURES && ui->link_is_busy; i++)
        is_free = is_free
                  && (!ui->stage.pictures[i].rows || ui->pictures[i].drawn == ui_picture_at(ui, i));
    return ui->is_dirty && is_free && !tty_pending(ui->tty)
           && now >= viewer->drawn_at + 1 / ui->session.max_fps;
}

// Between what is drawn anew.
static bool may_send_slice(const struct ui *ui) {
    return slices_are_left(&ui->slices) && !ui->is_dirty && !ui->link_is_busy
           && !tty_pending(ui->tty);
}

// The same, behind the last slice.
static bool may_send_plots(const struct ui *ui) {
    return !slices_are_left(&ui->slices) && !ui->is_dirty && !ui->link_is_busy
           && !tty_pending(ui->tty) && plot_spots_are_left(ui);
}

// How long nothing needs to be done, in ms.
static int patience(const struct viewer *viewer, double now) {
    struct ui *ui = viewer->ui;
    double until = fmin(input_deadline(viewer->input), now + idle_seconds);
    double next = viewer->drawn_at + 1 / ui->session.max_fps;
    if (ui->playing.is_on)
        until = fmin(until, fmax(next, now + 1 / ui->playing.rate));
    ui->link_is_busy = pace_waits(&ui->pace, now, &until);
    if (may_draw(viewer, fmax(now, next)))
        until = fmin(until, next);
    if (may_send_slice(ui) || may_send_plots(ui))
        until = now;
    bool is_coarse =
        ui->last_wish.sixel.registers < ui->choice.sixel.registers || ui->last_wish.sixel.block > 1;
    if (is_coarse && now < ui->keyed_at + WISHES_REST)
        until = fmin(until, ui->keyed_at + WISHES_REST);
    if (messages_current(&ui->messages, now))
        until = fmin(until, ui->messages.until);
    double wait = ceil((until - now) * 1000);
    return wait <= 0 ? 0 : (int)wait;
}

static void turn(struct viewer *viewer) {
    struct ui *ui = viewer->ui;
    double now = clock_now();
    bool had_message = messages_current(&ui->messages, now) != NULL;
    struct pollfd polled[] = {
        { .fd = tty_descriptor(ui->tty),
          .events = (short)(POLLIN | (tty_pending(ui->tty) ? POLLOUT : 0)) },
        { .fd = viewer->bell.fd, .events = POLLIN },
        { .fd = viewer->signals, .events = POLLIN },
    };
    poll(polled, 3, patience(viewer, now));
    now = clock_now();
    if (polled[2].revents)
        hear_signals(viewer);
    take_input(viewer, now);
    if (polled[1].revents) {
        bell_drain(&viewer->bell);
        take_products(viewer);
    }
    if (ui->is_over)
        return;
    if (ui->wants_suspend)
        suspend(viewer);
    if (ui->wants_redraw)
        screenful_resize(ui);
    ui->wants_redraw = false;
    play_advance(ui, now);
    resume_note(ui, now);
    if (had_message && !messages_current(&ui->messages, now))
        ui->is_dirty = true;
    screenful_arrange(ui);
    double until = HUGE_VAL;
    ui->link_is_busy = pace_waits(&ui->pace, now, &until);
    wishes_post(ui, now);
    if (may_draw(viewer, now)) {
        screenful_draw(ui, now);
        viewer->drawn_at = now;
    } else if (may_send_slice(ui)) {
        screenful_slice(ui, now);
    } else if (may_send_plots(ui)) {
        screenful_plots(ui, now);
    }
    if (!tty_flush(ui->tty)) {
        viewer->terminal_is_gone = true;
        viewer->ended_by = SIGHUP;
        ui->is_over = true;
    }
}

bool viewer_run(const struct session *session, const struct saved *saved, struct fault *fault) {
    struct viewer viewer = { .ui = alloc_zeroed(1, sizeof *viewer.ui),
                             .bell.fd = -1,
                             .signals = -1 };
    ui_init(viewer.ui, session);
    bool good = start_terminal(&viewer, fault) && take_signals(&viewer, fault)
                && start_engine(&viewer, fault);
    if (good) {
        history_open(&viewer.ui->history, NULL);
        resume_begin(viewer.ui, saved);
    }
    while (good && !viewer.ui->is_over)
        turn(&viewer);
    viewer_end(&viewer);
    if (viewer.fault.kind != FAULT_NONE)
        good = fault_move(fault, &viewer.fault);
    fault_clear(&viewer.fault);
    return good;
}
