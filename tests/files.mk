# A test is one line here and one file. Unit tests (cmocka) end in _test.c; tests of the
# program are shell scripts.
unit_tests = \
tests/actions_test \
tests/base_test \
tests/command_line_test \
tests/config_test \
tests/demo_test \
tests/session_test

tests_actions_test_SOURCES = tests/actions_test.c tests/session_stubs.c
tests_base_test_SOURCES = tests/base_test.c
tests_command_line_test_SOURCES = tests/command_line_test.c tests/session_stubs.c
tests_config_test_SOURCES = tests/config_test.c tests/session_stubs.c
tests_demo_test_SOURCES = tests/demo_test.c
tests_session_test_SOURCES = tests/session_test.c tests/session_stubs.c

check_PROGRAMS += $(unit_tests)
TESTS += $(unit_tests)
tests_cppflags = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
