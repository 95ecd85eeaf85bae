"""The process of `scripts.mutants` that runs tests in a copy of the tree.

Every line it reads is a module, its weakened source and suites of tests; it answers each with
whether a test failed. Tests run in a child that starts from what costs most to load, but never from
the module that is weakened.
"""

import json
import os
import resource
import sys
from pathlib import Path

import gmpy2
import hypothesis
import pytest
import rfc8785

LONGEST = 120
"""Processor seconds of a test run; a mutant that loops for ever is noticed."""

NOTICED = {1, 2}
"""How pytest ends when a test fails, or cannot be loaded."""

LOADED = (gmpy2, hypothesis, rfc8785)
"""Loaded here for all children."""


def main() -> None:
    # A busy computer is no fault of what is weakened.
    hypothesis.settings.register_profile("mutants", deadline=None, derandomize=True)
    hypothesis.settings.load_profile("mutants")
    for line in sys.stdin:
        print(json.dumps(notices(**json.loads(line))), flush=True)


def notices(module: str, source: str, suites: list[list[str]]) -> bool:
    path = Path(module)
    whole = path.read_text(encoding="utf-8")
    for compiled in path.parent.glob(f"__pycache__/{path.stem}.*"):
        compiled.unlink()
    path.write_text(source, encoding="utf-8")
    try:
        return any(fails(words) for words in suites)
    finally:
        path.write_text(whole, encoding="utf-8")


def fails(words: list[str]) -> bool:
    """Whether a test fails, in a child that is ended when it works too long."""
    child = os.fork()
    if child == 0:
        run(words)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    if code > 0 and code not in NOTICED:
        raise RuntimeError(f"tests ended with {code}: {words}")
    return code != 0


def run(words: list[str]) -> None:
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    resource.setrlimit(resource.RLIMIT_CPU, (LONGEST, LONGEST))
    code = pytest.main(["-x", "-q", "-p", "no:cacheprovider", "-m", "not long", *words])
    os._exit(int(code))


if __name__ == "__main__":
    main()
