"""The door that voters use, as a program on another machine finds it: HTTP and nothing else."""

import http.client
import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any

from django.conf import settings

SECONDS = 10
MOST_BYTES = 1024 * 1024


class DoorError(Exception):
    """The door did not do what it does for voters; the message says what it did instead."""


@dataclass(frozen=True, slots=True)
class Door:
    """The ballots of one election."""

    election: str

    def send(self, body: bytes) -> None:
        """Raises DoorError where the ballot is not taken."""
        status, _ = self._ask("", body)
        if status != 202:
            raise DoorError(f"a ballot was answered {status}")

    def fate(self, ballot: str) -> dict[str, Any]:
        """What became of a ballot. Raises DoorError where that is not said."""
        status, answer = self._ask(f"/{ballot}", None)
        if status == 404:
            return {"status": "unknown"}
        if status != 200 or not isinstance(answer, dict):
            raise DoorError(f"what became of a ballot was answered {status}")
        return answer

    def _ask(self, path: str, body: bytes | None) -> tuple[int, Any]:
        where = settings.TABELLA_CANARY_URL
        address = f"{where}/api/v1/elections/{self.election}/ballots{path}"
        headers = {"Content-Type": "application/json"} if body else {}
        # The address is that of the settings, which begins with http:// or https://.
        request = urllib.request.Request(address, data=body, headers=headers)  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
                return answer.status, json.loads(answer.read(MOST_BYTES))
        except urllib.error.HTTPError as error:
            with error:
                return error.code, None
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise DoorError(f"the door does not answer: {type(error).__name__}") from error
