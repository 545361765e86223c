#!/usr/bin/env python3
"""Fails when a file includes a header of a room that its own room may not use, or grows past 500 lines.

The allowed arrows are the DEPS of CMakeLists.txt, which this reads, so that there is one table.
"""
import pathlib
import re
import sys

MAX_LINES = 500


def allowed_rooms(cmake: str) -> dict[str, set[str]]:
    """folder -> folders it may include, closed over the arrows of CMakeLists.txt"""
    folders, direct = {}, {}
    for name, body in re.findall(r"headrace_room\((\w+)([^)]*)\)", cmake):
        words = body.split()
        folder = words[words.index("FOLDER") + 1] if "FOLDER" in words else name
        deps = []
        if "DEPS" in words:
            for word in words[words.index("DEPS") + 1 :]:
                if word.isupper():
                    break
                deps.append(word)
        folders[name], direct[name] = folder, deps
    closed = {}

    def close(name: str) -> set[str]:
        if name not in closed:
            closed[name] = {name}
            for dep in direct[name]:
                closed[name] |= close(dep)
        return closed[name]

    return {folders[n]: {folders[d] for d in close(n)} for n in direct}


def room_of(path: str, rooms: list[str]) -> str | None:
    """the longest folder of `rooms` that holds `path`"""
    return max((r for r in rooms if path.startswith(r + "/")), key=len, default=None)


def test_rooms(cmake: str) -> dict[str, list[str]]:
    found = {}
    for name, body in re.findall(r"headrace_room\((\w+)([^)]*)\)", cmake):
        match = re.search(r"TEST_DEPS ([\w ]+)", body)
        found[name] = match.group(1).split() if match else []
    return found


def main() -> int:
    src = pathlib.Path(sys.argv[1])
    cmake = (src.parent / "CMakeLists.txt").read_text()
    allowed = allowed_rooms(cmake)
    tests = test_rooms(cmake)
    rooms = list(allowed)
    faults = []
    for file in sorted([*src.rglob("*.h"), *src.rglob("*.cpp")]):
        inside = str(file.relative_to(src))
        lines = file.read_text().splitlines()
        if len(lines) > MAX_LINES:
            faults.append(f"{inside}: {len(lines)} lines, more than {MAX_LINES}")
        own = room_of(inside, rooms)
        if own is None:
            continue
        extra = set()
        if inside.endswith("_test.cpp"):
            extra = {dep.replace("engine_embedded", "engine/embedded") for dep in tests.get(own, [])}
        for number, line in enumerate(lines, 1):
            match = re.match(r'\s*#include "([^"]+)"', line)
            if not match:
                continue
            other = room_of(match.group(1), rooms)
            if other and other not in allowed[own] and other not in extra:
                faults.append(f"{inside}:{number}: {own}/ may not use {other}/ (CMakeLists.txt names what it may)")
    print("\n".join(faults), file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
