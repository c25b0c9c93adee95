# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The developer's own tools keep their word."""

from __future__ import annotations

import ast
import errno
import importlib.util
import json
import re
import socket
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).resolve().parent.parent
PYTHON_3_7 = (3, 7)


def program(path: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(Path(path).stem, ROOT / path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def dev():
    return program("dev.py")


@pytest.fixture
def steps():
    return program("tools/steps.py")


@pytest.fixture
def reasons():
    return program("tools/reasons.py")


def test_an_old_python_can_read_the_command_far_enough_to_say_that_it_is_too_old():
    source = (ROOT / "dev.py").read_text()

    tree = ast.parse(source, feature_version=PYTHON_3_7)

    before = tree.body[: next(n for n, part in enumerate(tree.body) if isinstance(part, ast.If))]
    imported = {name.name for part in before if isinstance(part, ast.Import) for name in part.names}
    assert "fcntl" not in imported


def test_the_command_alone_lists_its_commands():
    told = subprocess.run(
        [sys.executable, ROOT / "dev.py"], capture_output=True, text=True, check=True
    )

    commands = ["demo", "setup", "test", "check", "bench", "build", "messages"]
    assert [line.split()[2] for line in told.stdout.splitlines()[2:]] == commands


def test_a_taken_port_is_said_in_one_sentence(dev):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(SystemExit) as leaving:
            dev.refuse_taken_port(["--port", str(port)])

    assert str(leaving.value) == (
        f"Port {port} is taken or forbidden. Choose another one, such as --port 8080."
    )


def test_what_a_command_starts_compiles_a_module_once_whatever_the_machine_is_set_to(
    dev, steps, monkeypatch
):
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    does_it_anew = [sys.executable, "-c", "import sys; sys.exit(sys.dont_write_bytecode)"]
    assert steps.run(*does_it_anew) == 1

    dev.main(["--help"])

    assert steps.run(*does_it_anew) == 0


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (f"write failed: {errno.ENOSPC}: No space left on device (os error 28)", "disk is full"),
        ("error sending request for url: dns error: Name or service not known", "network did not"),
        ("npm error code EAI_AGAIN", "network did not"),
        ("/usr/bin/python3: No module named pip", "apt-get install python3-pip"),
    ],
)
def test_what_goes_wrong_at_first_is_said_in_words(steps, said, sentence):
    with pytest.raises(SystemExit) as leaving:
        steps.explain(f"Resolved 90 packages\n{said}\n  at line 3\n")

    assert sentence in str(leaving.value)
    assert "at line 3" not in str(leaving.value)


def test_what_nobody_foresaw_is_shown_as_it_was_said(steps):
    with pytest.raises(SystemExit) as leaving:
        steps.explain('Could not resolve "./page.css"\n')

    assert 'Could not resolve "./page.css"' in str(leaving.value)


def test_an_exception_from_a_rule_needs_a_reason(reasons, tmp_path):
    source = tmp_path / "source.py"
    mark = "no" + "qa"
    source.write_text(
        f"a = 1  # {mark}\n"
        f"b = 1  # {mark}: S603\n"
        f"c = 1  # {mark}: S603 -- our own program\n"
        f"d = 1  # type: {'ignore'}[misc]\n"
        f"e = 1  # type: {'ignore'}[misc]  # the stubs lack it\n"
        f"f = '# {mark}'\n"
    )

    assert reasons.unreasoned(source) == [1, 2, 4]


def test_a_release_says_what_it_is_made_of():
    sbom = program("tools/sbom.py")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    required = [line for name in sbom.EXTRAS for line in extras[name]] + project["dependencies"]
    scripts = json.loads((ROOT / "package.json").read_text())["dependencies"]

    bill = sbom.bill()

    parts = {part["name"]: part for part in bill["components"]}
    direct = {sbom.canonical(re.match(r"[\w.-]+", line)[0]) for line in required}
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert set(sbom.EXTRAS) == set(extras) - {"test", "lint"}
    assert direct | set(scripts) | {"sqlparse", "ffmpeg"} <= set(parts)
    assert not {"konvent", "pytest", "ruff", "esbuild"} & set(parts)
    assert re.fullmatch(r"pkg:generic/ffmpeg@[\d.]+", parts["ffmpeg"]["purl"])
    assert parts["hls.js"]["purl"] == f"pkg:npm/hls.js@{scripts['hls.js']}"
    assert len(parts["hls.js"]["hashes"][0]["content"]) == 128
    assert {part["bom-ref"] for part in parts.values()} == set(bill["dependencies"][0]["dependsOn"])
    assert "://" not in json.dumps(bill)
    assert sbom.bill() == bill
