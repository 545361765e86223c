"""Several services at once on one connector, some with the Connectors API and some without: docs/spec/document-api.md 9.8 and 11."""

import concurrent.futures

from harness.sync import ok
from twin import Clock, Source, Twin
from twin_job import Conflict
from twin_ways import connector_of, counts, job_of, left_alone, ready


def at_once(functions):
    with concurrent.futures.ThreadPoolExecutor(len(functions)) as pool:
        return [future.result() for future in [pool.submit(function) for function in functions]]


def poll(twin):
    """A poll that lost all its tries ends with an error, and the next one goes on: section 10."""
    try:
        return twin.schedule()
    except Conflict:
        return []


def test_many_services_make_one_job_a_moment_and_run_each_once(server):
    ready(server.client)
    clock = Clock()
    twins = [Twin(server.new_client(), ["c1"], Source({f"d{i}": {} for i in range(20)}), uses_api=n % 2 == 0, name=f"t{n}", clock=clock) for n in range(6)]
    for each in twins:
        each.schedule([])
    for round_ in range(5):
        clock.turn(30)
        made = at_once([lambda each=each: poll(each) for each in twins])
        assert sum(map(len, made)) == 1, (round_, made)
        ran = at_once([each.execute for each in twins])
        for _ in range(20):  # where all of them saw the connector change, a later poll takes the job
            if any(ran):
                break
            ran = at_once([each.execute for each in twins])
        assert [list(one.values()) for one in ran if one] == [["completed"]], (round_, ran)
    jobs = ok(server.client.get("/_connector/_sync_job"))
    assert jobs["count"] == 5 and {job["status"] for job in jobs["results"]} == {"completed"}
    assert {counts(job) for job in jobs["results"]} == {(20, 0, 20)}
    assert not [one for each in twins for one in each.answers if one[2] >= 500 or one[2] == 406]


def test_many_services_take_one_waiting_job(server):
    ready(server.client)
    first = Twin(server.client, ["c1"])
    jobs = [first.make_job("c1", "full") for _ in range(4)]
    twins = [Twin(server.new_client(), ["c1"], Source({"d": {}}), uses_api=n % 2 == 0, name=f"t{n}") for n in range(6)]
    ran = {}
    for _ in range(50):
        for taken in at_once([each.execute for each in twins]):
            assert not set(taken) & set(ran), "a job that has ended is not pending"
            ran |= taken
        if len(ran) == len(jobs):
            break
    assert set(ran) == set(jobs) and set(ran.values()) == {"completed"}
    # Each claim is one, by one of them.
    claims = [path for each in twins for method, path, _ in each.answers if "_claim" in path]
    assert len(claims) == len(set(claims))


def test_many_services_clean_up_at_once(server):
    ready(server.client)
    first = Twin(server.client, ["c1"])
    job = left_alone(first, ago=600)
    twins = [Twin(server.new_client(), ["c1"]) for _ in range(4)]
    assert job in {id_ for ended in at_once([each.clean_up for each in twins]) for id_ in ended}
    assert (job_of(first, job)["status"], connector_of(first)["last_sync_status"]) == ("error", "error")
