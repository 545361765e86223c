"""docs/reference: every command works as shown, in the order of its page, against a new server; every key of the configuration is on its page."""

import json
import os
import re
import subprocess

import pytest

from harness.command import COMMAND_SECONDS, clean_environment
from harness.fixtures import REPOSITORY

PAGES = sorted((REPOSITORY / "docs/reference").glob("*.md"))
BLOCK = re.compile(r"^```(sh|json|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def commands(page):
    """(command, shown answer) in the order of the page."""
    found = []
    for kind, text in BLOCK.findall(page.read_text()):
        if kind == "sh":
            found.append([text.strip(), None])
        else:
            assert found and found[-1][1] is None, f"an answer without its command: {text}"
            found[-1][1] = json.loads(text) if kind == "json" else text
    return found


def differs(shown, got, where="answer"):
    """Where the two are not alike; `…` stands for any value."""
    if shown == "…":
        return None
    if isinstance(shown, dict) and isinstance(got, dict):
        if list(shown) != list(got):
            return f"{where}: members {list(got)}, shown are {list(shown)}"
        return next((fault for name in shown if (fault := differs(shown[name], got[name], f"{where}.{name}"))), None)
    if isinstance(shown, list) and isinstance(got, list) and len(shown) == len(got):
        return next((fault for i, one in enumerate(shown) if (fault := differs(one, got[i], f"{where}[{i}]"))), None)
    return None if shown == got else f"{where}: {got!r}, shown is {shown!r}"


def differs_as_text(shown, got):
    """The same for what is no JSON; `…` stands for any part of a line, and how wide a column is does not count."""
    pattern = ".*".join(re.escape(part) for part in re.sub(" +", " ", shown).split("…"))
    return None if re.fullmatch(pattern, re.sub(" +", " ", got)) else f"answer: {got!r}, shown is {shown!r}"


@pytest.mark.parametrize("page", [page for page in PAGES if commands(page)], ids=lambda page: page.name)
def test_every_command_answers_as_shown(server, binary, tmp_path, page):
    environment = clean_environment(tmp_path / "home", HEADRACE_URL=server.url, PATH=f"{binary.parent}:{os.environ['PATH']}")
    for command, shown in commands(page):
        assert command.startswith(("curl -s", "headrace ")) and shown is not None, f"{command} has no answer on the page"
        said = subprocess.run(["bash", "-eo", "pipefail", "-uc", command.replace("localhost:9200", f"127.0.0.1:{server.port}")], stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=COMMAND_SECONDS, cwd=tmp_path, env=environment)
        assert said.returncode == 0, said
        fault = differs_as_text(shown, said.stdout) if isinstance(shown, str) else differs(shown, json.loads(said.stdout))
        assert fault is None, f"{command}\n{fault}"


def test_every_key_of_the_file_and_every_flag_is_told():
    page = (REPOSITORY / "docs/reference/configuration.md").read_text()
    keys = re.findall(r'\{"((?:headrace|service)\.\w+)"', (REPOSITORY / "src/service/settings_keys.cpp").read_text())
    flags = re.findall(r'"(--[a-z-]+)"', (REPOSITORY / "src/cli/serve_settings.cpp").read_text())
    variables = re.findall(r'envname\("(\w+)"\)', (REPOSITORY / "src/cli/serve_settings.cpp").read_text())
    assert len(keys) >= 11 and len(flags) >= 13 and len(variables) >= 10
    assert [name for name in (*keys, *flags, *variables) if name not in page] == []


def test_a_page_is_in_the_list_of_pages():
    index = (REPOSITORY / "docs/reference/README.md").read_text()
    assert [page.name for page in PAGES if page.name not in index and page.name != "README.md"] == []
