"""The same random requests to Headrace and to OpenSearch are answered alike, but for what allowed.py and open_defects.py say."""

import random

import pytest

from differential import conflicts
from differential.exchange import Request
from differential.explore import Explorer, writes
from differential.generator import Generator
from differential.open_defects import DEFECTS
from differential.shapes import TYPED

SEED = 20240917
REQUESTS, LONG_REQUESTS = 300, 20_000
# How many kinds of difference are made short; each costs up to half a minute.
MOST_FINDINGS = 5


@pytest.mark.slow
def test_random_requests_are_answered_alike(pair, features, request):
    long = request.config.getoption("--long")
    seed = random.randrange(10 ** 9) if long else SEED
    report = Explorer(pair, features, MOST_FINDINGS).run(seed, LONG_REQUESTS if long else REQUESTS)
    print(f"seed {seed}\n{report.text(with_findings=False)}")
    if long:
        print("open defects that were not met:", ", ".join(defect.name for defect in DEFECTS if not report.open[defect.name]) or "none")
    assert not report.findings, f"seed {seed}\n{report}"


def play_all(pair, requests):
    """None when the last one is answered alike, else (request, both answers)."""
    pair.reset()
    exchanges = [pair.play(one) for one in requests]
    last = exchanges[-1]
    return None if (last.ours[0] < 300) == (last.theirs[0] < 300) else (last.sent, last.ours, last.theirs)


@pytest.mark.slow
def test_the_same_values_fit_the_same_fields(pair, features):
    if "mapping conflicts" not in features:
        pytest.skip("the server takes every value for every field (docs/spec/document-api.md 3.12)")
    made = Request("create index", "PUT", "/typed", body={"mappings": TYPED.mappings})
    differ = [(type, value, found) for type, value, document in conflicts.cases()
              if (found := play_all(pair, [made, Request("conflict", "PUT", "/typed/_doc/1", body=document)]))]
    assert not differ


@pytest.mark.slow
def test_fields_that_nobody_mapped_take_the_same_values(pair, features):
    if "dynamic mapping" not in features:
        pytest.skip("the server does not map fields by itself (docs/spec/document-api.md 3.12)")
    differ = [(name, found) for name, documents in conflicts.dynamic_cases()
              if (found := play_all(pair, [Request("conflict", "PUT", f"/free/_doc/{i}", body=document) for i, document in enumerate(documents)]))]
    assert not differ


def test_a_seed_makes_the_same_requests_each_time():
    assert Generator("7/0", frozenset()).sequence(40) == Generator("7/0", frozenset()).sequence(40)


def test_searches_leave_the_state_alone():
    assert not writes(Request("search", "POST", "/typed/_search"))
    assert writes(Request("delete by query", "POST", "/typed/_delete_by_query"))
