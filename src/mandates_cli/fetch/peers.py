"""Who answers for a host: one with a public address stays with public ones, whatever its name is said to mean later.

A page of the site could otherwise be had from a machine of the user's own network (DNS rebinding). A host that is
private from the beginning is one that the user chose, as a mirror on loopback.
"""

import contextlib
import socket
from ipaddress import IPv6Address, ip_address

from mandates_cli.fetch.answer import Fault


class Peers:
    """Shared by all clients of a run."""

    def __init__(self) -> None:
        self._public: set[str] = set()

    def named(self, host: str, port: int) -> None:
        """Note whether a host that is about to be connected to has a public address."""
        if host in self._public:
            return
        with contextlib.suppress(OSError, UnicodeError):  # whoever connects says so
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            if any(_public(str(address[0])) for *_, address in found):
                self._public.add(host)

    def met(self, host: str, address: str) -> None:
        """Raises Fault for the address of a connection that is no longer a public one."""
        if host in self._public and not _public(address):
            fault = "its name had a public address, and now has one of a private network ({address})"
            raise Fault(fault, address=address, heals=False)


def _public(address: str) -> bool:
    try:
        found = ip_address(address)
    except ValueError:
        return False
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return (mapped or found).is_global
