"""Reading a page as a person or a machine would: its words, headings and hooks."""

from html.parser import HTMLParser


class Page(HTMLParser):
    """A page that was answered with."""

    def __init__(self, response) -> None:
        super().__init__()
        self.status = response.status_code
        self.headings: list[str] = []
        self.title = ""
        self.inline_scripts: list[str] = []
        self._words: list[str] = []
        self._attributes: list[dict[str, str]] = []
        self._open: list[str] = []
        self.feed(response.content.decode())

    @property
    def text(self) -> str:
        """All words, one space apart."""
        return " ".join("".join(self._words).split())

    def data(self, name: str) -> list[str]:
        """Values of the attribute data-`name`, in order."""
        key = f"data-{name}"
        return [attributes[key] for attributes in self._attributes if key in attributes]

    def classes(self, prefix: str) -> list[str]:
        """Class names that begin with `prefix`, in order."""
        names = " ".join(attributes.get("class", "") for attributes in self._attributes).split()
        return [name for name in names if name.startswith(prefix)]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self._attributes.append(attributes)
        self._open.append(tag)
        if tag == "h1":
            self.headings.append("")
        if (tag == "script" and "src" not in attributes) or "style" in attributes:
            self.inline_scripts.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        self._words.append(data)
        words = " ".join(data.split())
        if "title" in self._open:
            self.title += words
        elif "h1" in self._open:
            self.headings[-1] += words
