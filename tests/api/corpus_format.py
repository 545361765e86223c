"""Reads *.api files: README.md beside this file describes the format. Nothing here talks to a server."""

import re
from dataclasses import dataclass, field
from pathlib import Path

METHODS = ("GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH")
MODES = ("default", "strict")
HEADS = {"only": MODES, "store": ("new",), "needs": ("authentication",)}  # what may stand in these lines; a reason for `skip:` is free text


class FormatError(Exception):
    """A file that does not follow the format: `file:line: what`."""


@dataclass
class Check:
    where: str
    text: str
    mode: str | None = None


@dataclass
class Reply:
    where: str
    statuses: tuple
    mode: str | None = None
    checks: list = field(default_factory=list)


@dataclass
class Request:
    where: str
    method: str
    path: str
    headers: dict = field(default_factory=dict)
    body: str | None = None
    replies: list = field(default_factory=list)
    retry_on: tuple = ()


@dataclass
class Repeat:
    where: str
    count: int
    steps: list


@dataclass
class Parallel:
    where: str
    groups: list  # of (count, steps)


@dataclass
class Bulk:
    where: str
    count: int
    index: str
    id: str
    source: str


@dataclass
class Pause:
    where: str
    milliseconds: int


@dataclass
class Case:
    number: str
    title: str
    where: str
    file: str
    steps: list = field(default_factory=list)
    only: str | None = None  # runs in this mode alone
    skip: str | None = None  # why it does not run
    needs: str | None = None  # "authentication": only where the server asks who one is
    store: str | None = None  # "new": on a server that never held anything


@dataclass
class Definition:
    where: str
    parameters: list  # of (name, default or None)
    lines: list  # of (where, text)


@dataclass
class File:
    paths: dict = field(default_factory=dict)
    definitions: dict = field(default_factory=dict)
    cases: list = field(default_factory=list)


REPLY = re.compile(r"^(?:(default|strict) )?=> *(\d{3}(?:\|\d{3})*)$")
HEADER = re.compile(r"^([A-Za-z][A-Za-z0-9-]*): ?(.*)$")
CASE = re.compile(r"^## (\S+) (.+)$")


def load(path):
    """The file with all that it uses."""
    path = Path(path)
    file, body, sections = File(), [], []
    for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        where, text = f"{path.parent.name}/{path.name}:{number}", text.strip()
        if not text or text == "#" or text.startswith("# "):
            continue
        if text.startswith("## ") or text.startswith("define "):
            body = []
            sections.append((where, text, body))
        elif sections:
            body.append((where, text))
        else:
            _directive(file, path, where, text)
    for where, text, body in sections:
        if text.startswith("define "):
            _define(file, where, text, body)
    for where, text, body in sections:
        if text.startswith("## "):
            file.cases.append(_case(file, path, where, text, body))
    return file


def _directive(file, path, where, text):
    if named := re.fullmatch(r"path (\w+) = (\S+)", text):
        file.paths[named[1]] = named[2]
    elif used := re.fullmatch(r"use (\S+)", text):
        other = load(path.parent / used[1])
        file.paths.update(other.paths)
        file.definitions.update(other.definitions)
    else:
        raise FormatError(f"{where}: before the first case there is only `path`, `use` and `define`: {text}")


def _define(file, where, text, body):
    name, *parameters = text.split()[1:]
    if name in file.definitions:
        raise FormatError(f"{where}: {name} is defined twice")
    pairs = [(parameter.partition("=")[0], parameter.partition("=")[2] if "=" in parameter else None) for parameter in parameters]
    file.definitions[name] = Definition(where, pairs, body)


def _case(file, path, where, text, body):
    head = CASE.fullmatch(text)
    if not head:
        raise FormatError(f"{where}: a case begins with `## NUMBER title`")
    case = Case(head[1], head[2], where, f"{path.parent.name}/{path.name}")
    while body and (named := re.fullmatch(r"(only|skip|store|needs): (.+)", body[0][1])):
        if named[2] not in HEADS.get(named[1], (named[2],)):
            raise FormatError(f"{body[0][0]}: {named[1]}: {' or '.join(HEADS[named[1]])}")
        setattr(case, named[1], named[2])
        body = body[1:]
    case.steps = Steps(file, body).read_all()
    if not case.steps and not case.skip:
        raise FormatError(f"{where}: {case.number} does nothing")
    return case


class Steps:
    """Reads the lines of a case, a definition or a block."""

    def __init__(self, file, lines):
        self.file, self.lines, self.at = file, lines, 0

    def peek(self):
        return self.lines[self.at] if self.at < len(self.lines) else (None, None)

    def next(self):
        line = self.peek()
        self.at += 1
        return line

    def read_all(self):
        steps = self.read_until(())
        if self.at < len(self.lines):
            raise FormatError(f"{self.peek()[0]}: not expected here: {self.peek()[1]}")
        return steps

    def read_until(self, ends):
        steps = []
        while self.at < len(self.lines) and self.peek()[1].split(" ")[0] not in ends:
            where, text = self.next()
            word = text.split(" ")[0]
            if word in METHODS:
                steps.append(self._request(where, text))
            elif word == "given:":
                for call in text[len("given:"):].split(";"):
                    steps += self._expand(where, call.split())
            elif named := re.fullmatch(r"repeat (\d+)", text):
                steps.append(Repeat(where, int(named[1]), self._block(where)[0][1]))
            elif named := re.fullmatch(r"parallel (\d+)", text):
                steps.append(Parallel(where, self._block(where, int(named[1]))))
            elif named := re.fullmatch(r"bulk (\d+) (\S+) (\S+)", text):
                steps.append(Bulk(where, int(named[1]), named[2], named[3], self.next()[1]))
            elif named := re.fullmatch(r"pause (\d+) ms", text):
                steps.append(Pause(where, int(named[1])))
            else:
                raise FormatError(f"{where}: neither a request nor a step: {text}")
        return steps

    def _block(self, where, count=1):
        """The groups up to `end`; `and N` begins the next one."""
        groups = []
        while True:
            groups.append((count, self.read_until(("end", "and"))))
            at, text = self.next()
            if text is None:
                raise FormatError(f"{where}: no `end`")
            if text == "end":
                return groups
            count = int(text.split()[1])

    def _expand(self, where, call):
        """The steps of a definition, its <parameters> replaced by what the call gives."""
        if not call or call[0] not in self.file.definitions:
            raise FormatError(f"{where}: not defined: {' '.join(call)}")
        definition = self.file.definitions[call[0]]
        values = {name: default for name, default in definition.parameters}
        names = [name for name, _ in definition.parameters]
        for position, argument in enumerate(call[1:]):
            if named := re.fullmatch(r"(\w+)=(.*)", argument):
                name, value = named.groups()
            else:
                name, value = (names[position] if position < len(names) else None), argument
            if name not in values:
                raise FormatError(f"{where}: {call[0]} takes {names}, not {argument}")
            values[name] = value
        missing = [name for name, value in values.items() if value is None]
        if missing:
            raise FormatError(f"{where}: {call[0]} needs {missing}")
        fill = lambda text: re.sub(r"<(\w+)>", lambda hit: values.get(hit[1], hit[0]), text)
        return Steps(self.file, [(f"{at} (from {where})", fill(text)) for at, text in definition.lines]).read_all()

    def _request(self, where, text):
        method, _, rest = text.partition(" ")
        path, has_body, inline = rest.partition(" ")
        request = Request(where, method, self._path(path), body=inline if has_body else None)
        while self.peek()[1] is not None and (header := HEADER.match(self.peek()[1])) and header[1] != "given":
            request.headers[header[1]] = header[2]
            self.next()
        body = [] if request.body is None else [request.body]
        while self.peek()[1] is not None and not REPLY.match(self.peek()[1]):
            body.append(self.next()[1])
        request.body = "\n".join(body) if body else None
        self._replies(request)
        return request

    def _path(self, path):
        name = re.match(r"\w*", path)[0]
        return self.file.paths[name] + path[len(name):] if name in self.file.paths else path

    def _replies(self, request):
        while self.peek()[1] is not None and (head := REPLY.match(self.peek()[1])):
            where, _ = self.next()
            reply = Reply(where, tuple(int(status) for status in head[2].split("|")), head[1])
            request.replies.append(reply)
            while self.peek()[1] is not None and not self._begins_something_else(self.peek()[1]):
                at, text = self.next()
                if again := re.fullmatch(r"again on (\d{3})", text):
                    request.retry_on += (int(again[1]),)
                    continue
                mode, has_mode, rest = text.partition(": ")
                given = mode in MODES and has_mode
                reply.checks.append(Check(at, rest if given else text, mode if given else None))
        if not request.replies:
            raise FormatError(f"{request.where}: no `=> STATUS` follows")
        modes = [reply.mode for reply in request.replies]
        if modes not in ([None], ["default", "strict"], ["strict", "default"], ["default"], ["strict"]):
            raise FormatError(f"{request.where}: one answer for all modes, or one for each")

    @staticmethod
    def _begins_something_else(text):
        return bool(REPLY.match(text)) or text.split(" ")[0] in METHODS + ("given:", "repeat", "parallel", "bulk", "pause", "end", "and")


def load_all(folder):
    """All cases of all files below a folder, by file name and then in their order."""
    return [case for path in sorted(Path(folder).rglob("*.api")) for case in load(path).cases]
