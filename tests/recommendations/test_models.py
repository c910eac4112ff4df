"""What the database itself never lets be false."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from recommendations.models import Endorsement
from tests import factories

State = Endorsement.State


@pytest.mark.parametrize("state", Endorsement.STANDING)
def test_one_endorsement_of_an_organisation_stands_on_a_text(db: Any, state: str) -> None:
    first = factories.make_endorsement()
    Endorsement.objects.filter(pk=first.pk).update(state=state)
    again = Endorsement.objects.get(pk=first.pk)
    again.pk, again.state = None, State.LIVE

    with pytest.raises(IntegrityError), transaction.atomic():
        again.save(force_insert=True)

    assert list(Endorsement.objects.values_list("state", flat=True)) == [state]
