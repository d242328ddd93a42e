# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright (C) 2026 The blitz authors

# shellcheck source=tests/functions.sh
. "$BLITZ_SOURCE/tests/functions.sh"

# The ledger: what is not as it should be keeps its place and is said, and nothing else moves.

# 1000 files, written by awk: one pixel row each, the value is the number in the name.
mkdir many
LC_ALL=C awk 'BEGIN {
    for (i = 0; i < 1000; i++) {
        file = sprintf("many/f%04d.pgm", i)
        printf "P2\n4 2\n1023\n" > file
        for (j = 0; j < 8; j++) printf "%d ", i > file
        close(file)
    }
}'
echo 'no image' >many/f0123.pgm
head -c 20 many/f0999.pgm >many/f0777.pgm

begin 'check counts a thousand files, two of them corrupt'
run check many
expect_status 6
expect_err ''
expect_out_has '1000 frames: 998 ok, '
expect_out_has '123	f0123.pgm	unreadable	'
expect_out_has '777	f0777.pgm	'

begin 'and as JSON'
run check --json many
expect_status 6
for pair in frames:1000 ok:998 mismatch:0 pending:0 skipped:0 gaps:0; do
    expect_json "$out" "${pair%:*}" "number ${pair#*:}"
done
expect_json "$out" problems 'array 2'
expect_json "$out" problems/0/frame 'number 123'
expect_json "$out" problems/0/status 'string "unreadable"'
expect_json "$out" problems/0/source 'string "f0123.pgm"'
expect_json "$out" problems/1/frame 'number 777'

begin 'the sum of all statuses is the number of frames'
sum=0
for status_name in ok recovered unreadable mismatch pending skipped; do
    count=$("$BLITZ_MAKER" json "$out" $status_name)
    sum=$((sum + ${count#number }))
done
[ $sum -eq 1000 ] || fail "they sum up to $sum"

begin 'a series has a row for each, in its place'
run series many
expect_status 3
[ "$(wc -l <"$out")" -eq 1001 ] || fail 'not 1001 lines'
expect_out_has '122,f0122.pgm,,ok,8,122,0,122,122,976,122,0,0'
expect_out_has '123,f0123.pgm,,unreadable,,,,,,,,,'
expect_out_has '124,f0124.pgm,,ok,8,124,0,124,124,992,124,0,0'
expect_out_has '778,f0778.pgm,,ok,8,778,0,778,778,6224,778,0,0'
expect_out_has '999,f0999.pgm,,ok,8,999,0,999,999,7992,999,0,0'
[ "$(wc -l <"$err")" -eq 1 ] || fail 'not one line on stderr'
expect_err_has '2 of 1000 frames are not ok; the first: frame 123 (f0123.pgm)'

begin '--quiet still tells that the result is incomplete'
run series --quiet many
expect_err_has '2 of 1000 frames are not ok'

begin 'frames that were not asked for do not count'
run series many -n 0:100
expect_status 0
expect_err ''

begin 'a reduction leaves them out, and says so'
run reduce mean,min,max many -n 100:150
expect_status 3
# (100 + ... + 149 - 123) / 49
expect_out_has 'mean,f32,2,4,1,49,124.53061,'
expect_out_has 'min,u16,2,4,1,49,100,100,100,0'

begin 'a range of nothing but bad frames has no result'
run reduce mean many --frame=123
expect_status 5
expect_out ''

begin '--on-error=fail stops with the name of the first'
run reduce mean many --on-error=fail -j1
expect_status 1
expect_out ''
expect_err_has 'frame 123 (f0123.pgm)'

begin 'an exported frame that could not be read is zero, or NaN'
run export many -n 122:125 --crop=0,0,1,1 -o z.npy
expect_status 3
expect_values z.npy '<u2 (3, 1, 1)' 122 0 124
run export many -n 122:125 --crop=0,0,1,1 --subtract=frame:0 -o z.npy --force
expect_values z.npy '<f4 (3, 1, 1)' 122 nan 124

begin '--fail-on'
run series many --fail-on='unreadable>0'
expect_status 6
expect_err_has "unreadable is "
run series many --fail-on='unreadable>2' --fail-on='gaps>0'
expect_status 3
run reduce max many -n 990: --saturation=999 --fail-on='saturated>=8'
expect_status 6
run reduce max many -n 980:999 --saturation=999 --fail-on='saturated>0'
expect_status 0

begin 'files of other sizes'
mkdir mixed
make_file pgm mixed/f0.pgm 4 3 255 1
make_file pgm mixed/f1.pgm 5 4 255 2 2 2 2 9 2 2 2 2 9 2 2 2 2 9 9 9 9 9 9
make_file pgm mixed/f2.pgm 2 2 255 3
make_file pgm mixed/f3.pgm 4 3 65535 4
make_file pgm mixed/f4.pgm 4 3 255 5
run series mixed
expect_status 3
expect_out_has '1,f1.pgm,,mismatch,,,,,,,,,'
expect_out_has '2,f2.pgm,,mismatch,,,,,,,,,'
expect_out_has '3,f3.pgm,,mismatch,,,,,,,,,'
expect_out_has '4,f4.pgm,,ok,12,5,0,'
run check --json mixed
expect_status 6
expect_json "$out" mismatch 'number 3'

begin 'cropped to the first, from the top left'
run series mixed --on-mismatch=crop
expect_status 3
expect_out_has '1,f1.pgm,,ok,12,2,0,2,2,24,2,0,0'
expect_out_has '2,f2.pgm,,mismatch,,,,,,,,,'

begin 'padded to the first: padding is no value'
run series mixed --on-mismatch=pad
expect_status 3
expect_out_has '2,f2.pgm,,recovered,4,3,0,3,3,12,3,0,0'
expect_out_has '1,f1.pgm,,mismatch,,,,,,,,,'
run reduce min,max mixed --on-mismatch=pad -n :3:2 -o p.npy
expect_values p.min.npy '|u1 (3, 4)' 1 1 1 1 1 1 1 1 1 1 1 1
expect_values p.max.npy '|u1 (3, 4)' 3 3 1 1 3 3 1 1 1 1 1 1

begin 'or refused'
run series mixed --on-mismatch=fail -j1
expect_status 1
expect_out ''
expect_err_has 'frame 1 (f1.pgm): is 5 x 4, the series is 4 x 3'

begin 'a recovered frame counts with its valid part'
mkdir torn
make_file pgm torn/a1.pgm 4 4 255 7
make_file pgm torn/a2.pgm 4 4 255 9
head -c 19 torn/a2.pgm >torn/a3.pgm # the head and two rows
run series torn
expect_status 3
expect_out_has '2,a3.pgm,,recovered,8,9,0,9,9,72,9,0,0'
run reduce mean torn -o m.npy
expect_status 3
# (7 + 9 + 9) / 3 above, (7 + 9) / 2 below
expect_values m.npy '<f4 (4, 4)' 8.33333302 8.33333302 8.33333302 8.33333302 \
    8.33333302 8.33333302 8.33333302 8.33333302 8 8 8 8 8 8 8 8

begin 'a file with more pages than the one that counts'
mkdir pages
make_file tiff pages/p1.tif 1 3 2 8 1
make_file tiff pages/p2.tif 2 3 2 8 2
make_file tiff pages/p3.tif 1 3 2 8 3
run check pages
expect_status 6
expect_out_has '1	p2.tif	ok	the file holds more than one frame'
run reduce mean pages
expect_status 0
expect_err_has 'more than one frame'

begin 'the first file is the one that cannot be read'
mkdir first
echo 'no image' >first/b1.pgm
make_file pgm first/b2.pgm 2 2 255 4
make_file pgm first/b3.pgm 2 2 255 6
run series first
expect_status 3
expect_out_has '0,b1.pgm,,unreadable,,,,,,,,,'
expect_out_has '1,b2.pgm,,ok,4,4,0,4,4,16,4,0,0'

begin 'a link to nothing among files'
ln -s nowhere first/b4.pgm
run check first
expect_status 6
expect_out_has '3	b4.pgm	unreadable	'
