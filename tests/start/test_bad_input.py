"""Bad bodies and parameters: the original's type and reason (docs/spec/rest-conventions.md 7 and 8), never a 5xx, and nothing is changed."""

import gzip
import json

import pytest

from harness.http import Client
from harness.sync import ok

JOB_BODY = {"id": "c"}


class Target:
    """A request that is good with a good body."""

    def __init__(self, name, method, path, good):
        self.name, self.method, self.path, self.good = name, method, path, good


TARGETS = [
    Target("create job", "POST", "/_connector/_sync_job", {"id": "c"}),
    Target("claim", "PUT", "/_connector/_sync_job/{job}/_claim", {"worker_hostname": "w"}),
    Target("job error", "PUT", "/_connector/_sync_job/{job}/_error", {"error": "e"}),
    Target("stats", "PUT", "/_connector/_sync_job/{job}/_stats",
           {"deleted_document_count": 1, "indexed_document_count": 2, "indexed_document_volume": 3}),
    Target("put connector", "PUT", "/_connector/c", {"name": "other"}),
    Target("name", "PUT", "/_connector/c/_name", {"name": "other"}),
    Target("index name", "PUT", "/_connector/c/_index_name", {"index_name": "content-other"}),
    Target("scheduling", "PUT", "/_connector/c/_scheduling", {"scheduling": {"full": {"enabled": True, "interval": "0 0 0 * * ?"}}}),
    Target("configuration", "PUT", "/_connector/c/_configuration", {"values": {"directory": "/"}}),
    Target("document", "PUT", "/books/_doc/1", {"title": "changed"}),
    Target("update", "POST", "/books/_update/1", {"doc": {"title": "changed"}}),
    Target("search", "POST", "/books/_search", {"query": {"match_all": {}}}),
    Target("count", "POST", "/books/_count", {"query": {"match_all": {}}}),
    Target("create index", "PUT", "/other-index", {"settings": {}}),
]
PARSED = [target for target in TARGETS if target.path.startswith("/_connector")]


def by_name(targets):
    return [pytest.param(target, id=target.name) for target in targets]


@pytest.fixture(scope="module")
def stored(api_server):
    """What every test here must leave as it is."""
    client = api_server.client
    ok(client.put("/_connector/c", {"name": "mine", "service_type": "dir", "index_name": "content-c"}))
    ok(client.put("/_connector/c/_configuration", {"configuration": {"directory": {
        "default_value": None, "depends_on": [], "display": "textbox", "label": "Directory", "options": [], "order": 1, "required": True,
        "sensitive": False, "tooltip": None, "type": "str", "ui_restrictions": [], "validations": [], "value": "/tmp"}}}))
    job = ok(client.post("/_connector/_sync_job", JOB_BODY))["id"]
    ok(client.put("/books/_doc/1", {"title": "Weirs", "pages": 12}))
    return job


@pytest.fixture
def ask(api_server, stored):
    """ask(target, body): sends it, and has shown that nothing was changed by it and that it is no fault of the server's."""
    client = Client(api_server.port)

    def state():
        documents = ["/books/_doc/1", "/.elastic-connectors-v1/_doc/c", f"/.elastic-connectors-sync-jobs-v1/_doc/{stored}"]
        return [[found["_seq_no"], found["_version"], found["_source"]] for found in (ok(client.get(path)) for path in documents)] + [
            ok(client.get("/_connector/_sync_job?size=0")), ok(client.get("/_connector?size=0")), client.request("HEAD", "/other-index").status]

    def send(target, body, headers=None, query=""):
        before = state()
        answer = client.request(target.method, target.path.format(job=stored) + query, body, headers)
        assert 400 <= answer.status < 500, f"{answer.status}: {answer.body[:1000]!r}"
        assert state() == before
        return answer
    yield send
    client.close()
    api_server.check_alive()


def error_of(answer, status=400):
    assert answer.status == status, answer.body
    body = answer.json()
    assert body["status"] == status and body["error"]["root_cause"][0].keys() >= {"type", "reason"}, body
    return body["error"]


@pytest.mark.parametrize("target", by_name(TARGETS))
@pytest.mark.parametrize("body", ["{", '{"a":', '{"a', '{"a":"b', '{"a":[1,', '{"a":tru', "[", '{"a":"\\u12'])
def test_a_body_that_ends_early_is_400(ask, target, body):
    error = error_of(ask(target, body))
    if target in PARSED:  # docs/spec/rest-conventions.md 8.3
        assert error["type"] in ("x_content_e_o_f_exception", "x_content_parse_exception"), error


@pytest.mark.parametrize("body", ["{", '{"id":', '{"id":"c"'])
def test_the_end_of_the_file_is_told_as_such(ask, body):
    error = error_of(ask(TARGETS[0], body))
    assert error["type"] == "x_content_e_o_f_exception" and error["reason"].startswith("[1:"), error


@pytest.mark.parametrize("target", by_name(TARGETS))
@pytest.mark.parametrize("body", [
    '{"a" 1}', "{'a':1}", '{"a":1,}', '{"a":01}', '{"a":NaN}', '{"a":Infinity}', '{"a":+1}', '{"a":.5}', '{"a":1.}', '{"a":1e}', '{"a":-}',
    '{"a":"line\nbreak"}', '{"a":"\\x"}', '{"a":"\\ud8"}', '{a:1}', '{"a":1 "b":2}', '{,}', "}", "nonsense", '{"a":undefined}', "\x00", '{"a":"\x00"}'])
def test_a_body_that_is_no_json_is_400(ask, target, body):
    error = error_of(ask(target, body))
    if target in PARSED:
        assert error["type"] == "x_content_parse_exception" and error["reason"].startswith("["), error


@pytest.mark.parametrize("target", by_name(TARGETS))
@pytest.mark.parametrize("bad", [b"\xff", b"\xc3(", b"\xe2\x82", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xc0\xaf", b"\xf8\x88\x80\x80\x80"])
def test_bad_utf_8_is_400(ask, target, bad):
    good = json.dumps(target.good).encode()
    error = error_of(ask(target, good.replace(b'"', b'"' + bad, 1)))
    if target in PARSED:
        assert error["type"] == "x_content_parse_exception", error
        assert error["caused_by"]["type"] in ("char_conversion_exception", "json_parse_exception"), error


@pytest.mark.parametrize("target", by_name(TARGETS))
def test_duplicate_keys_are_400(ask, target):
    name = next(iter(target.good))
    one = json.dumps(target.good)[1:-1]
    error = error_of(ask(target, "{" + one + "," + one + "}"))
    if target in PARSED:
        assert error["type"] == "x_content_parse_exception" and f"Duplicate field '{name}'" in error["reason"], error


@pytest.mark.parametrize("target", by_name(TARGETS))
@pytest.mark.parametrize("kind", ["arrays", "objects", "both"])
def test_nesting_deeper_than_1000_levels_is_400(ask, target, kind):
    open_, close = {"arrays": ("[", "]"), "objects": ('{"a":', "}"), "both": ('[{"a":', "}]")}[kind]
    levels = 501 if kind == "both" else 1001
    body = '{"x":' + open_ * levels + ("1" if kind != "arrays" else "") + close * levels + "}"
    error = error_of(ask(target, body))
    if target in PARSED:
        assert error["type"] == "x_content_parse_exception", error


@pytest.mark.parametrize("target", by_name(TARGETS))
def test_nesting_without_end_is_400(ask, target):
    for deep in ("[" * 1_000_000, '{"a":' * 300_000, '{"query":' + '{"bool":{"must":[' * 100_000):
        error_of(ask(target, deep))


@pytest.mark.parametrize("target", by_name(PARSED))
@pytest.mark.parametrize("body, token", [("[]", "START_ARRAY"), ('"text"', "VALUE_STRING"), ("5", "VALUE_NUMBER"), ("null", "VALUE_NULL"),
                                         ("true", "VALUE_BOOLEAN")])
def test_a_body_that_is_no_object_is_400(ask, target, body, token):
    error = error_of(ask(target, body))
    assert error["type"] in ("x_content_parse_exception", "parsing_exception", "illegal_argument_exception"), error
    assert token in error["reason"] or token in json.dumps(error), error


@pytest.mark.parametrize("target", by_name(TARGETS[9:11]))
@pytest.mark.parametrize("body", ["[]", '"text"', "5", "null", "true"])
def test_a_document_that_is_no_object_is_400(ask, target, body):
    assert error_of(ask(target, body))["type"] in ("document_parsing_exception", "x_content_parse_exception", "parsing_exception")


UNKNOWN = [target for target in PARSED if target.name not in ("configuration", "scheduling")]


@pytest.mark.parametrize("target", by_name(UNKNOWN))
def test_an_unknown_field_is_named(ask, target):
    error = error_of(ask(target, {**target.good, "fooo": 1}))
    assert error["type"] == "x_content_parse_exception" and "unknown field [fooo]" in error["reason"], error


def test_a_similar_field_is_suggested(ask):
    error = error_of(ask(TARGETS[0], {"id": "c", "job_typ": "full"}))
    assert error["reason"].endswith("did you mean [job_type]?"), error


@pytest.mark.parametrize("value, token", [(5, "VALUE_NUMBER"), (True, "VALUE_BOOLEAN"), (None, "VALUE_NULL"), ([], "START_ARRAY"), ({}, "START_OBJECT")])
@pytest.mark.parametrize("target, field", [("create job", "id"), ("create job", "job_type"), ("claim", "worker_hostname"), ("job error", "error")])
def test_a_text_field_takes_nothing_else(ask, target, field, value, token):
    chosen = next(each for each in TARGETS if each.name == target)
    error = error_of(ask(chosen, {**chosen.good, field: value}))
    assert error["type"] == "x_content_parse_exception" and f"{field} doesn't support values of type: {token}" in error["reason"], error


@pytest.mark.parametrize("number", ["9223372036854775808", "-9223372036854775809", "1e400", "1" * 400, "-1", '"9223372036854775808"', '"x"',
                                    "true", "[]", "{}", "null", "1" + "0" * 100_000])
@pytest.mark.parametrize("field", ["indexed_document_count", "deleted_document_count", "indexed_document_volume", "total_document_count"])
def test_counters_out_of_range_are_400(ask, number, field):
    stats = TARGETS[3]
    counters = {**stats.good, field: "HERE"}
    error = error_of(ask(stats, json.dumps(counters).replace('"HERE"', number)))
    expected = "action_request_validation_exception" if number == "-1" else "x_content_parse_exception"
    assert error["type"] == expected and field in json.dumps(error), error


@pytest.mark.parametrize("query", ["size=2147483648", "size=-1", "from=-1", "from=1.5", "size=many", "size=", "from=99999999999999999999",
                                   "status=nope", "status=", "job_type=bogus", "order=sideways", "since=yesterday", "pretty=yes"])
def test_parameters_out_of_range_are_400(api_server, stored, query):
    error = error_of(api_server.client.get(f"/_connector/_sync_job?{query}"))
    assert error["type"] == "illegal_argument_exception", error


def test_unknown_parameters_are_named_with_a_suggestion(api_server, stored):
    error = error_of(api_server.client.get("/_connector/_sync_job?sizes=1&zzzzzz=2"))
    assert error["type"] == "illegal_argument_exception"
    assert "unrecognized parameters: [sizes] -> did you mean" in error["reason"] and "[size]" in error["reason"] and "[zzzzzz]" in error["reason"]


@pytest.mark.parametrize("query", ["from=%", "from=%zz", "from=%4", "%=1"])
def test_a_bad_escape_in_the_query_is_400(api_server, stored, query):
    assert error_of(api_server.client.get(f"/_connector/_sync_job?{query}"))["type"] == "bad_parameter_exception"


@pytest.mark.parametrize("path", ["/_connector/%", "/_connector/%zz", "/_connector/%f", "/_connector/c/%/_name"])
def test_a_bad_escape_in_the_path_is_400_or_405(api_server, stored, path):
    assert api_server.client.get(path).status in (400, 405)


@pytest.mark.parametrize("target", by_name(TARGETS))
def test_a_missing_or_foreign_content_type_is_406(ask, target):
    for kind, text in ((None, "Content-Type header is missing"), ("text/plain", "Content-Type header [text/plain] is not supported"),
                       ("application/x-www-form-urlencoded", "Content-Type header [application/x-www-form-urlencoded] is not supported")):
        answer = ask(target, target.good, {"Content-Type": kind})
        assert answer.status == 406 and answer.json() == {"error": text, "status": 406}


@pytest.mark.parametrize("target", by_name([target for target in PARSED if target.name != "put connector"]))
def test_a_missing_body_is_400(ask, target):
    error = error_of(ask(target, None))
    assert (error["type"], error["reason"]) == ("parse_exception", "request body is required"), error


def test_a_body_where_none_belongs_is_400(ask, stored):
    for path in ("_check_in", "_cancel"):
        error = error_of(ask(Target(path, "PUT", "/_connector/_sync_job/{job}/" + path, {}), {}))
        assert error["reason"] == f"request [PUT /_connector/_sync_job/{stored}/{path}] does not support having a body"


@pytest.mark.parametrize("body, reason", [
    ('{"index":{"_index":"books","_id":"1"}}\n{"title":"changed"}', "The bulk request must be terminated by a newline [\\n]"),
    ("[]\n", "Malformed action/metadata line [1], expected START_OBJECT but found [START_ARRAY]"),
    ('{"x":{}}\n{}\n', "Malformed action/metadata line [1], expected field [create], [delete], [index] or [update] but found [x]"),
    ('{"index":{"_index":"books","foo":1}}\n{}\n', "Action/metadata line [1] contains an unknown parameter [foo]"),
    ('{"index":{"_index":"books","_id":"1"}\n{"title":"changed"}\n', None),
    ('nonsense\n', None),
    ("\n\n", None),
])
def test_a_bad_bulk_body_is_400_as_a_whole(ask, body, reason):
    error = error_of(ask(Target("bulk", "POST", "/_bulk", None), body, {"Content-Type": "application/x-ndjson"}))
    if reason:
        assert (error["type"], error["reason"]) == ("illegal_argument_exception", reason)


def test_a_bad_line_of_a_bulk_body_fails_alone(api_server, stored):
    before = ok(api_server.client.get("/books/_doc/1"))
    body = ('{"index":{"_index":"books","_id":"1"}}\n{"title": broken}\n'
            '{"index":{"_index":"books","_id":"good"}}\n{"title":"good"}\n'
            '{"update":{"_index":"books","_id":"nobody"}}\n{"doc":{}}\n')
    items = ok(api_server.client.post("/_bulk", body, headers={"Content-Type": "application/x-ndjson"}))
    assert items["errors"] is True
    assert [item[next(iter(item))]["status"] for item in items["items"]] == [400, 201, 404]
    assert ok(api_server.client.get("/books/_doc/1")) == before


@pytest.mark.parametrize("name", ["Upper", "_under", "-minus", "+plus", "a%20b", "a%22b", "a%3Fb", "a%23b", "a%5Cb", "a%2Fb", "a*b", "..", ".", "x" * 256,
                                  "readyz", "healthz", "metrics"])
def test_a_bad_index_name_is_refused(api_server, name):
    for method, path in (("PUT", f"/{name}"), ("PUT", f"/{name}/_doc/1")):
        answer = api_server.client.request(method, path, {"settings": {}} if path.count("/") == 1 else {"a": 1})
        assert 400 <= answer.status < 500, (path, answer)


@pytest.mark.parametrize("identity", ["x" * 513, "%C3%A4" * 257])
def test_a_document_id_that_is_too_long_is_400(api_server, stored, identity):
    error = error_of(api_server.client.put(f"/books/_doc/{identity}", {"a": 1}))
    assert error["type"] == "action_request_validation_exception" and "no longer than 512 bytes" in error["reason"]


def test_guarded_writes_with_a_stale_number_are_409_and_change_nothing(api_server, stored):
    client = api_server.client
    before = ok(client.get("/books/_doc/1"))
    for path in ("/books/_doc/1", "/books/_update/1"):
        body = {"title": "changed"} if "_doc" in path else {"doc": {"title": "changed"}}
        answer = client.post(f"{path}?if_seq_no={before['_seq_no'] + 7}&if_primary_term=1", body)
        assert error_of(answer, 409)["type"] == "version_conflict_engine_exception"
    assert error_of(client.put("/books/_create/1", {"title": "changed"}), 409)["type"] == "version_conflict_engine_exception"
    assert ok(client.get("/books/_doc/1")) == before


@pytest.mark.parametrize("query", [
    {"query": {"nope": {}}}, {"query": {"match": 5}}, {"query": []}, {"query": {"bool": {"must": 5}}}, {"query": {"range": {"a": {"gt": {}}}}},
    {"query": {"term": {"a": 1, "b": 2}}}, {"size": -1}, {"from": -1}, {"size": "many"}, {"sort": 5}, {"nonsense": 1}, {"size": 10001},
    {"from": 2**63}, {"query": {"match_all": {}, "match_none": {}}}])
def test_a_bad_search_is_400(ask, query):
    error_of(ask(Target("search", "POST", "/books/_search", None), query))


def test_a_query_of_ten_thousand_clauses_is_answered(api_server, stored):
    clauses = [{"term": {"title": str(i)}} for i in range(10000)]
    answer = api_server.client.post("/books/_search", {"query": {"bool": {"should": clauses}}})
    assert answer.status in (200, 400)


def test_odd_but_good_bodies_are_taken(api_server, stored):
    client = api_server.client
    for body in (b'\xef\xbb\xbf{"title":"bom"}', b' \n\t{"title":"blank"}\r\n ', '{"title":"\\ud83c\\udf0a 🌊"}'.encode()):
        ok(client.put("/odd/_doc/1", body))
    zipped = gzip.compress(json.dumps({"title": "zipped"}).encode())
    ok(client.put("/odd/_doc/2", zipped, headers={"Content-Encoding": "gzip"}))
    assert ok(client.get("/odd/_doc/2"))["_source"] == {"title": "zipped"}
    deep = '{"a":' * 999 + "1" + "}" * 999
    ok(client.put("/deep", {"mappings": {"dynamic": False}}))
    ok(client.put("/deep/_doc/3", deep))
    assert client.get("/deep/_doc/3").status == 200
