import pytest

from organisations.models import Organisation, Representative
from portal.models import AboutPage
from tests import factories
from vocabulary.models import Term


def _records():
    representative = factories.make_representative()
    return {
        Organisation: representative.organisation,
        Representative: representative,
        AboutPage: AboutPage.objects.get(slug="using", language="en"),
        Term: Term.objects.create(name="Harbour", slug="harbour"),
    }


@pytest.mark.parametrize("model", [Organisation, Representative, AboutPage, Term])
def test_history_is_read_and_nothing_is_put_back(log_in, curator, model):
    record = _records()[model]
    record.save()
    app, name = model._meta.app_label, model._meta.model_name
    base = f"/admin/{app}/{name}/{record.pk}/history/"
    old = record.history.first().pk
    client = log_in(curator)

    assert client.get(f"{base}{old}/").status_code == 200
    assert client.post(f"{base}{old}/", {}).status_code == 403
    assert client.get(f"{base}some-time-ago/").status_code == 404
    assert client.get(f"/admin/{app}/{name}/999999/history/{old}/").status_code == 404
