"""Which folder is the corpus."""

import errno
import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO, Final, NamedTuple

from mandates_cli.errors import CorpusError

TRUTH: Final = Path("parsed") / "mandates.jsonl"
IDENTITIES: Final = Path("parsed") / "ids.jsonl"
SEAL: Final = Path("parsed") / "seal.json"
VARIABLE: Final = "MANDATES_DATA_DIR"
# ".mandates.jsonl.bdd2402197e6.new" has no place yet.
STAGED: Final = re.compile(r"\.(?P<name>.+)\.[0-9a-f]+\.new")


def opened(path: Path) -> BinaryIO:
    """A file of the records, which may take its place between two looks at it. Raises OSError."""
    try:
        return path.open("rb")
    except FileNotFoundError:
        if (staged := STAGED.fullmatch(path.name)) is None:
            raise
        return path.with_name(staged["name"]).open("rb")


class Location(NamedTuple):
    """`origin` says what chose the folder: option, environment, working directory, user, shipped. `state` is where the
    records of an earlier state are; null for those of the present one.

    `staged` are the files of the records that are not in their place yet, by name: a publication was interrupted.
    """

    folder: Path
    origin: str
    state: Path | None = None
    staged: Mapping[str, Path] = MappingProxyType({})

    @property
    def parsed(self) -> Path:
        return self.state or self.folder / TRUTH.parent

    def place(self, name: str) -> Path:
        """Of a file of the records."""
        staged = self.staged.get(name)
        return staged if staged and staged.exists() else self.parsed / name

    @property
    def truth(self) -> Path:
        return self.place(TRUTH.name)

    @property
    def identities(self) -> Path:
        """The table of ids: which wording has which id."""
        return self._replace(state=None).place(IDENTITIES.name)

    @property
    def diagnostics(self) -> Path:
        return self.place("diagnostics.jsonl")

    @property
    def pages(self) -> Path:
        """What each page was read to be, with its account."""
        return self.place("pages.jsonl")

    @property
    def coverage(self) -> Path:
        """Pages known and pages read."""
        return self.place("coverage.json")

    @property
    def seal(self) -> Path:
        """What each of these files is."""
        return self.parsed / SEAL.name

    @property
    def source(self) -> Path:
        """Which raw pages the records were made from."""
        return self.parsed / "source"

    @property
    def history(self) -> Path:
        """Every mandate that the site ever showed, with each state of it."""
        return self._replace(state=None).place("history.jsonl")

    @property
    def workings(self) -> Path:
        """What is kept to save time, and may be lost at any time."""
        return self.folder / "cache"

    @property
    def registry(self) -> Path:
        """A user's own summits, documents and themes."""
        return self.folder / "registry"

    @property
    def raw(self) -> Path:
        return self.folder / "raw"


def holds_corpus(folder: Path) -> bool:
    """Whether this user can see one there: a folder of others, and a name that is too long, hold none. Records that
    are sealed and gone are one, of which the rest is said when it is opened."""
    try:
        return (folder / TRUTH).is_file() or (folder / SEAL).is_file()
    except OSError:
        return False


def _check_ends(*paths: Path) -> None:
    """Raises CorpusError for links in a circle: they pass for nothing, and yet nothing can be written there."""
    for path in filter(_is_circle, paths):
        template = "Links at {path} lead in a circle; remove them, or choose another folder with --data-dir."
        raise CorpusError(template, path=path)


def _is_circle(path: Path) -> bool:
    try:
        path.stat()
    except OSError as error:
        return error.errno == errno.ELOOP
    except ValueError:  # a name with a null character, which a program may give
        return False
    return False


PACKAGE: Final = Path(__file__).parent.parent


def check_installed() -> None:
    """Raises CorpusError for a wheel that is imported without having been installed: its tables are read as files."""
    if not PACKAGE.is_dir():
        fault = "{wheel} is not unpacked, so its tables cannot be read; install it: pip install {wheel}"
        raise CorpusError(fault, wheel=PACKAGE.parent)


def shipped() -> Path:
    """The corpus in the installed package; in a source checkout, the checkout's."""
    inside = PACKAGE / "data"
    return inside if inside.is_dir() else PACKAGE.parent.parent / "data"


def _user() -> Path | None:
    """The user's folder for data; null for who has no home."""
    import platformdirs

    return _homely(lambda: platformdirs.user_data_path("mandates", appauthor=False))


def cache() -> Path | None:
    """The user's folder for what can be made again; null for who has no home."""
    import platformdirs

    return _homely(lambda: platformdirs.user_cache_path("mandates", appauthor=False))


def _homely(path: Callable[[], Path]) -> Path | None:
    """A service may have no entry in the password file, and an empty or relative HOME is none."""
    try:
        found = path()
    except RuntimeError:
        return None
    return found if found.is_absolute() and os.environ.get("HOME") != "" else None


def _chosen(option: Path | None) -> Location | None:
    if option is not None:
        return Location(at_home(option), "option")
    if named := os.environ.get(VARIABLE):
        return Location(at_home(Path(named)), "environment")
    return None


def at_home(path: Path) -> Path:
    """Any path that a person typed, whose ~ the shell may have left: in quotes, and within `--data-dir=~/corpus`."""
    try:
        return path.expanduser()
    except RuntimeError:
        return path


def to_read(option: Path | None = None) -> Location:
    """Raises CorpusError where the folder that was asked for holds no corpus."""
    check_installed()
    if chosen := _chosen(option):
        if not holds_corpus(chosen.folder):
            _check_ends(chosen.folder, chosen.folder / TRUTH.parent, chosen.folder / TRUTH)
            message = (
                "No corpus in {folder} (no {truth}); fill it with 'mandates fetch --data-dir {folder}', or"
                " 'mandates parse' where raw pages are there already."
            )
            raise CorpusError(message, folder=chosen.folder, truth=TRUTH.as_posix())
        return chosen
    if holds_corpus(Path("data")):
        return Location(Path("data"), "working directory")
    if (user := _user()) and holds_corpus(user):
        return Location(user, "user")
    if holds_corpus(shipped()):
        return Location(shipped(), "shipped")
    raise CorpusError(
        "No corpus found, not even the shipped one; reinstall mandates-cli or name a folder with --data-dir."
    )


def to_write(option: Path | None = None) -> Location:
    """The folder that import and parse write. Raises CorpusError for one in the package itself, where only an installed
    one has its corpus: a checkout's stands beside the sources, and may be written whatever the checkout is called."""
    chosen = _chosen(option)
    if chosen is None and (holds_corpus(Path("data")) or (Path("data") / "raw" / "manifest.jsonl").is_file()):
        chosen = Location(Path("data"), "working directory")
    if chosen is None:
        user = _user()
        if user is None:
            raise CorpusError("You have no home folder to keep a corpus in; choose a folder with --data-dir.")
        return Location(user, "user")
    _check_ends(chosen.folder, chosen.folder / TRUTH.parent, chosen.folder / "raw")
    # Path.resolve raises for links in a circle.
    if Path(os.path.realpath(chosen.folder)).is_relative_to(PACKAGE.resolve()):
        raise CorpusError(
            "{folder} belongs to the installed package; choose another folder with --data-dir.", folder=chosen.folder
        )
    return chosen
