"""Voters as the booth makes them: they send, ask, try again, and believe only a checked receipt.

The way of a ballot is that of static/js/booth/delivery.js; what people do when a page offers them
"Try again" is done here after a short wait.
"""

import http.client
import json
import time
from threading import Event, Thread
from typing import Any
from urllib.parse import urlsplit

from crypto.errors import CryptoError
from tests.chaos.draws import Draws
from tests.chaos.ledger import Acknowledged, Ledger
from tests.chaos.pool import Pool, PoolBallot
from tests.chaos.receipts import receipt_checked

FIRST_WAIT, LONGEST_WAIT = 0.25, 2.0
AGAIN = 0.25
PATIENCE = 20
TWICE_EVERY = 2
"""Every so many ballots one is sent twice at the same moment."""
REST = (0.5, 2.5)
"""Seconds a voter rests between two ballots."""


class UnreachableError(Exception):
    """No answer, or one that says to try again."""


class RefusedError(Exception):
    """The server's answer is no."""

    def __init__(self, status: int, answer: dict[str, Any]) -> None:
        super().__init__(f"{status} {answer.get('code')}")
        self.status = status


class Server:
    """The product's address, as a browser uses it."""

    def __init__(self, url: str, election: str) -> None:
        self._address = urlsplit(url).netloc
        self._folder = f"/api/v1/elections/{election}/ballots"

    def look_up(self, ballot: str) -> dict[str, Any] | None:
        try:
            return self._ask("GET", f"{self._folder}/{ballot}", None)
        except RefusedError as error:
            if error.status == 404:
                return None
            raise

    def send(self, body: bytes) -> dict[str, Any]:
        return self._ask("POST", self._folder, body)

    def _ask(self, method: str, path: str, body: bytes | None) -> dict[str, Any]:
        connection = http.client.HTTPConnection(self._address, timeout=PATIENCE)
        try:
            connection.request(method, path, body, {"Content-Type": "application/json"})
            response = connection.getresponse()
            data = response.read()
        except (OSError, http.client.HTTPException) as error:
            raise UnreachableError(type(error).__name__) from error
        finally:
            connection.close()
        if response.status >= 500:
            raise UnreachableError(f"status {response.status}")
        try:
            answer: dict[str, Any] = json.loads(data)
        except ValueError as error:
            raise UnreachableError("an answer that broke off") from error
        if response.status >= 400:
            raise RefusedError(response.status, answer)
        return answer


class Delivery:
    """One ballot on its way."""

    def __init__(self, server: Server, ballot: PoolBallot, log: Ledger) -> None:
        self._server, self._ballot, self._ledger = server, ballot, log
        self._has_tried = False

    def deliver(self) -> dict[str, Any]:
        """Bring it to the record; UnreachableError means that this can be called again."""
        if not (self._has_tried and self._server.look_up(self._ballot.hash) is not None):
            self._has_tried = True
            self._server.send(self._ballot.body)
        self._ledger.take(self._ballot.hash)
        return self._settled()

    def _settled(self) -> dict[str, Any]:
        wait = FIRST_WAIT
        while True:
            fate = self._server.look_up(self._ballot.hash)
            if fate is None:
                self._ledger.fault(f"{self._ballot.hash}: taken, then unknown")
                raise UnreachableError("the server lost the ballot")
            if fate["status"] != "waiting":
                return fate
            time.sleep(wait)
            wait = min(2 * wait, LONGEST_WAIT)


class Voters:
    """As many voters at once as `count`, each with the next ballot of the pool."""

    def __init__(self, url: str, pool: Pool, ledger: Ledger, *, count: int, seed: str) -> None:
        self._server, self._pool, self._ledger = Server(url, pool.election), pool, ledger
        self._stopping, self._giving_up, self._rushing = Event(), Event(), Event()
        self._threads = [
            Thread(target=self._vote, args=[Draws(f"{seed}/voter {number}")], daemon=True)
            for number in range(count)
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def rush(self) -> None:
        """From now on nobody rests between two ballots."""
        self._rushing.set()

    def rest(self) -> None:
        """The opposite."""
        self._rushing.clear()

    def wait(self) -> None:
        """Until the pool is empty."""
        for thread in self._threads:
            thread.join()

    def finish(self, seconds: float) -> None:
        """Let everybody bring the ballot in hand to its end, but no new one."""
        self._stopping.set()
        deadline = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(timeout=max(0.0, deadline - time.monotonic()))
        self._giving_up.set()

    def _vote(self, draws: Draws) -> None:
        try:
            self._vote_on(draws)
        except Exception as error:  # noqa: BLE001  a voter who ends unnoticed would hide a loss
            self._ledger.fault(f"a voter ended: {error!r}")

    def _vote_on(self, draws: Draws) -> None:
        while not self._stopping.is_set() and (ballot := self._pool.take()) is not None:
            self._cast(ballot)
            self._rushing.wait(draws.between(*REST))

    def _cast(self, ballot: PoolBallot) -> None:
        delivery, sent = Delivery(self._server, ballot, self._ledger), time.monotonic()
        if ballot.number % TWICE_EVERY == 0:
            self._send_beside(ballot)
        while not self._giving_up.is_set():
            try:
                fate = delivery.deliver()
            except UnreachableError as error:
                self._ledger.trouble(str(error))
                time.sleep(AGAIN)
            except RefusedError as error:
                self._ledger.fault(f"{ballot.hash}: {error}")
                return
            else:
                self._note(ballot, fate, sent)
                return

    def _send_beside(self, ballot: PoolBallot) -> None:
        """The same ballot a second time at the same moment, as an impatient browser does."""

        def send() -> None:
            try:
                self._server.send(ballot.body)
            except UnreachableError:
                return
            self._ledger.take(ballot.hash)

        Thread(target=send, daemon=True).start()

    def _note(self, ballot: PoolBallot, fate: dict[str, Any], sent: float) -> None:
        if fate["status"] == "refused":
            self._ledger.refuse(ballot.hash, fate["reason"])
            return
        try:
            index, checkpoint = receipt_checked(
                fate["receipt"], entry=ballot.entry, log_key=self._pool.log_key
            )
        except CryptoError as error:
            self._ledger.fault(f"{ballot.hash}: {error}")
            return
        told = Acknowledged(index, ballot.entry, checkpoint, sent, time.monotonic())
        self._ledger.acknowledge(ballot.hash, told)
