"""Servers of others that tests compare with or use: where tests/peers has put them, and how long that may take."""

import subprocess
from pathlib import Path

PEERS = Path(__file__).resolve().parents[1] / "peers"
# What an `install` ends with where the server cannot be had.
UNAVAILABLE = 69
# A first download over a slow line, a start on a busy machine.
INSTALL_SECONDS, START_SECONDS, STOP_SECONDS = 900, 180, 60


class Unavailable(Exception):
    """It cannot be had on this machine; the text says why."""


def installed(name):
    """{"java": …, "home": …} of tests/peers/`name`. Raises Unavailable."""
    done = subprocess.run([PEERS / name / "install"], capture_output=True, text=True, timeout=INSTALL_SECONDS)
    said = done.stderr.strip().splitlines() or ["nothing was said"]
    if done.returncode == UNAVAILABLE:
        raise Unavailable(said[-1])
    assert done.returncode == 0, done.stderr
    return dict(line.split("=", 1) for line in done.stdout.splitlines())
