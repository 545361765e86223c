"""The indices that requests are about: their mappings, and fitting values for each field."""

from dataclasses import dataclass

WORDS = ["quick", "brown", "fox", "Lazy", "dog", "über", "naïve", "42", "red-green", "O'Neil", "x_y", "3.14"]
KEYWORDS = ["a", "b", "B", "ab", "abc", "a b", "", "ä", "10", "9", "true", "x*y", "a.b"]
LONGS = [0, 1, -1, 2, 7, 10, 100, 9007199254740993, 9223372036854775807, -9223372036854775808, "7", "-3"]
INTEGERS = [0, 1, -1, 5, 2147483647, -2147483648, "8"]
DOUBLES = [0.5, -1.5, 2.25, 0, 3, 1e10, -1e10, 1.7976931348623157e308, "2.5"]
FLOATS = [0.5, -1.5, 2.25, 8.75, 1024.5]  # exact as 32 bits
BOOLEANS = [True, False, "true", "false"]
DATES = ["2024-01-01", "2024-01-01T10:00:00Z", "2024-01-01T10:00:00.123Z", "2024-01-01T12:00:00+02:00", "2024-02-29T23:59:59.999Z",
         "2023-12-31", "1999-07-04T00:00:00.000-05:00", 1704067200000, 0, -1, "1704067200001"]
ISO_DATES = ["2024-01-01", "2024-01-01T10:00:00Z", "2024-01-01T10:00:00.123Z", "2024-01-01T12:00:00+02:00", "2023-12-31", "2024-02-29T23:59:59.999Z"]

PARTIAL_DATES = ["2024-03", "2024", "1999"]
# Values that need a feature of the server under test (features.py): its name, the field, the values.
FEATURED_VALUES = [("partial dates", "at", PARTIAL_DATES), ("cut fractions", "n", [3.7, -0.5, "3.7"]), ("empty booleans", "ok", [""])]

VALUES = {"keyword": KEYWORDS, "long": LONGS, "integer": INTEGERS, "double": DOUBLES, "float": FLOATS, "boolean": BOOLEANS, "date": DATES}


@dataclass(frozen=True)
class Field:
    path: str
    type: str
    values: tuple = ()  # instead of those of the type

    @property
    def exact(self):
        """The path that whole values are found and sorted under."""
        return self.path + ".keyword" if self.type == "string" else self.path


@dataclass(frozen=True)
class Shape:
    name: str  # of the index
    fields: tuple
    mappings: dict | None = None  # None: dynamic


def mapping_of(fields):
    properties = {}
    for one in fields:
        *objects, name = one.path.split(".")
        inside = properties
        for part in objects:
            inside = inside.setdefault(part, {"properties": {}})["properties"]
        inside[name] = {"type": one.type}
    return {"properties": properties}


TYPED_FIELDS = (Field("k", "keyword"), Field("tag", "keyword"), Field("title", "text"), Field("n", "long"), Field("i", "integer"), Field("x", "double"),
                Field("ok", "boolean"), Field("at", "date"), Field("who.name", "keyword"), Field("who.age", "long"), Field("who.seen", "date"),
                Field("items.sku", "keyword"), Field("items.qty", "integer"))
FREE_FIELDS = (Field("k", "string"), Field("s", "string"), Field("n", "long", (0, 1, -1, 2, 7, 100, 9223372036854775807, -9223372036854775808)),
               Field("x", "float"), Field("ok", "boolean", (True, False)), Field("at", "date", tuple(ISO_DATES)), Field("who.name", "string"),
               Field("who.age", "long", (1, 20, 33)))

TYPED = Shape("typed", TYPED_FIELDS, mapping_of(TYPED_FIELDS))
CLOSED = Shape("closed", TYPED_FIELDS, {"dynamic": False, **mapping_of(TYPED_FIELDS)})
FREE = Shape("free", FREE_FIELDS)
LATE = Shape("late", FREE_FIELDS)  # made by the first write to it
SHAPES = (TYPED, CLOSED, FREE, LATE)


def some_text(random):
    words = [random.choice(WORDS) for _ in range(random.randrange(1, 6))]
    return random.choice([" ", " ", ", ", "  ", "/"]).join(words)


def one_value(random, one):
    if one.type in ("text", "string"):
        return some_text(random)
    return random.choice(one.values or VALUES[one.type])


def some_value(random, one):
    """A value, a list of them, null, an empty list."""
    odds = random.random()
    if odds < 0.78:
        return one_value(random, one)
    if odds < 0.92:
        return [one_value(random, one) for _ in range(random.randrange(1, 4))]
    return random.choice([None, [], [None], [one_value(random, one), None]])


def put(document, path, value, random):
    """Nested, or now and then as a literal dotted key."""
    if "." in path and random.random() < 0.15:
        document[path] = value
        return
    *objects, name = path.split(".")
    inside = document
    for part in objects:
        below = inside.setdefault(part, {})
        if not isinstance(below, dict):
            return
        inside = below
    inside[name] = value


def document_of(random, shape, key, fullness=0.6):
    """`key`: what no other document has."""
    document = {"k": key}
    for one in shape.fields[1:]:
        if random.random() < fullness:
            put(document, one.path, some_value(random, one), random)
    if "items" in document and random.random() < 0.5:
        document["items"] = [document["items"], {"sku": random.choice(KEYWORDS), "qty": 3}]
    return document
