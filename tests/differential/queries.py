"""Random queries and sorts over the fields of a shape."""

from differential.shapes import PARTIAL_DATES, WORDS, one_value

DATE_BOUNDS = ["2024-01-01", "2024-01-01T10:00:00Z", "2024-01-01||+1d", "2024-01-01||/M", "2024-01-31||-1M/d", "now-1d", "now/d", "now+100y",
               "2024-02-29||+1y", "2024-01-01T12:00:00+02:00", 1704067200000]
NUMBER_BOUNDS = [0, 1, -1, 7, 100, 9007199254740992, 9223372036854775806, "5"]


def pick(random, shape, *types):
    return random.choice([one for one in shape.fields if not types or one.type in types])


def plain_text(value):
    return isinstance(value, str) and value != ""


def term(random, shape, features):
    one = pick(random, shape, "keyword", "long", "integer", "double", "boolean", "string", *(["date"] if "rounded dates" in features else []))
    value = one_value(random, one)
    return {"term": {one.exact: random.choice([value, {"value": value}])}}


def terms(random, shape, features):
    one = pick(random, shape, "keyword", "long", "integer", "boolean", "string")
    return {"terms": {one.exact: [one_value(random, one) for _ in range(random.randrange(0, 4))]}}


def term_ignoring_case(random, shape, features):
    one = pick(random, shape, "keyword", "string")
    return {"term": {one.exact: {"value": one_value(random, one), "case_insensitive": True}}}


def bound_names(random):
    return [name for name in (random.choice(["gt", "gte", None]), random.choice(["lt", "lte", None])) if name] or ["gte"]


def date_range(random, shape, features):
    one = pick(random, shape, "date")
    values = DATE_BOUNDS + (PARTIAL_DATES if "partial dates" in features else [])
    bounds = {name: random.choice(values) for name in bound_names(random)}
    if random.random() < 0.2 and not any("now" in str(bound) for bound in bounds.values()):
        bounds = {name: random.choice(["2024-01-01", "2024-01-01T10:00:00"]) for name in bounds}
        bounds["time_zone"] = random.choice(["+02:00", "-05:00", "Z"])
    elif random.random() < 0.2:
        bounds = {**{name: random.choice(["2024-01-01", "2024-02-29"]) for name in bounds}, "format": random.choice(["yyyy-MM-dd", "strict_date", "strict_date_optional_time"])}
    elif random.random() < 0.1:
        bounds = {**{name: "1704067200" for name in bounds}, "format": "epoch_second"}
    elif random.random() < 0.1:
        bounds = {**{name: "01/02/2024" for name in bounds}, "format": "dd/MM/yyyy"}
    return {"range": {one.path: bounds}}


def ranges(random, shape, features):
    if random.random() < 0.5:
        return date_range(random, shape, features)
    one = pick(random, shape, "long", "integer", "double", "float", "keyword", "string")
    values = NUMBER_BOUNDS if one.type in ("long", "integer", "double", "float") else ["a", "b", "9", "a b"]
    return {"range": {one.exact: {name: random.choice(values) for name in bound_names(random)}}}


def exists(random, shape, features):
    return {"exists": {"field": random.choice([one.path for one in shape.fields] + ["who", "items", "nothing"])}}


def ids(random, shape, features):
    return {"ids": {"values": random.sample(["1", "2", "3", "4", "none"], random.randrange(0, 4))}}


def by_id(random, shape, features):
    return random.choice([{"term": {"_id": "1"}}, {"terms": {"_id": ["1", "3", "none"]}}])


def prefix(random, shape, features):
    one = pick(random, shape, "keyword", "string")
    value = random.choice(["a", "", "qu", "B", "1"])
    return {"prefix": {one.exact: random.choice([value, {"value": value}])}}


def wildcard(random, shape, features):
    one = pick(random, shape, "keyword", "string")
    value = random.choice(["a*", "*", "?", "*b", "x\\*y", "*ow*", "A*"])
    return {"wildcard": {one.exact: random.choice([value, {"value": value}, {"wildcard": value}])}}


def pattern_ignoring_case(random, shape, features):
    one = pick(random, shape, "keyword", "string")
    return random.choice([{"prefix": {one.exact: {"value": "B", "case_insensitive": True}}}, {"wildcard": {one.exact: {"value": "B*", "case_insensitive": True}}}])


def match(random, shape, features):
    one = pick(random, shape, "text", "string", "text", "string", "keyword", "long")
    value = some_words(random) if one.type in ("text", "string") else one_value(random, one)
    return {"match": {one.path: random.choice([value, {"query": value}, {"query": value, "operator": random.choice(["and", "or", "AND"])}])}}


def some_words(random):
    return " ".join(random.choice(WORDS) for _ in range(random.randrange(1, 4)))


def match_phrase(random, shape, features):
    return {"match_phrase": {pick(random, shape, "text", "string").path: some_words(random)}}


def multi_match(random, shape, features):
    fields = [one.path for one in shape.fields if one.type in ("text", "string", "keyword")]
    query = {"query": some_words(random), "fields": random.sample(fields, min(len(fields), 2))}
    if random.random() < 0.3:
        query["operator"] = "and"
    return {"multi_match": query}


def match_least(random, shape, features):
    return {"match": {pick(random, shape, "text", "string").path: {"query": some_words(random), "minimum_should_match": random.choice([1, 2, "50%", "-1"])}}}


def query_string(random, shape, features):
    path = pick(random, shape, "text", "string").path
    text = random.choice([some_words(random), f"{path}:fox", "fox AND dog", "fox OR dog", "NOT fox", "+fox -dog", '"brown fox"', "qui*", "n:7", "n:[1 TO 10]", "(fox OR dog) AND brown"])
    return {"query_string": {"query": text, "default_field": path}}


def simple_query_string(random, shape, features):
    text = random.choice([some_words(random), "fox + dog", "fox | dog", "-fox", '"brown fox"', "qui*"])
    return {"simple_query_string": {"query": text, "fields": [pick(random, shape, "text", "string").path]}}


def fuzzy(random, shape, features):
    return {"fuzzy": {pick(random, shape, "text", "string").path: random.choice(["quik", "fax", {"value": "brwn", "fuzziness": 1}])}}


def regexp(random, shape, features):
    return {"regexp": {pick(random, shape, "keyword", "string").exact: random.choice(["a.*", "[ab]+", "a|b", "..?"])}}


def match_phrase_prefix(random, shape, features):
    return {"match_phrase_prefix": {pick(random, shape, "text", "string").path: "brown f"}}


def nothing(random, shape, features):
    return random.choice([{"match_all": {}}, {"match_none": {}}, {"match_all": {"boost": 2}}])


LEAVES = [term, term, term, terms, terms, ranges, ranges, ranges, exists, exists, ids, by_id, prefix, wildcard, match, match, match, nothing]
# Those that need a feature of the server under test (features.py).
FEATURED = [match_phrase, multi_match, match_least, query_string, simple_query_string, fuzzy, regexp, match_phrase_prefix, term_ignoring_case, pattern_ignoring_case]


def query(random, shape, features, depth=2):
    if depth and random.random() < 0.35:
        return compound(random, shape, features, depth)
    more = [leaf for leaf in FEATURED if leaf.__name__ in features]
    return random.choice(LEAVES + more)(random, shape, features)


def compound(random, shape, features, depth):
    def some(least, most):
        return [query(random, shape, features, depth - 1) for _ in range(random.randrange(least, most))]
    if random.random() < 0.15:
        return {"constant_score": {"filter": query(random, shape, features, depth - 1)}}
    if random.random() < 0.1:
        return {"dis_max": {"queries": some(1, 3)}}
    clauses = {name: some(0, 3) for name in ("must", "filter", "should", "must_not") if random.random() < 0.5}
    clauses = {name: value[0] if len(value) == 1 and random.random() < 0.3 else value for name, value in clauses.items()}
    if isinstance(clauses.get("should"), list) and clauses["should"] and random.random() < 0.3:
        clauses["minimum_should_match"] = random.choice([0, 1, 2, "50%", -1])
    return {"bool": clauses}


def sort(random, shape, total):
    """`total`: ends in the key, so that no two documents are equal."""
    keys = []
    for one in random.sample([one for one in shape.fields[1:] if one.type != "text"], random.randrange(0, 3)):
        options = {"order": random.choice(["asc", "desc"])}
        if random.random() < 0.3:
            options["missing"] = random.choice(["_first", "_last"])
        if random.random() < 0.1:
            options["mode"] = random.choice(["min", "max"])
        if shape.mappings is None:
            options["unmapped_type"] = "keyword" if one.type == "string" else one.type
        keys.append({one.exact: options if shape.mappings is None or random.random() < 0.8 else options["order"]})
    if total:
        key = shape.fields[0].exact
        keys.append({key: {"order": random.choice(["asc", "desc"]), **({"unmapped_type": "keyword"} if shape.mappings is None else {})}})
    return keys
