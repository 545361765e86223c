"""Malformed requests, made by rules from the tables of endpoints and fields: what a careless, a broken or a hostile client would send."""

import json
import re

from harness.endpoints import endpoints

# Members of bodies and a good value of each (docs/spec/connectors.md 3, sync-jobs.md 3, configuration-filtering-secrets.md 2 to 5, document-api.md 4).
NEW_CONNECTOR = {"index_name": "idx-m", "name": "M", "service_type": "dir", "is_native": False, "language": "en", "description": "d"}
CONFIGURATION = {"field": {"label": "L", "type": "str", "display": "textbox", "value": "v", "required": True, "sensitive": False, "order": 1, "options": [],
                           "depends_on": [], "validations": [], "default_value": "", "tooltip": "", "ui_restrictions": []}}
RULE = {"id": "r", "policy": "include", "field": "f", "rule": "equals", "value": "v", "order": 0, "created_at": "2024-01-01T00:00:00Z", "updated_at": "2024-01-01T00:00:00Z"}
SCHEDULE = {"enabled": False, "interval": "0 0 0 * * ?"}
SEARCH = {"query": {"bool": {"must": [{"term": {"status": "x"}}], "filter": [{"range": {"n": {"gte": 1}}}]}}, "from": 0, "size": 1, "sort": [{"n": "asc"}], "_source": ["a"]}
BODIES = {
    "POST /_connector": NEW_CONNECTOR,
    "PUT /_connector": NEW_CONNECTOR,
    "PUT /_connector/{connector_id}": NEW_CONNECTOR,
    "_api_key_id": {"api_key_id": "k", "api_key_secret_id": "s"},
    "_configuration": {"configuration": CONFIGURATION, "values": {"field": "v"}},
    "_error": {"error": "e"},
    "_features": {"features": {"document_level_security": {"enabled": True}, "incremental_sync": {"enabled": True}, "native_connector_api_keys": {"enabled": True},
                               "sync_rules": {"basic": {"enabled": True}, "advanced": {"enabled": True}}}},
    "_filtering": {"filtering": [{"active": {"rules": [RULE]}, "draft": {"rules": [RULE]}, "domain": "DEFAULT"}], "rules": [RULE],
                   "advanced_snippet": {"value": {}, "created_at": "2024-01-01T00:00:00Z", "updated_at": "2024-01-01T00:00:00Z"}},
    "_validation": {"validation": {"state": "valid", "errors": [{"ids": ["r"], "messages": ["m"]}]}},
    "_index_name": {"index_name": "idx-n"},
    "_last_sync": {"last_sync_status": "completed", "last_synced": "2024-01-01T00:00:00Z", "last_indexed_document_count": 1, "last_deleted_document_count": 1,
                   "last_sync_error": None, "sync_cursor": {"a": 1}},
    "_name": {"name": "n", "description": "d"},
    "_native": {"is_native": True},
    "_pipeline": {"pipeline": {"name": "p", "extract_binary_content": True, "reduce_whitespace": True, "run_ml_inference": False}},
    "_scheduling": {"scheduling": {"full": SCHEDULE, "incremental": SCHEDULE, "access_control": SCHEDULE}},
    "_service_type": {"service_type": "t"},
    "_status": {"status": "configured"},
    "POST /_connector/_sync_job": {"id": "alpha", "job_type": "full", "trigger_method": "on_demand"},
    "_claim": {"worker_hostname": "h", "sync_cursor": {"a": 1}},
    "_stats": {"deleted_document_count": 1, "indexed_document_count": 1, "indexed_document_volume": 1, "total_document_count": 1, "last_seen": "2024-01-01T00:00:00Z", "metadata": {}},
    "_secret": {"value": "v"},
    "/_security/api_key": {"name": "n", "expiration": "1d", "metadata": {}, "role_descriptors": {"r": {"cluster": ["monitor"], "indices": [{"names": ["a"], "privileges": ["read"]}]}}, "ids": ["x"]},
    "_password": {"password": "long-enough"},
    "_search": SEARCH, "_count": {"query": SEARCH["query"]}, "_delete_by_query": {"query": {"term": {"a": "nothing"}}},
    "_mget": {"docs": [{"_index": "books", "_id": "1"}], "ids": ["1"]},
    "_update": {"doc": {"a": 1}, "upsert": {"a": 1}, "doc_as_upsert": True, "detect_noop": True},
    "PUT /{index}": {"mappings": {"properties": {"a": {"type": "keyword"}}}, "settings": {"index": {"hidden": True}}, "aliases": {"al": {}}},
}
PARAMETERS = ["from", "size", "status", "connector_id", "job_type", "order", "cursor", "since", "until", "q", "fields", "index_name", "connector_name", "service_type", "query",
              "include_deleted", "delete_sync_jobs", "claim_token", "refresh", "if_seq_no", "if_primary_term", "version", "op_type", "routing", "timeout", "scroll", "sort", "_source",
              "track_total_hits", "pretty", "human", "format", "filter_path", "error_trace", "expand_wildcards", "max_age", "max_count", "dry_run", "last_event_id", "h", "s", "v", "name", "id"]
ODD_TEXTS = ["", " ", "null", "-1", "1.5", "1e9", "99999999999999999999", "NaN", "true", "True", "a,b,,c", ",", "*", "**", "..", ".", "_", "%00", "\u0000", "é", "😀", "\ud83d", "a" * 5000,
             "now-", "now-1x", "2024-13-45", "[", "{", "\"", "\\", "../../etc/passwd", "<script>", "${jndi:x}", "-", "--", "é" * 600, "\r\nX: y", "-.a,b.*", "\\.", "a\\"]
ODD_VALUES = [None, True, False, 0, -1, 1.5, 1e308, 2 ** 31, 2 ** 63, 2 ** 64, -2 ** 63 - 1, 10 ** 400, "", " ", "x" * 40_000, "\u0000", "é", [], [[]], [None], {}, {"": 1}, {"a": {"b": []}}, [{}], "2024-02-30T00:00:00Z"]
ODD_HEADERS = [{"Content-Type": "text/plain"}, {"Content-Type": "application/json; charset=latin1"}, {"Content-Type": "application/vnd.elasticsearch+json; compatible-with=7"},
               {"Content-Type": ";"}, {"Content-Type": "application/cbor"}, {"Accept": "application/vnd.elasticsearch+json; compatible-with=999999999999"}, {"Accept": "/"}, {"Accept": "a/b;c"},
               {"Accept": "application/yaml"}, {"Content-Encoding": "gzip"}, {"Content-Encoding": "br"}, {"X-Opaque-Id": "x" * 3000}, {"Authorization": "Basic ="}, {"Authorization": "ApiKey " + "A" * 4000},
               {"If-None-Match": "\"x"}, {"traceparent": "00-" + "z" * 60}, {"Range": "bytes=0-1"}, {"Last-Event-ID": "x"}]
METHODS = ["GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS", "TRACE", "CONNECT", "BREW", "get"]


def routes():
    """(method, path template) of every route of the server, but the stream of events, which has no end."""
    return [(endpoint.method, endpoint.path) for endpoint in endpoints() if endpoint.path != "/_headrace/sync_jobs/events"]


def good_body(method, template):
    for key in (f"{method} {template}", template, *(part for part in reversed(template.split("/")) if part.startswith("_"))):
        if key in BODIES:
            return BODIES[key]
    return {"a": 1, "b": {"c": ["d"]}} if "_doc" in template or "_create" in template else {}


def quoted(text):
    return "".join(chr(byte) if chr(byte).isalnum() or chr(byte) in "-_.*," else f"%{byte:02X}" for byte in text.encode("utf-8", "surrogatepass"))


def paths_in(value, here=()):
    """Where the values inside a body stand."""
    found = [here] if here else []
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, child in children:
        found += paths_in(child, (*here, name))
    return found


class Grammar:
    def __init__(self, random):
        self.random = random
        self.rules = [self.wrong_value, self.wrong_value, self.wrong_value, self.unknown_member, self.missing_member, self.double_member, self.cut, self.flipped_bytes, self.nested,
                      self.odd_root, self.odd_parameter, self.odd_parameter, self.odd_header, self.odd_path, self.odd_method, self.raw_escape]

    def request(self, method, template):
        """(method, target, headers, body bytes or None)"""
        body = json.loads(json.dumps(good_body(method, template)))
        target = re.sub(r"\{(\w+)\}", lambda name: {"index": "books", "connector_id": "alpha", "username": "elastic"}.get(name[1], "1"), template)
        writes = method in ("PUT", "POST") and not template.endswith(("_check_in", "_cancel", "_activate", "_refresh", "_rotate", "_prune"))
        made = [method, target, {}, json.dumps(body).encode() if writes or template.endswith(("_search", "_count")) else None]
        if "_bulk" in template:
            made[3] = b'{"index":{"_index":"books","_id":"b"}}\n{"a":1}\n{"delete":{"_index":"books","_id":"none"}}\n'
        for _ in range(self.random.choice([1, 1, 1, 2])):
            self.random.choice(self.rules)(made, body)
        return made

    def place(self, body):
        paths = paths_in(body)
        path = self.random.choice(paths) if paths else None
        inner = body
        for name in (path or ())[:-1]:
            inner = inner[name]
        return inner, path[-1] if path else None

    def set_body(self, made, body):
        made[3] = json.dumps(body).encode()

    def wrong_value(self, made, body):
        inner, name = self.place(body)
        if name is not None:
            inner[name] = self.random.choice(ODD_VALUES)
        self.set_body(made, body)

    def unknown_member(self, made, body):
        inner, name = self.place(body)
        (inner if isinstance(inner, dict) else body)[self.random.choice(ODD_TEXTS[:20] + ["nam", "unknown"])] = self.random.choice(ODD_VALUES)
        self.set_body(made, body)

    def missing_member(self, made, body):
        inner, name = self.place(body)
        if name is not None:
            del inner[name]
        self.set_body(made, body)

    def double_member(self, made, body):
        text = json.dumps(body)
        made[3] = (text[:-1] + (", " if body else "") + '"name": 1, "name": 2}').encode()

    def cut(self, made, body):
        text = made[3] or json.dumps(body).encode()
        made[3] = text[:self.random.randrange(1, len(text) + 1)]

    def flipped_bytes(self, made, body):
        text = bytearray(made[3] or json.dumps(body).encode())
        for _ in range(self.random.randrange(1, 6)):
            text[self.random.randrange(len(text))] = self.random.randrange(256)
        made[3] = bytes(text)

    def nested(self, made, body):
        depth = self.random.choice([50, 999, 1001, 20_000])
        made[3] = self.random.choice([b"[" * depth, b'{"a":' * depth, b'{"query":' + b'{"bool":{"must":' * depth])

    def odd_root(self, made, body):
        made[3] = self.random.choice([b"", b"null", b"1", b'"x"', b"[]", b"{}", b"{}{}", b"\xef\xbb\xbf{}", b"\xff\xfe{\x00}\x00", b"\x00", b"{} trailing", b"// comment\n{}", b"\x1f\x8b\x08junk"])

    def odd_parameter(self, made, body):
        name = self.random.choice(PARAMETERS + ["unknown", "siez", ""])
        made[1] += ("&" if "?" in made[1] else "?") + name + self.random.choice(["=", "=" + quoted(self.random.choice(ODD_TEXTS)[:3000])])

    def odd_header(self, made, body):
        made[2].update(self.random.choice(ODD_HEADERS))

    def odd_path(self, made, body):
        pieces = made[1].split("?")[0].split("/")
        pieces[self.random.randrange(1, len(pieces))] = quoted(self.random.choice(ODD_TEXTS)[:2500])
        made[1] = "/".join(pieces)

    def odd_method(self, made, body):
        made[0] = self.random.choice(METHODS)

    def raw_escape(self, made, body):
        made[1] += self.random.choice(["%", "%z", "%zz", "/%C3%28", "?a=%ff", "?%", "//", "/..", "?a&&b;;c", "#x"])
