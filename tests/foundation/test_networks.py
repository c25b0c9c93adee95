# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What counts as one network, and what as this machine."""

from ipaddress import ip_network

import pytest

from konvent.foundation.networks import at_least_for, is_this_machine, network_of, place_of


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


def test_a_large_network_is_one_whichever_address_somebody_comes_by(settings):
    assert network_of("192.0.2.7") != network_of("192.0.2.8")

    ministry, university = ip_network("192.0.2.0/28"), ip_network("2001:db8:7::/48")
    settings.LARGE_NETWORKS = ((ministry, 3000), (university, 50))

    inside = {network_of(one) for one in ("192.0.2.7", "192.0.2.8", "::ffff:192.0.2.9")}
    assert inside == {"192.0.2.0/28"}
    assert network_of("2001:db8:7:2::1") == network_of("2001:db8:7:3::1")
    assert network_of("192.0.2.16") == "192.0.2.16"
    assert [at_least_for(network, 200) for network in (*inside, "192.0.2.16")] == [3000, 200]
    assert at_least_for("2001:db8:7::/48", 200) == 200
    assert place_of("192.0.2.7") == "192.0.2.7"  # a wrong password there stops no colleague


def test_nobody_is_on_the_line_to_this_machine():
    for host in ("localhost", "127.0.0.1", "127.1.2.3", "::1"):
        assert is_this_machine(host)
    for host in ("", "localhost.example", "10.0.0.1", "0.0.0.0", "127.0.0.1.example"):  # noqa: S104 -- nothing listens there
        assert not is_this_machine(host)
