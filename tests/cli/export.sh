# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright (C) 2026 The blitz authors

# shellcheck source=tests/functions.sh
. "$BLITZ_SOURCE/tests/functions.sh"

# What is written and loaded again is the same.
numbers='1 200 3 17 90 250 4 77 30 11 99 141 6'

# again SUFFIX ARRAY [OPTION]...: exports ARRAY as SUFFIX, loads that, exports it as NPY.
again() {
    suffix=$1
    array=$2
    rm -rf there back.npy
    mkdir there
    run export "$array" -o "there/x.$suffix"
    expect_status 0
    expect_err ''
    loaded=there
    [ "$(find there -type f | wc -l)" -gt 1 ] || loaded=there/x.$suffix
    run export "$loaded" -o back.npy
    expect_status 0
    expect_same "$array" back.npy
}

# Arrays as blitz writes them, so that a round trip gives the same bytes.
for type in u1 u2 i2 f4; do
    # shellcheck disable=SC2086
    make_file npy raw.npy $type 4,7,5 $numbers
    run export raw.npy -o $type.npy
    # shellcheck disable=SC2086
    make_file npy raw.npy $type 2,4,5,3 $numbers
    run export raw.npy -o c$type.npy
    rm raw.npy
done

begin 'NPY'
for type in u1 u2 i2 f4 cu1 cu2 ci2 cf4; do
    again npy $type.npy
    expect_same $type.npy there/x.npy
done

begin 'TIFF'
for type in u1 u2 i2 f4 cu1 cu2 ci2 cf4; do
    again tif $type.npy
done

begin 'PNG, a file a frame, named by source index'
for type in u1 u2 cu1 cu2; do
    again png $type.npy
done
again png u2.npy
[ -e there/x.000003.png ] || fail 'no x.000003.png'
run export u2.npy -n 1::2 -o there/y.png
[ "$(cd there && echo y.*)" = 'y.000001.png y.000003.png' ] || fail "$(cd there && echo y.*)"

begin 'NaN, infinity and tiny values survive'
make_file npy odd.npy f4 1,2,4 nan inf -inf -0.0 1e-40 3.4e38 -1 0
run export odd.npy -n : -o odd2.npy
again tif odd2.npy

begin 'one frame has no time axis, a range has'
run export u1.npy --frame=1 -o one.npy
# shellcheck disable=SC2046
expect_values one.npy '|u1 (7, 5)' $("$BLITZ_MAKER" values u1.npy | sed -n '37,71p')
run export u1.npy -n 1:2 -o range.npy
"$BLITZ_MAKER" values range.npy >"$out"
expect_out_has '|u1 (1, 7, 5)'

begin 'PNG refuses what it cannot hold'
run export f4.npy -o f.png
expect_status 2
expect_err_has 'PNG holds only u8 and u16, not f32'
[ -z "$(find . -name 'f*.png')" ] || fail 'written all the same'

begin 'provenance is in each file that has a place for it, and beside it'
for suffix in npy tif png; do
    run export u1.npy --frame=0 -o p.$suffix --provenance
    expect_status 0
    expect_json p.$suffix.prov.json command \
        "string \"blitz export --frame=0 --output=p.$suffix --provenance u1.npy\""
    expect_json p.$suffix.prov.json inputs/0/path 'string "u1.npy"'
    expect_json p.$suffix.prov.json inputs/0/size "number $(wc -c <u1.npy)"
    expect_json p.$suffix.prov.json range/count 'number 1'
    expect_json p.$suffix.prov.json frames/ok 'number 1'
    case $("$BLITZ_MAKER" json p.$suffix.prov.json libraries) in array*) ;; *) fail 'libraries' ;; esac
    [ $suffix = npy ] || grep -qa 'blitz export --frame=0' p.$suffix || fail "not in p.$suffix"
done

begin 'several results have a file each'
run reduce mean,p25 u1.npy -o r.npy
expect_status 0
[ "$(echo r.*)" = 'r.mean.npy r.p25.npy' ] || fail "$(echo r.*)"
run reduce mean,p25 u1.npy -o r.npy
expect_status 1
run reduce max,mean u1.npy -o r.npy
expect_status 1
[ ! -e r.max.npy ] || fail 'a result came before the refusal'
run reduce mean,mean u1.npy -o q.npy
expect_status 2
