"""What the server under test has. Requests for the rest are not made; they come alive when the server does."""

LACKING = ("no handler found", "Incorrect HTTP method", "unknown query", "is not supported by this server", "unrecognized parameter")


def answers(method, path, body=None):
    def probe(client):
        answer = client.request(method, path, body)
        return answer.status < 500 and not any(word in answer.text for word in LACKING)
    return probe


def knows(query):
    return answers("POST", "/probe/_search", {"query": query})


def refuses(mappings, document):
    """Whether the document is refused by an index with these mappings."""
    def probe(client):
        client.delete("/probe2?ignore_unavailable=true")
        client.put("/probe2", {"mappings": mappings})
        answer = client.put("/probe2/_doc/1", document)
        client.delete("/probe2?ignore_unavailable=true")
        return answer.status == 400
    return probe


def maps_by_itself(client):
    client.delete("/probe2?ignore_unavailable=true")
    client.put("/probe2/_doc/1", {"a": 1})
    answer = client.get("/probe2/_mapping")
    client.delete("/probe2?ignore_unavailable=true")
    return '"a"' in answer.text


def found_and_sorted(document, query, value=None):
    """Whether a document is found, and sorted by this value."""
    field, = document
    types = {"at": "date", "n": "long", "ok": "boolean"}

    def probe(client):
        client.delete("/probe2?ignore_unavailable=true")
        client.put("/probe2", {"mappings": {"properties": {field: {"type": types[field]}}}})
        client.put("/probe2/_doc/1?refresh=true", document)
        answer = client.post("/probe2/_search", {"query": query, "sort": [field]})
        client.delete("/probe2?ignore_unavailable=true")
        hits = answer.json()["hits"]["hits"] if answer.status == 200 else []
        return len(hits) == 1 and (value is None or hits[0]["sort"] == [value])
    return probe


PROBES = {
    "match_phrase": knows({"match_phrase": {"a": "b"}}),
    "multi_match": knows({"multi_match": {"query": "b", "fields": ["a"]}}),
    "match_least": knows({"match": {"a": {"query": "b", "minimum_should_match": 1}}}),
    "query_string": knows({"query_string": {"query": "b"}}),
    "simple_query_string": knows({"simple_query_string": {"query": "b", "fields": ["a"]}}),
    "fuzzy": knows({"fuzzy": {"a": "b"}}),
    "regexp": knows({"regexp": {"a": "b"}}),
    "match_phrase_prefix": knows({"match_phrase_prefix": {"a": "b"}}),
    "term_ignoring_case": knows({"term": {"a": {"value": "b", "case_insensitive": True}}}),
    "pattern_ignoring_case": knows({"prefix": {"a": {"value": "b", "case_insensitive": True}}}),
    "scroll": answers("POST", "/probe/_search?scroll=1m", {"size": 1}),
    "update by query": answers("POST", "/probe/_update_by_query", {"query": {"match_none": {}}}),
    "aliases": answers("POST", "/_aliases", {"actions": [{"add": {"index": "probe", "alias": "probe-alias"}}]}),
    "pipelines": answers("GET", "/_ingest/pipeline/none"),
    "mapping conflicts": refuses({"properties": {"n": {"type": "long"}}}, {"n": "abc"}),
    # A date may leave out its day and its month (docs/spec/document-api.md 3.7).
    "partial dates": found_and_sorted({"at": "2024-03"}, {"range": {"at": {"gte": "2024-03", "lt": "2024-04"}}}),
    # A term that is a day stands for all of it (5.2).
    "rounded dates": found_and_sorted({"at": "2024-01-01T10:00:00.5Z"}, {"term": {"at": "2024-01-01"}}),
    # A long takes 3.7 as 3, an empty text is false.
    "cut fractions": found_and_sorted({"n": "3.7"}, {"term": {"n": 3}}, 3),
    "empty booleans": found_and_sorted({"ok": ""}, {"term": {"ok": False}}, 0),
    "strict mapping": refuses({"dynamic": "strict"}, {"n": 1}),
    "dynamic mapping": maps_by_itself,
}


def features_of(client):
    client.put("/probe")
    found = {name for name, probe in PROBES.items() if probe(client)}
    client.delete("/probe")
    return found
