"""A scripted twin of the connector service, made from docs/spec/document-api.md 9 alone: it sends the requests that the service sends, in its order, with the Connectors API and without.
Nothing here waits: a test calls the next poll, and a clock that can be turned says what time it is. twin_job.py runs one job, twin_tools.py is what people and scripts do around it."""

import datetime
import json

from harness.http import Client
from twin_cron import next_after
from twin_job import CONNECTORS, JOBS, Conflict, JobRun, Refused

CONCRETE = (".elastic-connectors-v1", ".elastic-connectors-sync-jobs-v1")
COMPATIBLE = "application/vnd.elasticsearch+json; compatible-with=8"
LINES = "application/vnd.elasticsearch+x-ndjson; compatible-with=8"
BARE = "application/octet-stream"  # of a PUT or POST without a body: 2.3
HEARTBEAT_SECONDS = 300
TRIES = 3  # of a guarded update
POLL_SECONDS = 30
IDLE_TEXT = "The job has not seen any update for some time."
SUFFICIENT = ("platinum", "enterprise", "trial")
SCHEDULED_AT = {"full": "last_sync_scheduled_at", "incremental": "last_incremental_sync_scheduled_at", "access_control": "last_access_control_sync_scheduled_at"}
FIELD = {"default_value": None, "depends_on": [], "display": "textbox", "label": "Path", "options": [], "order": 1, "required": True, "sensitive": False, "tooltip": "",
         "type": "str", "ui_restrictions": [], "validations": [], "value": ""}
FEATURES = {"document_level_security": {"enabled": True}, "incremental_sync": {"enabled": True}, "sync_rules": {"basic": {"enabled": True}, "advanced": {"enabled": True}}}


class Clock:
    """The twin's time: the machine's, turned by `offset` seconds."""

    def __init__(self, offset=0.0):
        self.offset = offset

    def turn(self, seconds):
        self.offset += seconds

    def now(self):
        return datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=self.offset)


def stamp(ago=0.0):
    """As the service writes times: microseconds and +00:00."""
    return Clock(-ago).now().isoformat()


def read_stamp(text):
    """Leniently, as the service does: without an offset it is UTC."""
    moment = datetime.datetime.fromisoformat(text[:19] + (text[19:].replace("Z", "+00:00") if "." not in text[19:] else "+00:00"))
    return moment if moment.tzinfo else moment.replace(tzinfo=datetime.timezone.utc)


class Source:
    """What the twin reads from: documents by id, users by id, and how it behaves."""

    def __init__(self, documents=None, users=None):
        self.documents, self.users = documents or {}, users or {}
        self.ping = lambda: None  # raises what is wrong
        self.validate = lambda draft: []  # errors of a draft of sync rules
        self.changed = True  # False: there is nothing new
        self.cursor = {"c": 1}
        self.broken_after = None  # raises after so many documents


class Twin:
    """`content`: a client with the API key of the connector, for the calls on the content index alone (2.6). `during(run)` is called behind each bulk request of a job."""

    def __init__(self, client, connectors=(), source=None, uses_api=True, name="twin", service_types=(), content=None, clock=None):
        self.client, self.content = client, content or client
        self.connectors, self.service_types = list(connectors), list(service_types)
        self.source = source if isinstance(source, Source) else Source(source)
        self.uses_api, self.name, self.clock = uses_api, name, clock or Clock()
        self.answers = []  # (method, path, status) of everything
        self.during = lambda run: None
        self.woke_up = self.clock.now() - datetime.timedelta(seconds=POLL_SECONDS)
        self.beaten = set()  # the connectors that had their first heartbeat

    # Calls

    def call(self, method, path, body=None, ok=(200, 201), content=False, lines=False):
        client = self.content if content else self.client
        headers = {"Accept": COMPATIBLE, "X-elastic-product-origin": "connectors"}
        if body is not None:
            headers["Content-Type"] = LINES if lines else COMPATIBLE
        elif method in ("PUT", "POST"):
            headers["Content-Type"] = BARE
        answer = client.request(method, path, body, headers)
        self.answers.append((method, path, answer.status))
        assert answer.status < 500 and answer.status != 406, (method, path, answer)
        assert answer.header("X-elastic-product") == "Elasticsearch" or answer.status >= 300, (method, path, answer)
        if answer.status == 409:
            raise Conflict(path)
        if answer.status == 403:
            raise Refused(path)
        assert answer.status in ok, (method, path, body, answer)
        if answer.status == 404:
            return None
        return answer.json() if answer.body else {}

    def client_of_its_own(self):
        """The same service on another connection; its answers are kept here."""
        other = Twin(Client(self.client.port, authorization=self.client.authorization), clock=self.clock)
        other.answers = self.answers
        return other

    def exists(self, index, content=False):
        return self.call("HEAD", f"/{index}", ok=(200, 404), content=content) == {}

    def search(self, index, query, sort=None):
        """1.2: pages of 100; `from` grows by what came, until the total is there."""
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
        return self.call("POST", target, {"doc": doc})

    def guarded(self, id_, make):
        """GET, then what `make(connector)` gives, guarded; on 409 again. False: it gave nothing."""
        for attempt in range(TRIES):
            connector = self.get(CONNECTORS, id_)
            doc = make(connector["_source"]) if connector else None
            if not doc:
                return False
            try:
                self.update(CONNECTORS, id_, doc, connector)
                return True
            except Conflict:
                if attempt == TRIES - 1:
                    raise
        return False

    def stamp(self):
        return self.clock.now().isoformat()

    # 9.1

    def preflight(self):
        version = self.call("GET", "/")["version"]
        assert version["number"].split("-")[0].count(".") == 2 and version["build_flavor"]
        for index in CONCRETE:
            if not self.exists(index):
                self.call("PUT", f"/{index}")

    # 9.2

    def supported(self):
        """Q1, Q2 or Q3; nothing is asked where nothing is configured."""
        alive = {"must_not": [{"term": {"deleted": True}}]}
        by_id = {"bool": {**alive, "filter": [{"terms": {"_id": self.connectors}}]}}
        by_type = {"bool": {**alive, "filter": [{"terms": {"service_type": self.service_types}}, {"term": {"is_native": False}}]}}
        if self.connectors and self.service_types:
            return self.search(CONNECTORS, {"bool": {"should": [by_type, by_id]}})
        if self.connectors:
            return self.search(CONNECTORS, by_id)
        return self.search(CONNECTORS, by_type) if self.service_types else []

    def schedule(self, job_types=("full",)):
        """One poll; the ids of the jobs that it made."""
        made, now = [], self.clock.now()
        for hit in self.supported():
            made += self.look_after(hit["_id"], job_types, now)
        self.woke_up = now
        return made

    def look_after(self, id_, job_types, now):
        self.prepare(id_)
        connector = self.get(CONNECTORS, id_)["_source"]
        self.heartbeat(id_, connector)
        if connector.get("status") in ("created", "needs_configuration"):
            return []
        try:
            self.source.ping()
            self.validate(id_, connector)
        except RuntimeError as problem:
            self.update(CONNECTORS, id_, {"status": "error", "error": str(problem)})
            return []
        self.update(CONNECTORS, id_, {"status": "connected", "error": None})
        made = []
        for job_type in ("access_control", "incremental", "full"):
            if job_type not in job_types or (job_type == "access_control" and not self.licensed()):
                continue
            if self.take_moment(id_, job_type, now):
                made.append(self.make_job(id_, job_type))
        return made

    def prepare(self, id_):
        """2a: what the source class knows and the document lacks."""
        def lacking(stored):
            doc = {}
            configuration = stored.get("configuration") or {}
            if not configuration:
                doc = {"configuration": {"path": FIELD}, "status": "needs_configuration"}
            elif set(FIELD) - set(configuration.get("path", {})):
                doc = {"configuration": {"path": {**FIELD, **configuration.get("path", {})}}}
            if stored.get("service_type") != "dir":
                doc["service_type"] = "dir"
            if stored.get("features") != FEATURES:
                doc["features"] = FEATURES
            return doc
        self.guarded(id_, lacking)

    def heartbeat(self, id_, connector):
        seen = connector.get("last_seen")
        if id_ in self.beaten and seen and (self.clock.now() - read_stamp(seen)).total_seconds() <= HEARTBEAT_SECONDS:
            return
        self.beaten.add(id_)
        if self.uses_api:
            self.call("PUT", f"/_connector/{id_}/_check_in")
        else:
            self.update(CONNECTORS, id_, {"last_seen": self.stamp()})

    def validate(self, id_, connector):
        """2e: a draft of sync rules that was edited."""
        if self.uses_api:
            filtering = self.get(CONNECTORS, id_)["_source"].get("filtering") or []
            if filtering and filtering[0]["draft"]["validation"]["state"] == "edited":
                errors = self.source.validate(filtering[0]["draft"])
                self.call("PUT", f"/_connector/{id_}/_filtering/_validation", {"validation": {"state": "invalid" if errors else "valid", "errors": errors}})
                if not errors:
                    self.call("PUT", f"/_connector/{id_}/_filtering/_activate")
        else:
            self.guarded(id_, self.validated)
        self.get(CONNECTORS, id_)

    def validated(self, stored):
        filtering = stored.get("filtering") or []
        if not filtering or filtering[0]["draft"]["validation"]["state"] != "edited":
            return None
        errors = self.source.validate(filtering[0]["draft"])
        filtering[0]["draft"]["validation"] = {"state": "invalid" if errors else "valid", "errors": errors}
        if not errors:
            filtering[0]["active"] = filtering[0]["draft"]
        return {"filtering": filtering}

    def licensed(self, content=False):
        licence = self.call("GET", "/_license", content=content)["license"]
        return licence["status"] == "active" and licence["type"] in SUFFICIENT

    def take_moment(self, id_, job_type, now):
        """2h: only one service gets the moment, since the connector is guarded."""
        def due(stored):
            last = stored.get(SCHEDULED_AT[job_type])
            if last and read_stamp(last) > self.woke_up:
                return None
            schedule = stored["scheduling"][job_type]
            moment = next_after(schedule["interval"], self.woke_up) if schedule["enabled"] else None
            return {SCHEDULED_AT[job_type]: now.isoformat()} if moment and moment <= now else None
        return self.guarded(id_, due)

    def make_job(self, id_, job_type, trigger="scheduled"):
        if self.uses_api:
            return self.call("POST", "/_connector/_sync_job", {"id": id_, "job_type": job_type, "trigger_method": trigger})["id"]
        return self.call("POST", f"/{JOBS}/_doc", job_document(self.get(CONNECTORS, id_), job_type, trigger, self.stamp()))["_id"]

    # 9.3

    def execute(self, job_types=("full", "incremental")):
        """One poll; what became of the jobs that it ran, by id."""
        ran = {}
        ids = [hit["_id"] for hit in self.supported()]
        if not ids:
            return ran
        query = {"bool": {"must": [{"terms": {"status": ["pending", "suspended"]}}, {"terms": {"connector.id": ids}}, {"terms": {"job_type": list(job_types)}}]}}
        for job in self.search(JOBS, query, [{"created_at": "asc"}]):
            connector = self.get(CONNECTORS, job["_source"]["connector"]["id"])
            run = JobRun(self, job)
            if run.is_access_control and not self.licensed():
                continue
            if connector["_source"].get(run.status_field) != "in_progress" and run.begin():
                ran[job["_id"]] = run.to_the_end()
        return ran

    # 9.7

    def clean_up(self):
        """One poll of the clean-up; the ids of the jobs that it ended."""
        running = {"terms": {"status": ["in_progress", "canceling"]}}
        known = [hit["_id"] for hit in self.search(CONNECTORS, {"match_all": {}})]
        orphans = self.search(JOBS, {"bool": {"must_not": {"terms": {"connector.id": known}}, "filter": [running]}})
        for job in orphans:
            self.end_as_lost(job)
        supported = [hit["_id"] for hit in self.supported()]
        idle = self.search(JOBS, {"bool": {"filter": [{"terms": {"connector.id": supported}}, running, {"range": {"last_seen": {"lte": "now-300s"}}}]}})
        for job in idle:
            self.end_as_lost(job)
            JobRun(self, job).connector_done("error", IDLE_TEXT, None)
        return [job["_id"] for job in orphans + idle]

    def end_as_lost(self, job):
        self.update(JOBS, job["_id"], {"last_seen": self.stamp(), "status": "error", "error": IDLE_TEXT, "completed_at": self.stamp()})

    def bulk(self, actions, pipeline):
        """The items of the answer, each without the name of its action."""
        body = "".join(json.dumps(line, separators=(",", ":")) + "\n" for action in actions for line in action)
        answer = self.call("PUT", f"/_bulk?pipeline={pipeline}", body, content=True, lines=True)
        assert [next(iter(item)) for item in answer["items"]] == [next(iter(action[0])) for action in actions], "named as they were sent"
        items = [next(iter(item.values())) for item in answer["items"]]
        assert [item["_id"] for item in items] == [next(iter(action[0].values()))["_id"] for action in actions]
        assert answer["errors"] == any("error" in item for item in items)
        return items


def job_document(connector, job_type, trigger, now):
    """7.6: a job as the service and the command line write it without the API."""
    source = connector["_source"]
    index = source["index_name"] if job_type != "access_control" else f".search-acl-filter-{source['index_name']}"
    filtering = source.get("filtering") or [{}]
    return {"connector": {"id": connector["_id"], "filtering": filtering[0].get("active"), "index_name": index, "language": source.get("language"), "pipeline": source.get("pipeline"),
                          "service_type": source.get("service_type"), "configuration": source.get("configuration", {})},
            "trigger_method": trigger, "job_type": job_type, "status": "pending", "indexed_document_count": 0, "indexed_document_volume": 0, "deleted_document_count": 0,
            "created_at": now, "last_seen": now}
