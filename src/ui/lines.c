// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "ui/lines.h"

#include <stdlib.h>
#include <string.h>

static int64_t line_called(const struct session *session, const char *name) {
    for (size_t i = 0; i < session->line_count; i++) {
        char *own = line_wish_name(&session->lines[i], i);
        bool same = strcmp(own, name) == 0;
        free(own);
        if (same)
            return (int64_t)i;
    }
    return -1;
}

void lines_kymograph(struct ui *ui, const struct request *request) {
    const struct session *session = &ui->session;
    int64_t shown = ui_kymograph(ui), wanted = 0;
    if (request->text)
        wanted = line_called(session, request->text);
    if (!session->line_count)
        ui_complain(ui,
                    "a kymograph is along a line: type :line row:Y first, or col:X or poly:...");
    else if (wanted < 0)
        ui_complain(ui, "there is no line of this name");
    else if (shown >= 0 && (!request->text || shown == wanted))
        ui->kymograph = -1;
    else
        ui->kymograph = wanted;
}

bool lines_refuse(struct ui *ui) {
    if (ui_kymograph(ui) < 0)
        return false;
    ui_complain(ui, "zones are in frames, and a kymograph is shown: Y goes back");
    return true;
}
