"""What is voted on in the election of these tests, who may vote, and what they choose."""

TITLE = "Riverside board élection"
CHAIR = "Who should chair the board?"
EVENINGS = "Which evenings suit you?"
BOOKS = "Share out five points for new books"
QUESTIONS = (CHAIR, EVENINGS, BOOKS)
CHAIRS = ("Dana Levi", "Noor Aziz", "Sam Okoro")
EVENING_NAMES = ("Monday", "Wednesday", "Friday")
BOOK_NAMES = ("Novels", "Atlases", "Science")

VOTERS = {
    "Ada Okafor": "ada@example.org",
    "Ben Sørensen": "ben@example.org",
    "Cyd Moreau": "cyd@example.org",
}
KEY_HOLDERS = ("Priya", "Tom", "Ana")

# For each question the votes for each option.
ADA_TESTS = ((1, 0, 0), (1, 1, 0), (0, 0, 3))
ADA = ((0, 1, 0), (1, 1, 0), (0, 0, 3))
BEN_FIRST = ((1, 0, 0), (0, 0, 1), (3, 0, 0))
BEN = ((0, 0, 1), (0, 1, 0), (2, 2, 1))
CYD = ((0, 0, 0), (0, 0, 1), (1, 0, 0))
RESULT = tuple(
    tuple(sum(votes) for votes in zip(*same_question, strict=True))
    for same_question in zip(ADA, BEN, CYD, strict=True)
)

FAULTY_ROLL = "name,email\nAda Okafor,ada@example.org\nBen Sørensen,ben@@example.org\n"
ROLL = "name,email\n" + "".join(f"{name},{email}\n" for name, email in VOTERS.items())
OPTION_TITLES = (*CHAIRS, *EVENING_NAMES, *BOOK_NAMES)
