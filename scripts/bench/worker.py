"""A Celery application whose workers find every proof right at once.

Only so can the time of everything else be measured; the product has no setting that does this.
"""

import django

django.setup()

from ballots.services import checking  # noqa: E402  needs the set-up above
from config.celery import app  # noqa: E402


def _nothing(*_: object) -> None:
    """Stand in for a check of proofs."""


checking.CHECKS = {kind: (_nothing, reason) for kind, (_, reason) in checking.CHECKS.items()}
# What is not proven together goes through the checks above.
checking.verify_together = lambda claims, _: [None] * len(claims)

__all__ = ["app"]
