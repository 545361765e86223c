"""The helpers of the official Python client for many documents against the server at URL: python python_helpers.py URL [USER PASSWORD].

Prints one line: the client's version and how many helpers it called. Runs in the client's own environment, without pytest."""

import sys

import elasticsearch
from elasticsearch import Elasticsearch, helpers

MANY = 2500
PIPELINE = {"processors": [{"set": {"field": "ran", "value": True}}, {"drop": {"if": "ctx?.drop == true"}}, {"fail": {"message": "not this one", "if": "ctx?.bad == true"}}]}


def documents(index, number=MANY):
    for i in range(number):
        yield {"_index": index, "_id": f"d{i:05}", "_source": {"n": i, "even": i % 2 == 0, "text": f"Page {i} of many"}}


def count(client, index):
    return client.count(index=index)["count"]


def raises(kind, call):
    try:
        call()
    except kind as error:
        return error
    raise AssertionError(f"{kind.__name__} was expected")


def bulk(client):
    """All kinds of actions, in chunks; what fails is told item by item."""
    assert helpers.bulk(client, documents("many"), chunk_size=500) == (MANY, [])
    assert count(client, "many") == MANY
    assert helpers.bulk(client, documents("many"), chunk_size=500, stats_only=True, refresh=True) == (MANY, 0)
    actions = [{"_op_type": "create", "_index": "many", "_id": "d00001", "_source": {}}, {"_op_type": "create", "_index": "many", "_id": "new", "_source": {"n": -1}},
               {"_op_type": "update", "_index": "many", "_id": "d00002", "doc": {"n": -2}}, {"_op_type": "update", "_index": "many", "_id": "nobody", "doc": {"n": 0}},
               {"_op_type": "update", "_index": "many", "_id": "upserted", "doc": {"n": -3}, "doc_as_upsert": True},
               {"_op_type": "delete", "_index": "many", "_id": "d00003"}, {"_index": "many", "n": -4}]
    good, errors = helpers.bulk(client, actions, raise_on_error=False)
    assert good == 5 and [(next(iter(error)), next(iter(error.values()))["status"]) for error in errors] == [("create", 409), ("update", 404)], errors
    assert errors[0]["create"]["error"]["type"] == "version_conflict_engine_exception" and errors[1]["update"]["error"]["type"] == "document_missing_exception"
    assert count(client, "many") == MANY + 2
    assert client.get(index="many", id="d00002")["_source"]["n"] == -2
    failed = raises(helpers.BulkIndexError, lambda: helpers.bulk(client, actions[:1]))
    assert len(failed.errors) == 1
    # A missing document of a delete is no error of the request, but none of the helper's successes either.
    good, errors = helpers.bulk(client, [{"_op_type": "delete", "_index": "many", "_id": "nobody"}], raise_on_error=False)
    assert (good, [error["delete"]["status"] for error in errors]) == (0, [404])
    assert helpers.bulk(client, []) == (0, [])


def bulk_by_pipeline(client):
    client.ingest.put_pipeline(id="own", **PIPELINE)
    actions = [{"_index": "piped", "_id": "1", "a": 1}, {"_index": "piped", "_id": "2", "drop": True}, {"_index": "piped", "_id": "3", "bad": True}, {"_index": "piped", "_id": "4", "pipeline": "_none"}]
    good, errors = helpers.bulk(client, actions, pipeline="own", raise_on_error=False)
    assert good == 3 and [error["index"]["_id"] for error in errors] == ["3"], errors
    assert client.get(index="piped", id="1")["_source"] == {"a": 1, "ran": True} and client.get(index="piped", id="4")["_source"] == {}
    assert count(client, "piped") == 2
    client.ingest.delete_pipeline(id="own")


def streaming_bulk(client):
    answers = list(helpers.streaming_bulk(client, documents("streamed", 1000), chunk_size=300, max_retries=2, yield_ok=True))
    assert len(answers) == 1000 and all(good for good, _ in answers)
    assert [answer["index"]["_id"] for _, answer in answers] == [f"d{i:05}" for i in range(1000)], "in the order of the actions"
    assert [answer["index"]["_seq_no"] for _, answer in answers] == list(range(1000)) and {answer["index"]["result"] for _, answer in answers} == {"created"}
    again = list(helpers.streaming_bulk(client, documents("streamed", 10)))
    assert {(answer["index"]["result"], answer["index"]["_version"], answer["index"]["status"]) for _, answer in again} == {("updated", 2, 200)}
    small = list(helpers.streaming_bulk(client, documents("streamed", 100), max_chunk_bytes=2000))
    assert len(small) == 100, "chunks by bytes"


def parallel_bulk(client):
    answers = list(helpers.parallel_bulk(client, documents("parallel", 1000), thread_count=4, chunk_size=50))
    assert len(answers) == 1000 and count(client, "parallel") == 1000
    assert sorted(answer["index"]["_seq_no"] for _, answer in answers) == list(range(1000))


def scan(client):
    assert sorted(hit["_id"] for hit in helpers.scan(client, index="streamed", size=300)) == [f"d{i:05}" for i in range(1000)]
    hits = list(helpers.scan(client, index="streamed", query={"query": {"term": {"even": True}}, "_source": ["n"]}, size=100, scroll="1m"))
    assert len(hits) == 500 and all(list(hit["_source"]) == ["n"] for hit in hits)
    ordered = list(helpers.scan(client, index="streamed", query={"sort": [{"n": "desc"}]}, size=128, preserve_order=True))
    assert [hit["_source"]["n"] for hit in ordered] == list(range(999, -1, -1))
    client.indices.create(index="empty")
    assert list(helpers.scan(client, index="empty")) == []
    raises(elasticsearch.NotFoundError, lambda: list(helpers.scan(client, index="nobody")))
    # Left in the middle: the helper ends the scroll.
    left = helpers.scan(client, index="streamed", size=10)
    assert next(left)["_index"] == "streamed"
    left.close()
    # What is written while it goes on does not show.
    seen = []
    for hit in helpers.scan(client, index="streamed", size=100):
        if not seen:
            client.delete(index="streamed", id="d00999")
            client.index(index="streamed", id="later", document={"n": 1000})
        seen.append(hit["_id"])
    assert sorted(seen) == [f"d{i:05}" for i in range(1000)]


def compressed(url, login):
    with Elasticsearch(url, http_compress=True, **login) as client:
        assert helpers.bulk(client, documents("compressed", 500)) == (500, [])
        assert len(list(helpers.scan(client, index="compressed", size=200))) == 500


def pages(client):
    """No helper, but what people write where they had scan: a point in time and search_after."""
    pit, after, seen = client.open_point_in_time(index="parallel", keep_alive="1m")["id"], None, []
    while True:
        more = {"search_after": after} if after else {}
        page = client.search(pit={"id": pit, "keep_alive": "1m"}, size=300, sort=[{"n": "asc"}], query={"match_all": {}}, **more)
        if not page["hits"]["hits"]:
            break
        seen += [hit["_source"]["n"] for hit in page["hits"]["hits"]]
        after = page["hits"]["hits"][-1]["sort"]
    assert seen == list(range(1000))
    assert client.close_point_in_time(id=pit)["succeeded"] is True


def main(url, *login):
    login = {"basic_auth": tuple(login)} if login else {}
    with Elasticsearch(url, **login) as client:
        steps = (bulk, bulk_by_pipeline, streaming_bulk, parallel_bulk, scan, pages)
        for step in steps:
            step(client)
    compressed(url, login)
    print(f"python {elasticsearch.__versionstr__}: {len(steps)} helpers")


main(*sys.argv[1:])
