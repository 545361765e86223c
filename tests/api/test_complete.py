"""The corpus has every numbered case of the specification, each once, and leaves none out."""

import re
from collections import Counter
from pathlib import Path

import pytest

from corpus_format import load_all

HERE = Path(__file__).parent
SPECIFICATION = HERE.parent.parent / "docs/spec"
# A row of a table whose first cell is a case number, in the sections named `5.x` of sync-jobs.md.
ROW = re.compile(r"^\| ([A-Z]\d{2}) \|", re.MULTILINE)


def specified(page, section):
    """The case numbers in the tables of one top-level section of a page."""
    text = (SPECIFICATION / page).read_text(encoding="utf-8")
    begin = re.search(rf"^## {section}\. ", text, re.MULTILINE).start()
    end = re.search(r"^## ", text[begin + 3:], re.MULTILINE)
    return ROW.findall(text[begin:begin + 3 + end.start()] if end else text[begin:])


@pytest.mark.parametrize("folder,page,section", [("sync_jobs", "sync-jobs.md", 5)])
def test_every_case_of_the_specification_is_there_once(folder, page, section):
    wanted = specified(page, section)
    assert len(wanted) == len(set(wanted)) > 0
    found = Counter(case.number for case in load_all(HERE / folder))
    assert [number for number in wanted if found[number] == 0] == [], "missing"
    assert [number for number, times in found.items() if times > 1] == [], "there twice"


def test_a_case_of_the_specification_runs_in_both_modes():
    wanted = set(specified("sync-jobs.md", 5))
    assert [case.number for case in load_all(HERE / "sync_jobs") if case.number in wanted and case.only] == []


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
