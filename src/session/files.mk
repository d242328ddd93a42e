# Files of this room.
AM_CPPFLAGS += -DSYSCONFDIR='"$(sysconfdir)"'
libblitz_a_SOURCES += \
src/session/actions.c \
src/session/actions.h \
src/session/command_line.c \
src/session/command_line.h \
src/session/condition.c \
src/session/config_file.c \
src/session/config_file.h \
src/session/generate.c \
src/session/help.c \
src/session/help.h \
src/session/history.c \
src/session/history.h \
src/session/keeper.c \
src/session/keeper.h \
src/session/layer.c \
src/session/layer.h \
src/session/option_lookup.c \
src/session/option_looks.c \
src/session/option_values.c \
src/session/option_values.h \
src/session/option_wishes.c \
src/session/option_wishes.h \
src/session/options.c \
src/session/options.h \
src/session/prompt.c \
src/session/prompt.h \
src/session/saved.c \
src/session/saved.h \
src/session/session.c \
src/session/session.h \
src/session/session_text.c \
src/session/undo.c \
src/session/undo.h \
src/session/words.c \
src/session/words.h
