"""The ways to run the corpus, and their servers."""

from dataclasses import dataclass

import pytest

from harness.server import Server


@dataclass(frozen=True)
class Replay:
    """What the server is told, which expectations hold, what happens behind every write."""

    name: str
    mode: str = "default"
    arguments: tuple = ()
    crashes: bool = False  # kill -9 and a new start behind every write
    binary_option: str = "--binary"
    authenticates: bool = False  # with an API key that may do everything, but is checked each time
    folders: tuple = ()  # of the corpus; none: all

    def covers(self, case):
        return not self.folders or str(case.file).split("/")[0] in self.folders


REPLAYS = {replay.name: replay for replay in (
    Replay("default"),
    Replay("strict", mode="strict", arguments=("--strict",)),
    Replay("restart", crashes=True),
    Replay("auth", authenticates=True),
    Replay("text", arguments=("--text-index-from", "0"), folders=("documents", "documents_query", "documents_admin", "documents_mapping")),
    Replay("asan", binary_option="--asan-binary"),
)}


def replays(config):
    """Those that were asked for, each once."""
    return [REPLAYS[name] for name in dict.fromkeys(config.getoption("--replay") or ["default"])]


class ReplayServers:
    """One server per replay for the whole session. A server that a case has broken is replaced, data and all."""

    def __init__(self, config, folder):
        self.config, self.folder = config, folder
        self.running, self.made = {}, 0

    def start(self, replay):
        """A server of its own, on an empty data folder."""
        binary = self.config.getoption(replay.binary_option)
        if not binary.exists():
            pytest.fail(f"{binary} is not there; ./dev build makes it", pytrace=False)
        self.made += 1
        server = Server(binary.resolve(), self.folder / f"{replay.name}-{self.made}", ("--no-service", *replay.arguments),
                        password="corpus-password" if replay.authenticates else None).start()
        if replay.authenticates:
            server.use_key({"everything": {"cluster": ["all"], "indices": [{"names": ["*"], "privileges": ["all"]}]}})
        return server

    def get(self, replay):
        server = self.running.get(replay.name)
        if server is None or not server.running():
            self.running[replay.name] = server = self.start(replay)
        return server

    def discard(self, replay):
        """The next case gets a new one."""
        self.running.pop(replay.name, None)

    def stop(self):
        """All end by SIGTERM with 0 and without a sanitizer's report; all are ended, whatever one of them says."""
        faults = []
        for server in self.running.values():
            try:
                server.stop()
            except AssertionError as fault:
                faults.append(str(fault))
        assert not faults, "\n".join(faults)
