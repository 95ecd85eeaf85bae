"""The outcomes as data for the public page, and as docs/attacks.md made from that data."""

import json
from collections.abc import Mapping
from typing import Any

from tests.attacks.judgement import Judged
from tests.attacks.rows import PUBLISHED, SECTIONS

_HEAD = """# Attacks tried

Attacks that broke other voting systems, and some of our own, tried on this one through its real
doors: HTTP on a real election of 3072 bits with its workers, raw SQL, the pages of voters and key
holders in a browser, the command lines of verifier and key holders. Each line says what was tried,
what happened, and the tests that show it.

Anybody can try again: `make attacks` runs them all, prints the table, writes this page and ends
with 1 unless every row passed or is named as not tested here. What stands behind "also" looks
closer and runs with all other tests. [threat-model.md](threat-model.md)
says who the attackers are, [limitations.md](limitations.md) what stays possible.

This page is written by that run. The sentences stand in `tests/attacks/rows`.
"""


def data(outcomes: Mapping[str, Judged]) -> str:
    """The file that the public page is made of."""
    sections = [
        {"title": title, "rows": [_described(outcomes[row.id]) for row in rows]}
        for title, rows in SECTIONS
    ]
    return json.dumps({"sections": sections}, ensure_ascii=False, indent=1) + "\n"


def _described(judged: Judged) -> dict[str, object]:
    row = judged.row
    return {
        "id": row.id,
        "tried": row.tried,
        "happens": row.happens,
        "outcome": judged.outcome,
        "reason": row.reason,
        "tests": list(row.tests),
        "more": list(row.more),
    }


def document(text: str) -> str:
    """docs/attacks.md, from the text of that file."""
    sections = json.loads(text)["sections"]
    rows = [row for section in sections for row in section["rows"]]
    parts = [_HEAD, _summary(rows), *(_section(section) for section in sections)]
    return "\n".join(parts)


def _summary(rows: list[dict[str, Any]]) -> str:
    known = {
        f"{group}{number}" for group, most in PUBLISHED.items() for number in range(1, most + 1)
    }
    told = [row for row in rows if row["id"] in known]
    passed = sum(row["outcome"] == "passed" for row in told)
    more = sum(row["outcome"] == "passed" for row in rows) - passed
    others = ", ".join(row["id"] for row in rows if row["outcome"] != "passed") or "none"
    return (
        f"**{passed} of the {len(told)} attacks on other systems were tried and came to nothing or "
        f"to light, and {more} of our own. Not tested here: {others}.**\n"
    )


def _section(section: dict[str, Any]) -> str:
    lines = [
        f"## {section['title']}",
        "",
        "| id | tried | what happened | outcome | tests |",
        "|---|---|---|---|---|",
        *(_line(row) for row in section["rows"]),
    ]
    return "\n".join([*lines, ""])


def _line(row: dict[str, Any]) -> str:
    outcome = f"{row['outcome']}: {row['reason']}" if row["reason"] else row["outcome"]
    tests = ", ".join(f"`{name}`" for name in row["tests"])
    tests += "".join(f"; also `{name}`" for name in row["more"])
    return f"| {row['id']} | {row['tried']} | {row['happens']} | {outcome} | {tests} |"
