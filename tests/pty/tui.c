// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "pty/tui.h"

#include "pty/launch.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static double limit(void) {
    const char *wish = getenv("BLITZ_TEST_LIMIT");
    double seconds = wish ? atof(wish) : 0;
    return seconds > 0 ? seconds : 60;
}

static void set_size(const struct tui *t, bool no_pixels) {
    const struct emulator *emulator = &t->screen;
    struct winsize size = { .ws_row = (unsigned short)emulator->rows,
                            .ws_col = (unsigned short)emulator->columns };
    if (!no_pixels) {
        size.ws_xpixel = (unsigned short)(emulator->columns * emulator->answers.cell_width);
        size.ws_ypixel = (unsigned short)(emulator->rows * emulator->answers.cell_height);
    }
    ioctl(t->master, TIOCSWINSZ, &size);
}

bool tui_start(struct tui *t, int columns, int rows, const char *const argv[]) {
    return tui_start_with(t, &(struct tui_options){ .columns = columns, .rows = rows }, argv);
}

bool tui_start_with(struct tui *t, const struct tui_options *options, const char *const argv[]) {
    *t = (struct tui){
        .master = -1, .slave = -1, .report = -1, .idle = true, .beside = options->beside
    };
    const struct emulator_answers *answers = options->answers ? options->answers : &emulator_plain;
    emulator_open(&t->screen, options->columns, options->rows, answers);
    t->owns_home = !options->home;
    t->home = options->home ? strdup(options->home) : tui_home_make();
    if (!t->home || !launch_terminal(&t->master, &t->slave) || tcgetattr(t->slave, &t->before)) {
        tui_finish(t);
        return false;
    }
    set_size(t, options->no_pixels);
    struct launch launch = { .term = options->term ? options->term : "xterm-256color",
                             .home = t->home,
                             .folder = options->folder ? options->folder : t->home,
                             .environment = options->environment,
                             .slave = t->slave,
                             .master = t->master,
                             .argv = argv };
    if (!launch_program(&launch)) {
        tui_finish(t);
        return false;
    }
    t->keeper = launch.keeper;
    t->program = launch.program;
    t->report = launch.report;
    return true;
}

// Takes in what the program has written. False when there is nothing more now.
static bool take_output(struct tui *t) {
    char bytes[16384];
    ssize_t got = read(t->master, bytes, sizeof bytes);
    if (got <= 0)
        return false;
    t->bursts += t->idle;
    t->idle = false;
    emulator_feed(&t->screen, bytes, (size_t)got);
    return true;
}

static void take_reports(struct tui *t) {
    int status;
    ssize_t got = read(t->report, &status, sizeof status);
    if (got == (ssize_t)sizeof status) {
        t->stopped = WIFSTOPPED(status);
        t->ended = WIFEXITED(status) || WIFSIGNALED(status);
        t->wait_status = status;
    } else if (got == 0) {
        t->ended = true;
    }
}

static void send_replies(struct tui *t) {
    struct emulator *emulator = &t->screen;
    while (!t->hold && emulator->replies_length) {
        ssize_t sent = write(t->master, emulator->replies, emulator->replies_length);
        if (sent <= 0)
            return;
        emulator->replies_length -= (size_t)sent;
        memmove(emulator->replies, emulator->replies + sent, emulator->replies_length);
    }
}

// One turn of waiting: at most `timeout_ms` for output or the program's end. Returns whether
// anything came.
static bool turn(struct tui *t, int timeout_ms) {
    while (t->beside && turn(t->beside, 0))
        ;
    send_replies(t);
    struct pollfd waits[2] = {
        { .fd = t->master, .events = POLLIN },
        { .fd = t->ended ? -1 : t->report, .events = POLLIN },
    };
    if (!t->hold && t->screen.replies_length)
        waits[0].events |= POLLOUT;
    int found = poll(waits, 2, 0);
    if (found == 0) {
        t->idle = true;
        found = poll(waits, 2, timeout_ms);
    }
    if (found <= 0)
        return false;
    bool any = false;
    if (waits[0].revents & POLLIN)
        any = take_output(t);
    if (waits[1].revents)
        take_reports(t);
    send_replies(t);
    return any || waits[1].revents;
}

bool tui_wait(struct tui *t, bool (*done)(struct tui *t, void *context), void *context) {
    double end = now() + limit();
    while (!done(t, context)) {
        bool over = t->ended || now() > end;
        if (!turn(t, over ? 0 : 200) && over) {
            if (done(t, context))
                return true;
            tui_print(t, t->ended ? "the program has ended" : "waited in vain");
            return false;
        }
    }
    return true;
}

static bool has_text(struct tui *t, void *text) {
    return emulator_find(&t->screen, text, NULL, NULL);
}

static bool lacks_text(struct tui *t, void *text) {
    return !emulator_find(&t->screen, text, NULL, NULL);
}

bool tui_wait_text(struct tui *t, const char *text) {
    if (tui_wait(t, has_text, (void *)text))
        return true;
    fprintf(stderr, "wanted: %s\n", text);
    return false;
}

bool tui_wait_gone(struct tui *t, const char *text) {
    if (tui_wait(t, lacks_text, (void *)text))
        return true;
    fprintf(stderr, "still there: %s\n", text);
    return false;
}

// Attributes as they were. Line discipline details that stty never shows are left out.
static bool attributes_as_before(const struct tui *t) {
    struct termios after;
    if (tcgetattr(t->slave, &after))
        return false;
    return after.c_iflag == t->before.c_iflag && after.c_oflag == t->before.c_oflag
           && after.c_cflag == t->before.c_cflag && after.c_lflag == t->before.c_lflag
           && memcmp(after.c_cc, t->before.c_cc, sizeof after.c_cc) == 0;
}

static bool has_stopped(struct tui *t, void *context) {
    (void)context;
    return t->stopped;
}

bool tui_wait_stopped(struct tui *t, bool *attributes) {
    bool stopped = tui_wait(t, has_stopped, NULL);
    // What it wrote before it stopped may still be on its way.
    tui_drain(t, 20);
    if (attributes)
        *attributes = attributes_as_before(t);
    return stopped;
}

void tui_drain(struct tui *t, int quiet_ms) {
    while (turn(t, quiet_ms))
        ;
}

void tui_type(struct tui *t, const char *keys) {
    size_t left = strlen(keys);
    double end = now() + limit();
    while (left && !t->ended && now() < end) {
        ssize_t sent = write(t->master, keys, left);
        if (sent > 0) {
            keys += sent;
            left -= (size_t)sent;
        } else if (errno == EAGAIN) {
            // The program is behind: let it write, so that it can read.
            turn(t, 10);
        } else if (errno != EINTR) {
            return;
        }
    }
}

void tui_press(struct tui *t, enum tui_key key) {
    static const char *const sent[][2] = {
        [TUI_UP] = { "\033[A", "\033OA" },
        [TUI_DOWN] = { "\033[B", "\033OB" },
        [TUI_RIGHT] = { "\033[C", "\033OC" },
        [TUI_LEFT] = { "\033[D", "\033OD" },
        [TUI_HOME] = { "\033[H", "\033OH" },
        [TUI_END] = { "\033[F", "\033OF" },
        [TUI_SHIFT_RIGHT] = { "\033[1;2C", "\033[1;2C" },
        [TUI_SHIFT_LEFT] = { "\033[1;2D", "\033[1;2D" },
        [TUI_PAGE_UP] = { "\033[5~", "\033[5~" },
        [TUI_PAGE_DOWN] = { "\033[6~", "\033[6~" },
        [TUI_DELETE] = { "\033[3~", "\033[3~" },
        [TUI_INSERT] = { "\033[2~", "\033[2~" },
        [TUI_ENTER] = { "\r", "\r" },
        [TUI_TAB] = { "\t", "\t" },
        [TUI_BACK_TAB] = { "\033[Z", "\033[Z" },
        [TUI_ESCAPE] = { "\033", "\033" },
        [TUI_BACKSPACE] = { "\177", "\177" },
        [TUI_F1] = { "\033OP", "\033OP" },
    };
    tui_type(t, sent[key][t->screen.application_cursor]);
}

const char *tui_text(struct tui *t, int row) {
    free(t->text);
    t->text = emulator_text(&t->screen, row);
    return t->text;
}

bool tui_find(const struct tui *t, const char *text, int *row, int *column) {
    return emulator_find(&t->screen, text, row, column);
}

struct emulator_cell tui_cell(const struct tui *t, int y, int x) {
    return emulator_cell(&t->screen, y, x);
}

void tui_resize(struct tui *t, int columns, int rows) {
    struct winsize size;
    bool no_pixels = ioctl(t->master, TIOCGWINSZ, &size) == 0 && size.ws_xpixel == 0;
    emulator_resize(&t->screen, columns, rows);
    set_size(t, no_pixels);
}

void tui_signal(struct tui *t, int number) {
    if (t->program > 0 && !t->ended)
        kill(t->program, number);
    if (number == SIGCONT)
        t->stopped = false;
}

bool tui_alive(struct tui *t) {
    turn(t, 0);
    return !t->ended;
}

static bool has_ended(struct tui *t, void *context) {
    (void)context;
    return t->ended;
}

// The pen, the modes and the screen that a shell expects to find.
static bool screen_as_before(const struct emulator *emulator) {
    return !emulator->alternate && emulator->cursor_shown && emulator->autowrap && !emulator->mouse
           && !emulator->application_cursor && !emulator->application_keypad
           && !emulator->bracketed_paste && !emulator->synchronised && emulator->top == 0
           && emulator->bottom == emulator->rows - 1 && emulator->pen.attributes == 0
           && emulator->pen.foreground == EMULATOR_DEFAULT
           && emulator->pen.background == EMULATOR_DEFAULT && !emulator->graphics[emulator->shift]
           && emulator->parse == PARSE_GROUND;
}

// Bytes of input that are left for the shell. Uncooked, so that those of a line that was not
// ended count too.
static size_t count_leaked(struct tui *t) {
    send_replies(t);
    struct termios raw = t->before;
    int left = 0;
    raw.c_lflag &= (tcflag_t) ~(ICANON | ECHO);
    if (tcsetattr(t->slave, TCSANOW, &raw) || ioctl(t->slave, FIONREAD, &left))
        return 0;
    return left > 0 ? (size_t)left : 0;
}

// What is still on its way. A child that the program left behind may keep the terminal open:
// then the end never shows, and silence must do.
static void take_rest(struct tui *t) {
    struct pollfd wait = { .fd = t->master, .events = POLLIN };
    while (poll(&wait, 1, 500) > 0 && (wait.revents & POLLIN) && take_output(t))
        ;
}

struct tui_end tui_finish(struct tui *t) {
    struct tui_end end = { .exit_status = -1 };
    if (t->program > 0) {
        end.in_time = tui_wait(t, has_ended, NULL);
        if (!end.in_time)
            kill(t->program, SIGKILL);
        waitpid(t->keeper, NULL, 0);
        while (!t->ended)
            take_reports(t);
        end.exit_status = WIFEXITED(t->wait_status) ? WEXITSTATUS(t->wait_status) : -1;
        end.signal = WIFSIGNALED(t->wait_status) ? WTERMSIG(t->wait_status) : 0;
        end.attributes = attributes_as_before(t);
        end.leaked = count_leaked(t);
        // With the last slave closed, reading goes on to the very end of the output.
        close(t->slave);
        t->slave = -1;
        take_rest(t);
        end.restored = end.attributes && screen_as_before(&t->screen);
    }
    end.bytes = t->screen.bytes;
    end.unknown = t->screen.unknown;
    end.capture = t->program > 0 ? emulator_capture(&t->screen) : NULL;
    int *descriptors[] = { &t->master, &t->slave, &t->report };
    for (size_t i = 0; i < 3; i++)
        if (*descriptors[i] >= 0)
            close(*descriptors[i]);
    if (t->owns_home)
        tui_home_remove(t->home);
    else
        free(t->home);
    free(t->text);
    emulator_close(&t->screen);
    *t = (struct tui){ .master = -1, .slave = -1, .report = -1, .ended = true };
    return end;
}

void tui_end_free(struct tui_end *end) {
    free(end->capture);
    end->capture = NULL;
}

bool tui_run_shown(struct tui *t, const char *heading, const char *folder, const char *file) {
    int row;
    char *script = NULL;
    tui_type(t, "!");
    if (!tui_wait_text(t, heading) || !tui_find(t, heading, &row, NULL)
        || asprintf(&script, "cd '%s' && blitz() { '%s' \"$@\"; } && %s -q -o %s", folder,
                    tui_program(), tui_text(t, row + 1), file)
               < 0)
        return false;
    bool good = system(script) == 0;
    free(script);
    tui_press(t, TUI_ESCAPE);
    return tui_wait_gone(t, heading) && good;
}

bool tui_start_demo(struct tui *t, int columns, int rows) {
    const char *argv[] = { tui_program(), TUI_DEMO, NULL };
    return tui_start(t, columns, rows, argv) && tui_wait_text(t, "0 of 60");
}

bool tui_quit(struct tui *t) {
    tui_type(t, "q");
    struct tui_end end = tui_finish(t);
    bool good = end.in_time && end.exit_status == 0 && end.restored && !end.unknown && !end.leaked;
    if (!good)
        fprintf(stderr, "quit: in time %d, status %d, restored %d, unknown %zu, leaked %zu\n%s",
                end.in_time, end.exit_status, end.restored, end.unknown, end.leaked,
                end.capture ? end.capture : "");
    tui_end_free(&end);
    return good;
}

void tui_print(const struct tui *t, const char *why) {
    fprintf(stderr, "-- %s; %d x %d, cursor %d,%d, %zu bytes, last unknown \"%s\"\n", why,
            t->screen.columns, t->screen.rows, t->screen.x, t->screen.y, t->screen.bytes,
            t->screen.last_unknown);
    for (int y = 0; y < t->screen.rows; y++) {
        char *line = emulator_text(&t->screen, y);
        fprintf(stderr, "|%s\n", line);
        free(line);
    }
}
