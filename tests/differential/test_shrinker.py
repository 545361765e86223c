from differential.exchange import Request
from differential.shrinker import shrink


def request(name, body=None):
    return Request("index", "PUT", f"/late/_doc/{name}", body=body or {})


def test_a_sequence_is_reduced_to_what_is_needed():
    sequence = [request(name) for name in range(40)]
    needed = {"/late/_doc/7", "/late/_doc/31"}
    assert [one.path for one in shrink(sequence, lambda some: needed <= {one.path for one in some})] == ["/late/_doc/7", "/late/_doc/31", "/late/_doc/39"]


def test_bodies_are_reduced_to_what_is_needed():
    found = shrink([request("1", {"a": [1, {"b": 2, "c": 3}], "d": 4})], lambda some: "'b': 2" in str(some[-1].body))
    assert found[0].body == {"a": [{"b": 2}]}


def test_bulks_lose_whole_actions():
    lines = ({"index": {"_index": "late", "_id": "1"}}, {"a": 1}, {"delete": {"_index": "late", "_id": "2"}}, {"index": {"_index": "late", "_id": "3"}}, {"a": 1, "b": 2})
    found = shrink([Request("bulk", "POST", "/_bulk", lines=lines)], lambda some: '"b"' in str(some[-1].lines).replace("'", '"'))
    assert found[0].lines == ({"index": {"_index": "late", "_id": "3"}}, {"b": 2})


def test_the_index_that_the_last_request_is_about_keeps_its_mapping():
    made = Request("create index", "PUT", "/late", body={"mappings": {"properties": {}}})
    assert shrink([made, request("1"), request("2")], lambda some: True) == [made, request("2")]


def test_tries_are_bounded():
    asked = []
    shrink([request(name) for name in range(500)], lambda some: asked.append(1), tries=20)
    assert len(asked) == 20
