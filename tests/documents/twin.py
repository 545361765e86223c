"""What the Elastic connector service sends, written from docs/spec/document-api.md 9 alone: preflight, scheduling, jobs, endings, clean-up, with the
Connectors API and without. It does not wait: where the service would sleep, a test calls the next poll."""

import datetime
import json

CONNECTORS, JOBS = ".elastic-connectors", ".elastic-connectors-sync-jobs"
PIPELINE = "search-default-ingestion"
MARKS = {"_extract_binary_content": True, "_reduce_whitespace": True, "_run_ml_inference": True}


def stamp(ago=0.0):
    """As the service writes times: microseconds and +00:00."""
    return (datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(seconds=ago)).isoformat()


class Conflict(Exception):
    pass


class Cancelled(Exception):
    pass


class Stopped(Exception):
    pass


class Twin:
    def __init__(self, client, connectors, source=None, uses_api=True, name="twin"):
        self.client, self.connectors, self.source, self.uses_api, self.name = client, connectors, source or {}, uses_api, name
        self.answers = []  # (method, path, status) of everything
        self.during = lambda twin, job: None  # what happens while documents are loaded

    # Calls

    def call(self, method, path, body=None, ok=(200, 201), headers=None):
        answer = self.client.request(method, path, body, headers)
        self.answers.append((method, path, answer.status))
        assert answer.status < 500 and answer.status != 406, (method, path, answer)
        if answer.status == 409:
            raise Conflict(path)
        assert answer.status in ok, (method, path, body, answer)
        return answer.json() if answer.body and answer.status != 404 else None

    def search(self, index, query, sort=None):
        hits, total = [], None
        while total is None or len(hits) < total:
            body = {"from": len(hits), "query": query, "seq_no_primary_term": True, "size": 100, **({"sort": sort} if sort else {})}
            found = self.call("POST", f"/{index}/_search?expand_wildcards=hidden", body)["hits"]
            total = found["total"]["value"]
            assert found["hits"] or len(hits) == total, "a page without hits would make the service ask for ever"
            hits += found["hits"]
        return hits

    def get(self, index, id_):
        return self.call("GET", f"/{index}/_doc/{id_}", ok=(200, 404))

    def update(self, index, id_, doc, guard=None):
        target = f"/{index}/_update/{id_}"
        if guard:
            target += f"?if_primary_term={guard['_primary_term']}&if_seq_no={guard['_seq_no']}"
        return self.call("POST", target, {"doc": doc}, ok=(200,) if guard else (200, 404))

    # 9.1

    def preflight(self):
        assert self.call("GET", "/")["version"]["number"]
        for index in (".elastic-connectors-v1", ".elastic-connectors-sync-jobs-v1"):
            self.call("HEAD", f"/{index}")

    # 9.2

    def supported(self):
        return self.search(CONNECTORS, {"bool": {"must_not": [{"term": {"deleted": True}}], "filter": [{"terms": {"_id": self.connectors}}]}})

    def prepare(self, id_):
        for _ in range(3):
            connector = self.get(CONNECTORS, id_)
            if connector["_source"].get("configuration"):
                return connector
            try:
                self.update(CONNECTORS, id_, {"configuration": {"path": {"type": "str", "value": "/", "required": True, "order": 1}}, "status": "configured"}, connector)
            except Conflict:
                continue
        return self.get(CONNECTORS, id_)

    def heartbeat(self, id_):
        if self.uses_api:
            self.call("PUT", f"/_connector/{id_}/_check_in")
        else:
            self.update(CONNECTORS, id_, {"last_seen": stamp()})

    def validate(self, id_):
        connector = self.get(CONNECTORS, id_)
        filtering = connector["_source"]["filtering"]
        if filtering[0]["draft"]["validation"]["state"] != "edited":
            return
        if self.uses_api:
            self.call("PUT", f"/_connector/{id_}/_filtering/_validation", {"validation": {"state": "valid", "errors": []}})
            self.call("PUT", f"/_connector/{id_}/_filtering/_activate")
        else:
            filtering[0]["draft"]["validation"] = {"state": "valid", "errors": []}
            filtering[0]["active"] = filtering[0]["draft"]
            self.update(CONNECTORS, id_, {"filtering": filtering}, connector)

    def schedule(self, moment, job_type="full"):
        """One poll in which `moment` is due for every connector; the jobs that were made."""
        made = []
        for hit in self.supported():
            id_ = hit["_id"]
            self.prepare(id_)
            self.heartbeat(id_)
            self.validate(id_)
            self.update(CONNECTORS, id_, {"status": "connected", "error": None})
            if job_type == "access_control":
                assert self.call("GET", "/_license")["license"]["type"] in ("enterprise", "platinum", "trial")
            field = {"full": "last_sync_scheduled_at", "incremental": "last_incremental_sync_scheduled_at", "access_control": "last_access_control_sync_scheduled_at"}[job_type]
            try:
                connector = self.get(CONNECTORS, id_)
                if (connector["_source"].get(field) or "") >= moment:
                    continue
                self.update(CONNECTORS, id_, {field: moment}, connector)
            except Conflict:
                continue
            made.append(self.make_job(connector, job_type))
        return made

    def make_job(self, connector, job_type, trigger="scheduled"):
        id_, source = connector["_id"], connector["_source"]
        if self.uses_api:
            return self.call("POST", "/_connector/_sync_job", {"id": id_, "job_type": job_type, "trigger_method": trigger})["id"]
        index = source["index_name"] if job_type != "access_control" else f".search-acl-filter-{source['index_name']}"
        return self.call("POST", f"/{JOBS}/_doc", {
            "connector": {"id": id_, "filtering": source["filtering"][0]["active"], "index_name": index, "language": source.get("language"), "pipeline": source.get("pipeline"),
                          "service_type": source["service_type"], "configuration": source.get("configuration", {})},
            "trigger_method": trigger, "job_type": job_type, "status": "pending", "indexed_document_count": 0, "indexed_document_volume": 0, "deleted_document_count": 0,
            "created_at": stamp(), "last_seen": stamp()})["_id"]

    # 9.3

    def execute(self, job_types=("full", "incremental")):
        """One poll; the ids of the jobs that it ran."""
        ids = [hit["_id"] for hit in self.supported()]
        pending = self.search(JOBS, {"bool": {"must": [{"terms": {"status": ["pending", "suspended"]}}, {"terms": {"connector.id": ids}}, {"terms": {"job_type": list(job_types)}}]}},
                              [{"created_at": "asc"}])
        ran = []
        for job in pending:
            connector = self.get(CONNECTORS, job["_source"]["connector"]["id"])
            if job["_source"]["job_type"] == "access_control":
                self.call("GET", "/_license")
            if connector["_source"].get(self.status_field(job)) == "in_progress":
                continue
            if self.run(job):
                ran.append(job["_id"])
        return ran

    # 9.4, 9.5

    @staticmethod
    def status_field(job):
        return "last_access_control_sync_status" if job["_source"]["job_type"] == "access_control" else "last_sync_status"

    def begin(self, job):
        """Only one gets through: the connector is guarded."""
        status = self.status_field(job)
        for _ in range(3):
            connector = self.get(CONNECTORS, job["_source"]["connector"]["id"])
            if connector["_source"].get(status) == "in_progress":
                return False
            try:
                self.update(CONNECTORS, connector["_id"], {"status": "connected", "error": None, status: "in_progress", status.replace("status", "error"): None}, connector)
                return True
            except Conflict:
                continue
        return False

    def claim(self, job):
        if self.uses_api:
            self.call("PUT", f"/_connector/_sync_job/{job['_id']}/_claim", {"worker_hostname": self.name})
        else:
            self.update(JOBS, job["_id"], {"status": "in_progress", "started_at": stamp(), "last_seen": stamp(), "worker_hostname": self.name, "connector.sync_cursor": None})

    def known(self, index):
        answer = self.client.request("HEAD", f"/{index}")
        self.answers.append(("HEAD", f"/{index}", answer.status))
        if answer.status == 404:
            return {}
        page = self.call("POST", f"/{index}/_search?scroll=5m", {"size": 1000, "sort": "_doc", "_source": ["id", "_timestamp"]})
        known = {}
        while page["hits"]["hits"]:
            for hit in page["hits"]["hits"]:
                known[hit["_source"].get("id", hit["_id"])] = hit["_source"].get("_timestamp")
            page = self.call("POST", "/_search/scroll", {"scroll_id": page["_scroll_id"], "scroll": "5m"})
        self.call("DELETE", "/_search/scroll", {"scroll_id": page["_scroll_id"]}, ok=(200, 404))
        return known

    def bulk(self, actions):
        body = "".join(json.dumps(line) + "\n" for action in actions for line in action)
        answer = self.call("PUT", f"/_bulk?pipeline={PIPELINE}", body, headers={"Content-Type": "application/vnd.elasticsearch+x-ndjson; compatible-with=8", "Accept": "application/vnd.elasticsearch+json; compatible-with=8"})
        assert len(answer["items"]) == len(actions)
        return [next(iter(item.values())) for item in answer["items"]]

    def load(self, job):
        """(indexed, deleted), as the sink counts them."""
        is_acl = job["_source"]["job_type"] == "access_control"
        index = job["_source"]["connector"]["index_name"]
        known = self.known(index)
        counts = {"index": 0, "update": 0, "delete": 0}
        actions = []
        for id_, document in self.source.items():
            stored = {**({} if is_acl else MARKS), **document, "id": id_, "_timestamp": document.get("_timestamp", stamp())}
            if is_acl and id_ in known:
                actions.append([{"update": {"_index": index, "_id": id_}}, {"doc": stored, "doc_as_upsert": True}])
            else:
                actions.append([{"index": {"_index": index, "_id": id_}}, stored])
        actions += [[{"delete": {"_index": index, "_id": id_}}] for id_ in known if id_ not in self.source]
        for at in range(0, len(actions), 250):
            self.check(job)
            for action, item in zip(actions[at:at + 250], self.bulk(actions[at:at + 250])):
                assert item["result"] in ("created", "updated", "deleted", "noop") and "error" not in item, item
                counts[next(iter(action[0]))] += 1
            self.during(self, job)
            self.report(job, counts)
        self.check(job)
        return counts["index"] + counts["update"], counts["delete"]

    def check(self, job):
        connector, now = self.get(CONNECTORS, job["_source"]["connector"]["id"]), self.get(JOBS, job["_id"])
        if connector is None:
            raise LookupError("Couldn't find the connector")
        if now is None:
            raise LookupError("Couldn't find the job")
        if now["_source"]["status"] == "canceling":
            raise Cancelled
        if now["_source"]["status"] != "in_progress":
            raise RuntimeError(f"The job is not running but in [{now['_source']['status']}]")

    def report(self, job, counts):
        if self.get(JOBS, job["_id"]) is None:
            return
        body = {"indexed_document_count": counts["index"] + counts["update"], "indexed_document_volume": 0, "deleted_document_count": counts["delete"], "metadata": {}}
        if self.uses_api:
            self.call("PUT", f"/_connector/_sync_job/{job['_id']}/_stats", body)
        else:
            self.update(JOBS, job["_id"], {"last_seen": stamp(), **body})

    def run(self, job):
        if not self.begin(job):
            return False
        self.claim(job)
        index = job["_source"]["connector"]["index_name"]
        if job["_source"]["job_type"] != "access_control" and index not in self.call("GET", f"/{index}?ignore_unavailable=true"):
            self.call("PUT", f"/{index}")
        status, error, counts = "completed", None, (0, 0)
        try:
            counts = self.load(job)
        except Cancelled:
            status = "canceled"
        except Stopped:
            status = "suspended"
        except (LookupError, RuntimeError) as problem:
            status, error = "error", str(problem).strip("'")
        self.end(job, status, error, counts)
        return True

    # 9.6

    def end(self, job, status, error, counts):
        there = self.get(JOBS, job["_id"])
        connector = self.get(CONNECTORS, job["_source"]["connector"]["id"])
        part = {"last_seen": stamp(), "status": status, "error": error, "indexed_document_count": counts[0], "indexed_document_volume": 0, "deleted_document_count": counts[1]}
        if connector is not None:
            index = connector["_source"]["index_name"]
            self.call("POST", f"/{index}/_refresh?ignore_unavailable=true")
            part["total_document_count"] = self.call("POST", f"/{index}/_count?ignore_unavailable=true")["count"]
        if status != "suspended":
            part["completed_at"] = stamp()
        if status == "canceled":
            part["canceled_at"] = stamp()
        if there is not None:
            self.update(JOBS, job["_id"], part)
        if connector is None:
            return
        field = self.status_field(job)
        done = {"last_synced": stamp(), "status": "error" if error else "connected", "error": error, field: status, field.replace("status", "error"): error}
        if status != "suspended":
            done |= {"last_indexed_document_count": counts[0], "last_deleted_document_count": counts[1]}
        if status == "completed" and field == "last_sync_status":
            done["sync_cursor"] = {"c": 1}
        self.update(CONNECTORS, connector["_id"], done)

    # 9.7

    def clean_up(self):
        text = "The job has not seen any update for some time."
        known = [hit["_id"] for hit in self.search(CONNECTORS, {"match_all": {}})]
        running = {"terms": {"status": ["in_progress", "canceling"]}}
        for job in self.search(JOBS, {"bool": {"must_not": {"terms": {"connector.id": known}}, "filter": [running]}}):
            self.end(job, "error", text, (0, 0))
        supported = [hit["_id"] for hit in self.supported()]
        for job in self.search(JOBS, {"bool": {"filter": [{"terms": {"connector.id": supported}}, running, {"range": {"last_seen": {"lte": "now-300s"}}}]}}):
            self.end(job, "error", text, (0, 0))
