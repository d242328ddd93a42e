# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright (C) 2026 The blitz authors

# shellcheck source=tests/functions.sh
. "$BLITZ_SOURCE/tests/functions.sh"

# Names from outside never bring a control byte, and outputs stay valid.
escape=$(printf 'a b\n\033[31m\377\t"c"')
mkdir "$escape"
make_file pgm "$escape/x1.pgm" 2 1 255 1 2
make_file pgm "$escape/x2.pgm" 2 1 255 3 4
echo text >"$escape/x3.pgm"
strange=$(printf 'x,4\r\n\033]0;t\007\377.pgm')
make_file pgm "$strange" 2 1 255 5 6

# valid: what was said has no control byte and is UTF-8.
valid() {
    expect_plain
    iconv -f UTF-8 -t UTF-8 <"$out" >/dev/null 2>&1 || fail 'stdout is not UTF-8'
    iconv -f UTF-8 -t UTF-8 <"$err" >/dev/null 2>&1 || fail 'stderr is not UTF-8'
}

for path in "$escape" "$strange"; do
    for verb in info check series 'reduce mean'; do
        begin "$verb of a strange name"
        # shellcheck disable=SC2086
        run $verb "$path"
        valid
        # shellcheck disable=SC2086
        run $verb --json "$path"
        valid
        "$BLITZ_MAKER" json "$out" >/dev/null 2>&1 || fail 'not valid JSON'
    done
done

begin 'a series has a line for each frame'
run series "$escape"
[ "$(wc -l <"$out")" -eq 4 ] || fail "$(wc -l <"$out") lines"
run series "$strange" "$escape/x1.pgm"
valid
[ "$(wc -l <"$out")" -eq 3 ] || fail "$(wc -l <"$out") lines"

begin 'errors about strange names'
run info "$(printf 'gone\033\n\377')"
expect_status 1
valid
[ "$(wc -l <"$err")" -eq 1 ] || fail 'not one line'
run series "$escape" -o "$(printf 'no\033/x.csv')"
expect_status 1
valid
run info demo: "$(printf -- '--\033x')"
expect_status 2
valid
run info demo: "$(printf -- '--roi=\033x')"
expect_status 2
valid
run info "$(printf 'demo:\033')"
expect_status 2
valid

begin 'results under strange names'
run export "$escape" -n :2 -o "$(printf 'r\n\033\377.tif')" --provenance
expect_status 0
valid
"$BLITZ_MAKER" json "$(printf 'r\n\033\377.tif.prov.json')" || fail 'provenance is not valid JSON'
run info "$(printf 'r\n\033\377.tif')"
expect_status 0
valid
