"""Values beside the types of fields: the original refuses some of them with the document, and takes others in another form."""

FITTING = {"keyword": ["a", 1, 1.5, True], "text": ["a", 1, True], "long": [1, "7", 3.7, "3.7"], "integer": [1, "7", 3.7], "double": [1, "2.5", 1e300], "float": [1, "2.5"],
           "boolean": [True, "true", "false", ""], "date": ["2024-01-01", 1704067200000, "1704067200000"]}
CONFLICTING = {"keyword": [{"a": 1}], "text": [{"a": 1}, [{"a": 1}]], "long": ["abc", "", True, {"a": 1}, 9223372036854775808, 1e300, "99999999999999999999"],
               "integer": ["abc", 2147483648, -2147483649, True, {"a": 1}], "double": ["abc", True, {"a": 1}, "1e400"], "float": ["abc", 1e300, True],
               "boolean": ["yes", "True", 1, 0, {"a": 1}, "on"], "date": ["nonsense", "2024-13-01", True, "2024-01-01 10:00:00", {"a": 1}, "", 1.5, "01/02/2024"]}
# A field that is an object, and gets what is none.
OBJECTS = ["text", 1, True, ["text"]]

PATHS = {"keyword": "tag", "text": "title", "long": "n", "integer": "i", "double": "x", "boolean": "ok", "date": "at"}


def cases():
    """(type, value, document) of every case on the typed shape."""
    for type, path in PATHS.items():
        for value in FITTING[type] + CONFLICTING[type]:
            yield type, value, {path: value}
            yield f"{type} in a list", value, {path: [FITTING[type][0], value]}
    for value in OBJECTS:
        yield "object", value, {"who": value}
    for value in (["abc"], [True]):
        yield "nested long", value[0], {"who": {"age": value[0]}}


def dynamic_cases():
    """(name, documents): the first document of an index decides what its fields are; the last may no longer fit."""
    firsts = {"long": 1, "float": 1.5, "boolean": True, "date": "2024-01-01", "text": "word", "object": {"a": 1}, "date with time": "2024-01-01T10:00:00Z", "slashed date": "2024/01/01", "numeric text": "5", "empty": "", "null": None, "empty list": [], "empty object": {}}
    thens = {"long": 2, "large": 9223372036854775808, "float": 2.5, "boolean": False, "true text": "true", "date": "2024-02-02", "text": "word", "numeric text": "7", "object": {"a": 2}, "object of text": {"a": "word"}, "list": [1, "word"], "null": None}
    for first, value in firsts.items():
        for then, other in thens.items():
            yield f"{first}, then {then}", [{"f": value}, {"f": other}]


def conflicting_document(random, fitting):
    type = random.choice(list(PATHS))
    value = random.choice(CONFLICTING[type] + fitting[type])
    return {PATHS[type]: random.choice([value, [fitting[type][0], value]])}
