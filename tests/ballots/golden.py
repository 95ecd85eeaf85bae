"""The election of the golden vectors as an open one, so that their ballots can be sent to it."""

import base64
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from board.services import log_create
from voting.models import BallotStyle, Election, Voter

FILE = Path(__file__).parent.parent / "vectors/golden-v1.json"
GOLDEN = json.loads(FILE.read_text())
VECTORS = GOLDEN["elections"][0]


def golden_election() -> Election:
    slug = VECTORS["election"]
    election = Election.objects.create(
        id=slug,
        title={"en": "Golden"},
        languages=["en"],
        parameters=VECTORS["parameters"],
        is_demonstration=True,
        closes_at=timezone.now() + timedelta(days=1),
        threshold=1,
        state="open",
        log=log_create(slug=slug, host="golden.example"),
        manifest=VECTORS["manifest"].encode(),
        joint_key=VECTORS["joint_key"],
        election_hash=VECTORS["h_e"],
    )
    for number, vector in enumerate(VECTORS["ballots"], start=1):
        style, _ = BallotStyle.objects.get_or_create(
            election=election, number=vector["style"], name=f"Style {vector['style']}"
        )
        Voter.objects.get_or_create(
            election=election,
            credential=vector["credential"],
            defaults={
                "number": number,
                "name": f"Voter {number}",
                "email": f"voter{number}@example.org",
                "style": style,
            },
        )
    return election


def malformed_ballots() -> Iterator[tuple[str, str, bytes]]:
    """Name, expected error (decode or proof) and bytes of every malformed ballot."""
    for vector in GOLDEN["malformed"]:
        yield vector["name"], vector["expected"], base64.b64decode(vector["base64"])
