"""What of docs/ and man/ is made from the program: reference, dictionary, pictures, pages for man.

`python tools/documentation.py` writes them; the tests compare them.
"""

from pathlib import Path

import dictionary
import pictures
import reference
import roff

ROOT = Path(__file__).parents[1]


def made() -> dict[Path, str]:
    """The text of each file, by its path in the repository; pictures are made apart."""
    found = {
        "docs/reference/commands.md": reference.page(),
        "docs/reference/record.md": dictionary.record(),
        "docs/reference/answers.md": dictionary.answers(),
        "docs/reference/accuracy.md": dictionary.accuracy(),
        "docs/reference/tables.md": dictionary.tables(),
        **{f"man/{name}": page for name, page in roff.pages().items()},
    }
    return {Path(name): text for name, text in found.items()}


def main() -> None:
    drawn = {Path("docs/pictures", name): picture for name, picture in pictures.pictures().items()}
    for folder in ("man", "docs/reference", "docs/pictures"):
        for path in (ROOT / folder).glob("*"):
            path.unlink()
    for path, text in (made() | drawn).items():
        (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / path).write_text(text, "utf-8")


if __name__ == "__main__":
    main()
