"""Sequences of requests, each about the same few indices and documents, so that they meet."""

import random

from differential import bad_requests, queries
from differential.conflicts import FITTING, conflicting_document
from differential.exchange import Guard, Request, segment
from differential.shapes import CLOSED, FEATURED_VALUES, FREE, LATE, SHAPES, TYPED, document_of, put, some_value

IDS = ["1", "2", "3", "4", "5", "a b", "ü/ñ"]
# Every index that a sequence may make, so that it can be undone.
INDICES = [shape.name for shape in SHAPES] + ["scratch", "missing", "ü", "a.b-c_d"]
ALIASES = ["al"]


class Generator:
    def __init__(self, seed, features):
        self.random = random.Random(seed)
        self.features = features
        self.keys = 0

    def sequence(self, length):
        """Starts with the indices; one of them comes into being by itself."""
        made = [Request("create index", "PUT", f"/{shape.name}", body={"mappings": shape.mappings}) if shape.mappings else Request("create index", "PUT", f"/{shape.name}")
                for shape in (TYPED, CLOSED, FREE)]
        while len(made) < length:
            made.append(self.request(len(made) / length))
        return made

    def request(self, done):
        """`done`: how much of the sequence is over; it writes first and asks later."""
        kinds, weights = zip(*[(make, weight * (1.5 - done if writes else 0.5 + done)) for make, weight, writes, needs in KINDS if needs is None or needs in self.features])
        return self.random.choices(kinds, weights)[0](self)

    def shape(self):
        return self.random.choice([TYPED, TYPED, TYPED, CLOSED, FREE, FREE, LATE])

    def id(self):
        return self.random.choice(IDS)

    def key(self):
        self.keys += 1
        return f"k{self.keys:05}"

    def document(self, shape, fullness=0.6):
        document = document_of(self.random, shape, self.key(), fullness)
        for feature, path, values in FEATURED_VALUES:
            if feature in self.features and shape.mappings and self.random.random() < 0.1:
                document[path] = self.random.choice(values)
        return document

    def part(self, shape):
        """What a partial update sends."""
        part = {}
        for one in self.random.sample(shape.fields[1:], self.random.randrange(0, 3)):
            put(part, one.path, some_value(self.random, one), self.random)
        return part

    def parameters(self):
        return self.random.choice([(), (), (), (("refresh", "true"),)])

    def index(self):
        shape, id = self.shape(), self.id()
        choice = self.random.random()
        if choice < 0.15:
            return Request("create", self.random.choice(["PUT", "POST"]), f"/{shape.name}/_create/{segment(id)}", self.parameters(), self.document(shape))
        if choice < 0.25:
            return Request("index, op_type", "PUT", f"/{shape.name}/_doc/{segment(id)}", (("op_type", "create"),), self.document(shape))
        if choice < 0.3:
            return Request("index, made id", "POST", f"/{shape.name}/_doc", self.parameters(), self.document(shape), makes_ids=True)
        return Request("index", self.random.choice(["PUT", "POST"]), f"/{shape.name}/_doc/{segment(id)}", self.parameters(), self.document(shape))

    def update(self):
        shape, id = self.shape(), self.id()
        body = {"doc": self.part(shape)}
        choice = self.random.random()
        if choice < 0.25:
            body = {"doc": self.document(shape, 0.3), "doc_as_upsert": True}
        elif choice < 0.45:
            body["upsert"] = self.document(shape)
        elif choice < 0.6:
            body["detect_noop"] = False
        parameters = self.parameters()
        if self.random.random() < 0.15:
            parameters += (("_source", self.random.choice(["true", "k", "false"])),)
        return Request("update", "POST", f"/{shape.name}/_update/{segment(id)}", parameters, body)

    def guarded(self):
        shape, id = self.shape(), self.id()
        guard = Guard(shape.name, id, self.random.random() < 0.4)
        path = f"/{shape.name}/_doc/{segment(id)}"
        return self.random.choice([
            Request("guarded index", "PUT", path, body=self.document(shape), guard=guard),
            Request("guarded update", "POST", f"/{shape.name}/_update/{segment(id)}", body={"doc": self.part(shape)}, guard=guard),
            Request("guarded delete", "DELETE", path, guard=guard)])

    def delete(self):
        return Request("delete", "DELETE", f"/{self.shape().name}/_doc/{segment(self.id())}", self.parameters())

    def bulk(self):
        lines = []
        for _ in range(self.random.randrange(1, 6)):
            shape, id = self.shape(), self.id()
            action = self.random.choice(["index", "index", "create", "update", "delete"])
            target = {"_index": shape.name, "_id": id}
            if self.random.random() < 0.15:
                target["guard"] = Guard(shape.name, id, self.random.random() < 0.5)
            if action == "create":
                target.pop("guard", None)
            lines.append({action: target})
            if action == "update":
                lines.append(self.random.choice([{"doc": self.part(shape)}, {"doc": self.document(shape, 0.3), "doc_as_upsert": True} if "guard" not in target else {"doc": self.part(shape)}]))
            elif action != "delete":
                lines.append(self.document(shape))
        return Request("bulk", self.random.choice(["POST", "PUT"]), "/_bulk", self.parameters(), lines=tuple(lines))

    def source_filter(self):
        return self.random.choice(["k", "who", "who.*", "k,n", "*e*", "items.sku", "nothing", "false", "true", "*.name"])

    def get(self):
        shape, id = self.shape(), self.id()
        parameters = self.random.choice([(), (), (("_source", self.source_filter()),), (("_source_includes", "k,who"), ("_source_excludes", "who.age")), (("_source_excludes", "who,items"),)])
        place = self.random.choice(["_doc", "_doc", "_source"])
        method = self.random.choice(["GET", "GET", "GET", "HEAD"])
        if place == "_source" and parameters and parameters[0][0] == "_source":
            parameters = ()
        return Request(f"get {place}", method, f"/{shape.name}/{place}/{segment(id)}", parameters)

    def mget(self):
        shape = self.shape()
        if self.random.random() < 0.5:
            return Request("mget", self.random.choice(["GET", "POST"]), f"/{shape.name}/_mget", self.random.choice([(), (("_source", "k"),)]), {"ids": self.random.sample(IDS, 3)})
        docs = [{"_index": self.shape().name, "_id": self.id(), **self.random.choice([{}, {}, {"_source": self.random.choice([False, "k", ["k", "who.*"], {"includes": ["who"], "excludes": ["who.age"]}])}])} for _ in range(3)]
        return Request("mget", "POST", "/_mget", body={"docs": docs})

    def query(self, shape):
        return queries.query(self.random, shape, self.features)

    def search(self):
        shape = self.shape()
        body = {"size": self.random.choice([100, 100, 100, 3, 0])}
        if self.random.random() < 0.9:
            body["query"] = self.query(shape)
        if self.random.random() < 0.2:
            body["_source"] = self.random.choice([False, True, "k", ["k", "who.*"], {"includes": ["who", "k"], "excludes": ["who.age"]}, [], "items.*", {"excludes": ["*"]}])
        for flag in ("seq_no_primary_term", "version"):
            if self.random.random() < 0.25:
                body[flag] = self.random.choice([True, True, False])
        if self.random.random() < 0.15:
            body["track_total_hits"] = self.random.choice([True, False, 2, 1000])
        total = self.random.random() < 0.6
        if total or self.random.random() < 0.4:
            body["sort"] = queries.sort(self.random, shape, total)
            if total and self.random.random() < 0.3:
                body["from"] = self.random.randrange(0, 6)
        if body.get("sort") == []:
            del body["sort"]
        return Request("search", self.random.choice(["POST", "GET"]), f"/{shape.name}/_search", body=body, total_order=total)

    def pages(self):
        """A page, or the page after the last one that was read with the same sort."""
        shape = self.random.choice([TYPED, FREE])
        # One sort for each shape, so that a later page can follow an earlier one.
        order = queries.sort(random.Random(f"{shape.name}{self.keys // 40}"), shape, True)
        return Request(f"page of {shape.name}", "POST", f"/{shape.name}/_search", body={"size": 2, "sort": order}, total_order=True, follows=self.random.random() < 0.8)

    def search_many(self):
        place = self.random.choice(["/typed,closed", "/typed,free", "/t*", "/_all", "/*", "", "/typed,missing"])
        parameters = (("ignore_unavailable", "true"),) if "missing" in place and self.random.random() < 0.5 else ()
        return Request("search many", "POST", f"{place}/_search", parameters, {"size": 100, "query": self.random.choice([{"match_all": {}}, {"exists": {"field": "n"}}, self.query(TYPED)])})

    def count(self):
        shape = self.shape()
        return Request("count", self.random.choice(["POST", "GET"]), f"/{shape.name}/_count", body={"query": self.query(shape)})

    def delete_by_query(self):
        shape = self.shape()
        body = {"query": self.query(shape)}
        return Request("delete by query", "POST", f"/{shape.name}/_delete_by_query", self.random.choice([(), (("conflicts", "proceed"),), (("refresh", "true"),)]), body)

    def update_by_query(self):
        shape = self.shape()
        return Request("update by query", "POST", f"/{shape.name}/_update_by_query", (("refresh", "true"),), {"query": self.query(shape)})

    def indices(self):
        name = self.random.choice(["scratch", "late", "free"])
        return self.random.choice([
            Request("create index", "PUT", f"/{name}", body=self.random.choice([{}, {"mappings": TYPED.mappings}, {"settings": {"number_of_replicas": 0}}, {"aliases": {"al": {}}}, {"settings": {"index": {"number_of_shards": 1}}}])),
            Request("get index", "GET", f"/{self.random.choice([name, 'typed', 'typed,free', 'missing', 'al', 'c*'])}", self.random.choice([(), (("ignore_unavailable", "true"),)])),
            Request("index exists", "HEAD", f"/{self.random.choice([name, 'typed,free', 'missing', 'al', 'c*', 'typed,missing'])}"),
            Request("get mapping", "GET", f"/{self.random.choice(['typed', 'closed', name])}/_mapping"),
            Request("refresh", "POST", f"/{name}/_refresh", self.random.choice([(), (("ignore_unavailable", "true"),)])),
            Request("delete index", "DELETE", f"/{self.random.choice(['scratch', 'late', 'scratch,late', 'al'])}", self.random.choice([(), (("ignore_unavailable", "true"),)]))])

    def bad(self):
        return bad_requests.bad_request(self.random)

    def conflict(self):
        """A value that the field's type cannot hold."""
        return Request("conflict", "PUT", f"/typed/_doc/{segment(self.id())}", body=conflicting_document(self.random, FITTING))

    def scroll(self):
        shape = self.shape()
        return Request("scroll", "POST", f"/{shape.name}/_search", (("scroll", "1m"),), {"size": 100, "query": self.query(shape)})

    def alias(self):
        action = self.random.choice(["add", "remove"])
        return Request("alias", "POST", "/_aliases", body={"actions": [{action: {"index": self.random.choice(["typed", "free"]), "alias": "al"}}]})

    def pipeline(self):
        return self.random.choice([
            Request("pipeline", "PUT", "/_ingest/pipeline/marks", body={"processors": [{"set": {"field": "tag", "value": "marked"}}]}),
            Request("pipeline", "PUT", f"/typed/_doc/{segment(self.id())}", (("pipeline", "marks"),), self.document(TYPED)),
            Request("pipeline", "GET", "/_ingest/pipeline/marks"), Request("pipeline", "DELETE", "/_ingest/pipeline/marks")])


# How often, whether it writes, and the feature that it needs (features.py).
KINDS = [
    (Generator.index, 16, True, None),
    (Generator.update, 12, True, None),
    (Generator.guarded, 6, True, None),
    (Generator.delete, 4, True, None),
    (Generator.bulk, 8, True, None),
    (Generator.get, 6, False, None),
    (Generator.mget, 3, False, None),
    (Generator.search, 22, False, None),
    (Generator.pages, 8, False, None),
    (Generator.search_many, 3, False, None),
    (Generator.count, 8, False, None),
    (Generator.delete_by_query, 2, False, None),
    (Generator.indices, 4, False, None),
    (Generator.bad, 14, False, None),
    (Generator.conflict, 4, True, "mapping conflicts"),
    (Generator.update_by_query, 2, False, "update by query"),
    (Generator.scroll, 3, False, "scroll"),
    (Generator.alias, 3, False, "aliases"),
    (Generator.pipeline, 3, False, "pipelines"),
]
