import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting.errors import RollError
from voting.roll_csv import decode_roll_file, read_roll
from voting.roll_headers import column_named

STYLES = ("All questions", "North")


def read(text: str, **choices: object):
    return read_roll(text, styles=STYLES, **choices)  # type: ignore[arg-type]


def faults(text: str, **choices: object) -> list[str]:
    return [str(fault) for fault in read(text, **choices).faults]


def test_a_plain_file_is_read_with_defaults():
    report = read("name,email\nAda,ada@example.org\nBen,ben@example.org\n")
    assert [(row.line, row.name, row.weight, row.style) for row in report.rows] == [
        (2, "Ada", 1, "All questions"),
        (3, "Ben", 1, "All questions"),
    ]
    assert not report.faults


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("start", ["", "\ufeff"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_delimiters_byte_order_marks_and_line_ends_do_not_matter(delimiter, start, ending):
    rows = [["Email", "NAME", "style", "weight"], ["ada@example.org", "Ada", "north", "3"]]
    text = start + ending.join(delimiter.join(row) for row in rows)
    (row,) = read(text).rows
    assert (row.name, row.email, row.weight, row.style) == ("Ada", "ada@example.org", 3, "North")


@pytest.mark.parametrize(
    "header",
    [
        "Name;E-Mail;Weight;Ballot style",
        "POIDS;Modèle de bulletin;Courriel;Nom complet",
        "correo electronico;NOMBRE;Peso;modelo",
        "الاسم;البريد الإلكتروني;الوزن;النموذج",
        "اسم;البريد الالكتروني;وزن;نموذج الورقة",
        " name ;Adresse e\u2011mail;poids;style",
    ],
)
def test_columns_may_have_names_in_any_of_the_four_languages(header):
    cells = {"name": "Ada", "email": "ada@example.org", "weight": "3", "style": "north"}
    columns = [column_named(word) for word in header.split(";")]
    assert sorted(columns) == sorted(cells)
    line = ";".join(cells[column] for column in columns)
    (row,) = read(f"\ufeff{header}\r\n{line}\r\n").rows
    assert (row.name, row.email, row.weight, row.style) == ("Ada", "ada@example.org", 3, "North")


def test_two_names_of_one_column_are_one_too_many():
    with pytest.raises(RollError, match='column 3: "email" is there twice'):
        read("name,email,courriel\nAda,ada@example.org,a@example.org\n")


def test_a_quoted_field_may_hold_the_delimiter():
    (row,) = read('name,email\n"Okafor, Ada",ada@example.org\n').rows
    assert row.name == "Okafor, Ada"


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("Ada,ada@@example.org,1,", "Line 2, email: two @ signs"),
        ("Ada,a@b@c@example.org,1,", "Line 2, email: more than one @ sign"),
        ("Ada,ada.example.org,1,", "Line 2, email: no @ sign"),
        ("Ada,,1,", "Line 2, email: is empty"),
        ("Ada,ada@,1,", "Line 2, email: is not an email address"),
        (",ada@example.org,1,", "Line 2, name: is empty"),
        ("Ada,ada@example.org,0,", "Line 2, weight: must be a whole number from 1 to 1,000,000"),
        ("Ada,ada@example.org,-1,", "Line 2, weight: must be a whole number from 1 to 1,000,000"),
        ("Ada,ada@example.org,1.5,", "Line 2, weight: must be a whole number from 1 to 1,000,000"),
        ("Ada,ada@example.org,１,", "Line 2, weight: must be a whole number from 1 to 1,000,000"),
        ("Ada,ada@example.org,1000001,", "Line 2, weight: must be a whole number"),
        ("Ada,ada@example.org,1,South", 'Line 2, style: there is no ballot style called "South"'),
        ("Ada,ada@example.org,1", "Line 2: 4 columns expected, 3 found"),
        ("Ada,ada@example.org,1,,x", "Line 2: 4 columns expected, 5 found"),
        ("A\u202eda,ada@example.org,1,", "Line 2, name: a hidden mark"),
        ("A\x07da,ada@example.org,1,", "Line 2, name: a control character"),
    ],
)
def test_a_fault_is_named_by_line_and_column(line, fault):
    found = faults(f"name,email,weight,style\n{line}\n")
    assert len(found) == 1
    assert found[0].startswith(fault)


def test_every_fault_of_a_line_is_told_and_the_good_lines_stay():
    report = read("name,email,weight\n,ada@@example.org,x\nBen,ben@example.org,2\n")
    assert [fault.column for fault in report.faults] == ["name", "email", "weight"]
    assert [row.name for row in report.rows] == ["Ben"]
    assert report.line_count == 2


def test_duplicates_are_found_whatever_their_case():
    text = "name,email\nAda,ada@example.org\nEve,ADA@example.org\n"
    assert faults(text) == ["Line 3, email: the same address as on line 2"]


def test_an_address_already_on_the_list_is_a_fault():
    found = faults("name,email\nAda,Ada@example.org\n", known_emails=frozenset({"ada@example.org"}))
    assert found == ["Line 2, email: Ada@example.org is already on the voter list"]


def test_lines_are_counted_through_empty_lines_and_line_breaks_in_quotes():
    text = 'name,email\n\n"Ada\nOkafor",ada@example.org\nBen,ben@@example.org\n'
    assert faults(text) == [
        "Line 3, name: a control character (U+000A) is not allowed",
        "Line 5, email: two @ signs",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "The file is empty."),
        ("\n\n", "The file is empty."),
        ("name,email\n", "The file has a header but no voters."),
        ("Ada,ada@example.org\n", 'there is no column "name"'),
        ("name,email,phone\nAda,a@b.org,1\n", 'Line 1, column 3: "phone" is not one of'),
        ("name,email,name\nAda,a@b.org,1\n", 'Line 1, column 3: "name" is there twice'),
        ('name,email\n"Ada,ada@example.org\n', "Line 2: a quotation mark is not closed"),
    ],
)
def test_a_file_that_cannot_be_read_at_all_is_refused(text, message):
    with pytest.raises(RollError) as caught:
        read(text)
    assert message in caught.value.message


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"name,email\nAda\xff,ada@example.org\n", "Line 2: this is not UTF-8 text"),
        ("name,email\n".encode("utf-16"), "Line 1: this is not UTF-8 text"),
        (b"name,email\nA\0da,ada@example.org\n", "Line 2: the file holds a NUL character"),
    ],
)
def test_bytes_that_are_no_text_are_refused_by_line(data, message):
    with pytest.raises(RollError) as caught:
        decode_roll_file(data)
    assert message in caught.value.message


def test_fifty_thousand_lines_are_read():
    text = "name,email\n" + "\n".join(f"Voter {i},voter{i}@example.org" for i in range(50_000))
    assert len(read(text).rows) == 50_000


@given(st.text(max_size=200))
def test_no_file_makes_the_reader_fail_in_another_way(text):
    try:
        report = read("name,email\n" + text)
    except RollError:
        return
    assert all(row.name and "@" in row.email for row in report.rows)
