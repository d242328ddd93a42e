# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright (C) 2026 The blitz authors

# shellcheck source=tests/functions.sh
. "$BLITZ_SOURCE/tests/functions.sh"

# check_drift FILE: every frame of a table has the drift of the demo recording against frame 0,
# which is a sum of sines, within 0.05 px rms.
check_drift() {
    awk -F, '
    function turns(x) { return sin(6.283185307179586 * x) }
    function across(f) { return 2 * turns(f / 97) + turns(f / 31 + 0.2) }
    function down(f) { return 2 * turns(f / 113 + 0.3) + turns(f / 41) }
    NR > 1 {
        sum += ($2 - across($1) + across(0)) ^ 2 + ($3 - down($1) + down(0)) ^ 2
        count += 2
    }
    END { exit !(count > 0 && sum / count < 0.05 ^ 2) }' "$1" || fail 'another drift'
}

sky=--roi=sky=rect:0,0,512,96

begin 'the drift of the demo recording'
run tune register "$sky" -n 0:40 demo:
expect_status 0
cp "$out" printed.csv
[ "$(head -n 1 "$out")" = 'frame,dx [px],dy [px],quality' ] || fail 'another head'
[ "$(wc -l <"$out")" -eq 41 ] || fail 'not a row a frame'
check_drift printed.csv
expect_err_has 'sky: 40 of 40 frames against frame 0'

begin 'the command that is printed gives the same again'
expect_err_has 'the same again: blitz tune register'
again=$(sed -n 's/^blitz: the same again: blitz //p' "$err")
eval "run $again"
expect_same printed.csv "$out"

begin 'the same for any number of workers, from memory and streamed'
run tune register "$sky" -n 0:40 -j1 demo:
expect_same printed.csv "$out"
run tune register "$sky" -n 0:40 -j4 --memory=75M demo:
expect_status 0
expect_same printed.csv "$out"

begin 'to a file'
run tune register "$sky" -n 0:40 demo: -o shifts.csv
expect_status 0
expect_out ''
expect_same printed.csv shifts.csv

begin 'shifts of binned frames are in source pixels'
run tune register "$sky" -n 0:40 --bin=2 demo:
expect_status 0
check_drift "$out"

begin 'the mean of a range is a reference'
run tune register "$sky" -n 0:4 --reduce=mean:2:3 demo: --json
expect_status 0
cp "$out" printed.json
expect_json printed.json 2/frame 'number 2'
expect_json printed.json 2/dx 'number 0'
expect_json printed.json 2/dy 'number 0'
expect_err_has 'against mean:2:3'

# The sky twice, and a frame of another size.
"$BLITZ" export -q --frame=0 --crop=0,0,512,96 demo: -o a.npy
"$BLITZ" export -q --frame=3 --crop=0,0,512,96 demo: -o c.npy
make_file npy b.npy u2 1,1,1 7

begin 'a frame of another size has no shift and a place in the table'
run tune register a.npy c.npy
expect_status 0
cp "$out" two.csv
run tune register a.npy b.npy c.npy
expect_status 3
[ "$(sed -n 3p "$out")" = '1,,,' ] || fail 'not an empty row'
[ "$(sed -n 4p "$out" | cut -d, -f2-)" = "$(sed -n 3p two.csv | cut -d, -f2-)" ] ||
    fail 'the frame behind has another shift'

begin 'a frame without structure fails, is counted, and has no shift'
# shellcheck disable=SC2046
make_file npy flat.npy u2 1,96,512 $(yes 7 | head -n 49152)
run tune register a.npy flat.npy c.npy
expect_status 3
[ "$(sed -n 3p "$out")" = '1,,,0' ] || fail 'not a failed row'
expect_err_has '1 of 3 frames failed and have no shift; the first: frame 1, quality 0'

begin 'when no frame has a shift there is no result'
run tune register flat.npy
expect_status 1
expect_out ''
expect_err_has 'no frame could be registered against frame 0'

begin 'wishes that make no sense'
run tune register demo: --roi=rect:0,0,9,9
expect_status 2
expect_err_has 'too small to find shifts in'
run tune register demo: --roi=rect:0,0,99,99 --roi=rect:9,9,99,99
expect_status 2
expect_err_has 'give one --roi'
run tune register demo: --roi=rect:-9,-9,3,3
expect_status 2
expect_err_has 'holds no pixel'
run tune register demo: --reduce=mean,max
expect_status 2
expect_err_has 'give --reduce one operation'
run tune register demo: --reduce=mean:900:
expect_status 5
