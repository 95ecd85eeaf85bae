"""Published test vectors, shared with the scripts of the browser."""

import json
from pathlib import Path

VECTORS = Path(__file__).parent.parent / "vectors"


def vectors(name):
    return json.loads((VECTORS / name).read_text(encoding="utf-8"))


def named(cases):
    """Parameters for pytest: the cases, and what to call each."""
    return {
        "argvalues": cases,
        "ids": [case.get("name") or case.get("reason") for case in cases],
    }
