"""What holds for every answer of every case, said once: docs/spec/rest-conventions.md 9 and 10, docs/spec/sync-jobs.md 3.2."""

import re

from checks import Failed

# docs/spec/rest-conventions.md 4.2: the one error body without `status`.
NO_HANDLER = "no handler found for uri ["
LISTS = re.compile(r"^(/_connector|/_connector/_sync_job)/?(\?|$)")


def check(method, path, answer):
    _status(answer)
    _headers(method, answer)
    media_type = (answer.header("content-type") or "").partition(";")[0]
    if method == "HEAD" or not media_type.endswith("json"):
        return
    if answer.status >= 400:
        _error(answer)
    elif answer.status != 304 and method == "GET" and LISTS.match(path) and "filter_path" not in path and "format=" not in path:
        _list(answer.json())


def _status(answer):
    if answer.status >= 500:
        raise Failed(f"status {answer.status}: {answer.body[:2000]!r}")


def _headers(method, answer):
    if answer.status not in (401, 403, 413, 417) and answer.header("X-elastic-product") != "Elasticsearch":
        raise Failed(f"no product header on {answer.status}")
    if answer.body and not answer.header("content-type"):
        raise Failed("a body without a content-type")
    if method != "HEAD" and answer.header("content-length") not in (None, str(len(answer.body))) and not answer.header("content-encoding"):
        raise Failed("content-length is not the length of the body")


def _error(answer):
    document = answer.json()
    error = document.get("error")
    if isinstance(error, str):
        keys = {"error"} if error.startswith(NO_HANDLER) else {"error", "status"}
        if set(document) != keys or document.get("status", answer.status) != answer.status:
            raise Failed(f"the short error form is wrong: {document}")
        return
    if error is None and document.get("found") is False or document.get("result") == "not_found":
        return  # a document that is not there: docs/spec/document-api.md 4.10
    if document == {} or document == {"succeeded": True, "num_freed": 0}:
        return  # a pipeline or a scroll that is not there: docs/spec/document-api.md 4.16, 4.9
    if document == {"index_templates": []}:
        return  # a pattern that no template matches: docs/spec/document-api.md 12.1
    if set(document) != {"error", "status"} or document["status"] != answer.status:
        raise Failed(f"an error is exactly `error` and the `status` that HTTP has: {document}")
    for part in [error, *error.get("root_cause", [])]:
        if not isinstance(part.get("type"), str) or "reason" not in part:
            raise Failed(f"an error has `type` and `reason`: {document}")
    if not error.get("root_cause") or "caused_by" in error["root_cause"][0]:
        raise Failed(f"one root cause at least, without `caused_by`: {document}")


def _list(document):
    if list(document) not in (["count", "results"], ["count", "results", "next"]):
        raise Failed(f"a list has `count` and `results`, in this order, and `next` where pages follow: {list(document)}")
    if len(document["results"]) > document["count"]:
        raise Failed(f"{len(document['results'])} results of {document['count']}")
    for result in document["results"]:
        if next(iter(result)) != "id":
            raise Failed(f"the first key of a result is `id`: {list(result)}")
