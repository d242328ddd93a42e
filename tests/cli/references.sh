# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright (C) 2026 The blitz authors

# shellcheck source=tests/functions.sh
. "$BLITZ_SOURCE/tests/functions.sh"

# Frames of two rows: 10 and 20 in the first, 12 and 22 in the third; the second is no picture, of
# the fourth the second row is missing.
mkdir dark run
make_file pgm dark/d0.pgm 1 2 255 10 20
echo nonsense >dark/d1.pgm
make_file pgm dark/d2.pgm 1 2 255 12 22
make_file npy run/frames.npy u1 2,2,1 50 60 70 80

begin 'a reference file that lacks a frame says so'
run export run/frames.npy --dark=dark -o out.npy
expect_status 3
expect_err_has 'the dark is made of 2 of its 3 frames: the others cannot be used'
expect_values out.npy '<f4 (2, 2, 1)' 39 39 59 59

begin 'even when nothing else is said'
run export run/frames.npy --dark=dark -o out.npy --force --quiet
expect_status 3
expect_err_has '2 of its 3 frames'

begin 'and it is in the provenance'
run export run/frames.npy --dark=dark -o out.tif --provenance
expect_status 3
expect_json out.tif.prov.json references/0 'string "dark=dark (2 of 3 frames)"'

begin 'a range of the recording, outside of the frames that are asked for'
mkdir all
for i in 0 1 2 3 4 5; do
    make_file pgm all/f$i.pgm 1 2 255 1$i 2$i
done
echo nonsense >all/f1.pgm
for verb in 'reduce mean' series histogram 'profile --line=col:0'; do
    run $verb all --frames=3:6 --subtract=mean:0:3
    expect_status 3
    expect_err_has 'the subtract is made of 2 of its 3 frames'
done
run reduce mean all --frames=3:6 --subtract=mean:2:3
expect_status 0
expect_err ''

begin 'a frame that is there in part'
printf 'P5 1 2 255\nA' >all/f2.pgm
run reduce mean all --frames=3:6 --flat=mean:2:5 --provenance -o flat.npy
expect_status 3
expect_err_has '1 of the frames of the flat is there in part'
expect_json flat.npy.prov.json references/0 'string "flat=mean:2:5 (1 in part)"'
