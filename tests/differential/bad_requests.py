"""Requests that must be refused, or that look as if they should: each a kind of its own, on an index of a typed shape."""

from differential.exchange import Request, segment

SEARCH_BODIES = [
    {"query": {"foo": {}}}, {"query": {"tern": {"tag": "a"}}}, {"foo": 1}, {"siez": 1}, {"query": []}, {"query": "x"}, {"query": {}}, {"query": None},
    {"query": {"term": {}}}, {"query": {"term": {"tag": "a", "k": "b"}}}, {"query": {"term": {"tag": ["a"]}}}, {"query": {"term": {"tag": {}}}},
    {"query": {"term": {"tag": {"valeu": "a"}}}}, {"query": {"term": {"tag": None}}}, {"query": {"term": "x"}}, {"query": {"term": {"tag": "a"}, "match_all": {}}},
    {"query": {"terms": {"tag": "a"}}}, {"query": {"terms": {"tag": ["a"], "k": ["b"]}}}, {"query": {"terms": {}}}, {"query": {"terms": {"tag": [None]}}},
    {"query": {"terms": {"tag": [["a"]]}}}, {"query": {"range": {"n": {"gtt": 1}}}}, {"query": {"range": {"n": 5}}}, {"query": {"range": {}}},
    {"query": {"range": {"n": {"gte": 1}, "i": {"gte": 1}}}}, {"query": {"range": {"n": {"gte": [1]}}}}, {"query": {"range": {"n": {}}}},
    {"query": {"range": {"at": {"gte": "nonsense"}}}}, {"query": {"range": {"at": {"gte": "2024-13-01"}}}}, {"query": {"range": {"at": {"gte": "now+1q"}}}},
    {"query": {"range": {"at": {"gte": "2024-01-01", "format": "nonsense"}}}}, {"query": {"range": {"at": {"gte": "2024-01-01", "time_zone": "nowhere"}}}},
    {"query": {"range": {"n": {"gte": "abc"}}}}, {"query": {"range": {"ok": {"gte": "maybe"}}}}, {"query": {"term": {"n": "abc"}}}, {"query": {"term": {"n": 1.5}}},
    {"query": {"term": {"n": "99999999999999999999"}}}, {"query": {"term": {"i": 2147483648}}}, {"query": {"term": {"ok": "maybe"}}}, {"query": {"term": {"ok": 1}}},
    {"query": {"term": {"at": "nonsense"}}}, {"query": {"term": {"x": "abc"}}}, {"query": {"match": {"n": "abc"}}}, {"query": {"match": {"n": {"query": "abc", "lenient": True}}}},
    {"query": {"terms": {"n": ["abc"]}}}, {"query": {"prefix": {"n": "1"}}}, {"query": {"wildcard": {"n": "1*"}}}, {"query": {"wildcard": {"tag": {"wild": "x"}}}},
    {"query": {"wildcard": {"tag": {}}}}, {"query": {"prefix": {"tag": ["a"]}}}, {"query": {"bool": {"musst": []}}}, {"query": {"bool": {"must": 5}}}, {"query": {"bool": []}},
    {"query": {"bool": {"must": [{"foo": {}}]}}}, {"query": {"bool": {"must": [{}]}}}, {"query": {"bool": {"must": [[]]}}},
    {"query": {"bool": {"filter": {"term": {"tag": ["a"]}}}}}, {"query": {"bool": {"should": [{"match_all": {}}], "minimum_should_match": "x"}}},
    {"query": {"match": {"title": ["fox"]}}}, {"query": {"match": {"title": {}}}}, {"query": {"match": {"title": {"query": "fox", "operator": "xor"}}}},
    {"query": {"match": {"title": {"query": "fox", "foo": 1}}}}, {"query": {"match": {}}}, {"query": {"match": {"title": None}}}, {"query": {"match": {"title": "a", "tag": "b"}}},
    {"query": {"exists": {}}}, {"query": {"exists": {"field": ""}}}, {"query": {"exists": {"field": 5}}}, {"query": {"exists": {"field": "n", "foo": 1}}}, {"query": {"exists": "n"}},
    {"query": {"ids": {}}}, {"query": {"ids": {"values": 5}}}, {"query": {"ids": {"values": [[1]]}}}, {"query": {"ids": {"values": ["1"], "foo": 1}}},
    {"query": {"match_all": {"foo": 1}}}, {"query": {"match_all": []}}, {"query": {"constant_score": {}}}, {"query": {"constant_score": {"filter": {"match_all": {}}, "foo": 1}}},
    {"query": {"dis_max": {}}}, {"query": {"dis_max": {"queries": []}}}, {"query": {"multi_match": {"fields": ["title"]}}},
    {"size": -1}, {"size": -2}, {"from": -1}, {"size": "x"}, {"size": "3"}, {"size": 1.5}, {"size": None}, {"size": [1]}, {"size": 10001}, {"from": 9995, "size": 10},
    {"from": 10001, "size": 0}, {"size": 2147483648}, {"sort": [{"n": {"order": "up"}}]}, {"sort": {"n": "up"}}, {"sort": [5]}, {"sort": [{"n": {"foo": 1}}]}, {"sort": ["nothing"]},
    {"sort": ["title"]}, {"sort": [{"n": {"mode": "biggest"}}]}, {"sort": [{"n": {"missing": 5}}]}, {"sort": [{"tag": {"mode": "avg"}}]}, {"sort": [{"n": {"mode": "avg"}}]}, {"sort": []},
    {"sort": [{}]}, {"sort": None}, {"search_after": [1]}, {"search_after": [], "sort": ["n"]}, {"search_after": [1, 2], "sort": ["n"]}, {"search_after": ["abc"], "sort": ["n"]},
    {"search_after": 5, "sort": ["n"]}, {"search_after": [[1]], "sort": ["n"]}, {"search_after": [1], "sort": ["n"], "from": 1}, {"search_after": ["nonsense"], "sort": ["at"]},
    {"_source": 5}, {"_source": {"foo": []}}, {"_source": {"includes": 5}}, {"_source": [5]}, {"track_total_hits": -5}, {"track_total_hits": "x"}, {"track_total_hits": "true"},
    {"version": "x"}, {"version": 1}, {"seq_no_primary_term": "maybe"}, {"timeout": "x"}, {"timeout": 5}, {"terminate_after": -1}, [], "", "x", "{", '{"query":', '{"size":1,"size":2}', "5", '"text"', "null",
    '{"query":{"match_all":{}}} trailing', "{'size':1}", '{"size":01}', '{"size":1,}', '\ufeff{"size":1}', '{"size":NaN}', '// comment\n{"size":1}',
]

UPDATE_BODIES = [{}, {"doc": 1}, {"doc": []}, {"doc": None}, {"docs": {}}, {"doc": {}, "script": {"source": "x"}}, {"foo": 1}, [], "", "{", {"doc": {"n": 5}, "detect_noop": "x"},
                 {"upsert": {"n": 1}}, {"doc_as_upsert": True}, {"doc": {"n": 5}, "upsert": 5}, {"doc": {"n": 5}, "doc_as_upsert": "maybe"}, {"doc": {}}, "null", "5", {"doc": {}, "detect_noop": False}]
DOCUMENT_BODIES = ["", "[]", "5", "null", '"x"', "{", '{"n":}', '{"n":1,"n":2}', '{"n":1} {"n":2}', '{"":1}', '{"a..b":1}', '{".a":1}', '{"a.":1}', '{" ":1}', '{"n":01}', "{'n':1}", '{"n":1,}', '{"_id":"x"}',
                   '{"_source":1}', '{"s":"\\ud800"}', '{"_index":"x"}', '{"_seq_no":1}', '{"who":{"":1}}', '{"_foo":1}', "{}"]
INDEX_BODIES = [{"foo": {}}, {"mappings": []}, {"mappings": {"properties": {"a": {"type": "nope"}}}}, {"mappings": {"props": {}}}, {"mappings": {"properties": {"a": {"type": "keyword", "foo": 1}}}},
                {"mappings": {"properties": {"a": {}}}}, {"mappings": {"properties": {"a": 5}}}, {"mappings": {"properties": []}}, {"mappings": {"dynamic": "perhaps"}},
                {"settings": {"number_of_shards": 0}}, {"settings": {"number_of_shards": "x"}}, {"settings": {"number_of_replicas": -1}}, {"settings": {"foo": 1}}, {"settings": []}, {"settings": {"refresh_interval": "x"}},
                {"aliases": []}, {"aliases": {"al": 5}}, {"aliases": {"Upper*": {}}}, {"aliases": {"al": {"foo": 1}}}, {"aliases": {"typed": {}}}, "{", "[]", "5", '{"mappings":{},"mappings":{}}',
                {"mappings": {"properties": {"a": {"properties": {"b": {"type": "long"}}}, "a.b": {"type": "keyword"}}}}, {"mappings": {"_source": {"enabled": False}}}, {"mappings": {"properties": {"": {"type": "long"}}}}]
INDEX_NAMES = ["Upper", "_under", "-minus", "+plus", "a*b", "a?b", 'a"b', "a b", "a,b", "a#b", "a:b", "a\\b", "a<b", "a|b", ".", "..", "x" * 256, "ü", "typed", "a.b-c_d", "_all", "*", "a/b"]
IDS = ["x" * 512, "x" * 513, "ü" * 257, " ", "a/b", "_x", "..", "a%b", "+", "a+b", "☃"]
PARAMETERS = [("foo", "1"), ("refresh", "maybe"), ("refresh", ""), ("refresh", "wait_for"), ("if_seq_no", "1"), ("if_primary_term", "1"), ("if_seq_no", "-1"), ("if_seq_no", "x"), ("op_type", "foo"), ("op_type", "create"),
              ("op_type", "index"), ("version", "1"), ("version_type", "external"), ("version_type", "foo"), ("timeout", "x"), ("timeout", "5"), ("routing", "r"), ("require_alias", "true"), ("pipeline", "none-such"), ("wait_for_active_shards", "x"), ("wait_for_active_shards", "1")]
SEARCH_PARAMETERS = [("foo", "1"), ("size", "x"), ("size", "-1"), ("size", ""), ("from", "-1"), ("sort", "nothing"), ("sort", "n:up"), ("sort", "n:desc"), ("_source", "false"), ("_source", "tag,who.*"), ("_source_includes", "tag"), ("_source_excludes", "tag"),
                     ("track_total_hits", "false"), ("track_total_hits", "x"), ("track_total_hits", "1"), ("version", "true"), ("version", "x"), ("seq_no_primary_term", "true"), ("rest_total_hits_as_int", "true"), ("ignore_unavailable", "true"), ("ignore_unavailable", "x"),
                     ("allow_no_indices", "false"), ("expand_wildcards", "none"), ("expand_wildcards", "all"), ("expand_wildcards", "foo"), ("search_type", "foo"), ("q", "tag:a"), ("request_cache", "x"), ("filter_path", "hits.total"), ("filter_path", "-hits"), ("timeout", "x"), ("pretty", "foo")]
BULKS = [
    (), ({},), ([],), ("",), ("x",), ({"index": {}},), ({"foo": {"_index": "typed", "_id": "1"}}, {}), ({"index": {"_index": "typed", "_id": "1", "foo": 1}}, {}), ({"index": {"_index": "typed", "_id": "1"}, "x": {}}, {}),
    ({"index": {"_id": "1"}}, {"n": 1}), ({"index": {"_index": "typed", "_id": "1"}}, "x"), ({"index": {"_index": "typed", "_id": "1"}}, []), ({"index": {"_index": "typed", "_id": ""}}, {}), ({"index": {"_index": "Upper", "_id": "1"}}, {}),
    ({"update": {"_index": "typed", "_id": "1"}}, {}), ({"update": {"_index": "typed", "_id": "1"}}, {"foo": 1}), ({"update": {"_index": "typed"}}, {"doc": {}}), ({"delete": {"_index": "typed"}},), ({"delete": {"_index": "typed", "_id": "none"}},),
    ({"delete": {"_index": "missing", "_id": "none"}},), ({"create": {"_index": "typed", "_id": "x" * 513}}, {}), ({"index": 5}, {}), ({"index": {"_index": "typed", "_id": 5}}, {"n": 1}), ({"index": {"_index": "typed", "_id": "1", "if_seq_no": 1}}, {"n": 1}),
    ({"index": {"_index": "typed", "_id": "1", "pipeline": "none-such"}}, {"n": 1}), ({"index": {"_index": "typed", "_id": "1", "require_alias": True}}, {"n": 1}), ({"index": {"_index": "typed", "_id": "1", "version": 3, "version_type": "external"}}, {"n": 1}),
    ({"update": {"_index": "missing", "_id": "1"}}, {"doc": {"n": 1}}), ({"index": {"_index": None, "_id": "1"}}, {}), ({"index": {"_index": "typed", "_id": [1]}}, {}), ({"index": {"_index": "typed", "_type": "_doc", "_id": "1"}}, {}),
]
MGETS = [{}, {"docs": []}, {"ids": []}, {"docs": [{}]}, {"docs": [{"_id": "1", "foo": 1}]}, {"foo": []}, {"ids": "1"}, {"docs": "1"}, {"ids": [1, None]}, [], "{", "", {"docs": [5]}, {"docs": [{"_index": "missing", "_id": "1"}, {"_index": "typed", "_id": "1"}]}, {"ids": ["1"], "docs": [{"_id": "1"}]}]
BY_QUERIES = ["", {}, {"foo": 1}, {"query": {}}, {"query": {"foo": {}}}, {"query": {"match_all": {}}, "size": 1}, {"query": {"match_all": {}}, "max_docs": 0}, {"query": {"match_all": {}}, "max_docs": -1}, {"query": None}, "[]", "{", {"query": {"match_all": {}}, "conflicts": "x"}, {"query": {"match_none": {}}, "sort": ["n"]}]
COUNTS = [{"size": 1}, {"query": {"foo": {}}}, {}, "", "[]", {"query": {}}, {"query": None}, {"foo": 1}, {"from": 1}, {"query": {"match_all": {}}, "min_score": 1}]
PLACES = [("GET", "/typed/_nope"), ("POST", "/typed/_doc/1/x"), ("PATCH", "/typed/_doc/1"), ("PUT", "/typed/_search"), ("DELETE", "/typed/_search"), ("GET", "/typed/_update/1"), ("PUT", "/typed/_doc"), ("DELETE", "/typed/_doc"), ("GET", "/_bulk"),
          ("POST", "/typed"), ("GET", "/missing"), ("HEAD", "/missing"), ("GET", "/missing/_doc/1"), ("GET", "/missing/_search"), ("GET", "/typed,missing/_search"), ("GET", "/missing/_count"), ("DELETE", "/missing"), ("POST", "/missing/_refresh"), ("GET", "/missing/_mapping"),
          ("GET", "/miss*/_search"), ("GET", "/miss*"), ("DELETE", "/missing/_doc/1"), ("POST", "/missing/_delete_by_query"), ("GET", "/typed,free/_doc/1"), ("GET", "/typ*/_doc/1"), ("PUT", "/typ*/_doc/1"), ("GET", "/typed/_source/none"), ("HEAD", "/typed/_source/none"),
          ("GET", "/typed/_doc/none"), ("HEAD", "/typed/_doc/none"), ("GET", "/typed/_doc/"), ("GET", "/typed/_mget"), ("POST", "/_nope"), ("GET", "/_nope"), ("PUT", "/_nope"), ("POST", "/typed/_create/1"), ("GET", "/typed//_search"), ("OPTIONS", "/typed"), ("GET", "/TYPED"), ("HEAD", "/typed/_search")]


def documents(random):
    id = segment(random.choice(["1", "2", "none"]))
    choice = random.randrange(6)
    if choice == 0:
        return Request("bad update body", "POST", f"/typed/_update/{id}", body=random.choice(UPDATE_BODIES))
    if choice == 1:
        return Request("bad document body", "PUT", f"/typed/_doc/{id}", body=random.choice(DOCUMENT_BODIES))
    if choice == 2:
        return Request("odd id", random.choice(["PUT", "POST"]), f"/typed/_doc/{segment(random.choice(IDS))}", body={"n": 1})
    if choice == 3:
        return Request("odd parameter", "PUT", f"/typed/_doc/{id}", (random.choice(PARAMETERS),), {"n": 1})
    if choice == 4:
        return Request("odd parameter of update", "POST", f"/typed/_update/{id}", (random.choice([*PARAMETERS, ("retry_on_conflict", "3"), ("retry_on_conflict", "x"), ("_source", "true")]),), {"doc": {"n": 1}})
    return Request("odd parameter of get", "GET", f"/typed/_doc/{id}", (random.choice([("foo", "1"), ("_source", "tag"), ("_source", "false"), ("realtime", "x"), ("version", "99"), ("version", "x"), ("routing", "r"), ("_source_includes", "n*"), ("_source_excludes", "who"), ("stored_fields", "n"), ("refresh", "true")]),))


def reads(random):
    choice = random.randrange(8)
    if choice < 4:
        return Request("bad search body", "POST", "/typed/_search", body=random.choice(SEARCH_BODIES))
    if choice == 4:
        return Request("odd search parameter", "GET", "/typed/_search", (random.choice(SEARCH_PARAMETERS),))
    if choice == 5:
        return Request("bad mget", "POST", random.choice(["/typed/_mget", "/_mget"]), body=random.choice(MGETS))
    if choice == 6:
        return Request("bad count", "POST", "/typed/_count", body=random.choice(COUNTS))
    return Request("odd index of a search", "GET", f"/{segment(random.choice(INDEX_NAMES))}/_search")


def others(random):
    choice = random.randrange(6)
    if choice == 0:
        return Request("odd index name", "PUT", f"/{segment(random.choice(INDEX_NAMES))}")
    if choice == 1:
        return Request("bad index body", "PUT", "/scratch", body=random.choice(INDEX_BODIES))
    if choice == 2:
        return Request("bad bulk", "POST", random.choice(["/_bulk", "/typed/_bulk"]), lines=random.choice(BULKS))
    if choice == 3:
        return Request("bad delete by query", "POST", "/typed/_delete_by_query", body=random.choice(BY_QUERIES))
    if choice == 4:
        return Request("odd document of an index", "PUT", f"/{segment(random.choice(INDEX_NAMES))}/_doc/1", body={"n": 1})
    method, path = random.choice(PLACES)
    return Request("odd place", method, path)


def bad_request(random):
    return random.choice([documents, reads, reads, others])(random)
