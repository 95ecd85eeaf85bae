"""A small manifest for tests, and ways to spoil its document."""

import copy
import json
from datetime import UTC, datetime

from crypto import canonical_json
from crypto.manifest import Contest, Manifest, Option, Style, encode_manifest
from crypto.notes import NoteSigner
from crypto.witness_policy import Witnesses

ELECTION_ID = "8c1c0c0e-7f5e-4d2e-9a55-0d4a4f3a9f10"
KEY_TOOL = "7e" * 32
ORIGIN = f"tabella.example/e/{ELECTION_ID}"
LOG_SIGNER = NoteSigner(ORIGIN, bytes(range(32)))


def both(english, german):
    return {"en": english, "de": german}


def option(name, option_max=1, *, exclusive=False):
    words = both(name, name)
    return Option(words, both("", ""), option_max=option_max, exclusive=exclusive)


def sample_manifest(**changes):
    fields = {
        "booth": "5a" * 32,
        "opens": datetime(2030, 5, 1, 8, tzinfo=UTC),
        "closes": datetime(2030, 5, 8, 18, tzinfo=UTC),
        "contact": both("office@tabella.example", ""),
        "contests": (
            Contest(
                title=both("Chair", "Vorsitz"),
                description=both("One vote.\nOr none.", ""),
                options=(option("Ada"), option("Grace")),
                votes_min=0,
                votes_max=1,
                section=both("Board", "Vorstand"),
                order="by_style",
                seats=1,
            ),
            Contest(
                title=both("Budget", "Haushalt"),
                description=both("", ""),
                options=(option("Parks", 3), option("Roads", 3), option("Schools", 3)),
                votes_min=1,
                votes_max=5,
                section=both("", ""),
            ),
        ),
        "demonstration": False,
        "description": both("", ""),
        "election_id": ELECTION_ID,
        "key_tool": KEY_TOOL,
        "languages": ("en", "de"),
        "log_key": LOG_SIGNER.verifier().text(),
        "origin": ORIGIN,
        "parameters": "EG-2.1-3072",
        "quorum": 12,
        "styles": (Style("All", (1, 2)), Style("Budget only", (2,))),
        "threshold": 2,
        "time_zone": "Europe/Vienna",
        "title": both("General meeting", "Hauptversammlung"),
        "trustees": ("Ada", "Grace", "Edsger"),
        "witnesses": Witnesses((), 0),
    }
    return Manifest(**(fields | changes))


def sample_document():
    return json.loads(encode_manifest(sample_manifest()))


def spoiled(document, path, value):
    """The bytes of a copy of `document` with the item at `path` replaced."""
    document = copy.deepcopy(document)
    target = document
    for step in path[:-1]:
        target = target[step]
    target[path[-1]] = value
    return canonical_json.encode(document)
