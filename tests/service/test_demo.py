"""`./dev demo` without a terminal: the whole way on real input, and an end by itself."""

import os
import re
import subprocess

import pytest

from harness.command import COMMAND_SECONDS, clean_environment
from harness.fixtures import REPOSITORY


@pytest.fixture
def demo(binary, tmp_path):
    done = subprocess.run(["tools/demo.sh", os.path.relpath(binary, REPOSITORY)], cwd=REPOSITORY, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=COMMAND_SECONDS, check=False, text=True,
                          env=clean_environment(tmp_path, TMPDIR=str(tmp_path)))
    return done, tmp_path


@pytest.mark.slow
def test_the_demo_ends_well_without_a_terminal(demo):
    done, left_over = demo
    assert done.returncode == 0, done.stdout + done.stderr
    job = next(line for line in done.stdout.splitlines() if re.search(r"\bhandbook\b.*\bfull\b", line))
    assert "completed" in job
    files = sum(1 for path in (REPOSITORY / "docs").glob("**/*.*") if path.is_file())
    assert str(files) in re.split(r"\s{2,}", job), f"{files} is not among the counters of: {job}"
    assert str(REPOSITORY / "docs") in done.stdout.split("A search for")[1]  # the path of a hit
    assert done.stdout.count("curl -s") == 3
    assert not any(path.name.startswith("headrace-demo") for path in left_over.iterdir())
