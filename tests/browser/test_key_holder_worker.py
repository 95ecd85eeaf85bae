"""The key holders' worker in a browser, under the product's policy: nested workers count."""

import json
import threading
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Error

from config.settings import CONTENT_SECURITY_POLICY
from crypto import merkle
from crypto.ceremony import CEREMONY_TYPES, CeremonyView
from crypto.entries import decode_entry, encode_entry
from crypto.tally import members, verify_partial_decryption
from crypto.tally_payloads import decode_decryption_payload, decode_tally_payload
from crypto.transcript import sha256
from tests.js.trustee_records import (
    PASSPHRASE,
    WITNESSED,
    key_file,
    upto,
    with_false_proof,
)
from tests.simulator import ELECTION_ID, Simulation

pytestmark = pytest.mark.browser

STATIC = Path(__file__).resolve().parents[2] / "static"
POLICY = "; ".join(
    f"{name} {' '.join(values)}" for name, values in CONTENT_SECURITY_POLICY["DIRECTIVES"].items()
)
LOG = f"/api/v1/logs/{ELECTION_ID}"

UNLOCK = """async ({ election, file, passphrase }) => {
  const { startWorker } = await import("/js/trustee/start-worker.js");
  const client = await startWorker(new URL("/js/trustee/worker.js", location).href);
  const told = [];
  const source = { kind: "server" };
  await client.call("start", { election, trustee: 1, source });
  const summary = await client.call("read", undefined, (progress) => told.push(progress.stage));
  await client.call("openKey", { file: new TextEncoder().encode(file), passphrase });
  const early = await client.call("unlock", {}).catch((error) => error.problem.code);
  const counted = await client.call(
    "recount", { hasProofsChecked: true }, (progress) => told.push(progress.stage));
  const { payload, signature } = await client.call(
    "unlock", { mayOpenSingle: false }, (progress) => told.push(progress.stage));
  client.close();
  return {
    summary, counted, early, signature, told: [...new Set(told)],
    payload: new TextDecoder().decode(payload),
  };
}"""


class _Handler(SimpleHTTPRequestHandler):
    record: Simulation
    missing: tuple
    paths: list

    def __init__(self, *arguments):
        super().__init__(*arguments, directory=STATIC)

    def log_message(self, *_):
        """Stay silent."""

    def end_headers(self):
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def do_GET(self):
        url = urlsplit(self.path)
        self.paths.append(url.path)
        if url.path == "/":
            self._answer("text/html", b"<!doctype html><title>Key holder</title>")
        elif url.path in self.missing:
            self.send_error(404)
        elif url.path == f"{LOG}/checkpoint":
            self._answer("text/plain", self.record.checkpoint().encode())
        elif url.path == f"{LOG}/entries":
            start = int(parse_qs(url.query)["start"][0])
            page = {"entries": _documents(self.record)[start : start + 9], "size": 0, "origin": ""}
            self._answer("application/json", json.dumps(page).encode())
        else:
            super().do_GET()

    def _answer(self, kind, data):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def _documents(record):
    chain, documents = merkle.chain_start(record.origin), []
    for index, line in enumerate(record.lines):
        leaf = merkle.leaf_hash(line.entry())
        chain = merkle.chain_next(chain, leaf)
        texts = {"entry": line.entry().decode(), "payload": line.payload.decode()}
        documents.append({"chain": chain.hex(), "index": index, "leaf": leaf.hex(), **texts})
    return documents


@contextmanager
def _served(record, missing):
    state = {"record": record, "missing": missing, "paths": []}
    handler = type("Handler", (_Handler,), state)
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", state["paths"]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="module")
def honest():
    return Simulation.honest(WITNESSED)


def _unlock(page, record, missing):
    with _served(record, missing) as (site, paths):
        page.goto(f"{site}/")
        argument = {
            "election": ELECTION_ID,
            "file": key_file(record, record.secrets[0]),
            "passphrase": PASSPHRASE,
        }
        return page.evaluate(UNLOCK, argument), paths


def _verify(record, payload, signature):
    """The entry holds for everybody else."""
    view = CeremonyView()
    for line in record.lines:
        if line.kind in CEREMONY_TYPES:
            view.add_entry(decode_entry(line.entry()), line.payload)
    entry = encode_entry("decryption", payload, trustee=1, signature=signature)
    decode_entry(entry).verify_signature(view.signing_key(1))
    context, tally = record.context, record.line("tally").payload
    verify_partial_decryption(
        decode_decryption_payload(payload, context.group),
        context=context,
        tally=members(context, decode_tally_payload(tally, context.group).contests),
        tally_hash=sha256(tally),
        share_key=view.share_key(1),
    )


COUNT_WORKER = "/js/trustee/count-worker.js"


@pytest.mark.parametrize("missing", [(), (COUNT_WORKER,)], ids=["with", "without"])
def test_totals_are_counted_and_unlocked_with_nested_workers_and_without(page, honest, missing):
    record = upto(honest, "tally")
    answer, paths = _unlock(page, record, missing)
    assert COUNT_WORKER in paths
    # Who counts fetches the modules of ballots; so does the worker itself.
    assert (paths.count("/js/crypto/ballot.js") > 1) == (not missing)
    assert answer["summary"]["phase"] == "decrypting"
    assert answer["early"] == "not_counted"
    assert answer["counted"]["ballots"] == 4
    assert answer["told"] == ["record", "count", "unlock"]
    _verify(record, answer["payload"].encode(), answer["signature"])


def test_a_nested_worker_names_the_ballot_that_does_not_hold(page, honest):
    record = with_false_proof(honest, "ballot", 1)
    place = record.index("ballot", 1)
    with pytest.raises(Error, match=f"entry {place}: contest 1 option 1"):
        _unlock(page, record, missing=())
