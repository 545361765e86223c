"""How the twin runs one job: docs/spec/document-api.md 9.4 to 9.6."""

CONNECTORS, JOBS = ".elastic-connectors", ".elastic-connectors-sync-jobs"
DEFAULT_PIPELINE = "search-default-ingestion"
ACTIONS_PER_BULK = 250
FAILURES_IN_A_ROW = 10


class Conflict(Exception):
    """409 of a guarded update."""


class Refused(Exception):
    """403."""


class Stopped(Exception):
    """The service is told to end while a job runs."""


class Cancelled(Exception):
    """The job was found `canceling`."""


class Gone(Exception):
    """A document that the run needs is not there any more."""


class Failed(Exception):
    """What ends the job as `error`; the text is its error."""


class JobRun:
    """One job of one twin. `counts`: indexed and deleted documents, as the sink counts them."""

    def __init__(self, twin, job):
        self.twin, self.id, self.source = twin, job["_id"], job["_source"]
        self.connector = self.source["connector"]["id"]
        self.index = self.source["connector"]["index_name"]
        self.is_access_control = self.source["job_type"] == "access_control"
        self.status_field = "last_access_control_sync_status" if self.is_access_control else "last_sync_status"
        self.error_field = self.status_field.replace("status", "error")
        self.indexed, self.deleted, self.failures = 0, 0, 0
        self.cursor = None

    # 9.4.1 and 9.4.2

    def begin(self):
        """Only one service gets through, since the connector is guarded. False: another one runs it, and nothing was written."""
        def starts(stored):
            if stored.get(self.status_field) == "in_progress":
                return None
            self.cursor = stored.get("sync_cursor") if self.source["job_type"] == "incremental" else None
            return {"status": "connected", "error": None, self.status_field: "in_progress", self.error_field: None}
        try:
            return self.twin.guarded(self.connector, starts)
        except Conflict:
            return False

    # 9.4.3 to 9.4.6

    def to_the_end(self):
        """The status that the job ends with."""
        status, error = "completed", None
        try:
            self.claim()
            if not self.is_access_control and self.twin.source.changed:
                self.make_index()
            if self.is_access_control and not self.twin.licensed(content=True):
                raise Failed("InsufficientESLicenseError: access control needs a platinum licence")
            if self.twin.source.changed:
                self.load()
        except Cancelled:
            status = "canceled"
        except Stopped:
            status = "suspended"
        except Refused:
            status, error = "error", f"ForbiddenError: the connector is not authorized to access index [{self.index}]. API key may need to be regenerated."
        except (Gone, Failed) as problem:
            status, error = "error", str(problem)
        self.end(status, error)
        return status

    def claim(self):
        twin = self.twin
        if twin.uses_api:
            more = {"sync_cursor": self.cursor} if self.cursor else {}
            twin.call("PUT", f"/_connector/_sync_job/{self.id}/_claim", {"worker_hostname": twin.name, **more})
        else:  # 6.5: the key is one literal name
            twin.update(JOBS, self.id, {"status": "in_progress", "started_at": twin.stamp(), "last_seen": twin.stamp(), "worker_hostname": twin.name,
                                        "connector.sync_cursor": self.cursor})

    def make_index(self):
        """4.3: under its own name, or as an alias of what comes."""
        found = self.twin.call("GET", f"/{self.index}?ignore_unavailable=true", content=True)
        if self.index not in found and not any(self.index in one["aliases"] for one in found.values()):
            self.twin.call("PUT", f"/{self.index}", content=True)

    def known(self):
        """What the index holds: id to time stamp, by a scroll over everything."""
        twin = self.twin
        if not twin.exists(self.index, content=True):
            return {}
        self.check()
        page = twin.call("POST", f"/{self.index}/_search?scroll=5m", {"size": 1000, "sort": "_doc", "_source": ["id", "_timestamp"]}, content=True)
        known = {}
        while page["hits"]["hits"]:
            assert page["_shards"]["successful"] + page["_shards"].get("skipped", 0) >= page["_shards"]["total"]
            for hit in page["hits"]["hits"]:
                assert set(hit["_source"]) <= {"id", "_timestamp"}
                known[hit["_source"].get("id", hit["_id"])] = hit["_source"].get("_timestamp")
            page = twin.call("POST", "/_search/scroll", {"scroll_id": page["_scroll_id"], "scroll": "5m"}, content=True)
        twin.call("DELETE", "/_search/scroll", {"scroll_id": page["_scroll_id"]}, ok=(200, 404), content=True)
        return known

    def load(self):
        actions = []
        for action in self.actions():
            actions.append(action)
            if len(actions) == ACTIONS_PER_BULK:
                self.send(actions)
                actions = []
        if actions:
            self.send(actions)
        self.check()

    def actions(self):
        known, twin = self.known(), self.twin
        wanted = twin.source.users if self.is_access_control else twin.source.documents
        for number, (id_, document) in enumerate(wanted.items()):
            if twin.source.broken_after == number:
                raise Failed("SourceError: the source went away")
            if self.is_access_control:
                if id_ in known and known[id_] == document.get("_timestamp"):
                    continue  # unchanged
                yield self.action_of_user(id_, {**document, "id": id_}, id_ in known)
            else:
                yield self.action_of_document(id_, document)
        for id_ in known:
            if id_ not in wanted:
                yield [{"delete": {"_index": self.index, "_id": id_}}]

    def action_of_document(self, id_, document):
        pipeline = self.source["connector"].get("pipeline") or {}
        stored = {"_extract_binary_content": pipeline.get("extract_binary_content", True), "_reduce_whitespace": pipeline.get("reduce_whitespace", True),
                  "_run_ml_inference": pipeline.get("run_ml_inference", True), "_timestamp": self.twin.stamp(), **document, "id": id_}
        if self.source["job_type"] == "incremental":
            return [{"update": {"_index": self.index, "_id": id_}}, {"doc": stored, "doc_as_upsert": True}]
        return [{"index": {"_index": self.index, "_id": id_}}, stored]

    def action_of_user(self, id_, stored, is_known):
        if is_known:
            return [{"update": {"_index": self.index, "_id": id_}}, {"doc": stored, "doc_as_upsert": True}]
        return [{"index": {"_index": self.index, "_id": id_}}, stored]

    def send(self, actions):
        """One bulk request, and what the sink makes of its items (4.14)."""
        pipeline = (self.source["connector"].get("pipeline") or {}).get("name", DEFAULT_PIPELINE)
        self.check()
        for action, item in zip(actions, self.twin.bulk(actions, pipeline)):
            if item.get("status") == 403:
                raise Refused(self.index)
            good = "error" not in item and item.get("result") in ("created", "updated", "deleted", "noop")
            self.failures = 0 if good else self.failures + 1
            if self.failures > FAILURES_IN_A_ROW:
                raise Failed(f"ErrorMonitor: too many failures in a row, the last was {item['error']['reason']}")
            if good and "delete" in action[0]:
                self.deleted += 1
            elif good:
                self.indexed += 1
        self.twin.during(self)
        self.report()

    def check(self):
        """Every 5 seconds of a run: the connector, then the job."""
        connector, job = self.twin.get(CONNECTORS, self.connector), self.twin.get(JOBS, self.id)
        if connector is None:
            raise Gone("Couldn't find the connector")
        if job is None:
            raise Gone("Couldn't find the job")
        if job["_source"]["status"] == "canceling":
            raise Cancelled
        if job["_source"]["status"] != "in_progress":
            raise Failed(f"ConnectorJobNotRunningError: the job is not running but in status [{job['_source']['status']}]")

    def counters(self):
        return {"indexed_document_count": self.indexed, "indexed_document_volume": 0, "deleted_document_count": self.deleted}

    def report(self):
        """Every 10 seconds of a run."""
        twin = self.twin
        if twin.get(JOBS, self.id) is None:
            return
        if twin.uses_api:
            twin.call("PUT", f"/_connector/_sync_job/{self.id}/_stats", {**self.counters(), "metadata": {}})
        else:
            twin.update(JOBS, self.id, {"last_seen": twin.stamp(), **self.counters()})

    # 9.4.6 and 9.6: always by documents

    def end(self, status, error):
        twin = self.twin
        job, connector = twin.get(JOBS, self.id), twin.get(CONNECTORS, self.connector)
        part = {"last_seen": twin.stamp(), "status": status, "error": error, **self.counters()}
        if connector is not None:
            index = connector["_source"]["index_name"]
            twin.call("POST", f"/{index}/_refresh?ignore_unavailable=true")
            part["total_document_count"] = twin.call("POST", f"/{index}/_count?ignore_unavailable=true")["count"]
        if status != "suspended":
            part["completed_at"] = twin.stamp()
        if status == "canceled":
            part["canceled_at"] = twin.stamp()
        if job is not None:
            twin.update(JOBS, self.id, part)
        self.connector_done(status, error, {"last_indexed_document_count": self.indexed, "last_deleted_document_count": self.deleted})

    def connector_done(self, status, error, counts):
        """The last word: what the connector shows of the job. `counts`: None where nothing was counted."""
        twin = self.twin
        connector, job = twin.get(CONNECTORS, self.connector), twin.get(JOBS, self.id)
        if connector is None:
            return
        done = {"last_synced": twin.stamp(), "status": "error" if error else "connected", "error": error, self.status_field: status, self.error_field: error}
        if job is None:
            text = "Couldn't find the job"
            done |= {"status": "error", "error": text, "last_sync_status": "error", "last_sync_error": text, "last_access_control_sync_status": "error", "last_access_control_sync_error": text}
        elif status != "suspended" and counts:
            done |= counts
        if status == "completed" and not self.is_access_control:
            done["sync_cursor"] = twin.source.cursor
        twin.update(CONNECTORS, self.connector, done)
