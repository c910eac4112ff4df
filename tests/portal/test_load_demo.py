"""Where a demonstration is refused; what it holds is tested in tests/recommendations."""

import pytest
from django.core.management import CommandError, call_command

from organisations.models import Organisation
from tests import factories


def test_it_is_refused_where_demo_is_off(db):
    with pytest.raises(CommandError, match="DEMO is off"):
        call_command("load_demo")

    assert not Organisation.objects.exists()


def test_it_is_refused_beside_somebodys_own_record(db, settings):
    settings.DEMO = True
    factories.make_user("me@example.org")

    with pytest.raises(CommandError, match="data that are not the demonstration"):
        call_command("load_demo")

    assert not Organisation.objects.exists()
