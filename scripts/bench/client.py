"""Voters' connections for measurements, in as little work as can be: it is done on the same cores.

What a booth does is repeated here: it sends, comes again when it is asked to, and looks at growing
intervals until there is a receipt.
"""

import asyncio
import json
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

from crypto.entropy import random_bytes

ROOT = Path(__file__).resolve().parent.parent.parent
SPREAD_SECONDS = 2.0
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_LATER = re.compile(rb"retry-after: *(\d+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Wait:
    """Seconds between two looks, as the booth waits."""

    first: float
    growth: float
    longest: float

    @classmethod
    def of_booth(cls) -> "Wait":
        source = (ROOT / "static/js/booth/delivery.js").read_text()
        names = ("FIRST_WAIT", "GROWTH", "LONGEST_WAIT")
        found = [re.search(rf"const {name} = ([\d.]+);", source) for name in names]
        first, growth, longest = (float(each[1]) for each in found if each)
        return cls(first / 1000, growth, longest / 1000)


@dataclass(frozen=True, slots=True)
class Ready:
    """A ballot that only has to be sent."""

    folder: str
    hash: str
    body: bytes


@dataclass(slots=True)
class Course:
    """What became of the ballots of a round, in seconds since it began."""

    begun: float = field(default_factory=time.perf_counter)
    receipts: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    busy: int = 0
    looks: int = 0

    def now(self) -> float:
        return time.perf_counter() - self.begun


class Way:
    """One connection of one voter; opened again where the server let go of it."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, method: str, path: str, body: bytes = b"") -> tuple[int, bytes, bytes]:
        """Status, head and body of an answer. Tries again on a dead connection, as browsers do."""
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\n"
        if body:
            head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        request = f"{head}\r\n".encode() + body
        for _ in range(8):
            try:
                return await self._exchange(request)
            except (OSError, asyncio.IncompleteReadError):
                self.close()
        raise SystemExit("the web server does not answer")

    def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
        self._streams = None

    async def _exchange(self, request: bytes) -> tuple[int, bytes, bytes]:
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._streams
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        length = _LENGTH.search(head)
        if length is None:
            raise SystemExit("an answer without its length")
        body = await reader.readexactly(int(length[1]))
        if b"onnection: close" in head:
            self.close()
        return int(head[9:12]), head, body


class Crowd:
    """Voters with a number of connections among them."""

    def __init__(self, port: int, course: Course) -> None:
        self._port, self._course, self._idle = port, course, list[Way]()
        self._wait = Wait.of_booth()

    async def send(self, ballot: Ready) -> float:
        """Send until it is taken. Returns the seconds before which looking for it is in vain."""
        while True:
            status, head, body = await self._ask("POST", ballot.folder, ballot.body)
            if status == HTTPStatus.ACCEPTED:
                return float(json.loads(body).get("wait", 0)) / 1000
            if status != HTTPStatus.SERVICE_UNAVAILABLE:
                raise SystemExit(f"{status} {body.decode()}")
            self._course.busy += 1
            later = _LATER.search(head)
            spread = SPREAD_SECONDS * int.from_bytes(random_bytes(2)) / 2**16
            await asyncio.sleep((float(later[1]) if later else 1.0) + spread)

    async def vote(self, ballot: Ready) -> None:
        """Send, and look until there is a receipt."""
        start, course = time.perf_counter(), self._course
        told, pause = await self.send(ballot), self._wait.first
        while True:
            await asyncio.sleep(max(pause, told))
            fate = await self._fate(ballot)
            if fate["status"] != "waiting":
                break
            told = float(str(fate.get("wait", 0))) / 1000
            pause = min(self._wait.growth * pause, self._wait.longest)
        course.receipts.append(course.now())
        course.waits.append(time.perf_counter() - start)
        course.texts.append(str(fate["receipt"]))

    async def _fate(self, ballot: Ready) -> Mapping[str, object]:
        self._course.looks += 1
        status, _, body = await self._ask("GET", f"{ballot.folder}/{ballot.hash}")
        if status >= HTTPStatus.MULTIPLE_CHOICES:
            raise SystemExit(f"{status} {body.decode()}")
        return dict(json.loads(body))

    async def _ask(self, method: str, path: str, body: bytes = b"") -> tuple[int, bytes, bytes]:
        way = self._idle.pop() if self._idle else Way(self._port)
        answer = await way.ask(method, path, body)
        self._idle.append(way)
        return answer

    def close(self) -> None:
        for way in self._idle:
            way.close()


async def all_at_once(crowd: Crowd, ballots: Sequence[Ready], at_once: int) -> None:
    """So many voters at any time: as soon as one has a receipt, another one sends."""
    room = asyncio.Semaphore(at_once)

    async def next_voter(ballot: Ready) -> None:
        async with room:
            await crowd.vote(ballot)

    await asyncio.gather(*map(next_voter, ballots))


async def delivered(crowd: Crowd, ballots: Sequence[Ready], at_once: int) -> None:
    """As above for voters who do not wait for receipts."""
    room = asyncio.Semaphore(at_once)

    async def next_voter(ballot: Ready) -> None:
        async with room:
            await crowd.send(ballot)

    await asyncio.gather(*map(next_voter, ballots))


async def arriving(crowd: Crowd, ballots: Sequence[Ready], seconds: float) -> None:
    """Voters who come evenly within some seconds, however long those before them wait."""

    async def voter(number: int, ballot: Ready) -> None:
        await asyncio.sleep(seconds * number / len(ballots))
        await crowd.vote(ballot)

    await asyncio.gather(*(voter(*one) for one in enumerate(ballots)))
