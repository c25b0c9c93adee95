# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Write down what a release is made of: a software bill of materials in the form of CycloneDX.

    python tools/sbom.py FILE

It names the packages that an installed Konvent brings with all its extras, the ffmpeg in one of
them, and what is in the pages' scripts and styles, each with its version and licence. It is
the same for the same packages.
"""

from __future__ import annotations

import base64
import json
import re
import sys
import uuid
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import TYPE_CHECKING, Any

from imageio_ffmpeg import get_ffmpeg_version  # type: ignore[import-untyped]  # it has no types
from packaging.requirements import Requirement

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.metadata import Distribution

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "package-lock.json"
EXTRAS = ("postgres", "redis", "s3", "oidc", "saml", "pdf")
"""What an installation may have besides; tests and linters are in no release."""
NAMESPACE = uuid.UUID("8b1e5c52-6f3c-5b0e-9d1d-6b6f6e76656e")


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print(__doc__)
        return 2
    Path(arguments[0]).write_text(json.dumps(bill(), indent=1, ensure_ascii=False) + "\n")
    return 0


def bill() -> dict[str, Any]:
    """Return the whole of it."""
    own = distribution("konvent")
    parts = [*python_packages(), *script_packages()]
    depends = [{"ref": "konvent", "dependsOn": [part["bom-ref"] for part in parts]}]
    fingerprint = json.dumps([own.version, parts], sort_keys=True)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(NAMESPACE, fingerprint)}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": "konvent",
                "name": "konvent",
                "version": own.version,
                "licenses": [{"license": {"id": "EUPL-1.2"}}],
            }
        },
        "components": parts,
        "dependencies": depends,
    }


def python_packages() -> Iterator[dict[str, Any]]:
    """Yield everything that installing Konvent installs, by name."""
    found: dict[str, Distribution] = {}
    waiting = [Requirement(f"konvent[{','.join(EXTRAS)}]")]
    while waiting:
        wanted = waiting.pop()
        name = canonical(wanted.name)
        try:
            there = distribution(name)
        except PackageNotFoundError:
            continue  # for another system or Python
        is_new = name not in found
        found[name] = there
        if is_new or wanted.extras:
            waiting += _wanted_by(there, wanted.extras, found)
    del found["konvent"]
    for name, there in sorted(found.items()):
        yield component(name, there.version, "pypi", _licences(there))
    # The package has a version of its own, and brings a program that has another.
    yield component("ffmpeg", ffmpeg_version(), "generic", _named("GPL-3.0-or-later"))


def ffmpeg_version() -> str:
    """Return the release that a build such as n7.1.1-17-g2a571b6 was made of."""
    said = get_ffmpeg_version()
    found = re.search(r"\d+(?:\.\d+)+", said)
    return found[0] if found else said


def script_packages() -> Iterator[dict[str, Any]]:
    """Yield what is bundled into the pages' scripts and styles."""
    packages = json.loads(LOCK.read_text())["packages"]
    for place, facts in sorted(packages.items()):
        if not place or facts.get("dev"):
            continue
        name = place.rpartition("node_modules/")[2]
        part = component(name, facts["version"], "npm", _named(facts.get("license", "")))
        if (said := facts.get("integrity", "")).startswith("sha512-"):
            digest = base64.b64decode(said.removeprefix("sha512-")).hex()
            part["hashes"] = [{"alg": "SHA-512", "content": digest}]
        yield part


def component(name: str, version: str, kind: str, licences: list[Any]) -> dict[str, Any]:
    address = f"pkg:{kind}/{name.replace('@', '%40')}@{version}"
    facts = {"type": "library", "bom-ref": address, "name": name, "version": version}
    return {**facts, "purl": address, **({"licenses": licences} if licences else {})}


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _wanted_by(
    there: Distribution, extras: set[str], found: dict[str, Distribution]
) -> list[Requirement]:
    wanted = []
    for line in there.requires or []:
        requirement = Requirement(line)
        marker = requirement.marker
        holds = [marker is None or marker.evaluate({"extra": extra}) for extra in (*extras, "")]
        if any(holds) and (canonical(requirement.name) not in found or requirement.extras):
            wanted.append(requirement)
    return wanted


def _licences(there: Distribution) -> list[Any]:
    facts = there.metadata
    said = [facts[name] for name in ("License-Expression", "License") if name in facts]
    return _named(said[0] if said else "")


def _named(said: str) -> list[Any]:
    """Return a licence as it names itself; a text of many lines is no name."""
    said = said.strip()
    if not said or "\n" in said:
        return []
    if " OR " in said or " AND " in said:
        return [{"expression": said}]
    return [{"license": {"name": said}}]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
