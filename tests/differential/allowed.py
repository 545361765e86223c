"""Differences that are right. Each says what, why, and where that is written; what Headrace owes is not here but in open_defects.py.

OpenSearch is not the norm: where it does not do what docs/spec says of the original, the specification wins."""

import json
from dataclasses import dataclass
from typing import Callable

from differential.comparer import ABSENT, error_parts

SPEC = "docs/spec/document-api.md"
REST = "docs/spec/rest-conventions.md"


@dataclass(frozen=True)
class Allowed:
    name: str
    why: str
    source: str
    applies: Callable  # (exchange, difference) -> bool
    diverges: bool = False  # the two servers no longer hold the same
    without: str = ""  # only while the server lacks this feature (features.py)


def ours(exchange):
    return error_parts(exchange.ours[1])


def theirs(exchange):
    return error_parts(exchange.theirs[1])


def in_error(difference):
    return difference.path in ("status", "error.type", "error.root", "error.reason", "body") or "error." in difference.path


# The names of OpenSearch on the left.
RENAMED = {
    "mapper_parsing_exception": ("document_parsing_exception", "x_content_parse_exception", "x_content_e_o_f_exception", "illegal_argument_exception"),
    "json_parse_exception": ("x_content_parse_exception", "document_parsing_exception", "parsing_exception"),
    "json_e_o_f_exception": ("x_content_e_o_f_exception", "x_content_parse_exception"),
    "not_x_content_exception": ("x_content_parse_exception", "parse_exception", "document_parsing_exception"),
    "stream_constraints_exception": ("x_content_parse_exception",),
}
# Reasons that docs/spec gives word for word; the others are only texts for people.
PINNED = ("version_conflict_engine_exception", "index_not_found_exception", "document_missing_exception", "resource_already_exists_exception",
          "invalid_index_name_exception", "action_request_validation_exception")


def is_renamed(exchange, difference):
    return difference.path.endswith(("error.type", "error.root")) and difference.ours in RENAMED.get(difference.theirs, ())


def is_wording(exchange, difference):
    return difference.path.endswith("error.reason") and ABSENT not in (difference.ours, difference.theirs) and not any(
        error["type"] in PINNED for error in (ours(exchange), theirs(exchange)))


GENERAL = ("illegal_argument_exception", "parsing_exception", "parse_exception", "x_content_parse_exception", "x_content_e_o_f_exception", "document_parsing_exception",
           "number_format_exception", "named_object_not_found_exception", "json_parse_exception", "mapper_parsing_exception", "search_phase_execution_exception", "input_coercion_exception", "query_shard_exception", "illegal_state_exception", None)


def is_some_400(exchange, difference):
    """Both say 400 and that the request cannot be read; which of the parser's names that gets is not in the specification for this one."""
    return difference.path.endswith(("error.type", "error.root")) and exchange.ours[0] == exchange.theirs[0] and difference.ours in GENERAL and difference.theirs in GENERAL


EXTREMES = {9223372036854775807, -9223372036854775808, 2147483647, -2147483648}


def is_beside_missing(exchange, difference):
    """Sorted by a field that has an extreme number in one document and none in another: for OpenSearch the two are the same."""
    if not difference.path.startswith("hits.") or difference.path == "hits.total.value":
        return False
    values = {value for hit in exchange.theirs[1]["hits"]["hits"] + exchange.ours[1]["hits"]["hits"] for value in hit.get("sort", [])}
    return bool(values & EXTREMES)


def is_accepted_mapping(exchange, difference):
    return exchange.request.kind in ("bad index body", "create index") and exchange.ours[0] == 200 and exchange.theirs[0] == 400


def is_refused_clearly(exchange, difference):
    return exchange.ours[0] == 400 and any(word in json.dumps(exchange.ours[1]) for word in ("supported by this server", "_first or _last here", "[fields] to be a list of field names here")) and in_error(difference)


RULES = [
    Allowed("a fault of OpenSearch", "bad input must be a 4xx, never a 5xx", f"{REST} 9.6", lambda exchange, difference: exchange.theirs[0] >= 500 > exchange.ours[0], diverges=True),
    Allowed("refused clearly", "what the original has and Headrace lacks is a 400 that says so", f"{SPEC} 4.8, 5.11", is_refused_clearly),
    Allowed("types of errors of the parser", "the original has names of its own since 8.x", f"{REST} 8.3, 9.5", is_renamed),
    Allowed("which 400", "a body that cannot be read; its type is given for some faults only, and those are in tests/api", f"{REST} 8.7, 8.8", is_some_400),
    Allowed("wording", "a text for people that the specification does not give", f"{REST} 8.3", is_wording),
    Allowed("characters of a name", "the same characters in another order", f"{SPEC} 4.2",
            lambda exchange, difference: difference.path.endswith("error.reason") and "must not contain the following characters" in str(difference.ours) and "must not contain the following characters" in str(difference.theirs)),
    Allowed("kind of what is missing", "index_or_alias in the original", f"{SPEC} 4.3",
            lambda exchange, difference: ".resource." in difference.path and difference.theirs in ("index_expression", ABSENT)),
    Allowed("one shard", "a search of several indices counts as one", f"{SPEC} 3.3",
            lambda exchange, difference: difference.path == "_shards.successful" and "_search" in exchange.request.path and difference.ours == 1),
    Allowed("copies of a no-op", "all zero, in a bulk too", f"{SPEC} 6.6", lambda exchange, difference: difference.path == "items[]._shards.successful" and (difference.ours, difference.theirs) == (0, 1)),
    Allowed("mappings and settings are kept, not checked", "accepting and storing them is enough", f"{SPEC} 12", is_accepted_mapping, diverges=True),
    Allowed("a name that ends with a dot", "refused", f"{SPEC} 3.12, 3",
            lambda exchange, difference: "field name starting or ending with a [.]" in json.dumps(exchange.ours[1]) and exchange.theirs[0] < 300, diverges=True),
    Allowed("a blank name", "refused by newer servers", f"{SPEC} 3.12, 3",
            lambda exchange, difference: "field name cannot contain only whitespace" in str(ours(exchange)["reason"]) and in_error(difference), diverges=True),
    Allowed("time spent in pipelines", "not a member of the original's answer as described", f"{SPEC} 4.14", lambda exchange, difference: difference.path == "ingest_took"),
    Allowed("a bad update in a bulk", "fails its own item", f"{SPEC} 4.14",
            lambda exchange, difference: exchange.request.kind == "bad bulk" and exchange.ours[0] == 200 and exchange.theirs[0] == 400 and any(word in str(theirs(exchange)["reason"]) for word in ("[UpdateRequest]", "script or doc is missing"))),
    Allowed("an action with two members", "an action line has one", f"{SPEC} 4.14", lambda exchange, difference: "expected END_OBJECT but found [FIELD_NAME]" in str(ours(exchange)["reason"]) and in_error(difference), diverges=True),
    Allowed("members of a delete by query", "it has a query and nothing else", f"{SPEC} 4.15", lambda exchange, difference: str(ours(exchange)["reason"]).startswith("request does not support [") and in_error(difference), diverges=True),
    Allowed("whether actions of aliases had errors", "newer servers say so", f"{SPEC} 12.1", lambda exchange, difference: difference.path == "errors" and difference.ours is False and difference.theirs == ABSENT and "alias" in exchange.request.kind),
    Allowed("the largest number beside no number", "what has no value comes last, also after the largest and smallest that there are", f"{SPEC} 4.8", is_beside_missing),
    Allowed("removing a pipeline that is not there", "404", f"{SPEC} 4.16",
            lambda exchange, difference: exchange.request.method == "DELETE" and "_ingest/pipeline" in exchange.request.path and ours(exchange)["type"] == "resource_not_found_exception"),
    Allowed("ids without values", "a field that is required and missing", f"{REST} 8.8", lambda exchange, difference: ours(exchange)["reason"] == "Required [values]" and in_error(difference)),
    Allowed("an action without its source", "refused, and nothing is written", "DIFFERENCES.md: an action line of `_bulk` without its source line",
            lambda exchange, difference: "source is missing" in str(ours(exchange)["reason"]) and in_error(difference), diverges=True),
    Allowed("a term that its field cannot hold", "equals no value; the original says so since 8.16 (its pull request 112916)", f"{SPEC} 5.2",
            lambda exchange, difference: exchange.ours[0] < 300 and exchange.theirs[0] == 400 and "is out of range for" in str(exchange.theirs[1]), diverges=True),
    Allowed("a bound that its field cannot hold", "refused at once for the whole search, also where another clause or an empty index would decide before", f"{SPEC} 5.3",
            lambda exchange, difference: exchange.ours[0] == 400 and exchange.theirs[0] == 200 and "is out of range for" in str(ours(exchange)) + json.dumps(exchange.ours[1]), diverges=True),
    Allowed("a mean beyond 64 bits", "that of the numbers; OpenSearch adds them up in 64 bits, beyond which they turn negative", f"{SPEC} 4.8",
            lambda exchange, difference: difference.path == "hits.hits[].sort" and b'"avg"' in (exchange.sent.body or b"") and any(abs(value) > 2**61 for hit in exchange.theirs[1]["hits"]["hits"] for value in hit.get("sort", []) if isinstance(value, (int, float)))),
    Allowed("two faults at once", "a body that cannot be is refused before it is asked whether the index is there", f"{SPEC} 3.1",
            lambda exchange, difference: ours(exchange)["type"] == "mapper_parsing_exception" and "resource_already_exists_exception" in json.dumps(exchange.theirs[1]) and in_error(difference)),
    Allowed("numbers as names", "a field has a name, which is a text", f"{SPEC} 5.7", lambda exchange, difference: "must be provided with a [field]" in str(ours(exchange)["reason"]) and in_error(difference)),
    Allowed("numbers as patterns", "patterns of _source are texts", f"{SPEC} 4.8", lambda exchange, difference: "in [_source]" in str(ours(exchange)["reason"]) and in_error(difference)),
]


def allowed_by(exchange, difference, features=frozenset()):
    return next((rule for rule in RULES if (not rule.without or rule.without not in features) and rule.applies(exchange, difference)), None)
