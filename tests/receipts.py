"""Receipts as pages, from the server's own template, without a server."""

from django.template.loader import render_to_string

from ballots.qr import qr_inline
from ballots.receipts import ReceiptShown
from crypto.ballot import tracker
from crypto.entries import decode_entry
from crypto.notes import decode_tlog_proof

ADDRESS = "https://tabella.example/e/8c1c0c0e-7f5e-4d2e-9a55-0d4a4f3a9f10/code?code="


def receipt_page(proof: str, **changes: object) -> str:
    """The page of a ballot's receipt."""
    read = decode_tlog_proof(proof)
    header = decode_entry(read.entry)
    code = tracker(header.ballot or header.payload_hash)
    shown = {
        "title": "Riverside board election",
        "code": code,
        "is_test": header.kind == "challenge",
        "index": read.index,
        "origin": "tabella.example/e/8c1c0c0e-7f5e-4d2e-9a55-0d4a4f3a9f10",
        "key_id": "01234567",
        "witnesses": (),
        "witness_count": 0,
        "quorum": 0,
        "proof": proof,
        "address": ADDRESS + code,
        "qr": qr_inline(ADDRESS + code),
    }
    return render_to_string("ballots/receipt.html", {"receipt": ReceiptShown(**(shown | changes))})
