"""Every case of the corpus in every replay that was asked for: `pytest tests/api -k L05 --replay=strict`."""

from pathlib import Path

import pytest

import runner
from corpus_format import load_all
from harness.replays import replays
from harness.server import ServerFault

CASES = load_all(Path(__file__).parent)


def pytest_generate_tests(metafunc):
    if "case" in metafunc.fixturenames:
        pairs = [(case, replay) for replay in replays(metafunc.config) for case in CASES if replay.covers(case) and case.only in (None, replay.mode) and (case.needs is None or replay.authenticates)]
        metafunc.parametrize("case,replay", pairs, ids=[f"{case.file}::{case.number}[{replay.name}]" for case, replay in pairs])


def test_case(case, replay, replay_servers):
    if case.skip:
        pytest.skip(case.skip)
    own = case.store == "new"
    server = replay_servers.start(replay) if own else replay_servers.get(replay)
    try:
        if not own:
            runner.wipe(server)
        run = runner.Run(server, replay.mode, server.crash_and_restart if replay.crashes else lambda: None)
        run.case(case)
        server.check_alive()
        if own:
            server.stop()
    except runner.CaseFailed as failure:
        raise pytest.fail.Exception(str(failure), pytrace=False) from None
    except (OSError, ServerFault):
        if not own:
            replay_servers.discard(replay)
        server.last_words()
        raise
    finally:
        if own:
            server.kill()
