"""What people and scripts do around the service: docs/spec/document-api.md 9.9 and 9.10. Numbers in names are those of the cases in section 13."""

import json

import pytest

from harness.sync import ok
from twin import Clock, Source, Twin
from twin_tools import CommandLine, fake_kibana, verify
from twin_ways import EVERY_SECOND, INDEX, pages, ready


@pytest.mark.parametrize("uses_api", [True, False], ids=["api", "documents"])
def test_84_the_set_up_tool_the_service_and_the_check(server, uses_api):
    tool = Twin(server.client)
    ok(server.client.put(f"/{INDEX}/_doc/old", {}))
    fake_kibana(tool, "c1", INDEX)
    assert "PUT" not in [method for method, path, _ in tool.answers if "_ingest" in path], "the pipeline is there"
    service = Twin(server.client, ["c1"], Source(pages(30)), uses_api=uses_api)
    service.clock.turn(60)  # it is the first second of a minute once at least
    assert list(service.schedule()) == list(service.execute()) != []
    verify(tool, INDEX, 30)
    fake_kibana(tool, "c2", "search-other")


def test_85_the_commands(server):
    command_line = CommandLine(Twin(server.client))
    assert command_line.login() and command_line.connector_list() == [] and command_line.index_list() == {}
    connector, _ = command_line.connector_create("mine", "search-new")
    assert len(connector) == 20
    with pytest.raises(ValueError, match="another connector has it"):
        command_line.connector_create("other", "search-new", existing=True)
    ok(server.client.put("/search-there", None))
    with pytest.raises(ValueError, match="there already"):
        command_line.connector_create("other", "search-there")
    native, key = command_line.connector_create("native", "search-there", native=True, existing=True)
    stored = ok(server.client.get(f"/_connector/{native}"))
    assert ok(server.client.get(f"/_connector/_secret/{stored['api_key_secret_id']}"))["value"] == key
    assert sorted(hit["_id"] for hit in command_line.connector_list()) == sorted([connector, native])
    job = command_line.job_start(connector)
    later = command_line.job_start(connector, "incremental")
    assert command_line.job_list(connector) == [job, later] == command_line.job_list(index="search-new")
    assert command_line.job_list("nobody") == []
    viewed = command_line.job_view(job)["_source"]
    assert (viewed["status"], viewed["trigger_method"], viewed["connector"]["id"]) == ("pending", "on_demand", connector) and "total_document_count" not in viewed
    assert command_line.job_view("nobody") is None
    command_line.job_cancel(job)
    command_line.job_cancel("nobody")
    assert command_line.job_view(job)["_source"]["status"] == "canceling"
    service = Twin(server.client, [connector], Source(pages(3)))
    service.schedule([])
    assert service.execute() == {later: "completed"}
    assert command_line.index_list() == {"search-new": 3, "search-there": 0}
    assert command_line.index_list_of_a_serverless_project() == ["search-new", "search-there"]
    assert command_line.index_clean("search-new")["deleted"] == 3 and command_line.index_list()["search-new"] == 0
    assert command_line.index_clean("nothing")["deleted"] == 0
    command_line.index_delete("search-new")
    command_line.index_delete("search-new")
    assert command_line.index_list() == {"search-there": 0}
    assert not [one for one in command_line.twin.answers if one[2] >= 500 or one[2] == 406]


def test_85_a_connector_of_the_command_line_is_served(server):
    command_line = CommandLine(Twin(server.client))
    connector, _ = command_line.connector_create("mine", "search-new")
    clock = Clock()
    for uses_api in (True, False):
        clock.turn(40)
        service = Twin(server.client, [connector], Source(pages(3)), uses_api=uses_api, clock=clock)
        ok(server.client.put(f"/_connector/{connector}/_scheduling", {"scheduling": {"full": EVERY_SECOND}}))
        job, = service.schedule()
        assert service.execute() == {job: "completed"}


# 88

def test_88_no_answer_of_a_day_is_a_fault_of_the_server(server):
    tool, answers = Twin(server.client), []
    fake_kibana(tool, "c1", INDEX)
    ready(server.client)
    for uses_api in (True, False):
        service = Twin(server.client, ["c1"], Source(pages(30), {"anna": {"query": {}}}), uses_api=uses_api, clock=Clock(60 if uses_api else 120))
        service.woke_up = Clock(30 if uses_api else 90).now()
        service.preflight()
        made = service.schedule(["full", "incremental", "access_control"])
        assert len(made) == 3
        assert set({**service.execute(), **service.execute(["access_control"])}) == set(made)
        service.clean_up()
        answers += service.answers
    command_line = CommandLine(tool)
    command_line.job_cancel(command_line.job_start("c1"))
    verify(tool, INDEX, 30)
    answers += tool.answers
    assert {status for _, _, status in answers} <= {200, 201, 404}, json.dumps([one for one in answers if one[2] not in (200, 201, 404)])
