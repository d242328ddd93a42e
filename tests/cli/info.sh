# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright (C) 2026 The blitz authors

# shellcheck source=tests/functions.sh
. "$BLITZ_SOURCE/tests/functions.sh"

begin 'info of a recording with everything'
run info --json 'demo:jet?frames=20,size=64x48,seed=3'
expect_status 0
expect_err ''
expect_json "$out" source 'string "demo:jet?frames=20,size=64x48,seed=3"'
expect_json "$out" kind 'string "demo"'
for pair in frames:20 height:48 width:64 channels:1 bits:12 bytes:122880 group:1 \
    plan/limit: plan/need:122880 plan/kept:20 plan/step:1 time/step:0.001; do
    case $("$BLITZ_MAKER" json "$out" "${pair%:*}") in
    "number ${pair#*:}"*) ;;
    *) fail "$pair is $("$BLITZ_MAKER" json "$out" "${pair%:*}")" ;;
    esac
done
expect_json "$out" type 'string "u16"'
expect_json "$out" plan/fit 'string "ram"'
expect_json "$out" groups 'array 0'
expect_json "$out" time/source 'string "demo clock"'
case $("$BLITZ_MAKER" json "$out" metadata) in object*) ;; *) fail 'metadata' ;; esac

begin 'the truth of the demo'
case $("$BLITZ_MAKER" json "$out" truth) in object*) ;; *) fail 'no truth' ;; esac
expect_json "$out" truth/dark 'number 100'
expect_json "$out" truth/signal 'number 400'
expect_json "$out" truth/front 'array 20'
expect_json "$out" truth/drift_x 'array 20'

begin 'what is not known is null'
make_file npy x.npy f4 2,2,2 1 2 3
run info --json x.npy
expect_json "$out" bits 'null null'
expect_json "$out" time/step 'null null'
expect_json "$out" time/source 'null null'
expect_json "$out" type 'string "f32"'
expect_json "$out" truth missing

begin 'frames a second, said for what has no times'
make_file tiff pages.tif 3 2 2 8 1
for path in x.npy pages.tif; do
    run info --json $path --fps=5
    expect_json "$out" time/step 'number 0.2'
    expect_json "$out" time/source 'string "--fps"'
    run series $path --fps=5
    [ "$(sed -n 3p "$out" | cut -d, -f3)" = 0.2 ] || fail 'the second frame is not at 0.2 s'
    run info --json $path --fps=5 --time=none
    expect_json "$out" time/step 'null null'
done

begin 'real bits: declared, said, unknown'
make_file png a.png 2 2 16 1 12 1 4095
run info --json a.png
expect_json "$out" bits 'number 12'
run info --json a.png --bits=10
expect_json "$out" bits 'number 10'
make_file pgm a.pgm 2 2 1023 1 2
run info --json a.pgm
expect_json "$out" bits 'number 10'
make_file png b.png 2 2 16 1 0 1 4095
run info --json b.png
expect_json "$out" bits 'null null'
run info b.png
expect_out_has '16? bit'

begin 'declared bits that the values exceed are not their range'
make_file png c.png 2 2 16 1 12 1 4096
run info --json c.png
expect_json "$out" bits 'null null'
expect_json "$out" 'metadata/bits not used' 'string "12 declared, but frame 0 holds the value 4096"'
run series c.png
expect_out_has ',0,0'

begin 'info of fewer frames than the file says'
make_file tiff t.tif 3 64 8 8 1 2 3 4 5
run info t.tif
expect_status 0
head -c $(($(wc -c <t.tif) / 2)) t.tif >cut.tif
run info cut.tif
expect_status 3
run check cut.tif
expect_status 6
expect_out_has 'missing'
run reduce mean cut.tif
expect_status 3
run reduce mean cut.tif --frame=0
expect_status 0

begin 'info and check write to a file'
run info x.npy -o i.json
expect_status 0
expect_out ''
expect_json i.json frames 'number 2'
run check x.npy -o c.txt
expect_out ''
[ "$(cat c.txt)" = '2 frames: 2 ok' ] || fail "$(cat c.txt)"
run info x.npy -o i.json
expect_status 1
expect_err_has 'exists already; use --force'
run info x.npy --csv
expect_status 2
run info x.npy -o i.csv
expect_status 2

begin 'formats, as text and as JSON'
run formats
expect_status 0
expect_out_has 'npy '
run formats --json
expect_json "$out" 0/name 'string "png"'
