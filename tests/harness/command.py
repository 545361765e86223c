"""Runs the binary as a person or a script would, and keeps what it said."""

import os
import subprocess
from dataclasses import dataclass

from harness.server import sanitizer_environment

COMMAND_SECONDS = 180
# What a person's machine may have set, and a test must not inherit.
OWN_VARIABLES = ("HEADRACE_", "XDG_CONFIG_HOME", "NO_COLOR", "CLICOLOR", "FORCE_COLOR")


@dataclass(frozen=True)
class Said:
    status: int
    stdout: str
    stderr: str

    @property
    def lines(self):
        return self.stdout.splitlines()

    @property
    def complaint(self):
        return self.stderr.splitlines()


def clean_environment(home, **more):
    """The environment without settings of whoever runs the tests; `home` holds no configuration unless a test puts it there."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OWN_VARIABLES)}
    return {**kept, **sanitizer_environment(), "HOME": str(home), **more}


def run(binary, *arguments, environment=None, cwd=None, seconds=COMMAND_SECONDS):
    """Runs to the end, without a terminal. A command that does not end within `seconds` fails the test."""
    try:
        done = subprocess.run([str(binary), *map(str, arguments)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              env=environment, cwd=cwd, timeout=seconds, check=False)
    except subprocess.TimeoutExpired as late:
        raise AssertionError(f"{arguments} did not end; it said {late.stdout!r} {late.stderr!r}") from None
    return Said(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))


def assert_complains(said, status, *words):
    """What, why, what to do: three lines on standard error that hold `words`, nothing on standard output."""
    assert said.status == status, said
    assert said.stdout == "", said
    assert len(said.complaint) == 3 and all(line.strip() for line in said.complaint), said.stderr
    for word in words:
        assert word in said.stderr, f"{word!r} is missing in:\n{said.stderr}"
