# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright (C) 2026 The blitz authors

# shellcheck source=tests/functions.sh
. "$BLITZ_SOURCE/tests/functions.sh"

# Bad input: one clear line, the right status, nothing on stdout, and never a wait.

# refused STATUS TEXT ARGUMENTS
refused() {
    wanted=$1 text=$2
    shift 2
    status=0
    timeout 60 "$BLITZ" "$@" >"$out" 2>"$err" </dev/null || status=$?
    expect_status "$wanted"
    expect_out ''
    [ "$(wc -l <"$err")" -eq 1 ] || fail "not one line on stderr: blitz $*"
    expect_err_has "$text"
    expect_plain
}

# by_all STATUS TEXT PATH: by each verb.
by_all() {
    for verb in info check series 'reduce mean'; do
        # shellcheck disable=SC2086
        refused "$1" "$2" $verb "$3"
    done
    refused "$1" "$2" export -o never.npy "$3"
    [ ! -e never.npy ] || fail 'something was written'
}

begin 'no such path'
by_all 1 'blitz: nowhere/x.png: no such file' nowhere/x.png

begin 'an empty folder'
mkdir empty
by_all 5 'empty: holds no files' empty

begin 'a folder without images'
mkdir texts
echo text >texts/a.txt
by_all 5 'texts: holds no images' texts

begin 'a text that is called an image'
echo 'dear diary' >diary.png
by_all 1 'diary.png: ' diary.png

begin 'an empty file'
: >void.tif
by_all 1 'void.tif: is empty' void.tif

begin 'no pixels'
printf 'P5\n0 5\n255\n' >none.pgm
by_all 1 'none.pgm: has no pixels' none.pgm

begin 'a header that claims more than there can be'
printf 'P5\n2147483648 2147483648\n255\n' >huge.pgm
by_all 4 'huge.pgm: claims 2147483648 x 2147483648 pixels' huge.pgm

begin 'a link to nothing'
ln -s gone link.png
by_all 1 'link.png: the link points to nothing' link.png

begin 'a named pipe does not hang'
mkfifo pipe.png
by_all 1 'pipe.png: is a named pipe' pipe.png
mkdir pipes
mkfifo pipes/a1.pgm
make_file pgm pipes/a2.pgm 2 2 255 1
make_file pgm pipes/a3.pgm 2 2 255 1
run check pipes
expect_out '2 frames: 2 ok'

begin 'a device'
by_all 1 'is a device' /dev/zero

begin 'an array of the wrong kind'
make_file npy line.npy u1 5 1 2 3
refused 1 'line.npy: is 1-D' info line.npy

begin 'references, masks and configurations that are not there'
refused 1 '--dark=gone.npy: gone.npy: no such file' series demo:jet?frames=2 --dark=gone.npy
refused 1 'zone roi1: gone.pgm: no such file' series demo:jet?frames=2 --roi=mask:gone.pgm
refused 1 'gone.conf' series demo:jet?frames=2 --config=gone.conf

begin 'a reference of another size'
make_file npy small.npy u2 3,4 1 2 3
refused 1 'small.npy is 4 x 3' series demo:jet?frames=2 --subtract=small.npy

begin 'a folder that may not be read'
mkdir shut
chmod 0 shut
[ -r shut ] || by_all 1 'shut: ' shut
chmod 700 shut

begin 'formats of other programs are named'
for pair in sci/fits/astropy/tests/data/arange.fits:FITS \
    sci/photron_phantom/pyidi/data_showcase.mraw:MRAW; do
    data=${BLITZ_TEST_DATA:-}/${pair%:*}
    [ ! -e "$data" ] || refused 1 "${pair#*:} is not supported yet" info "$data"
done
