# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright (C) 2026 The blitz authors
#
# What a grep can see of how we write: see HACKING.

# shellcheck source=tests/functions.sh
. "$BLITZ_SOURCE/tests/functions.sh"

cd "$BLITZ_SOURCE" || exit 99
sources=$(find src tests -name '*.[ch]' -type f | LC_ALL=C sort)
scripts="contrib/check
contrib/functions.sh
contrib/run
contrib/setup
doc/generate
tests/count
$(find tests -name '*.sh' -type f | LC_ALL=C sort)"

# each LIST COMMAND...: runs the command for each file of a list, one a line.
each() {
    each_list=$1
    shift
    echo "$each_list" | while IFS= read -r file; do
        "$@" "$file"
    done >"$out"
}

has_head() {
    case $(sed -n '/SPDX-License-Identifier: GPL-3.0-or-later/=' "$1" | head -n 1) in
    1 | 2) ;;
    *) echo "$1" ;;
    esac
}

begin 'files begin with their licence'
each "$sources
$scripts" has_head
expect_out ''

short_enough() {
    [ "$(wc -l <"$1")" -le 500 ] || echo "$1: $(wc -l <"$1") lines"
}

begin 'a file has at most 500 lines'
each "$sources" short_enough
expect_out ''

# long_functions FILE: a function goes from the line that ends in "{" at the left margin, and is
# no initialiser or type, to the "}" at the left margin.
long_functions() {
    awk '
        /^[A-Za-z_].*\) \{$/ || (/^ .*\) \{$/ && begun) { start = begun ? begun : NR; name = head ? head : $0 }
        /^[A-Za-z_].*[,(]$/ { begun = NR; head = $0 }
        /^[^ ]/ && !/[,(]$/ && !/\{$/ { begun = 0; head = "" }
        /^}/ {
            if (start && NR - start + 1 > 80) print FILENAME ": " NR - start + 1 " lines: " name
            start = begun = 0
            head = ""
        }' "$1"
}

begin 'the count of lines sees long functions'
{
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
} >"$scratch/work/long.c"
long_functions "$scratch/work/long.c" | sed 's/.*: \([0-9]* lines\)/\1/' >"$out"
expect_out '82 lines: static int long_one(int a,'

begin 'a function has at most 80 lines'
each "$sources" long_functions
expect_out ''

begin 'nothing is left to be done in a comment'
# The words are put together here, so that this file does not have them.
grep -nE "TO""DO|FIX""ME" $sources $scripts >"$out"
expect_out ''

begin 'no path of a machine is written down'
grep -nE '"/(home|work|root|Users)/|=/(home|work|root|Users)/' $sources $scripts >"$out"
expect_out ''

begin 'no tabs, no blanks at the end of a line'
awk '/\t/ { print FILENAME ":" FNR ": tab" }
     /[ \t]$/ { print FILENAME ":" FNR ": blank at the end" }' $sources >"$out"
expect_out ''
