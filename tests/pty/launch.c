// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "pty/launch.h"

#include "pty/tui.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

const char *tui_program(void) {
    const char *program = getenv("BLITZ");
    return program && *program ? program : "src/blitz";
}

char *tui_data(const char *name) {
    const char *folder = getenv("BLITZ_TEST_DATA");
    char *path = NULL;
    if (!folder || asprintf(&path, "%s/%s", folder, name) < 0)
        return NULL;
    if (access(path, R_OK) == 0)
        return path;
    free(path);
    return NULL;
}

char *tui_home_make(void) {
    const char *temporary = getenv("TMPDIR");
    char *home = NULL;
    if (asprintf(&home, "%s/blitz-test-XXXXXX", temporary && *temporary ? temporary : "/tmp") < 0)
        return NULL;
    if (mkdtemp(home))
        return home;
    free(home);
    return NULL;
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *walk) {
    (void)status, (void)kind, (void)walk;
    remove(path);
    return 0;
}

void tui_home_remove(char *home) {
    if (home)
        nftw(home, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    free(home);
}

bool launch_terminal(int *master, int *slave) {
    *master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (*master < 0 || grantpt(*master) || unlockpt(*master))
        return false;
    char name[64];
    if (ptsname_r(*master, name, sizeof name))
        return false;
    *slave = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
    return *slave >= 0 && fcntl(*master, F_SETFL, O_NONBLOCK) == 0;
}

static void set_folder(const char *name, const char *home, const char *folder) {
    char *path = NULL;
    if (asprintf(&path, "%s/%s", home, folder) < 0)
        _exit(126);
    mkdir(path, 0700);
    setenv(name, path, 1);
    free(path);
}

// Only what is named here and the test's own settings reach the program.
static void pin_environment(const struct launch *launch) {
    static const char *const kept[] = { "PATH",           "TMPDIR",       "LD_LIBRARY_PATH",
                                        "ASAN_OPTIONS",   "TSAN_OPTIONS", "UBSAN_OPTIONS",
                                        "LSAN_OPTIONS",   "TERMINFO",     "TERMINFO_DIRS",
                                        "BLITZ_TEST_DATA" };
    char *values[sizeof kept / sizeof *kept];
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
        const char *value = getenv(kept[i]);
        values[i] = value ? strdup(value) : NULL;
    }
    clearenv();
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        if (values[i])
            setenv(kept[i], values[i], 1);
    setenv("TERM", launch->term, 1);
    setenv("LC_ALL", "C.UTF-8", 1);
    setenv("TZ", "UTC", 1);
    setenv("HOME", launch->home, 1);
    set_folder("XDG_CONFIG_HOME", launch->home, "config");
    set_folder("XDG_STATE_HOME", launch->home, "state");
    set_folder("XDG_CACHE_HOME", launch->home, "cache");
    for (const char *const *more = launch->environment; more && *more; more++)
        putenv((char *)*more);
}

static void become_program(const struct launch *launch, int failed) {
    setpgid(0, 0);
    tcsetpgrp(0, getpid());
    signal(SIGTTOU, SIG_DFL);
    signal(SIGPIPE, SIG_DFL);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    pin_environment(launch);
    // A relative program is meant from the folder where the test runs.
    char *program = strchr(launch->argv[0], '/') ? realpath(launch->argv[0], NULL) : NULL;
    if (chdir(launch->folder) == 0)
        execvp(program ? program : launch->argv[0], (char *const *)launch->argv);
    int reason = errno;
    if (write(failed, &reason, sizeof reason) < 0)
        _exit(126);
    _exit(127);
}

// The keeper: leads the session, starts the program in a process group of its own and reports
// how it fares.
static void keep(const struct launch *launch, int report, int first, int failed) {
    setsid();
    if (ioctl(launch->slave, TIOCSCTTY, 0))
        _exit(126);
    signal(SIGTTOU, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (int fd = 0; fd < 3; fd++)
        dup2(launch->slave, fd);
    pid_t program = fork();
    if (program == 0) {
        signal(SIGHUP, SIG_DFL);
        become_program(launch, failed);
    }
    setpgid(program, program);
    if (write(first, &program, sizeof program) < 0)
        _exit(126);
    close(first);
    close(failed);
    int status = 0;
    do {
        if (waitpid(program, &status, WUNTRACED) < 0)
            _exit(126);
        if (write(report, &status, sizeof status) < 0)
            _exit(126);
    } while (WIFSTOPPED(status));
    _exit(0);
}

bool launch_program(struct launch *launch) {
    int report[2], first[2], failed[2];
    if (pipe2(report, O_CLOEXEC) || pipe2(first, O_CLOEXEC) || pipe2(failed, O_CLOEXEC))
        return false;
    fflush(NULL);
    launch->keeper = fork();
    if (launch->keeper == 0)
        keep(launch, report[1], first[1], failed[1]);
    close(report[1]);
    close(first[1]);
    close(failed[1]);
    launch->report = report[0];
    bool named =
        read(first[0], &launch->program, sizeof launch->program) == (ssize_t)sizeof launch->program;
    // Closes on exec: a word here is the reason why there was none.
    int reason = 0;
    bool started = named && launch->program > 0
                   && read(failed[0], &reason, sizeof reason) != (ssize_t)sizeof reason;
    close(first[0]);
    close(failed[0]);
    if (!started) {
        fprintf(stderr, "cannot start %s: %s\n", launch->argv[0], strerror(reason));
        waitpid(launch->keeper, NULL, 0);
        close(launch->report);
    }
    return started;
}
