"""Calls every connector method of the official Python client against the server at URL: python python_client.py URL [USER PASSWORD].

Prints one line: the client's version and how many methods it called. Runs in the client's own environment, without pytest."""

import sys

import elasticsearch
from elasticsearch import Elasticsearch

FIELD = {"host": {"label": "Host", "type": "str", "value": "a", "default_value": None, "depends_on": [], "display": "textbox", "options": [], "order": 1,
                  "required": True, "sensitive": False, "tooltip": "", "ui_restrictions": [], "validations": []}}
RULE = {"id": "no-tmp", "field": "ext", "order": 3, "policy": "exclude", "rule": "equals", "value": "tmp"}
SNIPPET = {"value": [{"prefix": "in/"}], "created_at": "2026-01-01T00:00:00Z", "updated_at": "2026-01-01T00:00:00Z"}
PIPELINE = {"extract_binary_content": True, "name": "p", "reduce_whitespace": True, "run_ml_inference": False}
CLAIM = {"worker_hostname": "w-1", "sync_cursor": {"page": 1}}
STATS = {"deleted_document_count": 1, "indexed_document_count": 20, "indexed_document_volume": 3, "total_document_count": 19, "metadata": {"k": "v"}}


class Called:
    """The client's connector namespace, which remembers what was called."""

    def __init__(self, namespace):
        self.namespace, self.names = namespace, set()

    def __getattr__(self, name):
        self.names.add(name)
        return getattr(self.namespace, name)

    def missing(self):
        methods = {name for name in dir(self.namespace) if not name.startswith("_") and callable(getattr(self.namespace, name))}
        return sorted(methods - {"perform_request"} - self.names)


def connectors(c):
    assert c.put(connector_id="crm", index_name="crm-index", name="CRM", service_type="postgresql", language="en", description="d", is_native=False)["result"] == "created"
    made = c.post(index_name="other", name="Other", service_type="s3")
    assert len(made["id"]) == 20
    for result in (c.update_name(connector_id="crm", name="Crm", description="new"), c.update_index_name(connector_id="crm", index_name="crm-2"),
                   c.update_service_type(connector_id="crm", service_type="mysql"), c.update_native(connector_id="crm", is_native=False),
                   c.update_configuration(connector_id="crm", configuration=FIELD), c.update_configuration(connector_id="crm", values={"host": "b"}),
                   c.update_scheduling(connector_id="crm", scheduling={"full": {"enabled": True, "interval": "0 0 0 * * ?"}}),
                   c.update_pipeline(connector_id="crm", pipeline=PIPELINE), c.update_api_key_id(connector_id="crm", api_key_id="k", api_key_secret_id="s"),
                   c.update_features(connector_id="crm", features={"document_level_security": {"enabled": True}, "sync_rules": {"basic": {"enabled": True}}}),
                   c.update_error(connector_id="crm", error="boom"), c.update_status(connector_id="crm", status="connected"), c.check_in(connector_id="crm"),
                   c.last_sync(connector_id="crm", last_sync_status="completed", last_indexed_document_count=42)):
        assert result["result"] in ("updated", "noop"), result
    assert c.update_filtering(connector_id="crm", rules=[RULE], advanced_snippet=SNIPPET)["result"] == "updated"
    assert c.update_filtering_validation(connector_id="crm", validation={"state": "valid", "errors": []})["result"] == "updated"
    assert c.update_active_filtering(connector_id="crm")["result"] == "updated"
    got = c.get(connector_id="crm")
    assert got["configuration"]["host"]["value"] == "b" and got["last_indexed_document_count"] == 42 and got["pipeline"] == PIPELINE
    assert [rule["id"] for rule in got["filtering"][0]["active"]["rules"]] == ["no-tmp", "DEFAULT"]
    listed = c.list(from_=0, size=10, service_type=["mysql", "s3"])
    assert listed["count"] == 2 and [each["id"] for each in listed["results"]] == ["crm", made["id"]]
    return made["id"]


def jobs(c):
    ids = [c.sync_job_post(id="crm", job_type="full", trigger_method="on_demand")["id"] for _ in range(3)]
    assert c.sync_job_claim(connector_sync_job_id=ids[0], **CLAIM)["result"] == "updated"
    assert c.sync_job_check_in(connector_sync_job_id=ids[0]) is not None
    assert c.sync_job_update_stats(connector_sync_job_id=ids[0], **STATS)["result"] == "updated"
    assert c.sync_job_error(connector_sync_job_id=ids[0], error="lost") is not None
    assert c.sync_job_cancel(connector_sync_job_id=ids[1]) is not None
    job = c.sync_job_get(connector_sync_job_id=ids[0])
    assert job["status"] == "error" and job["indexed_document_count"] == 20 and job["connector"]["sync_cursor"] == {"page": 1} and job["metadata"] == {"k": "v"}
    listed = c.sync_job_list(connector_id="crm", status="error", job_type=["full"], from_=0, size=5)
    assert listed["count"] == 1 and listed["results"][0]["id"] == ids[0]
    assert [each["id"] for each in c.sync_job_list(connector_id="crm")["results"]] == ids
    assert c.sync_job_delete(connector_sync_job_id=ids[1])["acknowledged"] is True


def secrets(c, client):
    """Methods of the client where it has them, else the endpoint as the client sends it."""
    if hasattr(c.namespace, "secret_post"):
        made = c.secret_post(body={"value": "k1"})["id"]
        assert c.secret_put(id="chosen", body={"value": "v"})["result"] == "created"
        assert c.secret_get(id=made)["value"] == "k1"
        assert c.secret_delete(id=made)["deleted"] is True
        return
    headers = {"accept": "application/json", "content-type": "application/json"}
    made = client.perform_request("POST", "/_connector/_secret", headers=headers, body={"value": "k1"})["id"]
    assert client.perform_request("PUT", "/_connector/_secret/chosen", headers=headers, body={"value": "v"})["result"] == "created"
    assert client.perform_request("GET", f"/_connector/_secret/{made}", headers={"accept": "application/json"})["value"] == "k1"
    assert client.perform_request("DELETE", f"/_connector/_secret/{made}", headers={"accept": "application/json"})["deleted"] is True


def raises(kind, status, call):
    try:
        call()
    except kind as error:
        assert error.status_code == status, error
        return error
    raise AssertionError(f"{kind.__name__} was expected")


def errors(client):
    """docs/spec/rest-conventions.md 17, check 57"""
    error = raises(elasticsearch.NotFoundError, 404, lambda: client.connector.get(connector_id="nobody"))
    assert error.error == "resource_not_found_exception"
    raises(elasticsearch.BadRequestError, 400, lambda: client.connector.sync_job_list(status="nope"))
    client.create(index="docs", id="1", document={"a": 1})
    raises(elasticsearch.ConflictError, 409, lambda: client.create(index="docs", id="1", document={"a": 1}))


def refusals(client, url):
    raises(elasticsearch.AuthenticationException, 401, lambda: Elasticsearch(url).info())
    key = client.security.create_api_key(name="reader", role_descriptors={"r": {"cluster": ["monitor_connector"]}})
    with Elasticsearch(url, api_key=key["encoded"]) as reader:
        assert reader.connector.list()["count"] >= 0
        raises(elasticsearch.AuthorizationException, 403, lambda: reader.connector.put(connector_id="x"))
    assert client.security.authenticate()["username"] == "elastic"
    assert client.security.get_api_key(id=key["id"])["api_keys"][0]["name"] == "reader"
    assert client.security.invalidate_api_key(ids=[key["id"]])["invalidated_api_keys"] == [key["id"]]


def main(url, *login):
    client = Elasticsearch(url, basic_auth=tuple(login)) if login else Elasticsearch(url)
    assert client.ping() and client.info()["tagline"] == "You Know, for Search"
    c = Called(client.connector)
    other = connectors(c)
    jobs(c)
    secrets(c, client)
    errors(client)
    assert c.delete(connector_id=other, delete_sync_jobs=False)["acknowledged"] is True
    assert c.delete(connector_id="crm", delete_sync_jobs=True)["acknowledged"] is True
    assert c.sync_job_list()["count"] == 0
    if login:
        refusals(client, url)
    assert not c.missing(), f"never called: {c.missing()}"
    print(f"python {elasticsearch.__versionstr__}: {len(c.names)} methods")


main(*sys.argv[1:])
