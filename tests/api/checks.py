"""What a line below `=> STATUS` demands of an answer. README.md beside this file lists the lines."""

import json
import re

MISSING = object()
VARIABLE = re.compile(r"\$([A-Za-z]\w*)")
OPERATORS = ("=", "!=", "~", "!~", "matches", "has", "absent", "present", "length", "keys", "first-key", "->", "<", "<=", ">", ">=")


class Failed(AssertionError):
    pass


def fill(text, variables):
    """Replaces $NAME by its value; texts go in bare, anything else as JSON."""
    def value(hit):
        if hit[1] not in variables:
            raise Failed(f"${hit[1]} has no value here")
        found = variables[hit[1]]
        return found if isinstance(found, str) else json.dumps(found)
    return VARIABLE.sub(value, text)


def value_of(text, variables):
    """The JSON value that a line names: a variable alone keeps its type."""
    alone = VARIABLE.fullmatch(text)
    if alone and alone[1] in variables:
        return variables[alone[1]]
    return json.loads(fill(text, variables))


def equal(left, right):
    """Equality of JSON: true is not 1, and 1 is not 1.0."""
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(equal(left[key], right[key]) for key in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(equal, left, right))
    return type(left) is type(right) and left == right


def contains(whole, part):
    """True when objects have at least the members of `part`; anything else must be equal, lists item by item."""
    if isinstance(whole, dict) and isinstance(part, dict):
        return all(key in whole and contains(whole[key], part[key]) for key in part)
    if isinstance(whole, list) and isinstance(part, list):
        return len(whole) == len(part) and all(map(contains, whole, part))
    return equal(whole, part)


def look_up(document, path):
    """`a.b[0].c`; `results[*].id` is the list of all of them; `body` is the document itself. MISSING when it is not there."""
    if path == "body":
        return document
    for name, index in re.findall(r"([^.\[\]]+)|\[(\d+|\*)\]", path):
        if index == "*":
            rest = path.split("[*]", 1)[1].lstrip(".")
            return [look_up(item, rest or "body") for item in document] if isinstance(document, list) else MISSING
        if name:
            document = document.get(name, MISSING) if isinstance(document, dict) else MISSING
        else:
            document = document[int(index)] if isinstance(document, list) and int(index) < len(document) else MISSING
        if document is MISSING:
            return MISSING
    return document


def apply(text, answer, variables):
    """Checks one line against an answer; captures go into `variables`."""
    word, _, rest = text.partition(" ")
    if word == "header":
        name, _, wanted = rest.partition(" ")
        found = answer.header(name)
        return demand_of(f"header {name}", MISSING if found is None else found, wanted, variables, as_json=False)
    if word == "text":
        return demand_of("text", answer.text, rest, variables, as_json=False)
    if word == "ids":
        return demand("ids", "=", look_up(answer.json(), "results[*].id"), fill(rest, variables).split(), variables)
    if word == "error" and rest.split(" ")[0] not in OPERATORS:
        return check_error(answer, rest, variables)
    return demand_of(word, look_up(answer.json(), word), rest, variables, as_json=True)


def check_error(answer, rest, variables):
    """`error TYPE` and, when given, ` ~ TEXT` in its reason. Its whole shape: docs/spec/sync-jobs.md 0.3."""
    kind, _, text = rest.partition(" ~ ")
    document = answer.json()
    error = document.get("error")
    if not isinstance(error, dict):
        raise Failed(f"error is {error!r}, not an object")
    if error.get("type") != kind.strip():
        raise Failed(f"error.type is {error.get('type')!r}, expected {kind.strip()!r} (reason {error.get('reason')!r})")
    wanted = fill(text, variables)
    if wanted not in str(error.get("reason")):
        raise Failed(f"error.reason is {error.get('reason')!r}, expected {wanted!r} in it")


def demand_of(what, found, rest, variables, as_json):
    operator, _, argument = rest.partition(" ")
    if operator not in OPERATORS:
        raise Failed(f"unknown demand: {what} {rest}")
    if operator in ("=", "!=", "<", "<=", ">", ">="):
        argument = value_of(argument, variables) if as_json else fill(argument, variables)
    elif operator == "has":
        argument = value_of(argument, variables)
    elif operator in ("~", "!~", "keys"):
        argument = fill(argument, variables)
    demand(what, operator, found, argument, variables)


def demand(what, operator, found, argument, variables):
    if operator == "->":
        if found is MISSING:
            raise Failed(f"{what} is not there")
        variables[argument.lstrip("$")] = found
        return
    if operator == "absent":
        holds = found is MISSING
    elif found is MISSING:
        holds = False
    else:
        holds = HOLDS[operator](found, argument)
    if not holds:
        shown = "not there" if found is MISSING else json.dumps(found, ensure_ascii=False, default=lambda _: "(not there)")
        raise Failed(f"{what} {operator} {argument if isinstance(argument, str) else json.dumps(argument)}: found {shown[:2000]}")


def sortable(value):
    """A time in UTC without its Z, so that 10:00:00.25Z comes before 10:00:00.251Z."""
    return value.removesuffix("Z") if isinstance(value, str) else value


def ordered(compare):
    """Only texts with texts and numbers with numbers have an order."""
    return lambda found, wanted: type(found) is type(wanted) and compare(sortable(found), sortable(wanted))


HOLDS = {
    "=": equal,
    "!=": lambda found, wanted: not equal(found, wanted),
    "~": lambda found, wanted: isinstance(found, str) and wanted in found,
    "!~": lambda found, wanted: isinstance(found, str) and wanted not in found,
    "matches": lambda found, wanted: isinstance(found, str) and re.search(wanted.strip("/"), found) is not None,
    "has": contains,
    "present": lambda found, _: True,
    "length": lambda found, wanted: len(found) == int(wanted),
    "keys": lambda found, wanted: isinstance(found, dict) and sorted(found) == sorted(wanted.split()),
    "first-key": lambda found, wanted: isinstance(found, dict) and next(iter(found), None) == wanted,
    "<": ordered(lambda a, b: a < b),
    "<=": ordered(lambda a, b: a <= b),
    ">": ordered(lambda a, b: a > b),
    ">=": ordered(lambda a, b: a >= b),
}
