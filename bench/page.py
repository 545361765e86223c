"""Puts the figures of the last runs (results/NAME.jsonl) into docs/performance.md, between `<!-- NAME -->` and `<!-- end -->`."""
import json
import re

from peers import ROOT

PAGE = ROOT / "docs" / "performance.md"


def shown(value) -> str:
    if not isinstance(value, float):
        return f"{value:,}" if isinstance(value, int) else str(value)
    return f"{value:,.0f}" if abs(value) >= 1_000 else f"{value:.3g}" if abs(value) < 1 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def table(name: str) -> str:
    path = ROOT / "bench" / "results" / f"{name}.jsonl"
    if not path.exists():
        return ""
    figures = json.loads(path.read_text().splitlines()[-1])
    rows = "".join(f"| {key} | {shown(value)} |\n" for key, value in figures.items() if key not in ("bench", "at", "cores"))
    return f"{figures['at'][:10]}, {figures['cores']} cores:\n\n| `./dev bench {name}` | |\n|---|---:|\n{rows}"


def run() -> list[str]:
    """The names whose tables were written anew."""
    written = []

    def fill(match: re.Match) -> str:
        made = table(match[1])
        if made:
            written.append(match[1])
        return f"<!-- {match[1]} -->\n{made or match[2]}<!-- end -->"

    PAGE.write_text(re.sub(r"<!-- (\w+) -->\n(.*?)<!-- end -->", fill, PAGE.read_text(), flags=re.S))
    return written
