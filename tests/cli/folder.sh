# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright (C) 2026 The blitz authors

# shellcheck source=tests/functions.sh
. "$BLITZ_SOURCE/tests/functions.sh"

# sources: the second column of the last output, as one line.
sources() {
    sed 1d "$out" | cut -d, -f2 | tr '\n' ' ' | sed 's/ $//'
}

expect_sources() {
    [ "$(sources)" = "$1" ] || fail "the order is: $(sources)"
}

# touch_all FOLDER NAME...: a small image for each name.
touch_all() {
    mkdir "$1"
    for name in "$@"; do
        [ "$name" = "$1" ] || make_file pgm "$1/$name.pgm" 2 1 255 1 2
    done
}

begin 'digit runs compare as numbers'
touch_all mixed 1.5 1.10 2 10
run series mixed
expect_sources '1.5.pgm 1.10.pgm 2.pgm 10.pgm'
touch_all zeros a1 a01 a2 a10
run series zeros
expect_sources 'a1.pgm a01.pgm a2.pgm a10.pgm'
touch_all letters a1b a01c
run series letters
expect_sources 'a1b.pgm a01c.pgm'
touch_all long f9 f10 f99999999999999999999999 f100000000000000000000000
run series long
expect_sources 'f9.pgm f10.pgm f99999999999999999999999.pgm f100000000000000000000000.pgm'

begin 'hidden files and folders are passed over'
cp zeros/a1.pgm zeros/.a0.pgm
mkdir zeros/a3.pgm
run series zeros
expect_sources 'a1.pgm a01.pgm a2.pgm a10.pgm'

begin 'order by time of modification'
touch -d 2020-01-03 zeros/a1.pgm
touch -d 2020-01-01 zeros/a2.pgm
touch -d 2020-01-02 zeros/a01.pgm
touch -d 2020-01-04 zeros/a10.pgm
run series zeros --order=mtime
expect_sources 'a2.pgm a01.pgm a1.pgm a10.pgm'

begin 'the largest group opens, the others are listed and one option away'
touch_all groups cam1_1 cam1_2 cam1_3 dark_1 dark_2
make_file png groups/map.png 2 1 8 1 0 1
echo text >groups/notes.txt
run series groups
expect_sources 'cam1_1.pgm cam1_2.pgm cam1_3.pgm'
run info --json groups
expect_json "$out" frames 'number 3'
expect_json "$out" groups 'array 3'
expect_json "$out" group 'number 1'
run series groups --group=2
expect_sources 'dark_1.pgm dark_2.pgm'
run info --json groups --group=3
expect_json "$out" kind 'string "png"'
expect_json "$out" group 'number 3'
run series groups --group=4
expect_status 2
expect_err_has 'there is no group 4'

begin 'gaps are counted and named, and are no frames'
touch_all gaps f1 f3 f5 f9 f11 f21
run check gaps
expect_status 6
expect_out_has '6 frames: 6 ok; 5 numbers missing'
run check --json gaps
expect_json "$out" gaps 'number 5'
expect_json "$out" frames 'number 6'
expect_json "$out" problems 'array 2'
expect_json "$out" problems/0/status 'string "gap"'
expect_json "$out" problems/0/frame 'number 2'
run reduce sum gaps
expect_status 0
expect_err ''
run reduce sum gaps --fail-on='gaps>=5'
expect_status 6

begin 'times of numbered files keep the gaps'
run series gaps --fps=10
[ "$(sed 1d "$out" | cut -d, -f3 | tr '\n' ' ')" = '0 0.1 0.2 0.4 0.5 1 ' ] ||
    fail "times: $(sed 1d "$out" | cut -d, -f3 | tr '\n' ' ')"
run info --json gaps --fps=10
expect_json "$out" time/step 'number 0.1'
expect_json "$out" time/source 'string "--fps and the numbers in the names"'
run series gaps
[ -z "$(sed 1d "$out" | cut -d, -f3 | tr -d '\n')" ] || fail 'times from nowhere'

begin 'recursive only when asked'
mkdir -p deep/in
cp gaps/f1.pgm deep/in/f1.pgm
cp gaps/f1.pgm deep/in/f2.pgm
run info deep
expect_status 5
expect_err_has '--recursive'
run info --json deep --recursive
expect_status 0
expect_json "$out" frames 'number 2'

begin 'a pattern, and several paths in the order given'
run series 'gaps/f?.pgm'
expect_sources 'f1.pgm f3.pgm f5.pgm f9.pgm'
run series gaps/f9.pgm gaps/f1.pgm gaps/f21.pgm
expect_sources 'f9.pgm f1.pgm f21.pgm'
run series 'gaps/x*'
expect_status 5
expect_err_has 'no file matches this pattern'
