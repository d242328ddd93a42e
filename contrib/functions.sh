# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright (C) 2026 The blitz authors
#
# What contrib/run and contrib/check share: configuring and building in a folder below the
# tree, only when something has changed. The working directory is the top of the tree.
#
# shellcheck shell=sh

# shellcheck disable=SC2034
jobs=$(nproc 2>/dev/null || echo 2)

# prepare LOG: makes ./configure. (When it is old, make makes it anew.)
prepare() {
    if [ ! -x configure ] || [ ! -f Makefile.in ]; then
        autoreconf -fi >"$1" 2>&1
    fi
}

# is_configured FOLDER OPTION...: it has been configured, with these options and in this place.
is_configured() {
    folder=$1
    shift
    wish="$(pwd) $*"
    [ -f "$folder/Makefile" ] && [ "$(cat "$folder/configured" 2>/dev/null)" = "$wish" ]
}

# configure_in FOLDER UP OPTION...: configures there, unless it has been. UP leads from the folder
# back to the top: a relative path, because configure refuses an absolute one with a blank in it.
configure_in() {
    folder=$1 up=$2
    shift 2
    is_configured "$folder" "$@" && return 0
    mkdir -p "$folder"
    rm -f "$folder/configured"
    (cd "$folder" && "$up/configure" -q "$@" &&
        printf '%s\n' "$wish" >configured) >"$folder/build.log" 2>&1 </dev/null
}

# settle FOLDER: a config.h that was made anew and has not changed stays older than its stamp,
# and `make -q` would never be content.
settle() {
    make -s -C "$1" config.h || return 1
    [ -z "$(find "$1/stamp-h1" -newer "$1/config.h")" ] || touch "$1/config.h"
}
