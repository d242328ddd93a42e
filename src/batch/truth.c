// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "batch/truth.h"

#include "source/demo.h"

// A truth a frame is listed for so many frames at most: a longer demo is not made for reading.
static const int64_t listed_frames = 100000;

enum per_frame { FRONT, DRIFT_X, DRIFT_Y };

static void list(struct json *json, const char *key, const struct demo_truth *truth,
                 enum per_frame what) {
    json_key(json, key);
    json_array(json);
    for (int64_t frame = 0; frame < truth->frames && frame < listed_frames; frame++) {
        double dx, dy;
        demo_drift(frame, &dx, &dy);
        json_double(json, what == FRONT ? demo_front(truth, frame) : what == DRIFT_X ? dx : dy);
    }
    json_array_end(json);
}

void truth_json(const char *path, struct json *json) {
    struct demo_truth truth;
    if (!demo_parse(path, &truth, NULL))
        return;
    json_key(json, "truth");
    json_object(json);
    json_field_int(json, "frames", truth.frames);
    json_field_int(json, "seed", (int64_t)truth.seed);
    json_field_double(json, "dark", truth.dark);
    json_field_double(json, "signal", truth.signal);
    json_field_double(json, "read_noise", truth.read_noise);
    if (truth.flash_frame >= 0)
        json_field_int(json, "flash_frame", truth.flash_frame);
    else
        json_field_null(json, "flash_frame");
    json_field_double(json, "flash_level", truth.flash_level);
    json_field_double(json, "hot_level", truth.hot_level);
    json_key(json, "hot_pixels");
    json_array(json);
    for (int i = 0; i < DEMO_HOT_PIXELS; i++) {
        json_array(json);
        json_int(json, truth.hot[i].x);
        json_int(json, truth.hot[i].y);
        json_array_end(json);
    }
    json_array_end(json);
    json_field_string(json, "flat",
                      "1 - 0.4 r^2 / R^2, r from the middle of the picture, R to its corner");
    json_field_double(json, "flat_centre",
                      demo_flat(&truth, truth.width / 2.0, truth.height / 2.0));
    json_field_double(json, "flat_corner", demo_flat(&truth, 0, 0));
    list(json, "front", &truth, FRONT);
    list(json, "drift_x", &truth, DRIFT_X);
    list(json, "drift_y", &truth, DRIFT_Y);
    json_object_end(json);
}
