# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What counts as one network when it is asked who asks too often, and what as this machine."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network

UNKNOWN = "unknown"
SITE = 64
"""Bits of an IPv6 address that a provider gives to one household or office."""


@lru_cache(4096)
def network_of(address: str) -> str:
    """Return an IPv4 address as it is, and of an IPv6 address its site's /64."""
    try:
        known = ip_address(address)
    except ValueError:
        return UNKNOWN
    if not isinstance(known, IPv6Address):
        return str(known)
    if known.ipv4_mapped:
        return str(known.ipv4_mapped)
    return str(ip_network((known.packed, SITE), strict=False))


@lru_cache(4096)
def is_this_machine(host: str) -> bool:
    """Whether nobody can be on the line to a host, as it is named in an address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
