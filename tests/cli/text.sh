# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright (C) 2026 The blitz authors

# shellcheck source=tests/functions.sh
. "$BLITZ_SOURCE/tests/functions.sh"

# Tables of numbers: what is found is said, and can be put right.

printf 'time;a;b\n12:00;1,5;2\n12:01;3;4\n' >t.csv

begin 'a table with names is none, until it is said how it is written'
run info t.csv
expect_status 1
expect_err_has 'does not begin with a table of numbers'
run info --json --text='separator=;,header=1,rows=yes,decimal=,' t.csv
expect_status 0
expect_json "$out" width 'number 2'
expect_json "$out" height 'number 2'
expect_json "$out" 'metadata/text layout' \
    'string "separated by semicolons, decimal comma, row numbers left out, 1 line before the table"'
expect_json "$out" 'metadata/text layout said' \
    'string "separator=semicolon,decimal=comma,header=1,rows=yes"'
run export --text=rows=yes t.csv -o t.npy
expect_status 0
expect_values t.npy '<f4 (1, 2, 2)' 1.5 2 3 4

begin 'what is printed again needs no quotes'
run series --print-command --text='decimal=,,separator=;' t.csv
expect_out 'blitz series --text=separator=semicolon,decimal=comma t.csv'
echo 'text = rows=yes' >conf
run info --json --config=conf t.csv
expect_json "$out" width 'number 2'

begin 'numbers that are no row numbers'
printf '0 5 6\n1 7 8\n2 9 1\n3 2 3\n' >n.txt
run info --json n.txt
expect_json "$out" width 'number 2'
run info --json --text=rows=no n.txt
expect_json "$out" width 'number 3'
run reduce mean --text=rows=no n.txt --dark=n.txt -o d.npy
expect_status 0
expect_values d.npy '<f4 (4, 3)' 0 0 0 0 0 0 0 0 0 0 0 0

begin 'a wish that fits nothing, and one that is none'
run info --text=separator=tab n.txt
expect_status 1
expect_err_has 'n.txt: holds no table of numbers with --text=separator=tab'
run info --text=separator=pipe n.txt
expect_status 2
expect_err_has 'separator=tab|semicolon|comma|blank'
expect_plain

begin 'a last value that may be cut is a finding'
printf '1 2\n3 4' >cut.txt
run check cut.txt
expect_status 6
run info cut.txt
expect_out_has 'has no line end: its last value may be cut'
printf '1 2\n3 4\n' >whole.txt
run check whole.txt
expect_status 0
