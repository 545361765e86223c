"""What the twin does between jobs, and who makes them: docs/spec/document-api.md 9.1 and 9.2. The `twin` is there with the Connectors API and without."""

import pytest

from harness.sync import ok
from twin import CONNECTORS, FEATURES, FIELD, Twin, stamp
from twin_job import Conflict
from twin_ways import ACL, INDEX, asked, connector_of, job_of, one_job, ready


def test_the_indices_are_there_from_the_start(twin):
    assert not asked(twin, "PUT", "")


def test_a_new_connector_waits_until_it_is_configured(server, twin):
    ok(server.client.put("/_connector/c2", {"index_name": "search-c2"}))
    other = Twin(server.client, ["c2"], uses_api=twin.uses_api)
    assert other.schedule() == []
    made = ok(server.client.get("/_connector/c2"))
    assert (made["status"], made["service_type"], made["features"], made["configuration"]["path"]["required"]) == ("needs_configuration", "dir", FEATURES, True)
    assert made["last_seen"]
    ok(server.client.put("/_connector/c2/_configuration", {"values": {"path": "/data"}}))
    assert other.schedule() == []
    assert ok(server.client.get("/_connector/c2"))["status"] == "connected", "configured, but no schedule is enabled"


def test_missing_properties_of_a_field_are_filled_in(twin):
    source = twin.get(CONNECTORS, "c1")["_source"]
    ok(twin.client.put(f"/{CONNECTORS}/_doc/c1", {**source, "configuration": {"path": {"value": "/data"}}, "features": None, "service_type": "mysql"}))
    twin.schedule()
    assert connector_of(twin)["configuration"]["path"] == {**FIELD, "value": "/data"}
    assert (connector_of(twin)["features"], connector_of(twin)["service_type"]) == (FEATURES, "dir")


def test_a_write_between_reading_and_guarded_writing_is_a_conflict(twin):
    times = []

    def make(stored):
        times.append(stored.get("last_seen"))
        if len(times) == 1:
            ok(twin.client.put("/_connector/c1/_check_in"))
        return {"language": "de"}
    assert twin.guarded("c1", make)
    assert len(times) == 2 and times[0] != times[1] and connector_of(twin)["language"] == "de"

    def always(stored):
        ok(twin.client.put("/_connector/c1/_check_in"))
        return {"language": "fr"}
    with pytest.raises(Conflict):
        twin.guarded("c1", always)
    assert connector_of(twin)["language"] == "de"


def test_heartbeats_come_at_the_start_and_every_300_seconds(twin):
    def seen():
        twin.schedule([])
        return connector_of(twin)["last_seen"]
    first = seen()
    assert seen() == first, "not again at once"
    twin.clock.turn(301)
    second = seen()
    assert second != first
    twin.update(CONNECTORS, "c1", {"last_seen": (stamp(ago=-301))})
    third = connector_of(twin)["last_seen"]
    assert seen() == third, "the stamp of somebody else counts"


def test_a_source_that_does_not_answer_is_an_error(twin):
    def fail():
        raise RuntimeError("nobody there")
    twin.source.ping = fail
    assert twin.schedule() == []
    assert (connector_of(twin)["status"], connector_of(twin)["error"]) == ("error", "nobody there")
    twin.source.ping = lambda: None
    twin.clock.turn(30)
    assert len(twin.schedule()) == 1
    assert (connector_of(twin)["status"], connector_of(twin)["error"]) == ("connected", None)


RULES = {"rules": [{"id": "r", "field": "title", "policy": "exclude", "rule": "equals", "value": "x", "order": 0}]}


def test_an_edited_draft_is_validated_and_activated(twin):
    ok(twin.client.put("/_connector/c1/_filtering", RULES))
    twin.schedule([])
    filtering = connector_of(twin)["filtering"][0]
    assert filtering["draft"] == filtering["active"] and filtering["active"]["validation"] == {"state": "valid", "errors": []}
    assert [rule["id"] for rule in filtering["active"]["rules"]] == ["r", "DEFAULT"]
    twin.clock.turn(30)
    assert job_of(twin, one_job(twin))["connector"]["filtering"]["rules"][0]["id"] == "r"


def test_a_draft_that_is_not_valid_stays_a_draft(twin):
    ok(twin.client.put("/_connector/c1/_filtering", RULES))
    errors = [{"ids": ["r"], "messages": ["no such field"]}]
    twin.source.validate = lambda draft: errors
    twin.schedule([])
    filtering = connector_of(twin)["filtering"][0]
    assert filtering["draft"]["validation"] == {"state": "invalid", "errors": errors}
    assert [rule["id"] for rule in filtering["active"]["rules"]] == ["DEFAULT"]


def test_connectors_are_found_by_id_by_type_and_by_both(server, twin):
    ready(server.client, "c2", "search-c2")
    ok(server.client.put("/_connector/c3", {"index_name": "content-c3", "service_type": "dir", "is_native": True}))
    ok(server.client.put("/_connector/c4", {"index_name": "search-c4", "service_type": "mysql"}))

    def found(**configured):
        return [hit["_id"] for hit in Twin(server.client, **configured).supported()]
    assert sorted(found(service_types=["dir"])) == ["c1", "c2"]
    assert sorted(found(service_types=["dir"], connectors=["c4", "c1"])) == ["c1", "c2", "c4"]
    assert found(connectors=["c3", "nobody"]) == ["c3"]
    nobody = Twin(server.client)
    assert nobody.schedule() == [] and nobody.execute() == {} and nobody.answers == []
    ok(server.client.delete("/_connector/c2"))
    assert sorted(found(service_types=["dir"], connectors=["c2", "c4"])) == ["c1", "c4"]


def test_what_is_not_due_or_not_enabled_is_not_scheduled(twin):
    ok(twin.client.put("/_connector/c1/_scheduling", {"scheduling": {"full": {"enabled": False, "interval": "* * * * * ?"}, "incremental": {"enabled": True, "interval": "0 0 0 1 1 ?"}}}))
    twin.clock.turn(30)
    assert twin.schedule(["full", "incremental"]) == []
    before = twin.get(CONNECTORS, "c1")
    assert twin.schedule(["full", "incremental"]) == []
    assert twin.get(CONNECTORS, "c1")["_seq_no"] == before["_seq_no"], "a poll that changes nothing writes nothing: the update to connected is a no-op"


def test_all_three_kinds_in_one_poll(twin):
    twin.clock.turn(30)
    jobs = [job_of(twin, id_) for id_ in twin.schedule(["full", "incremental", "access_control"])]
    assert [job["job_type"] for job in jobs] == ["access_control", "incremental", "full"]
    assert [job["connector"]["index_name"] for job in jobs] == [ACL, INDEX, INDEX]
    assert {job["trigger_method"] for job in jobs} == {"scheduled"} and {job["status"] for job in jobs} == {"pending"}
    made = connector_of(twin)
    assert all(made[name] for name in ("last_sync_scheduled_at", "last_incremental_sync_scheduled_at", "last_access_control_sync_scheduled_at"))
    assert [job["id"] for job in jobs[1:]] == list(twin.execute()), "in the order of their creation, and the access control job in a loop of its own"
