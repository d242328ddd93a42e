// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The man page's lists and the shells' completions.

#include "session/actions.h"
#include "session/help.h"
#include "session/options.h"
#include "view/colourmap.h"

#include <stdlib.h>
#include <string.h>

// Text as troff prints it: no command at the start of a line, no hyphen for a minus.
static void add_troff(struct text *text, const char *string) {
    if (*string == '.' || *string == '\'')
        text_add(text, "\\&");
    for (const char *c = string; *c; c++)
        if (*c == '\\')
            text_add(text, "\\e");
        else if (*c == '-')
            text_add(text, "\\-");
        else if (*c == '\'')
            text_add(text, "\\(aq");
        else if (*c == '^')
            text_add(text, "\\(ha");
        else if (*c == '~')
            text_add(text, "\\(ti");
        else if (*c == '`')
            text_add(text, "\\(ga");
        else
            text_add_char(text, *c);
}

// The values to complete, blank-separated; "" for none.
static void add_values(struct text *text, const struct option *option) {
    if (strcmp(option->name, "lut") == 0) {
        for (int i = 0; i < (int)colourmap_count(); i++)
            text_addf(text, "%s%s", i ? " " : "", colourmap_name(i));
        return;
    }
    for (const char *v = option->values; v && *v; v++)
        text_add_char(text, *v == '|' ? ' ' : *v);
}

static void man_options(struct text *text) {
    for (size_t i = 0; i < option_count; i++) {
        const struct option *option = &options[i];
        if (option->flags & OPTION_HIDDEN)
            continue;
        if (i == 0 || options[i - 1].group != option->group)
            text_addf(text, ".SS %s\n", option_group_name(option->group));
        text_add(text, ".TP\n");
        if (option->letter)
            text_addf(text, "\\fB\\-%c\\fR, ", option->letter);
        text_add(text, "\\fB\\-\\-");
        add_troff(text, option->name);
        text_add(text, "\\fR");
        if (option->argument) {
            bool optional = option->flags & OPTION_OPTIONAL;
            text_add(text, optional ? "[=\\fI" : "=\\fI");
            add_troff(text, option->argument);
            text_add(text, optional ? "\\fR]" : "\\fR");
        }
        text_add_char(text, '\n');
        add_troff(text, option->help);
        if (option->flags & OPTION_REPEATABLE)
            text_add(text, " (repeatable)");
        text_add(text, ".\n");
    }
}

static void man_keys(struct text *text) {
    const char *group = "";
    for (size_t i = 0; i < action_rows; i++) {
        const struct action_row *row = &actions[i];
        if (strcmp(group, row->group) != 0)
            text_addf(text, ".SS %s\n", row->group);
        group = row->group;
        text_add(text, ".TP\n\\fB");
        add_troff(text, row->keys);
        text_add(text, "\\fR  :");
        add_troff(text, row->name);
        if (row->argument) {
            text_add(text, " \\fI");
            add_troff(text, row->argument);
            text_add(text, "\\fR");
        }
        text_add_char(text, '\n');
        add_troff(text, row->help);
        text_add_char(text, '\n');
    }
}

static void add_verbs(struct text *text) {
    for (int verb = 0; verb < VERB_COUNT; verb++)
        text_addf(text, "%s%s", verb ? " " : "", verb_name((enum verb)verb));
}

// "=" when a value must follow.
static const char *equals(const struct option *option) {
    return option->argument && !(option->flags & OPTION_OPTIONAL) ? "=" : "";
}

// All "--name" words, "=" after those that take a value.
static void add_option_words(struct text *text) {
    bool first = true;
    for (size_t i = 0; i < option_count; i++) {
        if (options[i].flags & OPTION_HIDDEN)
            continue;
        text_addf(text, "%s--%s%s", first ? "" : " ", options[i].name, equals(&options[i]));
        first = false;
    }
}

// What `blitz bench` takes instead of paths: it knows that itself, and says so on one line each.
static const char bench_names[] =
    "(echo load; blitz bench --dry-run --quiet :u8 2>/dev/null | sed \"s/ .*//\")";

// bash splits words at "=", so the option may stand one or two words before the value.
static void bash(struct text *text) {
    text_add(text, "# bash completion for blitz, made by 'blitz --generate=bash'\n"
                   "_blitz() {\n"
                   "    local word=${COMP_WORDS[COMP_CWORD]} option= values= files=\n"
                   "    COMPREPLY=()\n"
                   "    if [[ $word == '=' ]]; then\n"
                   "        word= option=${COMP_WORDS[COMP_CWORD-1]}\n"
                   "    elif ((COMP_CWORD > 1)) && [[ ${COMP_WORDS[COMP_CWORD-1]} == '=' ]]; then\n"
                   "        option=${COMP_WORDS[COMP_CWORD-2]}\n"
                   "    elif ((COMP_CWORD > 0)) && [[ ${COMP_WORDS[COMP_CWORD-1]} == -* ]]; then\n"
                   "        option=${COMP_WORDS[COMP_CWORD-1]}\n"
                   "    fi\n"
                   "    case $option in\n");
    for (size_t i = 0; i < option_count; i++) {
        const struct option *option = &options[i];
        if (option->flags & OPTION_HIDDEN || !option->argument)
            continue;
        text_addf(text, "    --%s", option->name);
        if (option->letter)
            text_addf(text, " | -%c", option->letter);
        text_add(text, ") values='");
        add_values(text, option);
        text_addf(text, "' files=%s ;;\n", option->flags & OPTION_FILE ? "yes" : "no");
    }
    text_add(text, "    esac\n"
                   "    if [[ $files ]]; then\n"
                   "        COMPREPLY=($(compgen -W \"$values\" -- \"$word\"))\n"
                   "        [[ $files == yes ]] || return\n"
                   "    elif [[ $word == -* ]]; then\n"
                   "        COMPREPLY=($(compgen -W '");
    add_option_words(text);
    text_add(text, "' -- \"$word\"))\n"
                   "        [[ ${COMPREPLY[0]} == *= ]] && compopt -o nospace\n"
                   "        return\n"
                   "    elif ((COMP_CWORD == 1)); then\n"
                   "        COMPREPLY=($(compgen -W '");
    add_verbs(text);
    text_add(text, "' -- \"$word\"))\n"
                   "    elif [[ ${COMP_WORDS[1]} == cache ]]; then\n"
                   "        COMPREPLY=($(compgen -W 'list clear verify' -- \"$word\"))\n"
                   "        return\n"
                   "    elif [[ ${COMP_WORDS[1]} == tune ]] && ((COMP_CWORD == 2)); then\n"
                   "        COMPREPLY=($(compgen -W '");
    tuning_list(" ", text);
    text_add(text, "' -- \"$word\"))\n"
                   "        return\n"
                   "    elif [[ ${COMP_WORDS[1]} == bench && ${COMP_WORDS[2]} != load ]]; then\n"
                   "        COMPREPLY=($(compgen -W \"$");
    text_add(text, bench_names);
    text_add(text, "\" -- \"$word\"))\n"
                   "        return\n"
                   "    fi\n"
                   "    local path\n"
                   "    compopt -o filenames\n"
                   "    while IFS= read -r path; do\n"
                   "        COMPREPLY+=(\"$path\")\n"
                   "    done < <(compgen -f -- \"$word\")\n"
                   "}\n"
                   "complete -F _blitz blitz\n");
}

// Text inside single quotes and the brackets of a zsh or fish description.
static void add_plain(struct text *text, const char *string, const char *escape) {
    for (const char *c = string; *c; c++)
        if (*c == '\'')
            text_add(text, escape);
        else if (*c == '[')
            text_add_char(text, '(');
        else if (*c == ']')
            text_add_char(text, ')');
        else if (*c == ':')
            text_add(text, "\\:");
        else
            text_add_char(text, *c);
}

static void zsh_value(struct text *text, const struct option *option) {
    if (!option->argument)
        return;
    text_add(text, option->flags & OPTION_OPTIONAL ? "::" : ":");
    add_plain(text, option->name, "'\\''");
    text_add_char(text, ':');
    struct text values = { 0 };
    add_values(&values, option);
    if (option->flags & OPTION_FILE) {
        text_add(text, "_files");
    } else if (values.length) {
        text_add_char(text, '(');
        add_plain(text, text_string(&values), "'\\''");
        text_add_char(text, ')');
    } else {
        text_add_char(text, ' ');
    }
    text_free(&values);
}

static void zsh(struct text *text) {
    text_add(text, "#compdef blitz\n# made by 'blitz --generate=zsh'\n_arguments -s -S \\\n");
    for (size_t i = 0; i < option_count; i++) {
        const struct option *option = &options[i];
        if (option->flags & OPTION_HIDDEN)
            continue;
        for (int form = 0; form < (option->letter ? 2 : 1); form++) {
            text_add(text, option->flags & OPTION_REPEATABLE ? "    '*" : "    '");
            if (form)
                text_addf(text, "-%c%s[", option->letter, option->argument ? "+" : "");
            else
                text_addf(text, "--%s%s[", option->name,
                          option->flags & OPTION_OPTIONAL ? "=-" : equals(option));
            add_plain(text, option->help, "'\\''");
            text_add_char(text, ']');
            zsh_value(text, option);
            text_add(text, "' \\\n");
        }
    }
    text_add(text, "    '1: :{_alternative \"verbs:verb:(");
    add_verbs(text);
    text_add(text, ")\" \"files:file:_files\"}' \\\n"
                   "    '*: :{ if [[ $words[2] == bench && $words[3] != load ]]; then compadd - $");
    text_add(text, bench_names);
    text_add(text, "; elif [[ $words[2] == cache ]]; then compadd - list clear verify"
                   "; elif [[ $words[2] == tune ]] && ((CURRENT == 3)); then compadd - ");
    tuning_list(" ", text);
    text_add(text, "; else _files; fi }'\n");
}

static void add_fish(struct text *text, const char *string) {
    for (const char *c = string; *c; c++) {
        if (*c == '\'' || *c == '\\')
            text_add_char(text, '\\');
        text_add_char(text, *c);
    }
}

static void fish(struct text *text) {
    text_add(text, "# fish completion for blitz, made by 'blitz --generate=fish'\n"
                   "complete -c blitz -n __fish_use_subcommand -a '");
    add_verbs(text);
    text_addf(text,
              "'\ncomplete -c blitz -n '__fish_seen_subcommand_from bench; and not "
              "__fish_seen_subcommand_from load' -f -a '%s'\n"
              "complete -c blitz -n '__fish_seen_subcommand_from cache' -f -a "
              "'list clear verify'\n",
              bench_names);
    text_add(text, "complete -c blitz -n '__fish_seen_subcommand_from tune; and not "
                   "__fish_seen_subcommand_from ");
    tuning_list(" ", text);
    text_add(text, "' -f -a '");
    tuning_list(" ", text);
    text_add(text, "'\n");
    for (size_t i = 0; i < option_count; i++) {
        const struct option *option = &options[i];
        if (option->flags & OPTION_HIDDEN)
            continue;
        text_addf(text, "complete -c blitz -l %s", option->name);
        if (option->letter)
            text_addf(text, " -s %c", option->letter);
        if (option->argument && !(option->flags & OPTION_OPTIONAL))
            text_add(text, option->flags & OPTION_FILE ? " -r" : " -x");
        struct text values = { 0 };
        add_values(&values, option);
        if (option->argument && values.length) {
            text_add(text, " -a '");
            add_fish(text, text_string(&values));
            text_add_char(text, '\'');
        }
        text_free(&values);
        text_add(text, " -d '");
        add_fish(text, option->help);
        text_add(text, "'\n");
    }
}

bool session_generate(const char *kind, struct text *text, struct fault *fault) {
    static const struct {
        const char *kind;
        void (*make)(struct text *text);
    } makers[] = {
        { "man-options", man_options },
        { "man-keys", man_keys },
        { "bash", bash },
        { "zsh", zsh },
        { "fish", fish },
    };
    for (size_t i = 0; i < sizeof makers / sizeof *makers; i++)
        if (strcmp(makers[i].kind, kind) == 0) {
            makers[i].make(text);
            return true;
        }
    char *safe = text_safe(kind);
    fault_set(fault, FAULT_USAGE, "--generate=%s: must be man-options, man-keys, bash, zsh or fish",
              safe);
    free(safe);
    return false;
}
