"""The checker of histories and the model of a job, with histories that must pass and histories that must not."""

import random

import pytest

from harness.linearizability import Call, is_linearizable
from harness.sync_job_model import Job, do, step


def register(state, what, answer):
    """A number that is written and read."""
    action, number = what
    if action == "write":
        return number
    return state if answer in (None, state) else None


def write(sent, answered, number):
    return Call(sent, answered, ("write", number), "ok")


def read(sent, answered, number):
    return Call(sent, answered, ("read", None), number)


@pytest.mark.parametrize("calls", [
    [],
    [write(0, 1, 5), read(2, 3, 5)],
    [write(0, 9, 5), read(1, 2, 0), read(3, 4, 5)],  # it took effect between the two
    [write(0, 9, 5), write(0, 9, 6), read(1, 2, 6), read(3, 4, 5)],
    [Call.without_answer(0, ("write", 5)), read(1, 2, 0), read(3, 4, 5)],
    [Call.without_answer(0, ("write", 5)), read(1, 2, 0)],
])
def test_histories_that_are_linearizable(calls):
    assert is_linearizable(calls, 0, register)


@pytest.mark.parametrize("calls", [
    [write(0, 1, 5), read(2, 3, 0)],  # a write that was answered is not seen
    [write(0, 9, 5), read(1, 2, 5), read(3, 4, 0)],  # seen, and then not any more
    [write(0, 9, 5), write(0, 9, 6), read(1, 2, 6), read(3, 4, 5), read(5, 6, 6)],
    [read(0, 1, 7)],  # nobody wrote it
    [Call.without_answer(4, ("write", 5)), read(1, 2, 5)],  # read before it was sent
])
def test_histories_that_are_not(calls):
    assert not is_linearizable(calls, 0, register)


def at(sent, answered, action, answer, argument=None):
    return Call(sent, answered, (action, argument), answer)


def shows(status, host=None, counters=(0, 0, 0), error=None):
    return 200, (status, host, counters, error)


@pytest.mark.parametrize("calls", [
    [at(0, 5, "claim", 200, ("a", "A")), at(0, 5, "claim", 409, ("b", "B")), at(6, 7, "get", shows("in_progress", "a"))],
    [at(0, 5, "claim", 200, ("a", "A")), at(0, 5, "cancel", 200), at(6, 7, "get", shows("canceling", "a"))],
    [at(0, 5, "claim", 409, ("a", "A")), at(0, 5, "cancel", 200), at(6, 7, "get", shows("canceled"))],
    [at(0, 1, "claim", 200, ("a", "A")), at(2, 3, "claim", 200, ("a2", "A"))],  # again with the same token
    [at(0, 1, "claim", 200, ("a", None)), at(2, 3, "claim", 200, ("b", None))],  # without tokens two may
    [at(0, 1, "claim", 200, ("a", "A")), at(2, 3, "error", 200, "e"), at(4, 5, "claim", 200, ("b", None)), at(6, 7, "claim", 409, ("c", "C"))],
    [at(0, 5, "stats", 200, (1, 2, 3)), at(0, 5, "delete", 200), at(6, 7, "get", 404)],
])
def test_jobs_that_may_be(calls):
    assert is_linearizable(calls, Job(), step)


@pytest.mark.parametrize("calls", [
    [at(0, 5, "claim", 200, ("a", "A")), at(0, 5, "claim", 200, ("b", "B"))],  # two holders
    [at(0, 1, "claim", 200, ("a", "A")), at(2, 3, "claim", 200, ("b", None))],  # taken from a living holder
    [at(0, 5, "cancel", 200), at(0, 5, "cancel", 200)],  # canceled twice
    [at(0, 5, "claim", 200, ("a", "A")), at(0, 5, "cancel", 200), at(6, 7, "get", shows("in_progress", "a"))],  # a cancellation lost
    [at(0, 1, "claim", 200, ("a", "A")), at(2, 3, "cancel", 200), at(4, 5, "claim", 200, ("a", "A"))],  # undone by its holder
    [at(0, 1, "stats", 200, (1, 2, 3)), at(0, 1, "check_in", 200), at(2, 3, "get", shows("pending"))],  # counters lost to a check-in
    [at(0, 9, "stats", 200, (1, 2, 3)), at(1, 2, "get", shows("pending", counters=(1, 0, 0)))],  # half of the counters
    [at(0, 1, "error", 200, "e")],  # of a job that nobody runs
    [at(0, 1, "delete", 200), at(2, 3, "check_in", 200)],
])
def test_jobs_that_may_not_be(calls):
    assert not is_linearizable(calls, Job(), step)


def random_history(chance, calls=24, clients=8):
    """One that took place one call after the other, told with longer intervals."""
    job, history, free = Job(), [], [0.0] * clients
    for moment in range(1, calls + 1):
        what = chance.choice([("claim", (f"h{moment}", chance.choice("ABC"))), ("cancel", None), ("check_in", None), ("stats", (moment, 0, 0)),
                              ("error", f"e{moment}"), ("get", None)])
        answer, job = do(job, what)
        client = chance.randrange(clients)
        sent = chance.uniform(max(free[client], moment - 6), moment) if free[client] < moment else None
        if sent is None:
            continue
        free[client] = moment + chance.random() * 0.9
        history.append(Call(sent, free[client], what, answer))
    return history


def test_histories_of_one_call_after_the_other_are_linearizable_however_long_the_calls_took():
    chance = random.Random(5)
    for _ in range(300):
        history = random_history(chance)
        skipped = len(history) < 24  # a call that was left out may have changed the job
        assert skipped or is_linearizable(history, Job(), step)
