"""A host that had a public address is not asked at a private one."""

import socket
from collections.abc import Callable
from typing import Any

import pytest

from mandates_cli.fetch.answer import Fault
from mandates_cli.fetch.client import Client
from mandates_cli.fetch.peers import Peers
from testsite.server import SiteServer

PUBLIC, HOST = "93.184.216.34", "site.example"
PRIVATE = [
    "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "::1", "fe80::1",
    "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
]  # fmt: skip
Resolver = Callable[[list[str]], None]


@pytest.fixture
def resolver(monkeypatch: pytest.MonkeyPatch) -> Resolver:
    """Answers each question for HOST with the next of the addresses, and then with the last."""
    real = socket.getaddrinfo

    def answers(addresses: list[str]) -> None:
        left = list(addresses)

        def found(host: Any, port: Any, *args: Any, **kwargs: Any) -> Any:
            name = host.decode() if isinstance(host, bytes) else host
            if name == HOST:
                name = left.pop(0) if len(left) > 1 else left[0]
            return real(name, port, *args, **kwargs)

        monkeypatch.setattr(socket, "getaddrinfo", found)

    return answers


@pytest.mark.parametrize("address", PRIVATE)
def test_private_after_public_is_refused(resolver: Resolver, address: str) -> None:
    peers = Peers()
    peers.met(HOST, address)  # as long as nobody said otherwise
    resolver([PUBLIC])
    peers.named(HOST, 80)
    peers.met(HOST, PUBLIC)
    with pytest.raises(Fault, match="now has one of a private network"):
        peers.met(HOST, address)


def test_a_name_that_changes_between_two_questions_is_asked_for_nothing(resolver: Resolver) -> None:
    with SiteServer({"/x.html": b"<html>"}) as server:
        resolver([PUBLIC, "127.0.0.1"])
        client = Client("test", 5.0, peers=Peers())
        for _ in range(2):
            with pytest.raises(Fault, match="now has one of a private network") as caught:
                client.get(f"http://{HOST}:{server.port}/x.html", {})
        client.close()
        assert not caught.value.heals
        assert server.hits == []


def test_a_mirror_that_is_private_from_the_beginning_is_asked(resolver: Resolver) -> None:
    with SiteServer({"/x.html": b"<html>"}) as server:
        resolver(["127.0.0.1"])
        client = Client("test", 5.0, peers=Peers())
        assert client.get(f"http://{HOST}:{server.port}/x.html", {}).status == 200
        client.close()


def test_clients_of_a_run_know_the_same(resolver: Resolver) -> None:
    peers = Peers()
    resolver([PUBLIC])
    peers.named(HOST, 80)
    with SiteServer({"/x.html": b"<html>"}) as server:
        resolver(["127.0.0.1"])
        client = Client("test", 5.0, peers=peers)
        with pytest.raises(Fault, match="private network"):
            client.get(f"http://{HOST}:{server.port}/x.html", {})
        client.close()
        assert server.hits == []
