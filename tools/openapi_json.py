"""openapi_json.py YAML CPP: writes a C++ file that holds the document as compact JSON (src/rest/openapi.h)."""

import json
import sys
from pathlib import Path

import yaml

HEAD = """#include "rest/openapi.h"

namespace headrace::rest {
namespace {

constexpr char document[] = {
"""
TAIL = """};

}  // namespace

std::string_view openapi_json() { return {document, sizeof document}; }

}  // namespace headrace::rest
"""


def main(source, target):
    text = json.dumps(yaml.safe_load(Path(source).read_text(encoding="utf-8")), separators=(",", ":"))
    numbers = [str(byte) for byte in text.encode("ascii")]
    lines = [",".join(numbers[i:i + 40]) for i in range(0, len(numbers), 40)]
    Path(target).write_text(HEAD + ",\n".join(lines) + TAIL)


main(*sys.argv[1:])
