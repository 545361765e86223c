"""`headrace check`: what is wrong in a data folder is told, a line each; nothing is changed."""

import json
import shutil

import pytest

from harness.command import assert_complains
from harness.server import Server
from upkeep_tools import fill


@pytest.fixture(scope="module")
def original(binary, tmp_path_factory):
    """A stopped folder with tables, which a compaction has made."""
    server = Server(binary, tmp_path_factory.mktemp("original") / "data")
    with server:
        fill(server.client)
        assert server.client.post("/_headrace/compact").status == 200
    return server.data


@pytest.fixture
def folder(original, tmp_path):
    return shutil.copytree(original, tmp_path / "data")


def test_a_good_folder_has_no_problems(folder, headrace):
    said = headrace("check", "--data", folder)
    assert said.status == 0 and said.stderr == "" and said.lines[-1].endswith(" 0 problems."), said
    told = json.loads(headrace("check", "--data", folder, "-o", "json").stdout)
    assert told["problem_count"] == 0 and told["problems"] == [] and told["documents"] >= 121 and told["list_records"] >= 61


def test_a_crash_leaves_nothing_that_the_check_complains_of(made, headrace):
    server = made("data").start()
    fill(server.client)
    server.kill()
    said = headrace("check", "--data", server.data)
    assert said.status == 0, said


@pytest.mark.parametrize("store", ["state", "content"])
def test_a_wrong_byte_anywhere_in_a_table_is_found(folder, headrace, store):
    (table,) = [path for path in (folder / store).iterdir() if path.suffix == ".sst"]
    whole = table.read_bytes()
    for place in (10, len(whole) // 2, len(whole) - 60):
        table.write_bytes(whole[:place] + bytes([whole[place] ^ 0x40]) + whole[place + 1:])
        said = headrace("check", "--data", folder, "-o", "json")
        assert said.status == 1, (place, said)
        told = json.loads(said.stdout)
        assert told["problem_count"] == len(told["problems"]) >= 1
        assert all(problem["store"] == store for problem in told["problems"])
        assert any(table.name in problem["problem"] for problem in told["problems"]), told
        lines = headrace("check", "--data", folder).lines
        assert lines[0].split() == ["STORE", "INDEX", "ID", "PROBLEM"] and len(lines) == told["problem_count"] + 2
    table.write_bytes(whole)
    assert headrace("check", "--data", folder).status == 0


def test_what_is_no_data_folder_is_told(headrace, tmp_path, made):
    assert_complains(headrace("check", "--data", "nowhere"), 1, "It is not there.")
    assert not (tmp_path / "nowhere").exists()
    (tmp_path / "empty").mkdir()
    said = headrace("check", "--data", "empty")
    assert said.status == 1 and "the file format is missing" in said.stdout, said
    server = made("data").start()
    assert_complains(headrace("check", "--data", server.data), 1, "is in use")
