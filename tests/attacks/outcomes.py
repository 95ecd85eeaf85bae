"""A plugin of pytest that writes down what became of each test: `-p tests.attacks.outcomes`.

Where several processes share the tests, the one that hands them out writes.
"""

import json
from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--outcomes", type=Path, help="write the outcomes of all tests to this file")


def pytest_configure(config: pytest.Config) -> None:
    path = config.getoption("--outcomes")
    if path is not None and not hasattr(config, "workerinput"):
        config.pluginmanager.register(_Outcomes(path))


class _Outcomes:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: dict[str, set[str]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" or not report.passed:
            self._seen.setdefault(named(report.nodeid), set()).add(report.outcome)

    def pytest_sessionfinish(self) -> None:
        told = {name: sorted(outcomes) for name, outcomes in sorted(self._seen.items())}
        self._path.write_text(json.dumps(told, indent=1), encoding="utf-8")


def named(nodeid: str) -> str:
    """A test's name as rows know it: without parameters, its group and the folder of all tests."""
    return nodeid.partition("[")[0].partition("@")[0].removeprefix("tests/")
