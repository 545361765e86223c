"""What people and scripts do around the service: docs/spec/document-api.md 9.9 and 9.10, request by request. Each goes through a twin, which keeps every answer."""

import concurrent.futures

from twin import CONCRETE, CONNECTORS, FIELD, JOBS, job_document
from twin_job import DEFAULT_PIPELINE


def fake_kibana(twin, connector, index):
    """9.9: a connector that is ready to sync, and an empty index."""
    if twin.call("GET", f"/_ingest/pipeline/{DEFAULT_PIPELINE}", ok=(200, 404)) is None:
        twin.call("PUT", f"/_ingest/pipeline/{DEFAULT_PIPELINE}", {"processors": [{"remove": {"field": ["_attachment"], "ignore_missing": True}}]})
    twin.call("PUT", f"/_connector/{connector}", {"index_name": index, "is_native": False, "name": "dir-functional-test", "service_type": "dir"})
    twin.call("PUT", f"/_connector/{connector}/_scheduling", {"scheduling": {"full": {"enabled": True, "interval": "1 * * * * ?"}}})
    twin.call("PUT", f"/_connector/{connector}/_configuration", {"configuration": {"path": {**FIELD, "value": "/data"}}})
    if twin.exists(index):
        twin.call("DELETE", f"/{index}?ignore_unavailable=true")
    twin.call("PUT", f"/{index}")


def verify(twin, index, size):
    """The end of 9.9."""
    assert twin.call("GET", "/")["version"]["number"]
    twin.call("POST", f"/{index}/_refresh")
    assert twin.call("POST", f"/{index}/_count")["count"] >= size
    first = twin.call("POST", f"/{index}/_search", {"query": {"match_all": {}}})["hits"]["hits"][0]["_source"]
    assert len(first) >= 3 and "_extract_binary_content" not in first and "_attachment" not in first


class CommandLine:
    """9.10. It never uses the Connectors API but for secrets (7.8)."""

    def __init__(self, twin):
        self.twin = twin

    def call(self, *arguments, **more):
        return self.twin.call(*arguments, **more)

    def ensure_indices(self):
        for index in CONCRETE:
            if not self.twin.exists(index):
                self.call("PUT", f"/{index}")

    def login(self):
        return self.call("GET", "/")["cluster_name"]

    def connector_list(self):
        self.ensure_indices()
        return self.twin.search(CONNECTORS, {"match_all": {}})

    def connector_create(self, name, index, service_type="dir", native=False, existing=False):
        """The id, and the key for the content; a second connector on one index is not made."""
        self.ensure_indices()
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            other = self.twin.client_of_its_own()
            there = pool.submit(other.exists, index)
            taken = pool.submit(self.twin.search, CONNECTORS, {"match": {"index_name": index}})
            there, taken = there.result(), taken.result()
        if taken or there != existing:
            raise ValueError(f"{index}: {'another connector has it' if taken else 'it is not there' if existing else 'it is there already'}")
        self.ensure_indices()
        if not existing:
            self.call("PUT", f"/{index}")
        key = self.call("PUT", "/_security/api_key", {"name": f"{index}-connector", "role_descriptors": {f"{index}-connector-role": {
            "cluster": ["monitor"], "index": [{"names": [index, f".search-acl-filter-{index}"], "privileges": ["all"]}]}}})
        secret = self.call("POST", "/_connector/_secret", {"value": key["encoded"]})["id"] if native else None
        made = self.call("POST", f"/{CONNECTORS}/_doc", self.connector_document(name, index, service_type, native, key["id"], secret))
        assert made["result"] == "created" and made["_index"] == CONCRETE[0]
        return made["_id"], key["encoded"]

    def connector_document(self, name, index, service_type, native, key, secret):
        """7.6"""
        now = self.twin.stamp()
        off = {"enabled": False, "interval": "0 0 0 * * ?"}
        half = {"advanced_snippet": {"created_at": now, "updated_at": now, "value": {}}, "validation": {"state": "valid", "errors": []},
                "rules": [{"id": "DEFAULT", "field": "_", "rule": "regex", "policy": "include", "value": ".*", "order": 0, "created_at": now, "updated_at": now}]}
        return {"api_key_id": key, "api_key_secret_id": secret, "configuration": {"path": {**FIELD, "value": "/data"}}, "created_at": now, "updated_at": now, "custom_scheduling": {},
                "error": None, "filtering": [{"domain": "DEFAULT", "active": half, "draft": half}], "index_name": index, "is_native": native, "language": None,
                "last_access_control_sync_error": None, "last_access_control_sync_scheduled_at": None, "last_access_control_sync_status": None, "last_deleted_document_count": None,
                "last_indexed_document_count": None, "last_seen": None, "last_sync_error": None, "last_sync_scheduled_at": None, "last_sync_status": None, "last_synced": None, "name": name,
                "pipeline": {"name": DEFAULT_PIPELINE, "extract_binary_content": True, "reduce_whitespace": True, "run_ml_inference": True},
                "scheduling": {"full": off, "incremental": off, "access_control": off}, "service_type": service_type, "status": "configured", "sync_now": False}

    def index_list(self):
        return {name: stats["primaries"]["docs"]["count"] for name, stats in self.call("GET", "/*/_stats")["indices"].items()}

    def index_list_of_a_serverless_project(self):
        return sorted(self.call("GET", "/*"))

    def index_clean(self, index):
        return self.call("POST", f"/{index}/_delete_by_query?ignore_unavailable=true", {"query": {"match_all": {}}})

    def index_delete(self, index):
        return self.call("DELETE", f"/{index}?ignore_unavailable=true")

    def job_start(self, connector, job_type="full"):
        document = job_document(self.twin.get(CONNECTORS, connector), job_type, "on_demand", self.twin.stamp())
        return self.call("POST", f"/{JOBS}/_doc", document)["_id"]

    def job_list(self, connector=None, index=None):
        self.ensure_indices()
        query = {"bool": {"must": [{"term": {"connector.id": connector}}]}} if connector else {"bool": {"filter": [{"term": {"connector.index_name": index}}]}}
        return [hit["_id"] for hit in self.twin.search(JOBS, query, [{"created_at": "asc"}])]

    def job_view(self, job):
        self.ensure_indices()
        return self.twin.get(JOBS, job)

    def job_cancel(self, job):
        """Always to `canceling`, whatever it was (7.8)."""
        self.ensure_indices()
        for hit in self.twin.search(JOBS, {"bool": {"must": [{"term": {"_id": job}}]}}, [{"created_at": "asc"}]):
            self.twin.update(JOBS, hit["_id"], {"last_seen": self.twin.stamp(), "status": "canceling", "error": None})
