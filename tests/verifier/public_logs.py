"""Logs in memory as the files a server publishes, and a web server of a folder on loopback."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from crypto import canonical_json, merkle, tiles
from crypto.notes import NoteSigner, encode_tlog_proof
from crypto.transcript import sha256
from tests.checkpoints import signed_checkpoint

FEW = 40
SPECIAL = 50
"""Every so many entries there is one with a payload of its own."""

ORIGIN = "tabella.example/e/8c1c0c0e-7f5e-4d2e-9a55-0d4a4f3a9f10"


@dataclass
class PublicLog:
    """Entries with their payloads, and the log's key."""

    log: NoteSigner
    entries: list[bytes] = field(default_factory=list)
    payloads: list[bytes] = field(default_factory=list)

    @classmethod
    def plain(cls, size: int, seed: bytes = b"\1" * 32) -> PublicLog:
        """A log of entries that mean nothing after a first one that names its key."""
        log = cls(NoteSigner(ORIGIN, seed))
        log.add(canonical_json.encode({"log_key": log.log.verifier().text(), "origin": ORIGIN}))
        log.grow(size)
        return log

    @classmethod
    def of(cls, simulation) -> PublicLog:
        lines = simulation.lines
        return cls(simulation.log, [a.entry() for a in lines], [a.payload for a in lines])

    def grow(self, size: int, word: str = "entry") -> None:
        """Add entries of their own over few payloads: files are what takes time."""
        while len(self.entries) < size:
            number = len(self.entries)
            is_special = number % SPECIAL == 0
            self.add(canonical_json.encode({word: number if is_special else number % FEW}))

    def add(self, payload: bytes) -> None:
        entry = {"payload": sha256(payload).hex(), "size": len(payload), "type": "any", "v": 1}
        entry["number"] = len(self.entries)
        self.entries.append(canonical_json.encode(entry))
        self.payloads.append(payload)

    def payload_path(self, index: int) -> str:
        return tiles.payload_path(sha256(self.payloads[index]).hex())

    def twin(self, size: int) -> PublicLog:
        """The same key and the same first entries."""
        return PublicLog(self.log, self.entries[:size], self.payloads[:size])

    def leaves(self, size: int) -> list[bytes]:
        return [merkle.leaf_hash(entry) for entry in self.entries[:size]]

    def note(self, size: int | None = None) -> str:
        size = len(self.entries) if size is None else size
        return signed_checkpoint(self.log, self.log.name, size, merkle.root(self.leaves(size)))

    def receipt(self, index: int, size: int | None = None) -> str:
        size = len(self.entries) if size is None else size
        node = merkle.stored_leaves(self.leaves(size))
        hashes = merkle.inclusion_proof(index, size, node)
        return encode_tlog_proof(self.entries[index], index, hashes, self.note(size))

    def files(self, size: int | None = None) -> dict[str, bytes]:
        size = len(self.entries) if size is None else size
        files = {tiles.CHECKPOINT: self.note(size).encode()}
        levels = [self.leaves(size)]
        for tile in tiles.tiles_of(size):
            if tile.level == len(levels):
                below = levels[-1]
                full = range(0, len(below) // 256 * 256, 256)
                levels.append([merkle.root(below[at : at + 256]) for at in full])
            hashes = levels[tile.level][tile.start : tile.start + tile.width]
            files[tile.path] = tiles.encode_tile(hashes)
            if tile.level == 0:
                entries = self.entries[tile.start : tile.start + tile.width]
                files[tile.bundle_path] = tiles.encode_bundle(entries)
        for payload in self.payloads[:size]:
            files[tiles.payload_path(sha256(payload).hex())] = payload
        return files

    def write(self, folder: Path, size: int | None = None) -> Path:
        for path, data in self.files(size).items():
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        return folder


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self):
        site = self.server.site
        site.asked.append(self.path)
        special = site.special.get(self.path.removeprefix("/log/"))
        if special is not None:
            special(self)
            return
        file = site.folder / self.path.removeprefix("/log/")
        if self.path.startswith("/log/") and file.is_file():
            self.answer(200, file.read_bytes())
        else:
            self.answer(404, b"none")

    def answer(self, status, body, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, *_):
        """Whoever hangs up is meant to."""


@dataclass
class Site:
    """A folder on loopback; `special` answers a path in another way."""

    folder: Path
    address: str
    special: dict = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)


@contextmanager
def serving(folder: Path):
    server = _Server(("127.0.0.1", 0), _Handler)
    server.site = Site(folder, f"http://127.0.0.1:{server.server_port}/log")
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server.site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
