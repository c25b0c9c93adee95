# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Three encoders send to three stages at once, and a real Chromium plays each, for a while."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent

SHORT = ("--minutes", "0.05", "--size", "320x180", "--tolerance", "60")

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="measuring needs Linux")


def test_three_stages_with_encoders_play_at_the_same_time():
    """How smoothly, a busy machine may not decide; that all of them play, it may."""
    done = subprocess.run(
        [sys.executable, "-m", "bench", "soak", *SHORT],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    players = {name: told[name] for name in ("stage-1", "stage-2", "stage-3")}
    assert all(player["played"] > 1 and player["frames"] > 0 for player in players.values())
