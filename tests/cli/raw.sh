# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright (C) 2026 The blitz authors

# shellcheck source=tests/functions.sh
. "$BLITZ_SOURCE/tests/functions.sh"

# Three frames 3 x 2 of u16, little endian, after four bytes: 1 to 18.
{
    printf 'HEAD'
    printf '\001\000\002\000\003\000\004\000\005\000\006\000\007\000\010\000\011\000'
    printf '\012\000\013\000\014\000\015\000\016\000\017\000\020\000\021\000\022\000'
} >a.raw

begin 'a raw file is read as it is described'
run info --json --raw=3x2:u16le:4 a.raw
expect_status 0
expect_err ''
expect_json "$out" kind 'string "raw"'
expect_json "$out" frames 'number 3'
expect_json "$out" type 'string "u16"'
expect_json "$out" bits 'null null'
expect_json "$out" 'metadata/raw layout' 'string "3x2:u16le:4"'
run export --raw=3x2:u16le:4 a.raw -o a.npy
expect_values a.npy '<u2 (3, 2, 3)' 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18

begin 'read, mapped and streamed alike'
run reduce mean --raw=3x2:u16le:4 a.raw --fit=ram -o ram.npy
expect_status 0
run reduce mean --raw=3x2:u16le:4 a.raw --fit=map -o map.npy
expect_status 0
expect_same ram.npy map.npy
expect_values ram.npy '<f4 (2, 3)' 7 8 9 10 11 12

begin 'a part of each frame, mapped or not, is of that frame'
for how in --fit=ram --memory=60; do
    run export --raw=3x2:u16le:4 a.raw --crop=1,0,2,2 "$how" --force -o crop.npy
    expect_status 0
    expect_values crop.npy '<u2 (3, 2, 2)' 2 3 5 6 8 9 11 12 14 15 17 18
done

begin 'real bits that the user says decide what is saturated'
run series --raw=3x2:u16le:4 a.raw --bits=4
expect_out_has '2,frame 2,,ok,6,15.5,1.707825127659933,13,18,93,15.5,4,0'
run info --json --raw=3x2:u16le:4 a.raw --bits=4
expect_json "$out" bits 'number 4'

begin 'packed pixels: 12 bits, the lowest first'
printf '\043\301\253\377\017\000' >p.bin
run export --raw=2x2:u12p p.bin -o p.npy
expect_values p.npy '<u2 (1, 2, 2)' 291 2748 4095 0
run info --json --raw=2x2:u12p p.bin
expect_json "$out" bits 'number 12'
run series --raw=2x2:u12p p.bin --csv
expect_out_has '0,frame 0,,ok,4,1783.5,'

begin 'a layout in the configuration file'
echo 'raw = 3x2:u16le:4' >conf
run info --json --config=conf a.raw
expect_json "$out" frames 'number 3'
run series --print-command --raw=3x2:u16le:4+0 a.raw
expect_out 'blitz series --raw=3x2:u16le:4 a.raw'

begin 'what a layout leaves over is said'
run info --raw=3x2:u16le a.raw
expect_status 3
expect_out_has '4 bytes after 3 whole frames of 12 bytes'
expect_out_has 'does --raw fit this file?'
run check --raw=3x2:u16le a.raw
expect_status 6
expect_out_has 'does --raw fit this file?'
run check --raw=3x2:u16le:28 a.raw
expect_status 0
run series --raw=2x4:u16le:4 a.raw
expect_status 3
expect_out_has '2,frame 2,,recovered,2,17.5,'

begin 'a raw reference, and one of another format'
run reduce mean --raw=3x2:u16le:4 a.raw --dark=a.raw -o d.npy
expect_status 0
expect_values d.npy '<f4 (2, 3)' 0 0 0 0 0 0
make_file npy dark.npy u2 2,3 7
run reduce mean --raw=3x2:u16le:4 a.raw --dark=dark.npy -o e.npy
expect_status 0
expect_values e.npy '<f4 (2, 3)' 0 1 2 3 4 5

begin 'files that nobody knows say what to do'
run info a.raw
expect_status 1
expect_err_has '--raw=WxH:TYPE'
run info --raw=3000x2000:u16le a.raw
expect_status 1
expect_err_has 'a.raw: has 40 bytes, not even a row of --raw=3000x2000:u16le'
run info --raw=3x2 a.raw
expect_status 2
expect_err_has 'WxH:TYPE'
run info --raw=3x2:u12 a.raw
expect_status 2
expect_err_has "there is no type 'u12'; the types are u8, i8, u16le"
expect_plain

begin 'a folder of raw files'
mkdir f
cp a.raw f/s1.raw
cp a.raw f/s2.raw
run series --raw=3x2:u16le:4 f
expect_status 0
expect_out_has '5,s2.raw frame 2,,ok,6,15.5,'
