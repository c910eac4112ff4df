"""Signing what is not there to be signed."""

import pytest

from consultations.models import Consultation
from ledger.refusal import Refused
from recommendations.actions import sign
from recommendations.models import Endorsement, Recommendation
from tests import factories


def _sent(client, code, by, fingerprint):
    form = {"representative": by.pk, "fingerprint": fingerprint, "naming": "named"}
    return client.post(f"/recommendations/{code}/endorse/", form)


def test_what_one_may_not_see_is_signed_no_more_than_what_is_not_there(log_in, representative):
    hidden = factories.make_recommendation()
    hidden.consultation.state = Consultation.State.DRAFT
    hidden.consultation.save()
    client = log_in(representative)

    for code in (hidden.code, "NOWHERE-01"):
        sent = _sent(client, code, representative, hidden.text.fingerprint)
        assert sent.status_code == 404

    assert not Endorsement.objects.exists()


def test_a_draft_is_not_signed_by_a_program_either(representative):
    draft = factories.make_draft()

    with pytest.raises(Refused):
        sign(recommendation=draft, by=representative, fingerprint="0" * 64)
    with pytest.raises(Recommendation.DoesNotExist):
        sign(
            recommendation=Recommendation.objects.filter(pk=0),
            by=representative,
            fingerprint="0" * 64,
        )

    assert not Endorsement.objects.exists()
