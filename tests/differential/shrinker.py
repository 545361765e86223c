"""From a long sequence that shows a difference to a short one (delta debugging), and from large bodies to small ones.

`shows(sequence)` plays a sequence from the start and tells whether its last request still differs in the same way."""

from dataclasses import replace

from differential.exchange import NO_BODY


class Bounded:
    """`shows`, asked a bounded number of times; then nothing shows any more, and what was found so far stays."""

    def __init__(self, shows, tries):
        self.shows, self.tries = shows, tries

    def __call__(self, sequence):
        self.tries -= 1
        return self.tries >= 0 and self.shows(sequence)


def shrink(sequence, shows, tries=160):
    shows = Bounded(shows, tries)
    return shrink_bodies(shrink_sequence(sequence, shows), shows)


def shrink_sequence(sequence, shows):
    """The shortest part found, in order, for which `shows` still holds. The last request is the one that differs and stays."""
    *before, last = sequence
    # Without its mapping an index would show something else.
    kept = [one for one in before if makes_index_of(one, last)]
    before = [one for one in before if one not in kept]
    size = max(1, len(before))
    while before:
        start, removed = 0, False
        while start < len(before):
            shorter = before[:start] + before[start + size:]
            if shows([*kept, *shorter, last]):
                before, removed = shorter, True
            else:
                start += size
        if size == 1 and not removed:
            break
        size = max(1, size // 2)
    return [*kept, *before, last]


def makes_index_of(request, last):
    return request.kind == "create index" and request.path.strip("/") in last.path.split("/")[1].split(",")


def places(value, path=()):
    """Where parts could be left out: the outer before the inner, the last of a list before the first so that the others stay in place."""
    names = list(value) if isinstance(value, dict) else reversed(range(len(value))) if isinstance(value, (list, tuple)) else []
    for name in names:
        yield (*path, name)
    for name in names if isinstance(value, dict) else reversed(range(len(value))) if isinstance(value, (list, tuple)) else []:
        yield from places(value[name], (*path, name))


def without(value, path):
    """The value without the part at the path; None when it is not there (any more)."""
    name, *rest = path
    if isinstance(value, dict):
        if name not in value:
            return None
        if not rest:
            return {other: inner for other, inner in value.items() if other != name}
        less = without(value[name], rest)
        return None if less is None else {**value, name: less}
    if not isinstance(value, (list, tuple)) or not isinstance(name, int) or name >= len(value):
        return None
    if not rest:
        return value[:name] + value[name + 1:]
    less = without(value[name], rest)
    return None if less is None else value[:name] + type(value)([less]) + value[name + 1:]


def actions_of(lines):
    """(first line, end) of each action of a bulk."""
    starts = [i for i, line in enumerate(lines) if isinstance(line, dict) and line.keys() & {"index", "create", "update", "delete"}]
    return list(zip(starts, [*starts[1:], len(lines)]))


def simpler(request):
    """Functions that each make a request smaller, or give None when they no longer apply."""
    if request.parameters:
        yield lambda one: replace(one, parameters=())
    if request.lines:
        for start, end in reversed(actions_of(request.lines)):
            yield lambda one, start=start, end=end: replace(one, lines=one.lines[:start] + one.lines[end:]) if end - start < len(one.lines) else None
        for path in places(request.lines):
            if len(path) > 1 and path[1] not in ("index", "create", "update", "delete"):
                yield lambda one, path=path: less and replace(one, lines=less) if (less := without(one.lines, path)) else None
    elif request.body is not NO_BODY and isinstance(request.body, (dict, list)):
        for path in places(request.body):
            yield lambda one, path=path: replace(one, body=less) if (less := without(one.body, path)) is not None else None


def shrink_bodies(sequence, shows):
    sequence = list(sequence)
    for i in reversed(range(len(sequence))):
        if sequence[i].kind == "create index":
            continue
        for make in list(simpler(sequence[i])):
            less = make(sequence[i])
            if less is not None and shows([*sequence[:i], less, *sequence[i + 1:]]):
                sequence[i] = less
    return sequence
