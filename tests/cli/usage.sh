# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright (C) 2026 The blitz authors

# shellcheck source=tests/functions.sh
. "$BLITZ_SOURCE/tests/functions.sh"

# A mistake on the command line: status 2, one line that says what is valid, nothing else.
demo='demo:jet?frames=3,size=64x48'

# mistaken TEXT ARGUMENTS
mistaken() {
    text=$1
    shift
    run "$@"
    expect_status 2
    expect_out ''
    [ "$(wc -l <"$err")" -eq 1 ] || fail "not one line: blitz $*"
    expect_err_has "$text"
}

begin 'unknown options, with a suggestion'
mistaken 'did you mean --memory?' info "$demo" --memroy=3
mistaken 'did you mean --subtract?' info "$demo" --sutract=x
mistaken 'unknown option --qwertyuiop' info "$demo" --qwertyuiop
mistaken 'unknown option -Z' info "$demo" -Z

begin 'a mistyped verb'
mistaken "type 'blitz reduce'" reduc mean "$demo"
mistaken "type 'blitz check'" chekc

begin 'missing operands'
for verb in info check series export; do
    mistaken "$verb: no path given; type 'blitz $verb PATH'" $verb
done
mistaken 'no operation given' reduce
mistaken 'no path given' reduce mean
mistaken 'no path given'
mistaken 'formats takes no path' formats x
mistaken 'doctor takes no path' doctor x

begin 'values outside of their range, with the range'
mistaken '1 to 64' series "$demo" --bin=0
mistaken '1 to 64' series "$demo" --bin=65
mistaken '0 to 32' series "$demo" --bits=33
mistaken '0 to 1' series "$demo" --ddof=2
mistaken '0 to 1024' series "$demo" -j 5000
mistaken '0 to 1024' series "$demo" -jx
mistaken 'a step of 1 or more' series "$demo" --frames=::-1
mistaken 'A:B' series "$demo" -n abc
mistaken 'auto, grey, rgb, r, g or b' series "$demo" --channel=x
mistaken 'flag, crop, pad or fail' series "$demo" --on-mismatch=x
mistaken 'keep or fail' series "$demo" --on-error=x
mistaken 'write 8G, 500M or 40%' series "$demo" --memory=lots
mistaken 'write 8G, 500M or 40%' series "$demo" --memory=0
mistaken 'X,Y,W,H' series "$demo" --crop=1,2
mistaken 'not inside the frame of 64 x 48' series "$demo" --crop=60,0,10,10
mistaken 'between 0 and 1' series "$demo" --subtract=mean::@2
mistaken 'exclude' series "$demo" --subtract=frame:0 --dark=frame:0
mistaken 'rect:X,Y,W,H' series "$demo" --roi=rect:1,2,3
mistaken 'choose rect, circle' series "$demo" --roi=blob:1
mistaken 'choose mean, std' reduce mode "$demo"
mistaken 'p101' reduce p101 "$demo"
mistaken 'COUNTER>NUMBER' series "$demo" --fail-on=bad
mistaken 'baseline, avx2 or avx512' series "$demo" --cpu=z80
mistaken 'data or display' series "$demo" --as=art
mistaken 'T, H, W and C' series "$demo" --npy-axes=XY
mistaken '--json and --csv' series "$demo" --json --csv
mistaken 'cannot be mapped' series "$demo" --fit=map
mistaken 'frames=F,size=WxH' info 'demo:jet?size=9'

begin 'values that are missing or too many'
mistaken '--frame needs a value' series "$demo" --frame
mistaken '-n needs a value' series "$demo" -n
mistaken 'takes no value' series "$demo" --no-bin=2

begin 'help and version need no path, and are 0'
run --help
expect_status 0
expect_err ''
[ "$(wc -l <"$out")" -lt 66 ] || fail 'the help is longer than a page'
[ -z "$(LC_ALL=C awk 'length > 80' "$out")" ] || fail 'the help is wider than 80 columns'
for word in --frames --subtract --roi --memory --output --fail-on --dry-run; do
    expect_out_has "$word"
done
run --version
expect_status 0
expect_out_has 'blitz '
