"""D1. No program of the product is started through a shell, with or without a name from outside."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = (
    "board",
    "voting",
    "ballots",
    "tally",
    "config",
    "crypto",
    "verifier",
    "trustee",
    "witness",
)
SHELLS = {"system", "popen", "getoutput", "getstatusoutput", "spawnl", "spawnv"}


@pytest.mark.parametrize("room", ROOMS)
def test_nothing_runs_in_a_shell(room):
    assert [place for path in (ROOT / room).rglob("*.py") for place in shells(path)] == []


def shells(path: Path) -> list[str]:
    calls = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for call in calls
        if isinstance(call, ast.Call) and is_a_shell(call)
    ]


def is_a_shell(call: ast.Call) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    asked = any(keyword.arg == "shell" for keyword in call.keywords)
    return name in SHELLS or asked


def test_the_search_finds_shells():
    for text in ("os.system('ls')", "subprocess.run('ls', shell=True)"):
        assert is_a_shell(ast.parse(text).body[0].value)
