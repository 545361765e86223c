"""As much of the schedules of docs/spec/document-api.md 9.2 as the twin needs: seconds, minutes, hours, day of the month, month; the day of the week stays `?`."""

import datetime

RANGES = ((0, 59), (0, 59), (0, 23), (1, 31), (1, 12))


def values(text, first, last):
    """`*`, `?`, numbers, ranges, steps and lists of them."""
    found = set()
    for part in text.split(","):
        span, _, step = part.partition("/")
        if span in ("*", "?"):
            low, high = first, last
        elif "-" in span:
            low, high = map(int, span.split("-"))
        else:
            low, high = int(span), last if step else int(span)
        found.update(range(low, high + 1, int(step or 1)))
    return found


def next_after(interval, moment):
    """The first time behind `moment`, or None within 400 days."""
    fields = interval.split()
    assert len(fields) >= 6 and fields[5] == "?", interval
    seconds, minutes, hours, days, months = (values(text, *span) for text, span in zip(fields, RANGES))
    at = moment.replace(microsecond=0) + datetime.timedelta(seconds=1)
    end = at + datetime.timedelta(days=400)
    while at < end:
        if at.month not in months or at.day not in days:
            at = at.replace(hour=0, minute=0, second=0) + datetime.timedelta(days=1)
        elif at.hour not in hours:
            at = at.replace(minute=0, second=0) + datetime.timedelta(hours=1)
        elif at.minute not in minutes:
            at = at.replace(second=0) + datetime.timedelta(minutes=1)
        elif at.second not in seconds:
            at += datetime.timedelta(seconds=1)
        else:
            return at
    return None
