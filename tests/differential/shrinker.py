"""From a long sequence that shows a difference to a short one (delta debugging), and from large bodies to small ones."""

from dataclasses import replace

from differential.exchange import NO_BODY


def shrink_sequence(sequence, shows):
    """The shortest part found, in order, for which `shows` still holds. The last request is the one that differs and stays."""
    *before, last = sequence
    size = max(1, len(before) // 2)
    while before:
        start, removed = 0, False
        while start < len(before):
            shorter = before[:start] + before[start + size:]
            if shows([*shorter, last]):
                before, removed = shorter, True
            else:
                start += size
        if size == 1 and not removed:
            break
        size = max(1, size // 2)
    return [*before, last]


def smaller(value):
    """Each value that is this one without one of its parts."""
    if isinstance(value, dict):
        for name in value:
            yield {other: inner for other, inner in value.items() if other != name}
        for name, inner in value.items():
            for less in smaller(inner):
                yield {**value, name: less}
    elif isinstance(value, (list, tuple)):
        for i in range(len(value)):
            yield value[:i] + value[i + 1:]
        for i, inner in enumerate(value):
            for less in smaller(inner):
                yield value[:i] + type(value)([less]) + value[i + 1:]


def smaller_request(request):
    if request.parameters:
        for parameters in smaller(request.parameters):
            if all(len(pair) == 2 for pair in parameters):
                yield replace(request, parameters=parameters)
    if request.body is not NO_BODY and not isinstance(request.body, str):
        for body in smaller(request.body):
            yield replace(request, body=body)
    if request.lines:
        for lines in smaller_lines(request.lines):
            yield replace(request, lines=lines)


def smaller_lines(lines):
    """Without one action, or with a smaller document."""
    starts = [i for i, line in enumerate(lines) if isinstance(line, dict) and line.keys() & {"index", "create", "update", "delete"}]
    for start, end in zip(starts, [*starts[1:], len(lines)]):
        if len(starts) > 1:
            yield lines[:start] + lines[end:]
        for i in range(start + 1, end):
            for less in smaller(lines[i]):
                yield lines[:i] + (less,) + lines[i + 1:]


def shrink_bodies(sequence, shows, tries=300):
    sequence = list(sequence)
    i = len(sequence) - 1
    while i >= 0:
        for less in smaller_request(sequence[i]):
            tries -= 1
            if tries < 0:
                return sequence
            shorter = [*sequence[:i], less, *sequence[i + 1:]]
            if shows(shorter):
                sequence = shorter
                break
        else:
            i -= 1
    return sequence
