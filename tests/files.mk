# A test is one line here and one file. Unit tests (cmocka) end in _test.c; tests of the
# program are shell scripts.
unit_tests = \
tests/base_test \
tests/demo_test \
tests/output_test \
tests/video_test

tests_base_test_SOURCES = tests/base_test.c
tests_demo_test_SOURCES = tests/demo_test.c
tests_output_test_SOURCES = tests/output_test.c
tests_video_test_SOURCES = tests/video_test.c

check_PROGRAMS += $(unit_tests)
TESTS += $(unit_tests)
tests_cppflags = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
