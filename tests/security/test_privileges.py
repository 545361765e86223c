"""What one may do: every cell of the table in docs/spec/rest-conventions.md 14.2 and 14.3, allowed and refused; checks 50 to 53 of section 17."""

import pytest

from harness.server import Server
from harness.sync import ok

READS = {"GET /_headrace/sync_jobs/stats": "sync_job/list", "GET /_headrace/sync_jobs/events?last_event_id=x": "sync_job/list",
         "GET /_headrace/sync_jobs/j/log": "sync_job/get", "GET /_headrace/sync_jobs/j/failures": "sync_job/get",
         "GET /_connector": "list", "GET /_connector/c": "get", "GET /_connector/_sync_job": "sync_job/list", "GET /_connector/_sync_job/j": "sync_job/get"}
UPDATES = {"_api_key_id": "update_api_key_id", "_check_in": "update_last_seen", "_configuration": "update_configuration", "_error": "update_error",
           "_features": "update_features", "_filtering": "update_filtering", "_filtering/_validation": "update_filtering/draft_validation",
           "_filtering/_activate": "update_filtering/activate", "_index_name": "update_index_name", "_name": "update_name", "_native": "update_native",
           "_pipeline": "update_pipeline", "_scheduling": "update_scheduling", "_service_type": "update_service_type", "_status": "update_status",
           "_last_sync": "update_last_sync_stats"}
WRITES = {"POST /_connector": "post", "PUT /_connector": "put", "PUT /_connector/w": "put", "DELETE /_connector/nobody": "delete",
          "POST /_connector/_sync_job": "sync_job/post", "DELETE /_connector/_sync_job/nobody": "sync_job/delete",
          "POST /_headrace/sync_jobs/nobody/_rerun": "sync_job/post",
          "POST /_headrace/sync_jobs/_prune?max_age=9y&dry_run=true": "sync_job/delete",
          **{f"PUT /_connector/_sync_job/nobody/{name}": f"sync_job/{action}" for name, action in
             {"_cancel": "cancel", "_check_in": "check_in", "_claim": "claim", "_error": "update_error", "_stats": "update_stats"}.items()},
          **{f"PUT /_connector/nobody/{name}": action for name, action in UPDATES.items()}}
SECRETS = {"GET /_connector/_secret/nobody": "secret/get", "POST /_connector/_secret": "secret/post", "PUT /_connector/_secret/s": "secret/put",
           "DELETE /_connector/_secret/nobody": "secret/delete"}
CONNECTOR = {call: "cluster:admin/xpack/connector/" + action for call, action in {**READS, **WRITES, **SECRETS}.items()}
OTHERS = {"GET /_cluster/health": "cluster:monitor/health", "GET /_nodes": "cluster:monitor/nodes/info", "GET /_nodes/http": "cluster:monitor/nodes/info",
          "GET /_nodes/_all/http": "cluster:monitor/nodes/info", "GET /": "cluster:monitor/main", "GET /_license": "cluster:monitor/xpack/license/get", "GET /_security/api_key": "cluster:admin/xpack/security/api_key/get",
          "POST /_security/api_key": "cluster:admin/xpack/security/api_key/create", "DELETE /_security/api_key": "cluster:admin/xpack/security/api_key/invalidate",
          "GET /metrics": "cluster:monitor/headrace/metrics", "POST /_headrace/secrets/_rotate": "cluster:admin/headrace/secrets/rotate",
          "POST /_headrace/backup": "cluster:admin/headrace/backup", "POST /_headrace/compact": "cluster:admin/headrace/compact",
          **{f"GET /_ingest/pipeline{end}": "cluster:admin/ingest/pipeline/get" for end in ("", "/nobody")},
          "PUT /_ingest/pipeline/mine": "cluster:admin/ingest/pipeline/put", "DELETE /_ingest/pipeline/nobody": "cluster:admin/ingest/pipeline/delete",
          **{f"{method} /_ingest/pipeline/{end}_simulate": "cluster:admin/ingest/pipeline/simulate" for method in ("GET", "POST") for end in ("", "nobody/")}}
CALLS = {**CONNECTOR, **OTHERS}
KEYS = {call for call in OTHERS if "_security" in call}
TEMPLATES = {"GET /_index_template": "get", "GET /_index_template/none": "get", "HEAD /_index_template/none": "get", "PUT /_index_template/none": "put", "POST /_index_template/none": "put",
             "DELETE /_index_template/none": "delete"}
OTHERS |= {**{call: f"indices:admin/index_template/{action}" for call, action in TEMPLATES.items()}, "GET /_cat/health": "cluster:monitor/health", "GET /_cluster/settings": "cluster:monitor/settings"}
READ_TEMPLATES = {call for call, action in TEMPLATES.items() if action == "get"}
PIPELINES = {call for call in OTHERS if "_ingest" in call}

GRANTED = {
    "monitor_connector": set(READS),
    "manage_connector": {*READS, *WRITES},
    "read_connector_secrets": {"GET /_connector/_secret/nobody"},
    "write_connector_secrets": set(SECRETS) - {"GET /_connector/_secret/nobody"},
    "monitor": {"GET /_cluster/health", "GET /_nodes", "GET /_nodes/http", "GET /_nodes/_all/http", "GET /", "GET /_license", "GET /metrics", "GET /_cat/health", "GET /_cluster/settings"} | READ_TEMPLATES,
    "manage_index_templates": set(TEMPLATES),
    "manage": set(CALLS) - KEYS - {"POST /_headrace/backup"},
    "manage_ingest_pipelines": PIPELINES, "manage_pipeline": PIPELINES, "read_pipeline": {call for call in PIPELINES if not call.startswith(("PUT", "DELETE"))},
    "manage_api_key": KEYS, "manage_own_api_key": KEYS, "manage_security": KEYS,
    "all": set(CALLS),
}
INDEX_CALLS = {"GET /books/_doc/1": "read", "GET /books/_search": "read", "GET /books/_count": "read", "POST /books/_pit?keep_alive=1m": "read", "PUT /books/_doc/2": "index", "PUT /books/_create/x": "create",
               "POST /books/_update/1": "index", "DELETE /books/_doc/none": "delete", "POST /books/_delete_by_query": "delete by query",
               "GET /books": "metadata", "GET /books/_mapping": "metadata", "GET /books/_stats": "monitor", "POST /books/_refresh": "maintenance",
               "GET /books/_mapping/field/title": "metadata", "GET /books/_settings": "settings", "GET /books/_settings/index.uuid": "settings", "GET /books/_alias": "metadata", "HEAD /books/_alias": "metadata",
               "GET /books/_alias/a": "metadata", "HEAD /books/_alias/a": "metadata", "GET /_resolve/index/books": "metadata", "PUT /books/_mapping": "manage", "POST /books/_mapping": "manage",
               "PUT /books/_settings": "manage", "PUT /books/_alias/books-alias": "manage", "POST /books/_alias/books-alias": "manage", "DELETE /books/_alias/books-alias": "manage",
               "PUT /books/_aliases/books-alias": "manage", "POST /books/_aliases/books-alias": "manage", "DELETE /books/_aliases/books-alias": "manage",
               "POST /books/_flush": "maintenance", "GET /books/_flush": "maintenance", "GET /books/_refresh": "maintenance", "POST /books/_forcemerge": "maintenance", "POST /books/_cache/clear": "manage",
               "POST /books/_update_by_query": "update by query", "POST /books/_close": "manage", "POST /books/_open": "manage",
               "PUT /books": "create_index", "DELETE /books": "delete_index"}
INDEX_GRANTED = {
    "read": {"read"}, "index": {"index", "create"}, "create": {"create"}, "create_doc": {"create"}, "delete": {"delete"},
    "write": {"index", "create", "delete", "delete by query", "update by query"}, "create_index": {"create_index"}, "delete_index": {"delete_index"},
    "maintenance": {"maintenance"}, "view_index_metadata": {"metadata", "settings"}, "monitor": {"monitor", "settings"}, "auto_configure": set(),
    "manage": {"metadata", "settings", "monitor", "maintenance", "manage", "create_index", "delete_index"},
    "all": set(INDEX_CALLS.values()),
}


@pytest.fixture(scope="module")
def server(binary, tmp_path_factory):
    with Server(binary, tmp_path_factory.mktemp("privileges") / "data", password="right-password") as running:
        ok(running.client.put("/_connector/c", {"index_name": "books", "service_type": "pg"}))
        ok(running.client.put("/books/_doc/1", {"title": "Weir"}))
        ok(running.client.put("/other/_doc/1", {"title": "Mill"}))
        yield running


@pytest.fixture(scope="module")
def keys(server):
    """keys(**descriptor): a client with a key of one role."""
    made = {}

    def of(**descriptor):
        name = str(descriptor)
        if name not in made:
            key = ok(server.client.post("/_security/api_key", {"name": "k", "role_descriptors": {"r": descriptor}}))
            made[name] = (key["id"], server.new_client(authorization="ApiKey " + key["encoded"]))
        return made[name]
    return of


WITHOUT_BODY = ("_check_in", "/_rerun", "/backup", "/compact", "_flush", "_forcemerge", "_cache/clear", "_open", "_close")


def send(client, call):
    method, path = call.split()
    return client.request(method, path, None if method in ("GET", "HEAD") or path.endswith(WITHOUT_BODY) else {})


@pytest.mark.parametrize("privilege", GRANTED)
def test_each_cluster_privilege_opens_what_it_grants_and_nothing_else(server, keys, privilege):
    key_id, client = keys(cluster=[privilege])
    for call, action in CALLS.items():
        answer = send(client, call)
        assert answer.status < 500
        assert (answer.status != 403) == (call in GRANTED[privilege]), (privilege, call, answer.status, answer.text)
        if answer.status == 403 and not call.startswith("HEAD"):
            reason = answer.json()["error"]["reason"]
            assert reason.startswith(f"action [{action}] is unauthorized for API key id [{key_id}] of user [elastic], this action is granted by the cluster privileges ["), reason
            granting = [name for name, calls in GRANTED.items() if call in calls]
            assert set(reason.rsplit("[", 1)[1].rstrip("]").split(",")) == set(granting), reason


@pytest.mark.parametrize("privilege", INDEX_GRANTED)
def test_each_index_privilege_opens_what_it_grants_and_nothing_else(server, keys, privilege):
    _, client = keys(indices=[{"names": ["books", "books-alias"], "privileges": [privilege]}])
    for call, kind in INDEX_CALLS.items():
        answer = send(client, call)
        assert answer.status < 500
        assert (answer.status != 403) == (kind in INDEX_GRANTED[privilege]), (privilege, call, answer.status, answer.text)
        assert send(client, call.replace("books", "other")).status == 403, call
        ok(server.client.post("/books/_open"))
        ok(server.client.put("/books/_doc/1", {"title": "Weir"}))
    for action in ("add", "remove"):
        actions = {"actions": [{action: {"index": "books", "alias": "books-alias"}}]}
        assert (client.post("/_aliases", actions).status == 403) == (privilege not in ("manage", "all")), privilege
    for names in ({"index": "other", "alias": "books-alias"}, {"index": "books", "alias": "other-alias"}):
        assert client.post("/_aliases", {"actions": [{"add": names}]}).status == 403
    for call in CONNECTOR:
        assert send(client, call).status == 403


def test_every_endpoint_is_in_these_tables_or_open(server, keys):
    _, client = keys(metadata={})
    for path in ("/readyz", "/healthz", "/_security/_authenticate", "/_cat", "/_headrace/openapi.json"):
        assert client.get(path).status == 200
    for path in ("/_cat/indices", "/_search", "/_cat/count", "/_stats", "/_mapping", "/_settings", "/_alias", "/_cat/aliases", "/_mapping/field/*",
                 "/_data_stream", "/_resolve/index/*"):
        assert "books" not in client.get(path).text and "connectors" not in client.get(path).text


def test_an_open_search_is_its_ids_and_ends_with_its_user(server, keys):
    """An id cannot be guessed, so that it is as good as the right it was opened with; `_all` closes one's own."""
    reader, stranger = (keys(indices=[{"names": [name], "privileges": ["read"]}])[1] for name in ("books", "other"))
    scroll = ok(reader.get("/books/_search?scroll=1m&size=1"))["_scroll_id"]
    assert stranger.get("/books/_search?scroll=1m").status == 403
    assert stranger.delete("/_search/scroll/_all").json()["num_freed"] == 0
    assert reader.get(f"/_search/scroll/{scroll}").status == 200
    assert server.client.delete("/_search/scroll/_all").json()["num_freed"] == 0
    assert reader.delete("/_search/scroll/_all").json()["num_freed"] == 1
    assert reader.get(f"/_search/scroll/{scroll}").status == 404


def test_items_of_a_bulk_are_allowed_or_refused_one_by_one(server, keys):
    _, client = keys(indices=[{"names": ["books"], "privileges": ["write"]}])
    lines = '{"index":{"_index":"books","_id":"b1"}}\n{}\n{"index":{"_index":"other","_id":"b1"}}\n{}\n{"delete":{"_index":".elastic-connectors","_id":"c"}}\n'
    answer = ok(client.post("/_bulk", lines, headers={"Content-Type": "application/x-ndjson"}))
    assert [next(iter(item.values()))["status"] for item in answer["items"]] == [201, 403, 403]
    assert server.client.get("/other/_doc/b1").status == 404
    assert server.client.get("/_connector/c").status == 200


def test_a_pipeline_does_not_carry_a_document_where_its_sender_may_not_write(server, keys):
    ok(server.client.put("/_ingest/pipeline/moves", {"processors": [{"set": {"field": "_index", "value": "closed-to-him"}}]}))
    ok(server.client.put("/with-default", {"settings": {"default_pipeline": "moves"}}))
    _, client = keys(indices=[{"names": ["books", "with-default"], "privileges": ["write"]}])
    for method, path, body in (("PUT", "/books/_doc/p1?pipeline=moves", {}), ("PUT", "/books/_create/p2?pipeline=moves", {}),
                               ("POST", "/books/_doc?pipeline=moves", {}), ("PUT", "/with-default/_doc/1", {}),
                               ("POST", "/with-default/_update/1", {"doc": {"a": 1}, "doc_as_upsert": True})):
        assert client.request(method, path, body).status == 403, path
    assert client.put("/books/_doc/p1", {}).status in (200, 201)
    assert server.client.request("HEAD", "/closed-to-him").status == 404
    ok(server.client.delete("/with-default"))


def test_items_of_an_mget_are_allowed_or_refused_one_by_one(server, keys):
    _, client = keys(indices=[{"names": ["books"], "privileges": ["read"]}])
    docs = ok(client.post("/_mget", {"docs": [{"_index": "books", "_id": "1"}, {"_index": "other", "_id": "1"}]}))["docs"]
    assert docs[0]["found"] is True and docs[1]["error"]["type"] == "security_exception"


def test_an_alias_in_the_body_of_an_index_needs_its_own_right(server, keys):
    _, client = keys(indices=[{"names": ["made*"], "privileges": ["create_index"]}, {"names": ["made-alias"], "privileges": ["manage"]}])
    assert client.put("/made-1", {"aliases": {"other-alias": {}}}).status == 403
    assert client.put("/made-1", {"aliases": {"made-alias": {}}}).status == 200


def test_patterns_of_aliases_take_away_what_is_granted_alone(server, keys):
    ok(server.client.put("/granted-1", {"aliases": {"granted-mine": {}, "granted-others": {}}}))
    _, client = keys(indices=[{"names": ["granted-1", "granted-mine"], "privileges": ["manage"]}])
    ok(client.delete("/granted-1/_alias/*"))
    assert ok(server.client.get("/granted-1/_alias"))["granted-1"]["aliases"] == {"granted-others": {}}
    ok(server.client.put("/granted-1/_alias/granted-mine", {}))
    ok(client.post("/_aliases", {"actions": [{"remove": {"index": "granted-*", "aliases": ["granted-*"]}}]}))
    assert ok(server.client.get("/granted-1/_alias"))["granted-1"]["aliases"] == {"granted-others": {}}
    assert client.delete("/granted-1/_alias/granted-others").status == 403


def test_an_alias_does_not_open_the_deletion_of_its_index(server, keys):
    ok(server.client.put("/kept-1", {"aliases": {"kept-alias": {}}}))
    _, client = keys(indices=[{"names": ["kept-alias"], "privileges": ["all"]}])
    for names in ("kept-*", "*", "_all", ["kept-*", "kept-alias"], "kept-1", "kept-alias"):
        answer = client.post("/_aliases", {"actions": [{"remove_index": {"indices": names}}]})
        assert answer.status in (400, 403, 404), (names, answer.text)
    assert server.client.get("/kept-1").status == 200
    _, other = keys(indices=[{"names": ["kept-a*"], "privileges": ["all"]}])
    assert other.post("/_aliases", {"actions": [{"add": {"index": "kept-alias,kept-1", "alias": "kept-a2"}}]}).status == 404
    assert other.put("/kept-alias/_alias/kept-a2", {}).status == 400
    assert other.put("/kept-*/_alias/kept-a2", {}).status in (403, 404)
    assert ok(server.client.get("/kept-1/_alias"))["kept-1"]["aliases"] == {"kept-alias": {}}


def test_an_update_by_query_leaves_what_is_hidden_as_it_is(server, keys):
    ok(server.client.put("/_connector/hidden", {"index_name": "hidden", "service_type": "pg"}))
    ok(server.client.put("/_connector/hidden/_configuration", {"configuration": {"pw": {"label": "P", "sensitive": True, "value": "s3cret-kept"}}}))
    _, client = keys(indices=[{"names": [".elastic-connectors*"], "privileges": ["read", "write"]}])
    version = ok(client.get("/.elastic-connectors/_doc/hidden"))["_version"]
    assert ok(client.post("/.elastic-connectors/_update_by_query", {"query": {"term": {"_id": "hidden"}}}))["updated"] == 1
    assert ok(client.get("/.elastic-connectors/_doc/hidden"))["_version"] == version + 1
    assert "s3cret-kept" in server.client.get("/_connector/hidden").text
    assert client.post("/.elastic-connectors/_update_by_query?pipeline=search-default-ingestion", {}).status == 400


def test_patterns_find_what_is_granted(server, keys):
    _, client = keys(indices=[{"names": ["boo*"], "privileges": ["read"]}])
    for path in ("/_search", "/*/_search", "/_all/_search", "/b*/_search"):
        hits = ok(client.get(path))["hits"]["hits"]
        assert {hit["_index"] for hit in hits} == {"books"}, path
    assert client.get("/books,other/_search").status == 403


def test_a_name_does_not_open_its_alias(server, keys):
    _, client = keys(indices=[{"names": [".elastic-connectors-v1*"], "privileges": ["all"]}])
    assert client.get("/.elastic-connectors-v1/_doc/c").status == 200
    assert client.get("/.elastic-connectors/_doc/c").status == 403
    assert client.get("/.elastic-connectors-sync-jobs/_search").status == 403


def test_the_servers_own_indices_are_closed_to_everybody(server):
    for index in (".security", ".security-7", ".connector-secrets", ".connector-secrets-1"):
        assert server.client.get(f"/{index}/_search").status in (403, 404)
        assert server.client.put(f"/{index}/_doc/1", {}).status in (400, 403)
        assert server.client.delete(f"/{index}").status in (400, 403, 404)
    assert "security" not in server.client.get("/_search?size=1000&expand_wildcards=all").text


def test_53_index_and_indices_are_one(server, keys):
    for member in ("index", "indices"):
        assert keys(**{member: [{"names": ["books"], "privileges": ["read"]}]})[1].get("/books/_doc/1").status == 200


def test_sensitive_values_are_hidden_from_who_may_not_manage_connectors(server, keys):
    ok(server.client.put("/_connector/sensitive", {"index_name": "s", "service_type": "pg"}))
    ok(server.client.put("/_connector/sensitive/_configuration",
                         {"configuration": {"pw": {"label": "P", "sensitive": True, "value": "s3cretive"}, "host": {"label": "H", "value": "open"}}}))
    job = ok(server.client.post("/_connector/_sync_job", {"id": "sensitive"}))["id"]
    _, reader = keys(cluster=["monitor_connector"], indices=[{"names": [".elastic-connectors*"], "privileges": ["read"]}])
    _, manager = keys(cluster=["manage_connector"], indices=[{"names": [".elastic-connectors*"], "privileges": ["read"]}])
    doors = ["/_connector/sensitive", "/_connector", f"/_connector/_sync_job/{job}", "/_connector/_sync_job", "/.elastic-connectors/_search?size=100",
             "/.elastic-connectors-v1/_doc/sensitive", "/.elastic-connectors-v1/_source/sensitive", f"/.elastic-connectors-sync-jobs/_doc/{job}",
             "/.elastic-connectors-sync-jobs/_search"]
    for door in doors:
        assert "s3cretive" in manager.get(door).text, door
        seen = reader.get(door)
        assert seen.status == 200 and "s3cretive" not in seen.text and "********" in seen.text, door
    docs = {"docs": [{"_index": ".elastic-connectors", "_id": "sensitive"}]}
    assert "********" in reader.post("/_mget", docs).text
