# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What counts as one network, and what as this machine."""

import pytest

from konvent.foundation.networks import is_this_machine, network_of


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("nonsense", "unknown"),
        ("", "unknown"),
    ],
)
def test_an_address_belongs_to(address, network):
    assert network_of(address) == network


def test_nobody_is_on_the_line_to_this_machine():
    for host in ("localhost", "127.0.0.1", "127.1.2.3", "::1"):
        assert is_this_machine(host)
    for host in ("", "localhost.example", "10.0.0.1", "0.0.0.0", "127.0.0.1.example"):  # noqa: S104 -- nothing listens there
        assert not is_this_machine(host)
