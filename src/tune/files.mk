# Files of this room.
libblitz_a_SOURCES += \
src/tune/background.c \
src/tune/background.h \
src/tune/exposure.c \
src/tune/exposure.h \
src/tune/optimise.c \
src/tune/optimise.h \
src/tune/quad.h \
src/tune/register.c \
src/tune/register.h \
src/tune/register_image.c \
src/tune/register_image.h \
src/tune/register_step.c \
src/tune/register_step.h \
src/tune/register_sums.c \
src/tune/register_sums.h \
src/tune/tape.c \
src/tune/tape.h \
src/tune/threshold.c \
src/tune/threshold.h
