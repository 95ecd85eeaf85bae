"""A page carries one receipt in its place, and can run and fetch nothing."""

import pytest

from crypto import merkle
from crypto.errors import DecodeError
from crypto.notes import NoteSigner, encode_tlog_proof
from crypto.receipt_page import MAX_PAGE, decode_receipt_page
from tests.checkpoints import signed_checkpoint
from tests.js.test_same_verdicts import ENTRY
from tests.receipts import receipt_page

LOG = NoteSigner("tabella.example/e/1", bytes(32))
PROOF = encode_tlog_proof(
    ENTRY, 0, (), signed_checkpoint(LOG, LOG.name, 1, merkle.leaf_hash(ENTRY))
)
PAGE = receipt_page(PROOF)
CODE = decode_receipt_page(PAGE).code


def test_what_was_put_in_comes_out():
    page = decode_receipt_page(PAGE)
    assert page.proof == PROOF
    assert f'<strong id="ballot-code">{page.code}</strong>' in PAGE


def test_characters_with_a_meaning_in_pages_come_out_as_they_were():
    odd = NoteSigner("a&b<c>d\"e'f.example", bytes(32))
    proof = encode_tlog_proof(ENTRY, 0, (), signed_checkpoint(odd, odd.name, 1, bytes(32)))
    page = receipt_page(proof, origin=odd.name)
    assert "a&amp;b&lt;c&gt;d&quot;e&#x27;f.example" in page
    assert decode_receipt_page(page).proof == proof


def before(place, text):
    return PAGE.replace(place, text + place, 1)


MARKED = f'<pre id="tlog-proof">{PAGE.partition("<pre id=")[2].partition(">")[2].partition("</pre>")[0]}</pre>'  # noqa: E501
DEFECTS = {
    "two marked places": before("<footer>", MARKED),
    "a second place without a proof": before("<footer>", '<pre id="tlog-proof"></pre>'),
    "a second proof elsewhere": before("<footer>", f"<pre>{PROOF}</pre>"),
    "the place marked in another spelling": before("<footer>", '<pre  id="tlog-proof"></pre>'),
    "no proof": PAGE.replace("c2sp.org/tlog-proof@v1", "c2sp.org/note"),
    "no place": PAGE.replace('<pre id="tlog-proof">', "<pre>"),
    "no code": PAGE.replace('<strong id="ballot-code">', "<strong>"),
    "two codes": before("<footer>", '<strong id="ballot-code">x</strong>'),
    "a tag inside the proof": PAGE.replace("\nindex ", "<p></p>\nindex "),
    "an open tag inside the proof": PAGE.replace("\nindex ", "<\nindex "),
    "a reference of another kind": PAGE.replace("\nindex ", "&#10;index "),
    "a bare ampersand in the proof": PAGE.replace("\nindex ", "& \nindex "),
    "a script": before("</body>", "<script>alert(1)</script>"),
    "a script in capitals": before("</body>", "<SCRIPT>alert(1)</SCRIPT>"),
    "a script with a space": before("</body>", "<script >alert(1)</script >"),
    "a script from elsewhere": before("</head>", '<script src="//evil.example"></script>'),
    "a handler": PAGE.replace("<body>", '<body onload="alert(1)">'),
    "a handler after a slash": PAGE.replace("<body>", '<body/onload="alert(1)">'),
    "a handler without quotes": PAGE.replace("<body>", "<body onload=alert(1)>"),
    "a picture": before("</body>", '<img src="https://evil.example/x">'),
    "a frame": before("</body>", '<iframe src="https://evil.example/"></iframe>'),
    "a form": before("</body>", '<form action="https://evil.example/"></form>'),
    "a style from elsewhere": before("</head>", '<link rel="stylesheet" href="https://e.example">'),
    "a base": before("</head>", '<base href="https://evil.example/">'),
    "a refresh": before("</head>", '<meta http-equiv="refresh" content="0">'),
    "a style that fetches": PAGE.replace("</style>", "p{background:url(//evil.example)}</style>"),
    "a style that fetches in capitals": PAGE.replace("</style>", "p{background:URL(//e)}</style>"),
    "a style that hides how it fetches": PAGE.replace(
        "</style>", "p{background:\\75rl(x)}</style>"
    ),
    "a style that imports": PAGE.replace("</style>", '@import "x";</style>'),
    "a style that is not closed": before("</body>", "<style>"),
    "a style with attributes": PAGE.replace("<style>", '<style class="x">'),
    "a style on an element": PAGE.replace("<body>", '<body style="x">'),
    "a link that is no address": before("</body>", '<a href="javascript:alert(1)">x</a>'),
    "a link with a hidden address": before("</body>", '<a href="&#106;avascript:x">x</a>'),
    "a comment": before("</body>", "<!-- -->"),
    "a section of another kind": before("</body>", "<![CDATA[x]]>"),
    "a closing bracket alone": before("</body>", ">"),
    "a title that is not closed": PAGE.replace("</title>", "<title"),
    "an empty file": "",
    "cut short": PAGE[: len(PAGE) // 2],
    "cut short by one tag": PAGE.replace("</html>\n", ""),
    "something after its end": PAGE + "x",
    "something before its start": f" {PAGE}",
    "another kind of page": PAGE.replace("<!DOCTYPE html>", "<!DOCTYPE HTML>"),
    "too long": before("</body>", "<p>" + "x" * MAX_PAGE + "</p>"),
}


@pytest.mark.parametrize("name", DEFECTS)
def test_a_page_with_a_defect_is_refused(name):
    assert DEFECTS[name] != PAGE
    with pytest.raises(DecodeError, match=r"^receipt page: "):
        decode_receipt_page(DEFECTS[name])


@pytest.mark.parametrize("cut", range(0, len(PAGE), 97))
def test_no_part_of_a_page_is_a_page(cut):
    with pytest.raises(DecodeError):
        decode_receipt_page(PAGE[:cut])
