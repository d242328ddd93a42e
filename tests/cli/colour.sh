# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright (C) 2026 The blitz authors

# shellcheck source=tests/functions.sh
. "$BLITZ_SOURCE/tests/functions.sh"

# RGB files that look grey, but for one pixel of one of them.
mkdir f
for i in 0 1 2 3 4 5 6 7 8 9; do
    make_file png f/i$i.png 3 2 8 3 0 "$i"
done
make_file png f/i6.png 3 2 8 3 0 6 6 6 9 200 30 6 6 6 6 6 6 6 6 6 6 6 6

begin 'RGB with R = G = B loads as grey'
run series f -n :6
expect_status 0
expect_err ''
expect_out_has '5,i5.png,,ok,6,5,0,5,5,30,5,0,0'
run info --json f
expect_json "$out" channels 'number 1'

begin 'a frame that shows colour makes it RGB'
run series f
expect_status 0
expect_err_has '1 frame shows colour: all were read again as RGB'
expect_out_has 'all.r.n,all.r.mean [DN],'
expect_out_has '6,i6.png,,ok,6,6.5,'
expect_out_has '7,i7.png,,ok,6,7,0,7,7,42,7,0,0,6,7,0,7,7,42,7,0,0,6,7,0,7,7,42,7,0,0'
run check f
expect_status 0
run reduce max f -o m.npy
expect_status 0
expect_values m.npy '|u1 (2, 3, 3)' 9 9 9 9 200 30 9 9 9 9 9 9 9 9 9 9 9 9

begin 'unless the budget forbids it: flagged, and incomplete'
# Grey: 60 bytes of frames; the rest is working memory.
for memory in 300 400 500 600; do
    run reduce median f --cache=none "--memory=$memory"
    [ "$status" -ne 3 ] || break
done
expect_status 3
expect_out_has 'median,f32,2,3,1,10,'
expect_err_has '1 frame in colour stays grey'
[ "$(wc -l <"$err")" -eq 1 ] || fail 'more than one line'

begin 'grey as asked for'
run series f --channel=grey
expect_status 0
expect_err ''
# round(0.299 x 9 + 0.587 x 200 + 0.114 x 30) = 124
expect_out_has '6,i6.png,,ok,6,25.666666666666668,'

begin 'one channel'
run reduce max f --channel=g --frame=6 -o g.npy
expect_values g.npy '|u1 (2, 3)' 6 200 6 6 6 6

begin 'exported as displayed: all the colours there are'
make_file npy c.npy u1 1,2,3,3 0 10 20 30 40 50 60 70 80 90 100 110 200 210 220 253 254 255
run export c.npy --as=display --levels=0:255 --frame=0 -o d.npy
expect_status 0
expect_values d.npy '|u1 (2, 3, 3)' 0 10 20 30 40 50 60 70 80 90 100 110 200 210 220 253 254 255
run export c.npy --as=display --levels=0:255 --frame=0 --view=rot90 -o d.npy --force
expect_values d.npy '|u1 (3, 2, 3)' 90 100 110 0 10 20 200 210 220 30 40 50 253 254 255 60 70 80
run export c.npy --as=display --levels=50:101 --frame=0 -o d.npy --force
expect_values d.npy '|u1 (2, 3, 3)' 0 0 0 0 0 0 50 100 150 200 250 255 255 255 255 255 255 255
