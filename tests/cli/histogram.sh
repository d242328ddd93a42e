# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright (C) 2026 The blitz authors

# shellcheck source=tests/functions.sh
. "$BLITZ_SOURCE/tests/functions.sh"

make_file npy bytes.npy u1 2,1,4,1 3 3 5 9 3 5 5 255
make_file npy floats.npy f4 2,1,3,1 -1 0 0.5 3 nan inf
make_file npy colour.npy u1 2,1,2,3 1 2 3 1 2 4 1 2 3 9 2 4

begin 'a row a value, from the lowest to the highest, none left out'
run histogram bytes.npy
expect_status 0
expect_err ''
{
    echo 'value [DN],count'
    for value in $(seq 3 255); do
        case $value in 3 | 5) echo "$value,3" ;; 9 | 255) echo "$value,1" ;; *) echo "$value,0" ;; esac
    done
} >wanted
expect_same wanted "$out"

begin 'of a range of frames'
run histogram bytes.npy --frame=0
expect_status 0
expect_out_has '9,1'
expect_out_lacks '255,'

begin 'each channel of colour frames'
run histogram colour.npy
expect_status 0
cat >wanted <<END
value [DN],count.r,count.g,count.b
1,3,0,0
2,0,4,0
3,0,0,2
4,0,0,2
5,0,0,0
6,0,0,0
7,0,0,0
8,0,0,0
9,1,0,0
END
expect_same wanted "$out"

begin 'f32: 65536 bins between the smallest and the largest, and what is left out is said'
run histogram floats.npy
expect_status 0
expect_err_has '1 value is NaN: not in the table'
expect_err_has '1 value is infinite: not in the table'
[ "$(wc -l <"$out")" -eq 65537 ] || fail 'not a row a bin'
expect_out_has 'from [DN],to [DN],count'
expect_out_has '-1,-0.99993896484375,1'
expect_out_has '0,6.103515625e-05,1'
expect_out_has '0.5,0.50006103515625,1'
expect_out_has '2.99993896484375,3,1'
[ "$(grep -c ',1$' "$out")" -eq 4 ] || fail 'a value is counted twice or not at all'

begin 'of corrected values, which are f32 of unit 1 after a division'
run histogram bytes.npy --divide=frame:0
expect_status 0
expect_out_has 'from [1],to [1],count'
[ "$(awk -F, 'NR > 1 { n += $3 } END { print n }' "$out")" -eq 8 ] || fail 'not every value is counted'

begin 'nothing finite is no row'
make_file npy nothing.npy f4 1,1,2 nan nan
run histogram nothing.npy
expect_status 0
expect_out 'from [DN],to [DN],count'
expect_err_has '2 values are NaN'

begin 'streamed block by block it is the same'
for how in '' '--subtract=slide:5'; do
    run histogram 'demo:jet?frames=150,size=256x256' $how -o all.csv --force
    expect_status 0
    run histogram 'demo:jet?frames=150,size=256x256' $how --memory=9M -o few.csv --force
    expect_status 0
    expect_same all.csv few.csv
done

begin 'as JSON, and to a file by its suffix'
run histogram bytes.npy --frame=1 --crop=0,0,3,1 --json
cp "$out" printed.json
expect_json printed.json 0/value 'number 3'
expect_json printed.json 0/count 'number 1'
run histogram bytes.npy --frame=1 --crop=0,0,3,1 -o written.json
expect_same printed.json written.json

begin 'a frame that cannot be used is said'
mkdir folder
make_file npy folder/f0.npy u1 1,1 7
make_file npy folder/f2.npy u1 1,1 8
echo nonsense >folder/f1.npy
run histogram folder
expect_status 3
expect_out_has '7,1'
expect_out_has '8,1'

begin 'each zone has a column, and all have the same rows'
run histogram bytes.npy --roi=left=rect:0,0,2,1 --roi=pixel:2,0 --roi=none=rect:9,9,2,2
expect_status 0
expect_err_has 'zone none holds no pixel'
cat >wanted <<END
value [DN],left.count,roi2.count,none.count
3,3,0,0
4,0,0,0
5,1,2,0
END
expect_same wanted "$out"

begin 'and of colour frames each channel'
run histogram colour.npy --roi=a=pixel:0,0 --roi=b=all
expect_status 0
expect_out_has 'value [DN],a.r.count,a.g.count,a.b.count,b.r.count,b.g.count,b.b.count'
expect_out_has '2,0,2,0,0,4,0'
expect_out_has '9,0,0,0,1,0,0'

begin 'f32 zones share their bins, and each says what it leaves out'
run histogram floats.npy --roi=a=rect:0,0,2,1 --roi=b=pixel:1,0
expect_status 0
expect_err_has 'a: 1 value is NaN: not in the table'
expect_err_has 'b: 1 value is NaN: not in the table'
expect_out_has 'from [DN],to [DN],a.count,b.count'
expect_out_has '-1,-0.99993896484375,1,0'
expect_out_has '0,6.103515625e-05,1,1'
expect_out_has '2.99993896484375,3,1,0'

begin 'a zone of everything is the whole frame, in memory and streamed'
for how in '' '--subtract=slide:5'; do
    run histogram 'demo:jet?frames=150,size=256x256' $how -o whole.csv --force
    for memory in 1G 9M; do
        run histogram 'demo:jet?frames=150,size=256x256' $how --roi=a=all --memory=$memory \
            -o zone.csv --force
        expect_status 0
        sed '1s/a\.count/count/' zone.csv >renamed.csv
        expect_same whole.csv renamed.csv
    done
done

begin 'a file that is there is kept'
echo mine >mine.csv
run histogram bytes.npy -o mine.csv
expect_status 1
[ "$(cat mine.csv)" = mine ] || fail 'the file was overwritten'
