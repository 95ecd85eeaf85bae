"""Celery's queue in a folder, for the embedded default.

kombu's own filesystem transport opens a message under its final name before it writes it, so that
a worker which looks at that moment reads an empty file and ends; its table of bindings has the same
flaw, and messages sent while another process writes it are lost. Here a message gets its name when
it is complete, a worker takes it by renaming it, which only one worker can, and there is no table:
an exchange has the one queue of its own name, as Celery makes them.
"""

import json
import os
import time
from pathlib import Path
from queue import Empty
from typing import Any
from uuid import uuid4

from kombu.exceptions import ChannelError, OperationalError
from kombu.transport import TRANSPORT_ALIASES, filesystem

SCHEME = "folder"


class Channel(filesystem.Channel):
    def _queue_bind(self, exchange: str, *binding: str) -> None:
        _routing_key, _pattern, queue = binding
        if exchange != queue:
            raise ChannelError(f"queue {queue}: must be bound to the exchange of its own name")

    def get_table(self, exchange: str) -> list[tuple[str, str, str]]:
        return [(exchange, "", exchange)]

    # kombu's own two base classes give the second argument different names.
    def _put(self, queue: str, payload: dict[str, Any], **_: object) -> None:  # type: ignore[override]
        name = f"{time.time_ns():020}_{uuid4()}.{queue}.msg"
        draft = Path(self.processed_folder) / f"{name}.draft"
        try:
            draft.write_text(json.dumps(payload), encoding="utf-8")
            draft.replace(Path(self.data_folder_out) / name)
        except OSError as error:
            draft.unlink(missing_ok=True)
            raise OperationalError(f"queue {queue}: {error.strerror}") from error

    def _get(self, queue: str, timeout: float | None = None) -> dict[str, Any]:  # noqa: ARG002
        for name in sorted(os.listdir(self.data_folder_in)):
            if name.partition(".")[2] != f"{queue}.msg":
                continue
            taken = Path(self.processed_folder) / name
            try:
                (Path(self.data_folder_in) / name).rename(taken)
            except FileNotFoundError:
                continue  # another worker was quicker
            payload: dict[str, Any] = json.loads(taken.read_text(encoding="utf-8"))
            taken.unlink()
            return payload
        raise Empty


class Transport(filesystem.Transport):
    Channel = Channel


TRANSPORT_ALIASES[SCHEME] = f"{__name__}:Transport"
