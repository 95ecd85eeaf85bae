"""Text that people wrote, as a cell that a spreadsheet only shows."""

# A spreadsheet takes a cell that begins with one of these for a formula and runs it.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(text: str) -> str:
    """The text as it is, or after an apostrophe where a spreadsheet would calculate with it."""
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_STARTS) else text
