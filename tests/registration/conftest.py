# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A convention that people register for, and who organises it."""

import pytest
from tests.factories import make_user
from tests.manage.conftest import enter
from tests.registration.worlds import make_registration

from konvent.people.models import Duty


@pytest.fixture
def convention():
    return make_registration()


@pytest.fixture
def desk(convention):
    return enter(make_user("Olga", Duty.ORGANISER, convention, language="en"))
