"""The page that tells which attacks were tried and what happened.

It is served from the file that the last run of all attacks wrote; nothing is tried here.
"""

import json
import re
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@dataclass(frozen=True, slots=True)
class Attack:
    id: str
    tried: str
    happens: str
    has_passed: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    attacks: tuple[Attack, ...]


@require_safe
def attacks_page(request: HttpRequest) -> HttpResponse:
    sections = attacks_tried()
    context = {
        "sections": sections,
        "count": sum(len(section.attacks) for section in sections),
        "passed": sum(attack.has_passed for section in sections for attack in section.attacks),
    }
    return render(request, "config/attacks.html", context)


@cache
def attacks_tried() -> tuple[Section, ...]:
    """Read once in each process: the file belongs to the sources."""
    text = (settings.BASE_DIR / "docs/attacks.json").read_text(encoding="utf-8")
    return tuple(
        Section(section["title"], tuple(_attack(row) for row in section["rows"]))
        for section in json.loads(text)["sections"]
    )


def _attack(row: dict[str, str]) -> Attack:
    return Attack(
        id=row["id"],
        tried=_plain(row["tried"]),
        happens=_plain(row["happens"]),
        has_passed=row["outcome"] == "passed",
        reason=row["reason"],
    )


def _plain(text: str) -> str:
    """Without the marks of docs/attacks.md around links and code."""
    return re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text).replace("`", "")
