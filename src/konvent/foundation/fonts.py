# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The pages' font for whoever draws without a browser: pictures of the stages, name badges."""

from pathlib import Path

FOLDER = Path(__file__).parent / "font"
REGULAR = FOLDER / "FiraSans-Regular.ttf"
