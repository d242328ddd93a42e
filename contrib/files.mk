# What a clone is set up, run and checked with.
dist_noinst_SCRIPTS = .ci/run contrib/check contrib/compare contrib/run contrib/setup
EXTRA_DIST += contrib/functions.sh
