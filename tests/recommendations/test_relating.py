"""Asks about the same find each other, whatever process they were made in."""

from typing import Any

from django.test import Client

from recommendations.relating import related_to
from tests import factories
from vocabulary.models import Instrument, Theme


def _related(row: Any, user: Any) -> list[str]:
    return [each.recommendation.code for each in related_to(row, user)]


def test_what_shares_more_comes_first_and_other_processes_before_its_own(
    client: Client, db: Any
) -> None:
    themes = [Theme.objects.create(name=name, slug=name.lower()) for name in ("Work", "Ports")]
    treaty = Instrument.objects.create(short="C97", slug="c97", name="x", is_binding=True)
    row = factories.make_recommendation()
    own = factories.make_recommendation(consultation=row.consultation)
    one, two, none = (factories.make_recommendation() for _each in range(3))
    for each in (row, own, two):
        each.themes.set(themes)
        each.instruments.add(treaty)
    one.themes.add(themes[0])
    none.themes.add(Theme.objects.create(name="Sea", slug="sea"))

    page = client.get(f"/recommendations/{row.code}/related/")

    codes = [each.recommendation.code for each in page.context["related"]]
    assert codes == [two.code, one.code, own.code]
    assert "shares Ports, Work, C97" in page.content.decode()
    assert (
        f"/recommendations/{row.code}/related/"
        in client.get(row.get_absolute_url()).content.decode()
    )


def test_what_shares_nothing_says_so_and_a_lower_case_code_leads_on(
    client: Client, db: Any
) -> None:
    row = factories.make_recommendation()
    factories.make_recommendation()

    page = client.get(f"/recommendations/{row.code}/related/").content.decode()

    assert "Nothing else that is asked shares" in page
    assert client.get(f"/recommendations/{row.code.lower()}/related/").status_code == 301


def test_drafts_and_what_was_withdrawn_are_related_to_nothing(db: Any, curator: Any) -> None:
    theme = Theme.objects.create(name="Work", slug="work")
    row, draft = factories.make_recommendation(), factories.make_draft()
    for each in (row, draft):
        each.themes.add(theme)

    assert _related(row, curator) == []


def test_the_queries_do_not_grow_with_what_is_found(
    client: Client, db: Any, django_assert_num_queries: Any
) -> None:
    theme = Theme.objects.create(name="Work", slug="work")
    rows = [factories.make_recommendation() for _each in range(5)]
    rows[0].themes.add(theme)
    rows[1].themes.add(theme)
    with django_assert_num_queries(8):
        client.get(f"/recommendations/{rows[0].code}/related/")
    for row in rows:
        row.themes.add(theme)
    with django_assert_num_queries(8):
        client.get(f"/recommendations/{rows[0].code}/related/")
