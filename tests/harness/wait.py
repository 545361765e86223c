"""Waiting for something that shows itself, bounded. The bound is far above what a healthy run needs: it ends a hang, it measures nothing."""

import time

GENEROUS_SECONDS = 180


def wait_until(what, look, seconds=GENEROUS_SECONDS):
    """Looks until the answer is true in Python's sense, and returns it. `what` completes the sentence "waited in vain: ..."."""
    deadline = time.monotonic() + seconds
    while True:
        seen = look()
        if seen:
            return seen
        if time.monotonic() > deadline:
            raise AssertionError(f"waited in vain: {what} (last seen: {seen!r})")
        time.sleep(0.02)
