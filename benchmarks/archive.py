"""How much memory the import of a WARC file takes as what is no page in it grows: 400 MB of pictures beside none, four
times as many pages of other sites, four times as long a line."""

import io
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

HOST = "http://www.summit-americas.org"
PAGE = b"<h2>MANDATES</h2><ol>" + b"<li>Mend the harbour lamps. (Lima Commitment. Peru, 2018)</li>" * 40 + b"</ol>"
PAGES = 20
MEGABYTES = 400
PICTURE = 4 * 2**20
# Peak memory beside that of the archive without pictures.
BAR = 1.05


def archive(path: Path, pictures: int) -> Path:
    """Pages, and so many pictures of 4 MiB among them."""
    noise = random.Random(1)
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=path.suffix == ".gz")
        for n in range(PAGES):
            add(writer, f"{HOST}/sisca/p{n}.html", "text/html", PAGE)
            for picture in range(n, pictures, PAGES):
                add(writer, f"{HOST}/sisca/{picture}.jpg", "image/jpeg", noise.randbytes(PICTURE))
    return path


def others(path: Path, pages: int) -> Path:
    """Pages of another site, which pack well."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for n in range(pages):
            add(writer, f"http://example.org/{n}.html", "text/html", PAGE * 20)
    return path


def line(path: Path, megabytes: int) -> Path:
    """No record, and no end of a line."""
    with path.open("wb") as file:
        for _ in range(megabytes):  # a process is counted with what its parent held
            file.write(b"a" * 2**20)
    return path


def add(writer: Any, url: str, kind: str, data: bytes) -> None:
    head = StatusAndHeaders("200 OK", [("Content-Type", kind)], protocol="HTTP/1.1")
    record = writer.create_warc_record(url, "response", payload=io.BytesIO(data), length=len(data), http_headers=head)
    writer.write_record(record)


def imported(path: Path, data: Path, piped: bool) -> tuple[float, float]:
    """Peak memory in MB, and seconds."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "mandates_cli", "import", "-" if piped else str(path), "--data-dir", str(data)]
    with path.open("rb") as file:
        process = subprocess.Popen(command, stdin=file, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode in (0, 5)  # 5 where there is no page of the site
    return used.ru_maxrss / 1024, time.perf_counter() - start


def main() -> None:
    met = True
    print(f"{'':24}{'MB':>8}{'s':>8}{'ratio':>8}")
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        for ending, piped in ((".warc.gz", False), (".warc", False), (".warc.gz", True)):
            least = 0.0
            for megabytes in (0, MEGABYTES // 4, MEGABYTES):
                path = archive(folder / f"x{ending}", megabytes * 2**20 // PICTURE)
                peak, seconds = imported(path, folder / f"{megabytes}{ending}{piped}", piped)
                least = least or peak
                met &= peak / least <= BAR
                name = "piped" if piped else ending
                print(f"{name:10}{megabytes:>6} MB more{peak:>8.0f}{seconds:>8.1f}{peak / least:>8.2f}")
        for name, made_of, size in (("other pages", others, 2_500), ("MiB a line", line, 8)):
            (few, _), (many, seconds) = (
                imported(made_of(folder / f"{n}.warc.gz", n * size), folder / f"{n}{name}", False) for n in (1, 4)
            )
            met &= many / few <= BAR
            print(f"{4 * size:>10,} {name:13}{many:>8.0f}{seconds:>8.1f}{many / few:>8.2f}")
    print("bar met" if met else "bar missed")
    sys.exit(not met)


if __name__ == "__main__":
    main()
