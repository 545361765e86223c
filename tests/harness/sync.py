"""What tests of syncs do again and again: a connector over a folder, a job, and what the index holds afterwards."""

import hashlib
import json
import os
from datetime import datetime, timezone
from pathlib import Path

from harness.wait import wait_until

JOBS = "/_connector/_sync_job"
FINAL = ("completed", "canceled", "error")
# Ids per request when the membership of many documents is asked for.
IDS_PER_SEARCH = 2000


def ok(answer):
    assert answer.status < 300, f"{answer.status}: {answer.body[:2000]!r}"
    return answer.json()


def make_connector(client, connector, folder, index, native=True, pattern=None):
    """Creates it, waits until the service has written the fields that its source knows, and sets the folder."""
    ok(client.put(f"/_connector/{connector}", {"name": connector, "service_type": "dir", "index_name": index, "is_native": native}))
    wait_until(f"the service fills in the configuration of {connector}",
               lambda: "directory" in (ok(client.get(f"/_connector/{connector}")).get("configuration") or {}))
    configure(client, connector, folder, pattern)


def configure(client, connector, folder, pattern=None):
    values = {"directory": str(folder)}
    if pattern:
        values["pattern"] = pattern
    ok(client.put(f"/_connector/{connector}/_configuration", {"values": values}))


def start_job(client, connector, job_type="full"):
    return ok(client.post(JOBS, {"id": connector, "job_type": job_type}))["id"]


def get_job(client, job):
    return ok(client.get(f"{JOBS}/{job}"))


def wait_for_status(client, job, *statuses):
    """Returns the job once it has one of the statuses; a final status that is none of them fails at once."""
    def look():
        seen = get_job(client, job)
        if seen["status"] in statuses:
            return seen
        assert seen["status"] not in FINAL, f"the job ended otherwise than {statuses}: {json.dumps(seen, indent=1)}"
        return None
    return wait_until(f"job {job} becomes {' or '.join(statuses)}", look)


def sync(client, connector):
    """One job from its start to its good end."""
    return wait_for_status(client, start_job(client, connector), "completed")


def list_jobs(client, **parameters):
    """All jobs that match, page by page, in the order of the list; checks that `count` says the same."""
    query = "".join(f"&{name}={value}" for name, value in parameters.items())
    jobs = []
    while True:
        page = ok(client.get(f"{JOBS}?from={len(jobs)}&size=1000{query}"))
        jobs += page["results"]
        if not page["results"]:
            assert page["count"] == len(jobs)
            return jobs


def connector_after(client, connector, job):
    """The connector once the service has entered the end of this job in it."""
    def look():
        seen = ok(client.get(f"/_connector/{connector}"))
        return seen if seen.get("last_sync_status") == get_job(client, job)["status"] and seen.get("last_synced") else None
    return wait_until(f"connector {connector} shows the end of job {job}", look)


def files_of(folder, pattern="**/*.*"):
    """docs/spec/sources.md 4.3, computed by the library whose glob it describes: regular files after following symlinks to files."""
    return sorted(path for path in Path(folder).glob(pattern) if path.is_file())


def document_id(path):
    """docs/spec/sources.md 4.4."""
    return hashlib.md5(os.fsencode(str(path)), usedforsecurity=False).hexdigest()


def count(client, index):
    return ok(client.post(f"/{index}/_count?ignore_unavailable=true"))["count"]


def documents(client, index):
    """Everything in a small index: id to _source."""
    hits = ok(client.post(f"/{index}/_search", {"query": {"match_all": {}}, "size": 10000}))["hits"]
    assert hits["total"]["value"] == len(hits["hits"])
    return {hit["_id"]: hit["_source"] for hit in hits["hits"]}


def assert_index_is_folder(client, index, folder):
    """The index holds a document for every file and nothing else; for any number of files."""
    ids = [document_id(path) for path in files_of(folder)]
    assert count(client, index) == len(ids)
    for start in range(0, len(ids), IDS_PER_SEARCH):
        some = ids[start:start + IDS_PER_SEARCH]
        query = {"query": {"terms": {"_id": some}}, "size": 0}
        assert ok(client.post(f"/{index}/_search", query))["hits"]["total"]["value"] == len(some)


def make_many_files(folder, number, first=0, text="water runs down to the wheel\n"):
    """Small files, a thousand a folder, so that a sync has work for a while."""
    for i in range(first, first + number):
        if i % 1000 == 0 or i == first:
            (folder / f"{i // 1000:03}").mkdir(parents=True, exist_ok=True)
        (folder / f"{i // 1000:03}" / f"{i:06}.txt").write_text(f"{i} {text}")


def schedule(client, connector, interval, enabled=True):
    ok(client.put(f"/_connector/{connector}/_scheduling", {"scheduling": {"full": {"enabled": enabled, "interval": interval}}}))


def scheduled_jobs(client, connector):
    return [job for job in list_jobs(client, connector_id=connector) if job["trigger_method"] == "scheduled"]


def assert_one_job_per_second(client, connector, since):
    """With a schedule of every second: from `since` to the moment that was scheduled last there are so many jobs as seconds, at most."""
    jobs = scheduled_jobs(client, connector)
    marker = ok(client.get(f"/_connector/{connector}"))["last_sync_scheduled_at"]
    last = datetime.fromisoformat(marker[:19]).replace(tzinfo=timezone.utc)
    moments = int(last.timestamp()) - int(since.timestamp())
    assert len(jobs) <= moments + 1, f"{len(jobs)} jobs for {moments} moments"  # + 1: the marker moves after the job is there
