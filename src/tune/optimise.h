// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The parameters at which an objective is least, between bounds. Where it was not found, the reason
// is an error: parameters that did not converge are never taken for a result.
//
// Everything runs on the calling thread, in a fixed order.

#ifndef BLITZ_TUNE_OPTIMISE_H
#define BLITZ_TUNE_OPTIMISE_H

#include "base/cancel.h"
#include "base/fault.h"

#include <stdbool.h>
#include <stddef.h>

struct objective {
    // The value at `x`, and its derivative by each parameter in `gradient`. A value that is not
    // finite says that there is none at x.
    double (*value)(void *context, const double *x, double *gradient);
    void *context;
    size_t count;             // parameters, at least one
    const double *low, *high; // of each parameter, low <= high; NULL: no bounds on that side
};

struct optimise_rule {
    size_t iterations; // at most so many
    // Found when no parameter could be moved by more than this by a step of its derivative, bounds
    // respected: max |x - bounded(x - gradient)|.
    double tolerance;
    // Of Adam, how far a parameter goes in an iteration; of L-BFGS, the longest first step.
    double step;
    struct cancel *cancel; // seen in every iteration; may be NULL
};

struct optimum {
    double value;
    double slope;      // what the tolerance is compared with
    size_t iterations; // that were made
};

// From `x`, which is moved between the bounds first, to the optimum; x and *optimum hold the best
// point even on failure. False when the limit of iterations is reached, when no step makes the
// objective less, when it is not finite where it begins, or when it was cancelled.
//
// L-BFGS (Nocedal and Wright, chapter 7) of 8 steps' memory, where parameters on a bound
// that would go beyond it rest, and steps are halved until they make the objective sufficiently
// less. For smooth objectives.
bool optimise_lbfgs(const struct objective *objective, const struct optimise_rule *rule, double *x,
                    struct optimum *optimum, struct fault *fault);

// Adam (Kingma and Ba, 2015) with their decay rates 0.9 and 0.999, and the largest seen second
// moment (Reddi and others, 2018), so that steps shrink with the gradient. For objectives with many
// small dents.
bool optimise_adam(const struct objective *objective, const struct optimise_rule *rule, double *x,
                   struct optimum *optimum, struct fault *fault);

#endif
