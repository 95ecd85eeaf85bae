"""V13. A bad program on the voter's own device: out of reach, and said so where people read it."""

from pathlib import Path

from django.test import Client

BOOTH = Path(__file__).parents[2] / "static/js/booth/strings/en.js"


def test_the_page_about_limits_says_so():
    words = Client().get("/help/limits").content.decode()
    assert "A bad program on your phone or computer can see your choices" in words
    assert "A test ballot finds changes with some luck" in words


def test_the_booth_offers_what_helps():
    words = BOOTH.read_text(encoding="utf-8")
    assert "do not vote on this device" in words
    assert "Check it now on another device" in words
