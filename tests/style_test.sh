# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright (C) 2026 The blitz authors
#
# What a grep can see of how we write: see HACKING. Each rule prints what breaks it, one line each,
# and is shown a file that breaks it before it looks at ours.

# shellcheck source=tests/functions.sh
. "$BLITZ_SOURCE/tests/functions.sh"

# ── rules: FILE to what is wrong with it ──

has_licence() {
    case $(sed -n '/SPDX-License-Identifier: GPL-3.0-or-later/=' "$1" | head -n 1) in
    1 | 2) ;;
    *) echo "$1: no licence" ;;
    esac
}

short_file() {
    [ "$(wc -l <"$1")" -le 500 ] || echo "$1: $(wc -l <"$1") lines"
}

# A function goes from the line that ends in "{" at the left margin, and is no initialiser or type,
# to the "}" at the left margin.
short_functions() {
    awk '
        /^[A-Za-z_].*\) \{$/ || (/^ .*\) \{$/ && begun) {
            start = begun ? begun : NR
            name = head ? head : $0
        }
        /^[A-Za-z_].*[,(]$/ { begun = NR; head = $0 }
        /^[^ ]/ && !/[,(]$/ && !/\{$/ { begun = 0; head = "" }
        /^}/ {
            if (start && NR - start + 1 > 80) print FILENAME ": " NR - start + 1 " lines: " name
            start = begun = 0
            head = ""
        }' "$1"
}

# The words are put together here, so that this file does not have them.
nothing_left() {
    grep -HnE "TO""DO|FIX""ME" "$1" | sed 's/^\([^:]*:[0-9]*\):.*/\1: left to be done/'
}

no_machine() {
    grep -HnE '"/(home|work|root|Users)/|=/(home|work|root|Users)/' "$1" |
        sed 's/^\([^:]*:[0-9]*\):.*/\1: a path of a machine/'
}

clean_blanks() {
    awk '/\t/ { print FILENAME ":" FNR ": tab" }
         /[ \t]$/ { print FILENAME ":" FNR ": blank at the end" }' "$1"
}

# The first include of a.c is its own header, where there is one; a header is guarded by its path.
own_header_first() {
    own=${1%.c}.h
    case $1 in
    src/*.c)
        [ -f "$own" ] || return 0
        grep -m 1 '^#include' "$1" | grep -qF "\"${own#src/}\"" || echo "$1: own header is not first"
        ;;
    src/*.h)
        guard=$(echo "BLITZ_${1#src/}" | tr 'a-z/.' 'A-Z__')
        case $1 in
        *_body.h) ;; # a template, included more than once
        *) grep -qx "#ifndef $guard" "$1" || echo "$1: not guarded by $guard" ;;
        esac
        ;;
    esac
}

rules='has_licence short_file short_functions nothing_left no_machine clean_blanks own_header_first'

# each LIST RULE...: what breaks the rules in the files of a list, one a line.
each() {
    each_list=$1
    shift
    echo "$each_list" | while IFS= read -r file; do
        for rule in "$@"; do
            "$rule" "$file"
        done
    done >"$out"
}

begin 'each rule sees what breaks it, and nothing else'
licence='// SPDX-License-Identifier: GPL-3.0-or-later'
mkdir -p src/base
{
    echo "$licence"
    echo 'static int long_one(int a,'
    echo '                    int b) {'
    yes '    a++;' | head -n 79
    echo '}'
    echo 'static const int table[] = {'
    yes '    1,' | head -n 99
    echo '};'
    echo 'int short_one(void) {'
    yes '    a++;' | head -n 78
    echo '}'
} >src/base/functions.c
{
    echo "$licence"
    yes '// A line.' | head -n 500
} >src/base/lines.c
{
    echo '// Nothing about a licence.'
    echo '// TO''DO: more'
    printf '\tchar *a = "%s"; \n' /home/somebody
} >src/base/careless.c
printf '%s\n#include "base/b.h"\n#include "base/own.h"\n' "$licence" >src/base/own.c
printf '%s\n#ifndef BLITZ_OWN_H\n' "$licence" >src/base/own.h
printf '%s\n#include "base/good.h"\n#include <stdio.h>\n' "$licence" >src/base/good.c
printf '%s\n#ifndef BLITZ_BASE_GOOD_H\n' "$licence" >src/base/good.h
# shellcheck disable=SC2086
each "$(find src -type f | LC_ALL=C sort)" $rules
expect_out 'src/base/careless.c: no licence
src/base/careless.c:2: left to be done
src/base/careless.c:3: a path of a machine
src/base/careless.c:3: tab
src/base/careless.c:3: blank at the end
src/base/functions.c: 82 lines: static int long_one(int a,
src/base/lines.c: 501 lines
src/base/own.c: own header is not first
src/base/own.h: not guarded by BLITZ_BASE_OWN_H'

# ── ours ──

cd "$BLITZ_SOURCE" || exit 99
sources=$(find src tests -name '*.[ch]' -type f | LC_ALL=C sort)
scripts="contrib/check
contrib/functions.sh
contrib/run
contrib/setup
doc/generate
tests/count
$(find tests -name '*.sh' -type f | LC_ALL=C sort)"

begin 'files begin with their licence'
each "$sources
$scripts" has_licence
expect_out ''

begin 'a file has at most 500 lines'
each "$sources
$scripts" short_file
expect_out ''

begin 'a function has at most 80 lines'
each "$sources" short_functions
expect_out ''

begin 'nothing is left to be done in a comment'
each "$sources
$scripts" nothing_left
expect_out ''

begin 'no path of a machine is written down'
each "$sources
$scripts" no_machine
expect_out ''

begin 'no tabs, no blanks at the end of a line'
each "$sources" clean_blanks
expect_out ''

begin 'own headers come first, guards are named after their file'
each "$sources" own_header_first
expect_out ''
