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

# configure_in FOLDER UP OPTION...: configures there, unless it has been, with the same options
# and in the same place. UP leads from the folder back to the top: a relative path, because
# configure refuses an absolute one with a blank in it.
configure_in() {
    folder=$1 up=$2
    shift 2
    wish="$(pwd) $*"
    [ -f "$folder/Makefile" ] && [ "$(cat "$folder/configured" 2>/dev/null)" = "$wish" ] &&
        return 0
    mkdir -p "$folder"
    rm -f "$folder/configured"
    # A config.h that has not changed stays older than its stamp, and `make -q` would never be
    # content.
    (cd "$folder" && "$up/configure" -q "$@" && touch config.h &&
        printf '%s\n' "$wish" >configured) >"$folder/build.log" 2>&1 </dev/null
}
