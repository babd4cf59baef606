"""Files harmed as disks, editors, merges and other programs harm them."""

import os
import random
from collections.abc import Callable, Mapping
from pathlib import Path

Mutation = Callable[[Path, random.Random], None]


def on_bytes(change: Callable[[bytes, random.Random], bytes]) -> Mutation:
    def mutation(path: Path, rng: random.Random) -> None:
        path.write_bytes(change(path.read_bytes(), rng))

    return mutation


def whole(change: Callable[[bytes], bytes]) -> Mutation:
    return on_bytes(lambda data, _: change(data))


def on_lines(change: Callable[[list[bytes], random.Random], list[bytes]]) -> Mutation:
    return on_bytes(lambda data, rng: b"".join(change(data.splitlines(keepends=True) or [b""], rng)))


def flipped(data: bytes, rng: random.Random) -> bytes:
    harmed = bytearray(data or b"\0")
    harmed[rng.randrange(len(harmed))] ^= 1 << rng.randrange(8)
    return bytes(harmed)


def put(piece: bytes) -> Mutation:
    def change(data: bytes, rng: random.Random) -> bytes:
        place = rng.randrange(len(data) + 1)
        return data[:place] + piece + data[place:]

    return on_bytes(change)


def instead(old: bytes, new: bytes) -> Mutation:
    """In place of one of the occurrences; at a random place where there is none."""

    def change(data: bytes, rng: random.Random) -> bytes:
        pieces = data.split(old)
        if len(pieces) == 1:
            return data[: (place := rng.randrange(len(data) + 1))] + new + data[place:]
        at = rng.randrange(1, len(pieces))
        return old.join(pieces[:at]) + new + old.join(pieces[at:])

    return on_bytes(change)


def swapped(lines: list[bytes], rng: random.Random) -> list[bytes]:
    one, other = rng.randrange(len(lines)), rng.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return lines


def doubled(lines: list[bytes], rng: random.Random) -> list[bytes]:
    at = rng.randrange(len(lines))
    return [*lines[: at + 1], *lines[at:]]


def dropped(lines: list[bytes], rng: random.Random) -> list[bytes]:
    del lines[rng.randrange(len(lines))]
    return lines


def a_folder(path: Path, rng: random.Random) -> None:
    path.unlink()
    path.mkdir()


MUTATIONS: Mapping[str, Mutation] = {
    "bit flip": on_bytes(flipped),
    "truncated": on_bytes(lambda data, rng: data[: rng.randrange(len(data))] if data else data),
    "line doubled": on_lines(doubled),
    "line dropped": on_lines(dropped),
    "lines swapped": on_lines(swapped),
    "NUL": put(b"\0"),
    "BOM": whole(lambda data: b"\xef\xbb\xbf" + data),
    "CRLF": whole(lambda data: data.replace(b"\n", b"\r\n")),
    "no UTF-8": put(b"\xff\xfe"),
    "surrogate": instead(b"o", b"\\ud800"),
    "NaN": instead(b"null", b"NaN"),
    "key twice": instead(b'":', b'":0,"id":'),
    "deep": put(b"[" * 100_000),
    "long number": instead(b"2009", b"9" * 5_000),
    "digit": instead(b"1", b"7"),
    "later format": instead(b'"format": 1', b'"format": 2'),
    "word": instead(b"the", b"not the"),
    "empty": whole(lambda _: b""),
    "blank line": put(b"\n"),
    "gone": lambda path, _: path.unlink(),
    "a folder": a_folder,
    "sparse": lambda path, _: os.truncate(path, 2**26),
}
