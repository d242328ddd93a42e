// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "session/config_file.h"

#include "base/alloc.h"
#include "base/file.h"
#include "base/text.h"
#include "session/layer.h"
#include "session/options.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define CONFIG_LIMIT ((size_t)1 << 20) // no person writes more

static const char blanks[] = " \t\r";

// Ends the string where a comment begins: at a # that is first or after a blank.
static void cut_comment(char *string) {
    for (char *c = string; *c; c++)
        if (*c == '#' && (c == string || strchr(blanks, c[-1]))) {
            *c = '\0';
            return;
        }
}

// The value of a line, in place; NULL with a fault when a quote is not closed.
static char *unquote(char *value, struct fault *fault) {
    value = text_trim(value, blanks);
    if (*value != '"') {
        cut_comment(value);
        return text_trim(value, blanks);
    }
    char *end = strchr(++value, '"');
    if (end) {
        *end = '\0';
        char *rest = text_trim(end + 1, blanks);
        if (!*rest || *rest == '#')
            return value;
    }
    fault_set(fault, FAULT_USAGE, "a value in double quotes must end with one, and nothing after");
    return NULL;
}

static bool read_line(char *line, struct layer *layer, struct session *session,
                      struct fault *fault) {
    line = text_trim(line, blanks);
    if (!*line || *line == '#')
        return true;
    char *equals = strchr(line, '=');
    char *value = NULL;
    if (equals) {
        *equals = '\0';
        value = unquote(equals + 1, fault);
        if (!value)
            return false;
    } else {
        cut_comment(line);
    }
    bool negated;
    const struct option *option = option_lookup(text_trim(line, blanks), "", &negated, fault);
    if (!option)
        return false;
    if (option->flags & OPTION_INVOCATION)
        return fault_set(fault, FAULT_USAGE, "%s: only on the command line", option->name);
    if (negated && value)
        return fault_set(fault, FAULT_USAGE, "no-%s takes no value", option->name);
    if (!negated && option->argument && !value)
        return fault_set(fault, FAULT_USAGE, "%s needs a value: %s = %s", option->name,
                         option->name, option->argument);
    return layer_set(layer, option, negated, value, session, fault);
}

bool config_read(struct session *session, const char *path, struct fault *fault) {
    size_t size;
    char *data = file_read_all(path, CONFIG_LIMIT, &size, fault);
    if (!data)
        return false;
    struct layer layer = { 0 };
    char *safe = text_safe(path), *rest = data;
    bool good = true;
    if (strlen(data) != size)
        good = fault_set(fault, FAULT_USAGE, "%s: is not text", safe);
    for (int number = 1; good && rest; number++) {
        char *line = strsep(&rest, "\n");
        if (!read_line(line, &layer, session, fault))
            good = fault_prefix(fault, "%s:%d", safe, number);
    }
    option_marks_join(&session->configured, &layer.touched);
    free(safe);
    free(data);
    return good;
}

static bool set_from(struct session *session, const char *variable, const char *name,
                     const char *value, struct fault *fault) {
    struct layer layer = { 0 };
    if (!value || !*value)
        return true;
    if (!layer_set(&layer, option_find(name), false, value, session, fault))
        return fault_prefix(fault, "%s", variable);
    option_marks_join(&session->configured, &layer.touched);
    return true;
}

bool config_environment(struct session *session, struct fault *fault) {
    const char *no_color = getenv("NO_COLOR");
    return set_from(session, "BLITZ_MEMORY", "memory", getenv("BLITZ_MEMORY"), fault)
           && set_from(session, "BLITZ_CACHE", "cache", getenv("BLITZ_CACHE"), fault)
           && set_from(session, "BLITZ_GRAPHICS", "graphics", getenv("BLITZ_GRAPHICS"), fault)
           && set_from(session, "NO_COLOR", "color", no_color && *no_color ? "never" : NULL, fault);
}

// `variable` when it is an absolute path, else `below` the home folder.
static char *base_folder(const char *variable, const char *below) {
    const char *folder = getenv(variable), *home = getenv("HOME");
    if (folder && *folder == '/')
        return alloc_string(folder);
    return home && *home == '/' ? file_join(home, below) : NULL;
}

static char *path_in(const char *variable, const char *below, const char *name) {
    char *folder = base_folder(variable, below);
    if (!folder)
        return NULL;
    char *own = file_join(folder, "blitz"), *path = file_join(own, name);
    free(folder);
    free(own);
    return path;
}

char *config_path(const char *name) {
    return path_in("XDG_CONFIG_HOME", ".config", name);
}

char *cache_path(void) {
    char *folder = base_folder("XDG_CACHE_HOME", ".cache");
    char *path = folder ? file_join(folder, "blitz") : NULL;
    free(folder);
    return path;
}

char *state_path(const char *name) {
    return path_in("XDG_STATE_HOME", ".local/state", name);
}

// A default file may be missing.
static bool read_default(struct session *session, const char *path, struct fault *fault) {
    struct stat status;
    return !path || stat(path, &status) != 0 || config_read(session, path, fault);
}

bool config_load(struct session *session, const char *named, struct fault *fault) {
    char *user = config_path("config");
    bool good = read_default(session, SYSCONFDIR "/blitz/config", fault)
                && read_default(session, user, fault)
                && (!named || config_read(session, named, fault))
                && config_environment(session, fault);
    free(user);
    return good;
}
