"""Weaken each check of proofs and records, one at a time, and see whether a test notices.

Run as `python -m scripts.mutants [MODULE ...]`. It takes about a quarter of an hour, leaves the
sources as they are, and writes docs/mutants.md. A mutant is one change of one place: a condition
before a refusal that never holds, a comparison that says yes, a bound that is off by one, a call
that checks something and is left out. What no test notices survives; `scripts.mutant_reasons` says
why it may.
"""

import argparse
import ast
import compileall
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from scripts.mutant_reasons import REASONS

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "docs" / "mutants.md"
RESULTS = Path(os.environ.get("TABELLA_VAR", ROOT / "var")) / "mutants.json"
"""What was found module by module: a run that was stopped goes on with `mutants MODULE...`."""
PROOFS = (
    *("range_proof", "equality_proof", "schnorr", "commitments", "group", "merkle", "notes"),
    *("cosignatures", "ballot", "ceremony_proofs", "decryption", "tally"),
    *("roll_change", "voter_roll"),
)
# Whoever needs a copy of the tree needs no more than this: no database, no pages.
COPIED = (
    *("crypto", "verifier", "scripts", "docs/spec"),
    *("tests/crypto", "tests/verifier", "tests/vectors"),
)
MORE_TESTS = {
    "crypto/decryption.py": ("tests/crypto/test_tally.py",),
    "crypto/commitments.py": ("tests/crypto/test_ballot.py",),
    "crypto/ceremony_proofs.py": ("tests/crypto/test_ceremony.py",),
    "crypto/notes.py": ("tests/crypto/test_note_vectors.py",),
    "crypto/roll_change.py": ("tests/crypto/test_voter_roll.py",),
}
NEAR_CHECKS = {
    "crypto/merkle.py": "C03",
    "crypto/notes.py": "C03",
    "crypto/cosignatures.py": "C03.9",
    "crypto/schnorr.py": "C05",
    "crypto/ceremony_proofs.py": "C05",
    "crypto/equality_proof.py": "C11",
    "crypto/tally.py": "C12",
    "crypto/roll_change.py": "C06",
    "crypto/voter_roll.py": "C06",
}
REFUSALS = re.compile(r"fail|leave")
CHECKS = re.compile(r"_?(verify|check|require|fail|leave)")
WEAKER = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt}


@dataclass(frozen=True)
class Mutant:
    """One change of one place.

    `name` stays the same while the function does: module, function, what is weakened, and which of
    several alike it is.
    """

    module: str
    name: str
    line: int
    source: str


def mutants_of(module: str, text: str) -> list[Mutant]:
    """All mutants of a module, in the order of its lines."""
    found: list[Mutant] = []
    seen: dict[str, int] = {}
    count = len(list(_places(ast.parse(text))))
    for number in range(count):
        tree = ast.parse(text)
        function, line, words, weaken = list(_places(tree))[number]
        weaken()
        name = f"{function}: {words}"
        seen[name] = seen.get(name, 0) + 1
        if seen[name] > 1:
            name = f"{name} ({seen[name]})"
        source = ast.unparse(ast.fix_missing_locations(tree))
        found.append(Mutant(module, name, line, source))
    return found


def _places(tree: ast.Module) -> Iterator[tuple[str, int, str, object]]:
    """Yield function, line, words and a way to weaken for each place."""
    for function, node in _nodes(tree, ""):
        if isinstance(node, ast.If) and _refuses(node.body):
            words = f"never `if {ast.unparse(node.test)}`"
            yield function, node.lineno, words, _setter(node, "test", ast.Constant(value=False))
        if isinstance(node, ast.If | ast.While | ast.Return | ast.Assert):
            yield from _conditions(function, node)
        if isinstance(node, ast.Expr) and _checks(node.value):
            words = f"without `{_short(node.value)}`"
            yield function, node.lineno, words, _setter(node, "value", ast.Constant(value=None))


def _conditions(function: str, node: ast.AST) -> Iterator[tuple[str, int, str, object]]:
    """Weaken what stands inside a condition."""
    for part in ast.walk(getattr(node, "test", None) or getattr(node, "value", None) or node):
        line = getattr(part, "lineno", 0)
        if isinstance(part, ast.BoolOp):
            neutral = isinstance(part.op, ast.And)
            for place, value in enumerate(part.values):
                words = f"`{_short(part)}` without `{_short(value)}`"
                yield function, line, words, _replacer(part, place, neutral=neutral)
        if isinstance(part, ast.Compare):
            for place, operator in enumerate(part.ops):
                if type(operator) in WEAKER:
                    words = f"`{_short(part)}` off by one"
                    yield function, line, words, _bound(part, place)
        if isinstance(node, ast.Return) and isinstance(part, ast.Compare):
            words = f"`{_short(part)}` always"
            yield function, line, words, _always(part)


def _nodes(node: ast.AST, function: str) -> Iterator[tuple[str, ast.AST]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.ClassDef):
            yield from _nodes(child, f"{function}.{child.name}".lstrip("."))
        else:
            yield function, child
            yield from _nodes(child, function)


def _refuses(body: Sequence[ast.stmt]) -> bool:
    last = body[-1]
    if isinstance(last, ast.Raise):
        return True
    calls = [node.value for node in body if isinstance(node, ast.Expr)]
    if any(isinstance(call, ast.Call) and REFUSALS.search(_called(call)) for call in calls):
        return True
    return isinstance(last, ast.Return) and ast.unparse(last) in {"return False", "return None"}


def _checks(value: ast.expr) -> bool:
    return isinstance(value, ast.Call) and bool(CHECKS.match(_called(value)))


def _called(call: ast.Call) -> str:
    return ast.unparse(call.func).rpartition(".")[2]


def _short(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 70 else f"{text[:67]}..."


def _setter(node: ast.AST, field: str, value: ast.expr):  # noqa: ANN202
    return lambda: setattr(node, field, value)


def _replacer(node: ast.BoolOp, place: int, *, neutral: bool):  # noqa: ANN202
    return lambda: node.values.__setitem__(place, ast.Constant(value=neutral))


def _bound(node: ast.Compare, place: int):  # noqa: ANN202
    return lambda: node.ops.__setitem__(place, WEAKER[type(node.ops[place])]())


def _always(node: ast.Compare):  # noqa: ANN202
    def weaken() -> None:
        node.left, node.ops = ast.Constant(value=1), [ast.Eq()]
        node.comparators = [ast.Constant(value=1)]

    return weaken


def modules() -> list[str]:
    checks = sorted((ROOT / "verifier" / "checks").glob("c[0-9]*.py"))
    return [f"crypto/{name}.py" for name in PROOFS] + [
        path.relative_to(ROOT).as_posix() for path in checks
    ]


def suites_of(module: str) -> list[list[str]]:
    """Words for pytest: tests of the module itself, then faulty records near to it."""
    stem = Path(module).stem
    own = sorted(path.name for path in (ROOT / "tests/crypto").glob(f"test_{stem}*.py"))
    near = [*(f"tests/crypto/{name}" for name in own), *MORE_TESTS.get(module, ())]
    return [near, _tampered(NEAR_CHECKS.get(module, "C07"))]


def _tampered(check: str) -> list[str]:
    """The tests of all faulty records that are about a check."""
    return [f"tests/verifier/test_tamper.py::{_TAMPER}[{name}]" for name in _defects(check)]


_TAMPER = "test_defect_is_found_and_named"


def _defects(check: str) -> list[str]:
    """The faulty records that are about a check, from the sources: nothing is imported."""
    names = []
    for path in sorted((ROOT / "tests/verifier/defects").glob("*.py")):
        text = path.read_text(encoding="utf-8")
        for sentences, name in re.findall(r"@defect\(([^)]*)\)\ndef (\w+)\(", text):
            if check in sentences:
                names.append(name)
    return names


class Tree:
    """A copy of the tree, and a process in it that runs tests."""

    def __init__(self, folder: Path) -> None:
        for name in COPIED:
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("*.pyc"))
        for path in (ROOT / "tests").glob("*.py"):
            if path.name != "conftest.py":
                shutil.copy(path, folder / "tests" / path.name)
        shutil.copy(ROOT / "LICENSE", folder)
        (folder / "pytest.ini").write_text("[pytest]\nmarkers =\n long: takes a minute\n")
        compileall.compile_dir(folder, quiet=2)
        self._process = subprocess.Popen(
            [sys.executable, "-B", "-m", "scripts.mutant_runner"],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": "", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def notices(self, module: str, source: str) -> bool:
        """Whether a test fails, or never ends, when a module has another source."""
        asked = {"module": module, "source": source, "suites": suites_of(module)}
        print(json.dumps(asked), file=self._process.stdin, flush=True)
        return json.loads(self._process.stdout.readline())

    def close(self) -> None:
        """End the process."""
        self._process.communicate()


def survivors(module: str, notices: Callable[[str, str], bool]) -> dict[str, object]:
    """How many mutants a module has, and the names of those that nothing notices."""
    whole = (ROOT / module).read_text(encoding="utf-8")
    mutants = mutants_of(module, whole)
    if mutants and notices(module, whole):
        raise RuntimeError(f"{module}: something is amiss before anything is weakened")
    left = []
    for mutant in mutants:
        is_noticed = notices(module, mutant.source)
        print(f"{'noticed' if is_noticed else 'SURVIVED'} {module} {mutant.name}", flush=True)
        left += [] if is_noticed else [mutant.name]
    return {"mutants": len(mutants), "survivors": left}


def weaken_proofs(chosen: Sequence[str], keep: Callable[[str, dict[str, object]], None]) -> None:
    """Weaken modules of crypto in a copy of the tree; their tests run with pytest."""
    with tempfile.TemporaryDirectory() as place:
        tree = Tree(Path(place) / "tree")
        for module in chosen:
            keep(module, survivors(module, tree.notices))
        tree.close()


def weaken_checks(chosen: Sequence[str], keep: Callable[[str, dict[str, object]], None]) -> None:
    """Weaken checks of the verifier; records are judged again in this process."""
    from scripts.mutant_records import Records  # noqa: PLC0415 -- loads what is weakened

    with tempfile.TemporaryDirectory() as place:
        records = Records(Path(place))
        for module in chosen:
            keep(module, survivors(module, records.notice))


def table(results: Mapping[str, Mapping[str, object]]) -> str:
    """The page docs/mutants.md, from what was found for each module."""
    counts = {name: (results[name]["mutants"], len(results[name]["survivors"])) for name in results}
    rows = [
        f"| `{name}` | {every} | {every - alive} | {alive} |"
        for name, (every, alive) in counts.items()
    ]
    every, alive = (sum(column) for column in zip(*counts.values(), strict=True))
    rows.append(f"| all | {every} | {every - alive} | {alive} |")
    survivors = [
        _survivor(name, survivor) for name in results for survivor in results[name]["survivors"]
    ]
    missing = [f"`{name}`" for name in modules() if name not in results]
    left_out = ["", f"Not weakened yet: {', '.join(missing)}."] if missing else []
    return "\n".join([*HEAD, *rows, *left_out, *SURVIVORS, *survivors, ""])


def _survivor(module: str, name: str) -> str:
    function, _, words = name.partition(": ")
    reason = REASONS.get((module, name), "**not explained**")
    return f"| `{module}`, `{function}` | {words.replace('|', chr(92) + '|')} | {reason} |"


HEAD = (
    "# Weakened checks",
    "",
    "The checks of the proofs (`crypto/`) and of the record (`verifier/checks/`) are weakened, one"
    " at a time, in a copy of the sources: a condition before a refusal that never holds, a"
    " comparison that always says yes, a bound off by one, a checking call left out. Then the tests"
    " nearest to it are run. Made by `python -m scripts.mutants`; the reasons stand in"
    " `scripts/mutant_reasons.py`.",
    "",
    "| module | weakened | noticed | survived |",
    "|---|---|---|---|",
)
SURVIVORS = (
    "",
    "## Survivors",
    "",
    "| where | weakened to | why it may go unnoticed |",
    "|---|---|---|",
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("module", nargs="*", help="those to weaken; all if none is given")
    asked = parser.parse_args()
    results = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {}

    def keep(module: str, found: dict[str, object]) -> None:
        results[module] = found
        RESULTS.parent.mkdir(parents=True, exist_ok=True)
        RESULTS.write_text(json.dumps(results, indent=1), encoding="utf-8")

    chosen = asked.module or modules()
    weaken_proofs([name for name in chosen if name.startswith("crypto/")], keep)
    weaken_checks([name for name in chosen if name.startswith("verifier/")], keep)
    found = {name: results[name] for name in modules() if name in results}
    TABLE.write_text(table(found), encoding="utf-8")
    left = {(name, survivor) for name in found for survivor in found[name]["survivors"]}
    return 1 if left - REASONS.keys() else 0


if __name__ == "__main__":
    sys.exit(main())
