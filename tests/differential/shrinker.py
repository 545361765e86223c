"""From a long sequence that shows a difference to a short one (delta debugging), and from large bodies to small ones.

`shows(sequence)` plays a sequence from the start and tells whether its last request still differs in the same way."""

from dataclasses import replace


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
    """Where parts could be left out: the outer before the inner."""
    names = list(value) if isinstance(value, dict) else list(range(len(value)))[::-1] if isinstance(value, (list, tuple)) else []
    for name in names:
        yield (*path, name)
    for name in names:
        yield from places(value[name], (*path, name))


def without(value, path):
    """The value without the part at the path."""
    name, *rest = path
    if isinstance(value, dict):
        return {**value, name: without(value[name], rest)} if rest else {other: inner for other, inner in value.items() if other != name}
    return value[:name] + (type(value)([without(value[name], rest)]) if rest else type(value)()) + value[name + 1:]


def actions_of(lines):
    """(first line, end) of each action of a bulk."""
    starts = [i for i, line in enumerate(lines) if isinstance(line, dict) and line.keys() & {"index", "create", "update", "delete"}]
    return list(zip(starts, [*starts[1:], len(lines)]))


def parts(request):
    """What could be left out of a request: (what, where)."""
    if request.parameters:
        yield "parameters", ()
    if request.lines:
        yield from (("action", span) for span in reversed(actions_of(request.lines)))
        yield from (("lines", path) for path in places(request.lines) if len(path) > 1 and path[1] not in ("index", "create", "update", "delete"))
    elif isinstance(request.body, (dict, list)):
        yield from (("body", path) for path in places(request.body))


def leave_out(request, what, where):
    if what == "parameters":
        return replace(request, parameters=())
    if what == "action":
        return replace(request, lines=request.lines[:where[0]] + request.lines[where[1]:])
    return replace(request, **{what: without(getattr(request, what), where)})


def shrink_bodies(sequence, shows):
    sequence = list(sequence)
    for i in reversed(range(len(sequence))):
        position = 0
        # What is left out makes room for what comes next in the same position.
        while sequence[i].kind != "create index" and position < len(left := list(parts(sequence[i]))):
            less = leave_out(sequence[i], *left[position])
            if shows([*sequence[:i], less, *sequence[i + 1:]]):
                sequence[i] = less
            else:
                position += 1
    return sequence
