// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// How the options with a form of their own are set, put back and written. Used by the table
// alone.

#ifndef BLITZ_SESSION_OPTION_WISHES_H
#define BLITZ_SESSION_OPTION_WISHES_H

#include "session/options.h"

option_set_function option_set_frames, option_set_frame, option_set_crop, option_set_axes,
    option_set_memory, option_set_size, option_set_fit, option_set_reference, option_set_zone,
    option_set_reduction, option_set_levels, option_set_lut, option_set_zoom, option_set_view,
    option_set_beside, option_set_condition, option_set_line, option_set_envelope, option_set_raw,
    option_set_member, option_set_text;

option_format_function option_format_frames, option_format_frame, option_format_crop,
    option_format_axes, option_format_memory, option_format_size, option_format_fit,
    option_format_reference, option_format_zones, option_format_reduction, option_format_levels,
    option_format_lut, option_format_zoom, option_format_view, option_format_beside,
    option_format_conditions, option_format_lines, option_format_envelope, option_format_raw,
    option_format_member, option_format_text;

option_clear_function option_clear_frames, option_clear_frame, option_clear_reference,
    option_clear_zones, option_clear_zoom, option_clear_conditions, option_clear_lines;

#endif
