# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright (C) 2026 The blitz authors

# shellcheck source=tests/functions.sh
. "$BLITZ_SOURCE/tests/functions.sh"

# What is printed is run by a plain sh, and gives the same bytes.
make_file npy a.npy u2 9,12,10 5 900 17 333 4095 1 77
cp a.npy "it's \$HOME & (more).npy"
strange=$(printf 'b\n\033\377%%d\\7.npy')
cp a.npy "$strange"
PATH=$(dirname "$BLITZ"):$PATH

# repeated ARGUMENTS: the files that come out are the same as those of the command.
repeated() {
    rm -rf one two
    mkdir one two
    (cd one && "$BLITZ" "$@") || fail "blitz $*"
    "$BLITZ" "$@" --print-command >said.txt || fail "blitz $* --print-command"
    [ "$(wc -l <said.txt)" -eq 1 ] || fail 'not one line'
    ! LC_ALL=C grep -q "$(printf '[^\t -~]')" said.txt || fail 'more than ASCII'
    (cd two && sh ../said.txt) || fail "sh: $(cat said.txt)"
    [ -n "$(ls one)" ] || fail 'no files'
    diff -r one two >/dev/null || fail "differs: $(cat said.txt)"
}

begin 'a reduction with everything'
repeated reduce mean,p5:1:8:2 ../a.npy --crop=1,1,8,9 --bin=2 --subtract=median:0:3@0.5 -o r.npy -j2

begin 'a series'
repeated series "../it's \$HOME & (more).npy" --roi=a=circle:3,3,2 --roi=poly:0,0,5,0,5,5 -o 's p.csv'

begin 'an export'
repeated export ../a.npy --dark=frame:0 --flat=mean:: --bad=zero -n -4: -o e.npy

begin 'a name with bytes that cannot be shown'
repeated export "../$strange" -o 'x.npy'
repeated export ../a.npy -o "$strange"

begin 'only what differs from the defaults'
run info --print-command demo: --bin=1 --bits=0 --order=name
expect_out 'blitz info demo:'
run reduce --print-command mean demo: -q
expect_out 'blitz reduce mean demo:'
run view --print-command demo: -n:5
expect_out 'blitz --frames=:5 demo:'

begin 'the command is in the provenance'
run reduce mean a.npy -n 2:5 -o p.npy --provenance
expect_json p.npy.prov.json command \
    'string "blitz reduce mean --frames=2:5 --output=p.npy --provenance a.npy"'
