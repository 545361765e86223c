"""One sync job as docs/spec/sync-jobs.md has it, with the claim tokens of DIFFERENCES.md: what each call may answer, and what it changes.

A call is (action, argument); its answer is a status of HTTP, for `get` together with what was shown."""

from dataclasses import dataclass, replace

from harness.linearizability import UNKNOWN

COUNTERS = ("deleted_document_count", "indexed_document_count", "indexed_document_volume")
CANCEL = {"pending": "canceled", "suspended": "canceled", "in_progress": "canceling"}  # 2.2
FAILS_FROM = ("in_progress", "canceling")  # 2.2
RUNNING = ("in_progress", "canceling")
WAITING = ("pending", "suspended")


@dataclass(frozen=True)
class Job:
    status: str = "pending"
    worker_hostname: object = None
    counters: tuple = (0, 0, 0)
    error: object = None
    holder: object = None  # the token that it was claimed with; shown to nobody

    def shown(self):
        return (self.status, self.worker_hostname, self.counters, self.error)


DELETED = "deleted"


def shown(document):
    """What `get` showed, as Job.shown says it."""
    return (document["status"], document.get("worker_hostname"), tuple(document[name] for name in COUNTERS), document.get("error"))


def do(job, what):
    """The answer that a call gets, and the job after it."""
    action, argument = what
    if job == DELETED:
        return 404, job
    match action:
        case "get":
            return (200, job.shown()), job
        case "claim":
            return claim(job, *argument)
        case "cancel":
            return (200, replace(job, status=CANCEL[job.status])) if job.status in CANCEL else (400, job)
        case "check_in":
            return 200, job
        case "stats":
            return 200, replace(job, counters=argument)
        case "error":
            return (200, replace(job, status="error", error=argument)) if job.status in FAILS_FROM else (400, job)
        case "delete":
            return 200, DELETED
    raise AssertionError(f"no such call: {what}")


def claim(job, host, token):
    """DIFFERENCES.md, `_claim`; all of it happens within the idle limit, so a holder is alive."""
    if token is None:
        may = job.holder is None or job.status not in RUNNING
    else:
        may = job.status in WAITING or (job.status == "in_progress" and job.holder == token)
    return (200, replace(job, status="in_progress", worker_hostname=host, holder=token)) if may else (409, job)


def step(job, what, answer):
    """For is_linearizable."""
    expected, after = do(job, what)
    return after if answer is UNKNOWN or answer == expected else None
