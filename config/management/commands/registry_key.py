"""Print what witnesses need to follow this installation's logs."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from board.keys import verifier_to_begin
from board.registry import registry_newest
from board.selectors import log_verifier_key
from crypto.registry import registry_origin, registry_slug


class Command(BaseCommand):
    help = (
        "Print the address and the key of the registry, the log that announces all others. "
        "Give the key to witnesses in another way than over that address."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        slug, key = registry_slug(1), ""
        registry = registry_newest()
        if registry is None:
            key = verifier_to_begin(registry_origin(settings.TABELLA_HOST, 1)).text()
        else:
            slug, key = registry.slug, log_verifier_key(registry)
        self.stdout.write(f"{settings.TABELLA_URL}/logs/{slug}")
        self.stdout.write(key)
