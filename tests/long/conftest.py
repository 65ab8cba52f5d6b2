"""Tests that take minutes: `make test` does not even collect them, `make test-long` runs them with all others."""


def pytest_ignore_collect(config):
    return True if config.option.markexpr == "not long" else None
