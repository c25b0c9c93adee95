# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Other people on the same machine cannot read what an installation writes."""

import os
import stat
import subprocess
import sys

WRITES = """
from django.conf import settings
(settings.DATA / "outbox").mkdir()
(settings.DATA / "outbox" / "letter").write_text("a link")
"""


def test_a_data_folder_that_everybody_may_enter_holds_nothing_they_may_read(tmp_path):
    tmp_path.chmod(0o755)  # as many ways to set up a service leave it

    done = subprocess.run(
        [sys.executable, "-m", "konvent", "manage", "--data", tmp_path, "shell", "-c", WRITES],
        check=False,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "konvent.config.settings.production"},
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stderr
    written = [path for path in tmp_path.rglob("*") if not path.is_socket()]
    assert tmp_path / "outbox" / "letter" in written
    assert {stat.S_IMODE(path.stat().st_mode) & 0o077 for path in written} == {0}
