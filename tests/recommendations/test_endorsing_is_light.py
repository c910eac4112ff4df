"""How much an endorsement asks of the database, however many there are."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from organisations.models import Organisation
from tests import factories

# With the session, the rights, the locks, the entry and the mail.
MOST = 16


def _asked(client, recommendation, by):
    form = {
        "representative": by.pk,
        "fingerprint": recommendation.text.fingerprint,
        "naming": "named",
    }
    with CaptureQueriesContext(
        connection,
    ) as asked:
        answer = client.post(f"/recommendations/{recommendation.code}/endorse/", form)
    assert answer.status_code == 302
    statements = [each["sql"] for each in asked.captured_queries]
    return [each for each in statements if "SAVEPOINT" not in each]


def test_an_endorsement_takes_few_queries_however_many_others_there_are(
    log_in, representative, settings, number
):
    settings.EMAIL_BACKEND = "portal.mail.QueueBackend"
    Organisation.objects.filter(pk=representative.organisation_id).update(default_naming="named")
    client = log_in(representative)
    recommendation = factories.make_recommendation()
    for _each in range(number):
        factories.make_endorsement(recommendation=recommendation)
        factories.make_endorsement(representative=representative)

    asked = _asked(client, recommendation, representative)

    assert len(asked) <= MOST, "\n".join(asked)
