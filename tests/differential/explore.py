"""Many random sequences through both servers; each kind of difference once, made short. Also a command: python -m differential.explore --help (in tests/)."""

import argparse
import json
import random
import tempfile
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from differential.allowed import allowed_by
from differential.exchange import curl
from differential.features import PROBES, features_of
from differential.generator import Generator
from differential.open_defects import open_defect
from differential.pair import Pair
from differential.shrinker import shrink

SEQUENCE_LENGTH = 30


@dataclass
class Finding:
    signature: tuple
    exchanges: list  # of a sequence that ends in the difference
    differences: list
    count: int = 1

    def __str__(self):
        lines = [f"{self.signature[0]}: {'; '.join(' | '.join(map(str, one)) for one in self.signature[1])}"]
        lines += ["  " + curl(exchange.sent) for exchange in self.exchanges]
        last = self.exchanges[-1]
        for name, (status, body) in (("Headrace", last.ours), ("OpenSearch", last.theirs)):
            lines.append(f"  {name}: {status} {json.dumps(body, ensure_ascii=False)[:1500]}")
        lines += [f"  {one.path}: {one.ours!r} | {one.theirs!r}"[:700] for one in self.differences]
        return "\n".join(lines).encode("utf-8", "backslashreplace").decode()


@dataclass
class Report:
    requests: int = 0
    lacking: tuple = ()  # features
    untold: int = 0  # differences of further kinds
    findings: dict = field(default_factory=dict)
    allowed: Counter = field(default_factory=Counter)
    open: Counter = field(default_factory=Counter)
    kinds: Counter = field(default_factory=Counter)

    def __str__(self):
        return self.text(True)

    def text(self, with_findings):
        parts = [f"{self.requests} requests, {len(self.findings)} kinds of difference" + (f" and {self.untold} more differences" if self.untold else "")]
        if self.lacking:
            parts.append(f"not asked for, because the server lacks it: {', '.join(self.lacking)}")
        parts += [f"allowed: {name}: {count}" for name, count in self.allowed.most_common()]
        parts += [f"open defect: {name}: {count}" for name, count in self.open.most_common()]
        if with_findings:
            parts += [f"[{finding.count} times] {finding}" for finding in self.findings.values()]
        return "\n\n".join(parts)


def judged(exchange, features, report=None):
    """(what nobody allows, whether the two go on in the same state)."""
    rest, same = [], True
    for difference in exchange.differences:
        rule = allowed_by(exchange, difference, features)
        defect = None if rule else open_defect(exchange, difference)
        if report is not None and (rule or defect):
            (report.allowed if rule else report.open)[(rule or defect).name] += 1
        if rule or defect:
            same = same and not (rule or defect).diverges
        else:
            rest.append(difference)
    # A write that only one of them made leaves them apart, whoever is right.
    apart = writes(exchange.request) and (rest or (exchange.ours[0] < 300) != (exchange.theirs[0] < 300))
    return rest, same and not apart


def writes(request):
    return request.method not in ("GET", "HEAD") and not request.path.endswith(("_search", "_count", "_mget", "_refresh"))


def signature_of(exchange, differences):
    return exchange.request.kind, tuple(sorted({one.signature for one in differences}))


class Explorer:
    def __init__(self, pair, features, most_findings=40, shorten=True, tell=lambda finding: None):
        self.pair, self.features, self.most_findings, self.shorten, self.tell = pair, features, most_findings, shorten, tell
        self.report = Report(lacking=tuple(sorted(PROBES.keys() - set(features))))

    def run(self, seed, requests):
        for number in range(10 ** 9):
            if self.report.requests >= requests:
                return self.report
            self.sequence(Generator(f"{seed}/{number}", self.features).sequence(min(SEQUENCE_LENGTH, max(8, requests - self.report.requests))))

    def sequence(self, requests):
        self.pair.reset()
        played = []
        for request in requests:
            exchange = self.pair.play(request)
            played.append(request)
            self.report.requests += 1
            self.report.kinds[request.kind] += 1
            differences, same = judged(exchange, self.features, self.report)
            played_again = bool(differences) and self.found(signature_of(exchange, differences), played, exchange, differences)
            if not same or played_again:
                return

    def found(self, signature, played, exchange, differences):
        """Whether the sequence was played again to make it short, so that the servers no longer are where they were."""
        known = self.report.findings.get(signature)
        if known:
            known.count += 1
            return False
        if len(self.report.findings) >= self.most_findings:
            self.report.untold += 1
            return False
        finding = self.shortened(signature, played) if self.shorten else Finding(signature, [exchange], differences)
        self.report.findings[signature] = finding
        self.tell(finding)
        return self.shorten

    def replay(self, sequence):
        """The exchanges, and what nobody allows in the last one."""
        self.pair.reset()
        exchanges = [self.pair.play(request) for request in sequence]
        return exchanges, judged(exchanges[-1], self.features)[0]

    def shows(self, signature):
        def holds(sequence):
            exchanges, differences = self.replay(sequence)
            return bool(differences) and signature_of(exchanges[-1], differences) == signature
        return holds

    def shortened(self, signature, played):
        exchanges, differences = self.replay(shrink(played, self.shows(signature)))
        return Finding(signature, exchanges, differences)


def main():
    from harness.opensearch import OpenSearch
    from harness.server import Server

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", type=Path, required=True, help="headrace")
    parser.add_argument("--seed", default=str(random.randrange(10 ** 6)))
    parser.add_argument("--requests", type=int, default=2000)
    parser.add_argument("--findings", type=int, default=40, help="how many kinds of difference to make short")
    parser.add_argument("--feature", action="append", default=[], help="take this feature of features.py for there")
    parser.add_argument("--long-form", action="store_true", help="show the last request alone, make nothing short")
    options = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        theirs = stack.enter_context(OpenSearch(folder / "opensearch"))
        ours = stack.enter_context(Server(options.binary.resolve(), folder / "data", arguments=("--no-service", "--strict", "--text-index-from", "0")))
        features = features_of(ours.client) | set(options.feature)
        print("seed", options.seed, flush=True)
        explorer = Explorer(Pair(ours.client, theirs.new_client()), features, options.findings, not options.long_form, lambda finding: print(finding, flush=True))
        print(explorer.run(options.seed, options.requests).text(with_findings=False))


if __name__ == "__main__":
    main()
