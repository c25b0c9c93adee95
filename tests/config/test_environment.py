# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What an operator sets is refused at the start where it could not be right."""

import pytest
from pydantic import ValidationError

from konvent.config.environment import Environment


@pytest.mark.parametrize(
    "address",
    [
        "http://idp.example.org/metadata",
        "http://10.0.0.7/metadata",
        "http://localhost.example.org/metadata",
        "http://127.0.0.1@idp.example.org/metadata",
    ],
)
def test_a_directory_by_saml_is_not_believed_over_an_open_line(address):
    with pytest.raises(ValidationError) as refused:
        Environment(saml_metadata=address, saml_domains=["town.example"])

    (fault,) = refused.value.errors()
    assert fault["loc"] == ("saml_metadata",)
    assert "name it by https://, or as a file" in fault["msg"]


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://idp.example.org/metadata",
        "/etc/konvent/idp.xml",
        "http://127.0.0.1:8080/metadata",
        "http://[::1]:8080/metadata",
        "http://localhost/metadata",
    ],
)
def test_a_directory_by_saml_may_be_named_by(address):
    said = Environment(saml_metadata=address, saml_domains=["town.example"])

    assert said.saml_metadata == address


@pytest.mark.parametrize(
    ("networks", "why"),
    [
        ({"192.0.2.7/28": 3000}, "host bits set: write networks as"),
        ({"town.example": 3000}, "does not appear to be an IPv4 or IPv6 network"),
        ({"192.0.2.0/28": 0}, "how many people are behind 192.0.2.0/28"),
    ],
)
def test_a_large_network_has_to_be_one_with_people_in_it(networks, why):
    with pytest.raises(ValidationError, match=why):
        Environment(large_networks=networks)


def test_large_networks_are_read_as_json(monkeypatch):
    monkeypatch.setenv("KONVENT_LARGE_NETWORKS", '{"192.0.2.0/28": 3000, "2001:db8:7::1": 5}')

    assert Environment().large_networks == {"192.0.2.0/28": 3000, "2001:db8:7::1": 5}
