"""docs/reference/service-checks.md: every row of the two sections is there, and every test that it names."""

import re

import pytest

from harness.fixtures import REPOSITORY

PAGE = (REPOSITORY / "docs/reference/service-checks.md").read_text()
GOOGLE_TEST = re.compile(r"^TEST(?:_F|_P)?\((\w+),\s*(\w+)\)", re.MULTILINE)


def named_tests():
    return {".".join(names) for path in (REPOSITORY / "src").rglob("*_test.cpp") for names in GOOGLE_TEST.findall(path.read_text())}


@pytest.mark.parametrize("section, rows", [("Section 22", 17), ("Section 23", 15)])
def test_every_row_has_a_test(section, rows):
    lines = re.findall(r"^\| (\d+) \| .* \| (.*) \|$", PAGE.split(f"## {section}")[1].split("\n## ")[0], re.MULTILINE)
    assert [int(number) for number, _ in lines] == list(range(1, rows + 1))
    assert all("`" in shown for _, shown in lines)


def test_every_test_that_is_named_is_there():
    names = re.findall(r"`(\w+\.[a-zA-Z]\w+)`", PAGE)
    assert len(names) > 40
    assert sorted(set(names) - named_tests()) == []


def test_every_test_of_a_file_that_is_named_is_there():
    places = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", PAGE)
    assert len(places) > 15
    for path, name in places:
        assert f"def {name}(" in (REPOSITORY / path).read_text() if name else (REPOSITORY / path).exists(), f"{path}::{name}"
