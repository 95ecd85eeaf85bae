"""The table of all boards, for a terminal and for docs/evil-boards.md."""

from collections.abc import Iterable, Sequence

from tests.evil.corpus import GROUPS
from tests.evil.verdicts import Verdict

_HEAD = """# Evil boards

Faulty election records, each with one defect, made by whoever could make them: hashed, signed and
proved again wherever the keys they hold allow it. Both checkers read every one of them: the
verifier for terminals (`python -m verifier`) and the checker in the browser (`/e/<election>/check`,
static/js/check). A board is found only if both name exactly the sentences of
[verification.md](spec/verification.md) that it breaks, and no other.

Anybody can count again: `make evil` makes all of them from one seed, has both checkers read them,
writes this page and ends with 1 if a single one passes or the two disagree. How each is made:
`tests/verifier/defects`. Some of the files lie in `tests/evil/sample`.
`python -m tests.evil --files FOLDER` writes all of them, with what has to come out, for other
checkers.

This page is written by that run.
"""


def row(verdict: Verdict) -> str:
    mark = "ok" if verdict.is_right else "WRONG"
    return (
        f"{mark:<6} {verdict.board.name:<62} {_shown(verdict.board.expected):<28} "
        f"{_shown(verdict.python):<28} {_shown(verdict.browser)}"
    )


def document(verdicts: Sequence[Verdict]) -> str:
    honest = [verdict for verdict in verdicts if verdict.board.group == "honest"]
    evil = [verdict for verdict in verdicts if verdict.board.group != "honest"]
    found = sum(verdict.is_right for verdict in evil)
    passed = sum(verdict.is_right for verdict in honest)
    parts = [
        _HEAD,
        f"**{found} of {len(evil)} evil boards were found by both; "
        f"{passed} of {len(honest)} honest ones passed both.**\n",
        _section("Honest boards", "they have to pass", honest),
    ]
    for group, (title, who) in GROUPS.items():
        rows = [verdict for verdict in evil if verdict.board.group == group]
        parts.append(_section(title, f"made by {who}", rows))
    return "\n".join(parts)


def _section(title: str, who: str, verdicts: Iterable[Verdict]) -> str:
    lines = [
        f"## {title}",
        "",
        f"{who[0].upper()}{who[1:]}.",
        "",
        "| board | has to fail | verifier | in the browser |",
        "|---|---|---|---|",
    ]
    for verdict in verdicts:
        words = verdict.board.name.replace("_", " ")
        cells = (verdict.board.expected, verdict.python, verdict.browser)
        lines.append(f"| {words} | {' | '.join(map(_shown, cells))} |")
    return "\n".join([*lines, ""])


def _shown(sentences: frozenset[str]) -> str:
    return ", ".join(sorted(sentences, key=_number)) or "passes"


def _number(sentence: str) -> tuple[int, int]:
    check, _, number = sentence.removeprefix("C").partition(".")
    return int(check), int(number)
