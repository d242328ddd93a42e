# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright (C) 2026 The blitz authors

# shellcheck source=tests/functions.sh
. "$BLITZ_SOURCE/tests/functions.sh"

make_file npy x.npy u1 4,1,1 10 20 40 255

begin 'verbose tells the plan and the health of references'
run reduce mean x.npy --verbose --dark=max:: --memory=1G
expect_status 0
expect_err 'blitz: 4 x 1 x 1 x u8 = 4 B of 1.00 GiB (--memory): ram
blitz: dark: 4 frames, median 255, std 0, saturated 100 %, zero 0 %
blitz: the dark is saturated in 100 % of its pixels'

begin 'a dark that is saturated is warned about, quiet is quiet'
run reduce mean x.npy --dark=max::
expect_err 'blitz: the dark is saturated in 100 % of its pixels'
run reduce mean x.npy --dark=max:: --quiet
expect_status 0
expect_err ''

begin 'a flat with zeros is warned about'
make_file npy z.npy u1 2,1,2 0 5 0 7
run reduce mean z.npy --flat=mean::
expect_err_has 'the flat is zero in 50 % of its pixels'
