"""Pages of docs/ whose commands a test runs as they are written."""

import os
import re
import subprocess

from harness.command import COMMAND_SECONDS, clean_environment
from harness.fixtures import REPOSITORY

RUN = ("curl", "headrace", "psql")


def blocks(page):
    """(heading, command, shown answer or None) in the order of the page."""
    found, heading = [], ""
    for part in re.split(r"(^## [^\n]*$|^```\w*\n.*?^```$)", page.read_text(), flags=re.MULTILINE | re.DOTALL):
        if part.startswith("## "):
            heading = part[3:].strip()
        elif part.startswith("```"):
            text = "\n".join(part.splitlines()[1:-1])
            if text.startswith(RUN):
                found.append([heading, text, None])
            elif text.startswith("{") and found:
                found[-1][2] = text
    return found


def shape(value):
    """Names and kinds: what a reader compares. The text of an id differs from run to run."""
    if isinstance(value, dict):
        return {name: shape(member) for name, member in value.items()}
    if isinstance(value, list):
        return [shape(element) for element in value]
    return type(value).__name__


class Reader:
    """Runs a block in a shell at the root of the repository, with `headrace` on the path. `places`: what the page says, and what is."""

    def __init__(self, server, home, places=()):
        path = f"{server.binary.parent}{os.pathsep}{os.environ['PATH']}"
        self.environment = clean_environment(home, PATH=path, HEADRACE_URL=server.url)
        self.places = {"localhost:9200": f"127.0.0.1:{server.port}", **dict(places)}

    def __call__(self, block):
        for said, there in self.places.items():
            block = block.replace(said, there)
        done = subprocess.run(["bash", "-euo", "pipefail", "-c", block], cwd=REPOSITORY, env=self.environment, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=COMMAND_SECONDS, check=False)
        assert done.returncode == 0, f"{block}\n{done.stdout}\n{done.stderr}"
        return done.stdout
