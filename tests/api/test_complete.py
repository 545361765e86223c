"""The corpus has every numbered case of the specification, each once, and leaves none out."""

import re
from collections import Counter
from pathlib import Path

import pytest

from corpus_format import load_all

HERE = Path(__file__).parent
SPECIFICATION = HERE.parent.parent / "docs/spec"
# What the folders are made from: a page, and the headings of the sections with its cases.
SOURCES = {"sync_jobs": ("sync-jobs.md", ["## 5."]), "connectors": ("connectors.md", ["## 5."]),
           "configuration": ("configuration-filtering-secrets.md", ["### 7.1", "### 7.2"]),
           "filtering": ("configuration-filtering-secrets.md", ["### 7.3", "### 7.4", "### 7.5"]),
           "secrets": ("configuration-filtering-secrets.md", ["### 7.7"])}
# Checks of docs/spec/rest-conventions.md 17 that whole folders of tests prove: the file, and how it names the check.
ELSEWHERE = {"R57": ("clients/test_clients.py", "check 57")}
# A row of a table whose first cell is a case number, such as `L05` or `66`.
ROW = re.compile(r"^\| ([A-Z]?\d+) \|", re.MULTILINE)


def specified(folder):
    """The case numbers in the tables below each heading, down to the next heading of its level."""
    page, headings = SOURCES[folder]
    text = (SPECIFICATION / page).read_text(encoding="utf-8")
    numbers = []
    for heading in headings:
        below = text.split(f"\n{heading} ", 1)[1]
        numbers += ROW.findall(re.split(rf"\n#{{1,{heading.index(' ')}}} ", below, maxsplit=1)[0])
    return numbers


@pytest.mark.parametrize("folder", SOURCES)
def test_every_case_of_the_specification_is_there_once(folder):
    wanted = specified(folder)
    assert len(wanted) == len(set(wanted)) >= 30
    found = Counter(case.number for case in load_all(HERE / folder))
    assert [number for number in wanted if found[number] == 0] == [], "missing"
    assert [number for number, times in found.items() if times > 1] == [], "there twice"


@pytest.mark.parametrize("folder", SOURCES)
def test_a_case_of_the_specification_runs_in_both_modes(folder):
    wanted = set(specified(folder))
    assert [case.number for case in load_all(HERE / folder) if case.number in wanted and case.only] == []


def test_every_case_of_the_document_api_is_there():
    """docs/spec/document-api.md 13: in documents/ once, or as test_00_... in tests/documents where requests one after the other are not enough.
    Others in documents/ have the number of a section; A is the run of appendix A."""
    text = (SPECIFICATION / "document-api.md").read_text(encoding="utf-8").split("\n## 13. ", 1)[1].split("\n## ", 1)[0]
    wanted = re.findall(r"^ ?(\d+)\. ", text, re.MULTILINE)
    assert wanted == [str(number) for number in range(1, 89)]
    cases = Counter(case.number for case in load_all(HERE / "documents"))
    tests = "".join(file.read_text(encoding="utf-8") for file in (HERE.parent / "documents").glob("test_*.py"))
    elsewhere = {number for name in re.findall(r"^def test_((?:\d+_)+)", tests, re.MULTILINE) for number in name.split("_") if number}
    assert [number for number, times in cases.items() if times > 1] == [], "there twice"
    assert [number for number in {*cases, *elsewhere} if number.isdigit() and number not in wanted] == [], "unknown"
    assert [number for number in cases if not re.fullmatch(r"\d+(\.\d+)?[a-z]?|A", number)] == [], "neither a case nor a section"
    assert [number for number in [*wanted, "A"] if number not in cases and number not in elsewhere] == [], "missing"


def test_every_check_of_the_conventions_is_there():
    """docs/spec/rest-conventions.md 17: in rest/ once, or as test_R00_... in tests/rest where a request is not enough. Others in rest/ have the number of a section."""
    list_of_checks = (SPECIFICATION / "rest-conventions.md").read_text(encoding="utf-8").split("\n## 17. ", 1)[1]
    wanted = [f"R{int(number):02}" for number in re.findall(r"^ ?(\d+)\. ", list_of_checks, re.MULTILINE)]
    assert wanted == [f"R{number:02}" for number in range(1, 59)]
    cases = Counter(case.number for case in load_all(HERE / "rest"))
    assert [number for number, times in cases.items() if times > 1] == [], "there twice"
    tests = {number for path in (HERE.parent / "rest").glob("test_*.py") for number in re.findall(r"^def test_(R\d\d)_", path.read_text(encoding="utf-8"), re.MULTILINE)}
    proved = {number for number, (file, words) in ELSEWHERE.items() if words in (HERE.parent / file).read_text(encoding="utf-8")}
    found = {number for number in cases if number.startswith("R")} | tests | proved
    assert sorted(set(wanted) - found) == [], "missing"
    assert sorted(found - set(wanted)) == [], "unknown"


def test_no_case_is_skipped_without_saying_why():
    assert [case.number for case in load_all(HERE) if case.skip is not None and len(case.skip.split()) < 3] == []


def test_what_the_differences_name_is_there():
    """Files and case numbers that DIFFERENCES.md cites as proof."""
    page = (HERE.parent.parent / "DIFFERENCES.md").read_text(encoding="utf-8")
    for name in re.findall(r"(\w+\.api)", page):
        assert list(HERE.rglob(name)), f"{name} is not there"
    numbers = {case.number for case in load_all(HERE / "sync_jobs")}
    for file, cited in re.findall(r"(?:list|error_stats)(\.api) ((?:[A-Z]\d\d[-, ]*)+)", page):
        assert set(re.findall(r"[A-Z]\d\d", cited)) <= numbers, cited
