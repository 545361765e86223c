"""Flame graphs of a server under load: perf records it, docs/performance/NAME.svg shows where its time goes."""
import collections
import pathlib
import re
import subprocess
import tempfile
import threading
import time

from peers import ROOT, Headrace, wrk

DRAW = "/usr/share/perl5/Devel/NYTProf/flamegraph.pl"
FOLDER = ROOT / "docs" / "performance"
SECONDS = 4


def record(process: int, load) -> str:
    """What `perf script` prints of the process while `load` runs, which takes a second more at both ends."""
    with tempfile.TemporaryDirectory(prefix="headrace-flames.") as folder:
        data = pathlib.Path(folder, "perf.data")
        loading = threading.Thread(target=load)
        loading.start()
        time.sleep(1)
        subprocess.run(["perf", "record", "-q", "-F", "499", "-g", "-p", str(process), "-o", data, "--", "sleep", str(SECONDS)], check=True)
        loading.join()
        return subprocess.run(["perf", "script", "-i", data, "-F", "comm,ip,sym"], capture_output=True, text=True, check=True).stdout


def short(symbol: str) -> str:
    """Without what templates and lambdas make of a name."""
    symbol = re.sub(r"\(anonymous namespace\)::|headrace::|boost::|\[clone [^]]*\]", "", symbol)
    while (shorter := re.sub(r"<[^<>]*>|\([^()]*\)", "", symbol)) != symbol:
        symbol = shorter
    return symbol.strip().replace(";", ",")[:90] or "?"


def fold(script: str) -> collections.Counter:
    """Samples by their stack, outermost first, joined by semicolons."""
    stacks = collections.Counter()
    for sample in script.split("\n\n"):
        lines = sample.strip().splitlines()
        if len(lines) < 2:
            continue
        frames = [short(line.strip().partition(" ")[2]) for line in lines[1:]]
        stacks[";".join([lines[0].strip(), *reversed(frames)])] += 1
    return stacks


def draw(name: str, title: str, stacks: collections.Counter) -> None:
    FOLDER.mkdir(exist_ok=True)
    folded = "".join(f"{stack} {count}\n" for stack, count in sorted(stacks.items()))
    command = ["perl", DRAW, "--title", title, "--width", "1400", "--minwidth", "0.6", "--countname", "samples", "--hash"]
    picture = subprocess.run(command, input=folded, capture_output=True, text=True, check=True).stdout
    (FOLDER / f"{name}.svg").write_text(picture)


def share(stacks: collections.Counter, *words: str) -> float:
    """Of all samples those with a frame that holds one of the words."""
    return sum(count for stack, count in stacks.items() if any(word in stack for word in words)) / max(1, stacks.total())


def run(server: Headrace, name: str, title: str, **load) -> collections.Counter:
    stacks = fold(record(server.process.pid, lambda: wrk(server.port, seconds=SECONDS + 2, **load)))
    draw(name, title, stacks)
    return stacks
