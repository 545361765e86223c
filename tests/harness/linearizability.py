"""Is a history of concurrent calls one that could have come from a single thing that does one call after the other?

The search is that of Wing and Gong, with the memory of Lowe: a set of calls that are done and the state they led to are looked at once."""

import math
from dataclasses import dataclass

UNKNOWN = None  # an answer that never came: the call was done at some time after it was sent, or not at all


@dataclass(frozen=True)
class Call:
    """`sent` and `answered` are moments of one clock. `what` and `answer` mean something to the model alone."""
    sent: float
    answered: float
    what: tuple
    answer: object

    @classmethod
    def without_answer(cls, sent, what):
        return cls(sent, math.inf, what, UNKNOWN)


def is_linearizable(calls, start, step):
    """`step(state, what, answer)`: the state after the call, or None where the call cannot have had this answer in that state; with an
    answer of UNKNOWN any will do. States can be hashed."""
    calls = sorted(calls, key=lambda call: call.sent)
    everything = (1 << len(calls)) - 1
    without_answer = sum(1 << i for i, call in enumerate(calls) if call.answer is UNKNOWN)
    seen = set()
    stack = [(0, start)]
    while stack:
        done, state = stack.pop()
        if (done | without_answer) == everything:
            return True
        for i in next_calls(calls, done):
            after = step(state, calls[i].what, calls[i].answer)
            place = (done | 1 << i, after)
            if after is not None and place not in seen:
                seen.add(place)
                stack.append(place)
    return False


def next_calls(calls, done):
    """Those that may come next: sent before any other that is not done was answered."""
    left = [i for i in range(len(calls)) if not done >> i & 1]
    first_answer = min(calls[i].answered for i in left)
    return [i for i in left if calls[i].sent <= first_answer]
