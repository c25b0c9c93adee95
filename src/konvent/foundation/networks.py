# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What counts as one network when it is asked who asks too often, and what as this machine."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TypeAlias

from django.conf import settings

Network: TypeAlias = IPv4Network | IPv6Network

UNKNOWN = "unknown"
SITE = 64
"""Bits of an IPv6 address that a provider gives to one household or office."""


def network_of(address: str) -> str:
    """Return an IPv4 address as it is, and of an IPv6 address its site's /64.

    A large network that the operator has named counts as one, whichever of its addresses it is.
    """
    return _network_of(address, settings.LARGE_NETWORKS)


def place_of(address: str) -> str:
    """Return the same without large networks: what is tried at one place stops nobody elsewhere."""
    return _network_of(address, ())


@lru_cache(4096)
def _network_of(address: str, large: tuple[tuple[Network, int], ...]) -> str:
    try:
        known = ip_address(address)
    except ValueError:
        return UNKNOWN
    if isinstance(known, IPv6Address) and known.ipv4_mapped:
        known = known.ipv4_mapped
    for network, _people in large:
        if known in network:
            return str(network)
    if not isinstance(known, IPv6Address):
        return str(known)
    return str(ip_network((known.packed, SITE), strict=False))


def at_least_for(network: str, usual: float) -> float:
    """Return how much a network may do that otherwise may do so much.

    Where the operator says how many people are behind it, all of them may do it once.
    """
    named = (people for known, people in settings.LARGE_NETWORKS if str(known) == network)
    return max(usual, next(named, 0))


@lru_cache(4096)
def is_this_machine(host: str) -> bool:
    """Whether nobody can be on the line to a host, as it is named in an address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
