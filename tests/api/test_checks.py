"""The lines below `=> STATUS`: what each demands, and that each can fail."""

import json

import pytest

import laws
from checks import Failed, apply
from harness.http import Answer

DOCUMENT = {"id": "a", "count": 2, "done": True, "none": None, "at": "2025-01-01T00:00:00.25Z",
            "results": [{"id": "x", "n": 1}, {"id": "y", "n": 1.5}], "metadata": {"k": {"l": 1}, "m": "text"}}


def answer(document, status=200, **headers):
    body = json.dumps(document).encode()
    named = (("X-elastic-product", "Elasticsearch"), ("content-type", "application/json"), *headers.items())
    return Answer(status, named, body)


@pytest.mark.parametrize("holds", [
    'id = "a"', "id = $A", "count = 2", "count != 3", "done = true", "none = null", 'missing absent', "none present", "body has $part",
    'results length 2', "ids x y", "results[1].n = 1.5", "results[*].n = [1,1.5]", 'metadata has {"k":{"l":1}}', "metadata keys k m",
    "body first-key id", "metadata.m ~ ex", "metadata.m !~ ax", r"at matches /^\d{4}-/", 'at < "2025-01-01T00:00:00.251Z"', "count >= 2",
    'text ~ "id"', "header Content-Type = application/json", "header Allow absent",
])
def test_a_line_that_holds(holds):
    apply(holds, answer(DOCUMENT), {"A": "a", "part": {"metadata": {"m": "text"}}})


@pytest.mark.parametrize("fails", [
    'id = "b"', "count = 2.0", "done = 1", "id absent", "missing present", 'missing = null', "missing != 1", "results length 1", "ids y x",
    'metadata has {"k":{"l":2}}', "metadata keys k", "body first-key count", "metadata.m ~ EX", "id matches /^b/", "id < 3", "count < 2",
    "header Allow = GET", "count is 2", "id = $unknown",
])
def test_a_line_that_does_not_hold(fails):
    with pytest.raises(Failed):
        apply(fails, answer(DOCUMENT), {})


def test_a_capture_keeps_its_type():
    variables = {}
    apply("metadata -> $before", answer(DOCUMENT), variables)
    apply("metadata = $before", answer(DOCUMENT), variables)
    assert variables["before"] == DOCUMENT["metadata"]


def error_of(kind, reason, **more):
    return {"error": {"root_cause": [{"type": kind, "reason": reason}], "type": kind, "reason": reason, **more}, "status": 404}


def test_errors_are_checked_by_type_and_reason():
    found = answer(error_of("some_exception", "no [x] here"), 404)
    apply("error some_exception", found, {})
    apply("error some_exception ~ [$name]", found, {"name": "x"})
    for wrong in ("error other_exception", "error some_exception ~ [y]"):
        with pytest.raises(Failed):
            apply(wrong, found, {})


@pytest.mark.parametrize("status,document", [
    (500, error_of("x", "y")),
    (404, {"error": "text"}),
    (404, {**error_of("x", "y"), "status": 400}),
    (404, {**error_of("x", "y"), "more": 1}),
    (404, {"error": {"type": "x", "reason": "y"}, "status": 404}),
])
def test_every_error_has_the_form_of_the_conventions(status, document):
    with pytest.raises(Failed):
        laws.check("GET", "/x", answer(document, status))


@pytest.mark.parametrize("document", [{"results": [], "count": 0}, {"count": 0, "results": [{"id": "x"}]}, {"count": 1, "results": [{"n": 1, "id": "x"}]}])
def test_every_list_has_the_form_of_the_specification(document):
    with pytest.raises(Failed):
        laws.check("GET", "/_connector/_sync_job?size=1", answer(document))


def test_every_answer_names_the_product():
    with pytest.raises(Failed, match="product"):
        laws.check("GET", "/", Answer(200, (("content-type", "application/json"),), b"{}"))
