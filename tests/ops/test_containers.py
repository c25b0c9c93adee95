# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The containers' file is what the Compose Specification says, by its official schema."""

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def schema():
    """The schema, as the specification publishes it."""
    said = json.loads((ROOT / "tests/schemas/compose-spec.json").read_text())
    return jsonschema.validators.validator_for(said)(said)


@pytest.fixture
def compose():
    return yaml.safe_load((ROOT / "deploy/containers/compose.yaml").read_text())


def test_the_file_keeps_to_the_specification(schema, compose):
    assert [error.message for error in schema.iter_errors(compose)] == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("prots", ["127.0.0.1:8000:8000"]),
        ("read_only", 1),
        ("depends_on", {"postgres": {"condition": "healthy"}}),
        ("ulimits", {"nofile": {"soft": 65536}}),
    ],
)
def test_what_is_misspelt_would_be_found(schema, compose, name, value):
    compose["services"]["konvent"][name] = value

    assert not schema.is_valid(compose)


def test_what_a_service_names_is_there(compose):
    for service in compose["services"].values():
        named = {mount.partition(":")[0] for mount in service.get("volumes", ())}
        assert set(service.get("depends_on", ())) <= compose["services"].keys()
        assert set(service["networks"]) <= compose["networks"].keys()
        assert named <= compose["volumes"].keys()
