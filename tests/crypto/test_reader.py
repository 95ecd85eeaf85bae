import re
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.errors import DecodeError
from crypto.reader import Fields, format_time, read_time


def field(value):
    return Fields({"a": value}, "ballot", ("a",))


def test_every_kind_of_field_is_read():
    assert field("x").text("a", 1) == "x"
    assert field(7).integer("a", 7, 7) == 7
    assert field(True).boolean("a") is True
    assert field("0f").hex("a", 2) == "0f"
    assert field("0f").octets("a", 1) == b"\x0f"
    assert field([1]).list("a", 1, 1) == [1]
    assert field([1, 2]).items("a", 0, 2) == [("ballot.a[0]", 1), ("ballot.a[1]", 2)]
    assert field("last").choice("a", ["last"]) == "last"
    assert field("ab").matching("a", re.compile("a."), "two letters") == "ab"
    assert field({"b": 1}).fields("a", ("b",)).integer("b") == 1
    assert field([{"b": 1}]).objects("a", 1, 1, ("b",))[0].place == "ballot.a[0]"
    assert field("2030-05-01T08:00:00Z").time("a") == datetime(2030, 5, 1, 8, tzinfo=UTC)
    uuid = "8c1c0c0e-7f5e-4d2e-9a55-0d4a4f3a9f10"
    assert field(uuid).uuid("a") == uuid
    assert field([]).value("a") == []


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("xx", lambda fields: fields.text("a", 1)),
        ("", lambda fields: fields.text("a", 1, min_length=1)),
        (1, lambda fields: fields.text("a", 1)),
        ("a\tb", lambda fields: fields.text("a", 9)),
        ("a\x00", lambda fields: fields.text("a", 9)),
        ("1", lambda fields: fields.integer("a")),
        (True, lambda fields: fields.integer("a")),
        (8, lambda fields: fields.integer("a", 0, 7)),
        (2**31, lambda fields: fields.integer("a")),
        (1, lambda fields: fields.boolean("a")),
        ("0F", lambda fields: fields.hex("a", 2)),
        ("0f0", lambda fields: fields.hex("a", 2)),
        ("٠٠", lambda fields: fields.hex("a", 2)),
        ("0f\n", lambda fields: fields.hex("a", 2)),
        (15, lambda fields: fields.octets("a", 1)),
        ({}, lambda fields: fields.list("a", 0, 1)),
        ([1, 2], lambda fields: fields.list("a", 0, 1)),
        ([], lambda fields: fields.items("a", 1, 2)),
        ("first", lambda fields: fields.choice("a", ["last"])),
        (["last"], lambda fields: fields.choice("a", ["last"])),
        ("abc", lambda fields: fields.matching("a", re.compile("a."), "two letters")),
        ([], lambda fields: fields.fields("a", ())),
        ([[]], lambda fields: fields.objects("a", 1, 1, ())),
        (1, lambda fields: fields.time("a")),
        ("2030-05-01 08:00:00Z", lambda fields: fields.time("a")),
        ("2030-05-01T08:00:00+00:00", lambda fields: fields.time("a")),
        ("2030-02-30T08:00:00Z", lambda fields: fields.time("a")),
        ("2030-05-01T08:00:60Z", lambda fields: fields.time("a")),
        ("0000-05-01T08:00:00Z", lambda fields: fields.time("a")),
        ("8C1C0C0E-7F5E-4D2E-9A55-0D4A4F3A9F10", lambda fields: fields.uuid("a")),
        (None, lambda fields: fields.uuid("a")),
    ],
)
def test_a_field_of_another_form_is_refused_with_its_place(value, read):
    with pytest.raises(DecodeError, match=r"^ballot\.a"):
        read(field(value))


def test_an_object_has_exactly_its_fields():
    with pytest.raises(DecodeError, match=r"^ballot: lacks the field 'b'"):
        Fields({"a": 1}, "ballot", ("a", "b"))
    with pytest.raises(DecodeError, match=r"^ballot: has the unknown field 'b'"):
        Fields({"a": 1, "b": 1}, "ballot", ("a",))
    with pytest.raises(DecodeError, match=r"^ballot: expected an object"):
        Fields([], "ballot", ())


def test_a_version_other_than_one_is_refused():
    Fields({"v": 1}, "ballot", ("v",)).version()
    with pytest.raises(DecodeError, match=r"^ballot\.v: expected 1 to 1, got 2"):
        Fields({"v": 2}, "ballot", ("v",)).version()


@given(st.datetimes(min_value=datetime(1, 1, 2), max_value=datetime(9999, 12, 30)))  # noqa: DTZ001
def test_times_survive_the_round_trip_in_every_time_zone(moment):
    moment = moment.replace(microsecond=0, tzinfo=timezone(timedelta(hours=5, minutes=45)))
    assert read_time(format_time(moment), "time") == moment
