from differential.comparer import compare
from differential.exchange import Guard, Memory, Request, curl, wire

SEARCH = Request("search", "POST", "/typed/_search")
TOTAL = Request("search", "POST", "/typed/_search", total_order=True)


def answer(*ids, total=None, status=200):
    return status, {"took": 3, "hits": {"total": {"value": len(ids) if total is None else total, "relation": "eq"}, "hits": [{"_index": "typed", "_id": id, "_score": 1.0} for id in ids]}}


def paths(request, ours, theirs):
    return [one.path for one in compare(request, ours, theirs)]


def test_hits_without_a_total_order_are_a_set():
    assert paths(SEARCH, answer("1", "2"), answer("2", "1")) == []
    assert paths(SEARCH, answer("1", "2"), answer("1", "3")) == ["hits.ids"]
    assert paths(SEARCH, answer("1", total=5), answer("2", total=5)) == []  # any one of five


def test_hits_of_a_total_order_are_a_list():
    assert paths(TOTAL, answer("1", "2"), answer("2", "1")) == ["hits.order"]
    assert paths(TOTAL, answer("1", total=5), answer("2", total=5)) == ["hits.ids"]


def test_numbers_of_a_source_keep_their_type():
    get = Request("get _doc", "GET", "/typed/_doc/1")
    assert paths(get, (200, {"_source": {"n": 1}}), (200, {"_source": {"n": 1.0}})) == ["_source.n"]
    assert paths(get, (200, {"_source": {"n": 1}, "took": 1}), (200, {"_source": {"n": 1}, "took": 2})) == []


def test_errors_differ_by_type_root_and_reason():
    def error(type, reason):
        return 400, {"error": {"root_cause": [{"type": type, "reason": reason}], "type": type, "reason": reason}, "status": 400}
    assert paths(SEARCH, error("parsing_exception", "x"), error("parsing_exception", "x")) == []
    assert paths(SEARCH, error("parsing_exception", "x"), error("parse_exception", "y")) == ["error.type", "error.root", "error.reason"]
    assert paths(SEARCH, error("parsing_exception", "x"), answer())[0] == "status"


def test_a_guard_has_the_numbers_that_this_server_told():
    request = Request("guarded index", "PUT", "/typed/_doc/1", body={}, guard=Guard("typed", "1"))
    assert wire(request, Memory(guards={("typed", "1"): (7, 2)})).target == "/typed/_doc/1?if_seq_no=7&if_primary_term=2"
    assert wire(request, Memory()).target == "/typed/_doc/1?if_seq_no=0&if_primary_term=1"


def test_curl_lines_can_be_repeated():
    request = Request("bulk", "POST", "/_bulk", lines=({"delete": {"_index": "typed", "_id": "O'Neil"}},))
    assert curl(wire(request, Memory())) == ("curl -s -XPOST localhost:9200/_bulk -H 'Content-Type: application/json' "
                                             "--data-binary $'{\"delete\":{\"_index\":\"typed\",\"_id\":\"O\\'Neil\"}}\\n'")
