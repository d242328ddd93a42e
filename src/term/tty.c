// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "term/tty.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "base/text.h"
#include "term/tty_rescue.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

// Ends a control string that was cut, whatever state the terminal is in: CAN, ST. In no state
// does either print anything.
#define CANCEL "\030\033\\"

struct tty {
    int fd;
    struct termios before; // settings that come back
    bool is_raw, is_guarded;
    struct text queue;
    size_t sent; // bytes of the queue that are written
    size_t queued, written;
    struct text farewell; // CANCEL, then what the caller gave
    struct rescue rescue;
};

static int open_device(const char *path) {
    return open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
}

// The terminal behind standard output or input, for a process without a controlling one.
static int open_standard(void) {
    static const int standard[] = { STDOUT_FILENO, STDIN_FILENO };
    for (size_t i = 0; i < 2; i++) {
        char path[256];
        if (ttyname_r(standard[i], path, sizeof path) == 0) {
            int fd = open_device(path);
            if (fd >= 0)
                return fd;
        }
    }
    return -1;
}

struct tty *tty_open(const char *path, struct fault *fault) {
    int fd = open_device(path ? path : "/dev/tty");
    if (fd < 0 && !path)
        fd = open_standard();
    struct termios before;
    if (fd < 0 || tcgetattr(fd, &before) != 0) {
        if (fd >= 0)
            close(fd);
        fault_set(fault, FAULT_FAILED,
                  "there is no terminal to show anything in: run blitz in one, or use a verb that "
                  "prints (blitz info, blitz check ...)");
        return NULL;
    }
    struct tty *tty = alloc_zeroed(1, sizeof *tty);
    tty->fd = fd;
    tty->before = before;
    text_add(&tty->farewell, CANCEL);
    return tty;
}

int tty_descriptor(const struct tty *tty) {
    return tty->fd;
}

struct tty_size tty_size(const struct tty *tty) {
    struct winsize window = { 0 };
    if (ioctl(tty->fd, TIOCGWINSZ, &window) != 0 || !window.ws_row || !window.ws_col)
        return (struct tty_size){ .rows = 24, .columns = 80 };
    // Some terminals count their border in: rounding down gives the cell.
    return (struct tty_size){ .rows = window.ws_row,
                              .columns = window.ws_col,
                              .cell_width = window.ws_xpixel / window.ws_col,
                              .cell_height = window.ws_ypixel / window.ws_row };
}

// ── settings ───────────────────────────────────────────────────────────────────────────────

static void arm(struct tty *tty) {
    rescue_forget();
    if (!tty->is_guarded || !tty->is_raw)
        return;
    tty->rescue = (struct rescue){ .fd = tty->fd,
                                   .bytes = text_string(&tty->farewell),
                                   .count = tty->farewell.length,
                                   .settings = tty->before };
    rescue_arm(&tty->rescue);
}

bool tty_raw(struct tty *tty, struct fault *fault) {
    struct termios raw = tty->before;
    raw.c_iflag &= (tcflag_t) ~(BRKINT | ICRNL | IGNCR | INLCR | INPCK | ISTRIP | IXON | IXOFF);
    raw.c_oflag &= (tcflag_t)~OPOST;
    raw.c_lflag &= (tcflag_t) ~(ECHO | ECHONL | ICANON | IEXTEN | ISIG);
    raw.c_cflag = (raw.c_cflag & (tcflag_t) ~(CSIZE | PARENB)) | CS8;
    raw.c_cc[VMIN] = 0;
    raw.c_cc[VTIME] = 0;
    tty->is_raw = true; // before it is true, so that a signal in between finds the way back
    arm(tty);
    while (tcsetattr(tty->fd, TCSADRAIN, &raw) != 0)
        if (errno != EINTR)
            return fault_set(fault, FAULT_FAILED, "the terminal refuses raw input: %s",
                             strerror(errno));
    return true;
}

void tty_set_farewell(struct tty *tty, const char *bytes, size_t count) {
    struct text farewell = { 0 };
    text_add(&farewell, CANCEL);
    text_add_bytes(&farewell, bytes, count);
    // The old bytes are in use by the rescue until it is armed anew.
    struct text old = tty->farewell;
    tty->farewell = farewell;
    arm(tty);
    text_free(&old);
}

void tty_guard(struct tty *tty) {
    tty->is_guarded = true;
    arm(tty);
    rescue_catch_signals();
}

void tty_rescue(void) {
    rescue_now();
}

// ── the queue ──────────────────────────────────────────────────────────────────────────────

void tty_queue(struct tty *tty, const char *bytes, size_t count) {
    text_add_bytes(&tty->queue, bytes, count);
    tty->queued += count;
}

size_t tty_pending(const struct tty *tty) {
    return tty->queue.length - tty->sent;
}

size_t tty_total_queued(const struct tty *tty) {
    return tty->queued;
}

size_t tty_total_written(const struct tty *tty) {
    return tty->written;
}

bool tty_flush(struct tty *tty) {
    while (tty_pending(tty)) {
        ssize_t count = write(tty->fd, tty->queue.data + tty->sent, tty_pending(tty));
        if (count > 0) {
            tty->sent += (size_t)count;
            tty->written += (size_t)count;
        } else if (count < 0 && errno == EAGAIN) {
            return true;
        } else if (count == 0 || errno != EINTR) {
            return false;
        }
    }
    text_clear(&tty->queue);
    tty->sent = 0;
    return true;
}

ssize_t tty_read(struct tty *tty, void *into, size_t size) {
    for (;;) {
        ssize_t count = read(tty->fd, into, size);
        if (count > 0)
            return count;
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0 && errno != EAGAIN)
            return -1;
        // With VMIN 0, nothing to read and a terminal that is gone look alike, but for poll.
        struct pollfd hung = { .fd = tty->fd };
        return poll(&hung, 1, 0) > 0 && hung.revents & (POLLHUP | POLLERR | POLLNVAL) ? -1 : 0;
    }
}

// ── leaving ────────────────────────────────────────────────────────────────────────────────

// Writes the queue until `deadline`; whether all of it went.
static bool drain(struct tty *tty, double deadline) {
    while (tty_flush(tty)) {
        if (!tty_pending(tty))
            return true;
        double left = deadline - clock_now();
        if (left <= 0)
            return false;
        struct pollfd wait = { .fd = tty->fd, .events = POLLOUT };
        poll(&wait, 1, (int)(left * 1000) + 1);
    }
    return false;
}

void tty_leave(struct tty *tty, double limit) {
    if (!tty->is_raw)
        return;
    double deadline = clock_now() + limit;
    if (!drain(tty, deadline)) {
        text_clear(&tty->queue);
        tty->sent = 0;
    }
    tty_queue(tty, tty->farewell.data, tty->farewell.length);
    // The farewell gets a chance of its own, however late it is.
    bool all = drain(tty, clock_now() + (limit < 0.25 ? limit : 0.25));
    if (!all) {
        text_clear(&tty->queue);
        tty->sent = 0;
        // TCSAFLUSH below waits for output, which this terminal does not take.
        tcflush(tty->fd, TCOFLUSH);
    }
    while (tcsetattr(tty->fd, TCSAFLUSH, &tty->before) != 0 && errno == EINTR)
        continue;
    tty->is_raw = false;
    arm(tty);
}

bool tty_suspend(struct tty *tty, double limit, struct fault *fault) {
    tty_leave(tty, limit);
    // With the default action for this once; the shell expects the whole group to stop.
    struct sigaction old, plain = { .sa_handler = SIG_DFL };
    sigset_t blocked, unblock;
    sigemptyset(&plain.sa_mask);
    sigemptyset(&unblock);
    sigaddset(&unblock, SIGTSTP);
    sigaction(SIGTSTP, &plain, &old);
    pthread_sigmask(SIG_UNBLOCK, &unblock, &blocked);
    kill(0, SIGTSTP);
    pthread_sigmask(SIG_SETMASK, &blocked, NULL);
    sigaction(SIGTSTP, &old, NULL);
    // The shell may have changed settings meanwhile; those are the ones to come back to.
    struct termios now;
    if (tcgetattr(tty->fd, &now) == 0)
        tty->before = now;
    return tty_raw(tty, fault);
}

void tty_close(struct tty **tty, double limit) {
    if (!*tty)
        return;
    tty_leave(*tty, limit);
    rescue_forget();
    close((*tty)->fd);
    text_free(&(*tty)->queue);
    text_free(&(*tty)->farewell);
    free(*tty);
    *tty = NULL;
}
