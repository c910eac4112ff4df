"""All of a spreadsheet is done, each row by an action with its entry, or nothing of it."""

from datetime import timedelta
from typing import Any

import pytest

from consultations.models import Appearance, Extract, Speaker
from ledger.clock import now
from ledger.models import Entry
from ledger.refusal import Refused
from ledger.verifying import is_whole
from organisations.models import Organisation
from recommendations import actions as recommendations
from recommendations.models import Recommendation
from spreadsheets import actions
from spreadsheets.cells import Table
from spreadsheets.models import Spreadsheet
from spreadsheets.planning import Plan
from tests import factories
from tests.spreadsheets.filling_in import edited, exported, groups, planned, reasons, table
from vocabulary.models import Addressee, Theme


def _kept(kind: str, user: Any, what: Table) -> tuple[Spreadsheet, Plan]:
    plan = planned(kind, user, what)
    return actions.keep(kind=kind, table=what, seen=plan.seen, by=user), plan


def _import(kind: str, user: Any, what: Table) -> Plan:
    kept, plan = _kept(kind, user, what)
    return actions.confirm(spreadsheet=kept, seen=plan.fingerprint, by=user)


def _entries() -> list[tuple[str, str, Any, str]]:
    rows = Entry.objects.order_by("pk")
    return [(each.verb, each.subject_type, each.actor_id, each.source) for each in rows]


def _again(kind: str, user: Any, what: Table) -> None:
    """Assert that importing the same once more finds nothing to do."""
    before = (Entry.objects.count(), _histories())
    same = planned(kind, user, what)
    assert (set(groups(same)), reasons(same)) == ({"unchanged"}, [])
    assert set(groups(planned(kind, user, exported(kind, user)))) == {"unchanged"}
    with pytest.raises(Refused, match="Nothing was done"):
        _import(kind, user, what)
    assert (Entry.objects.count(), _histories()) == before


def _histories() -> list[int]:
    models = (Appearance, Extract, Speaker, Organisation, Recommendation)
    return [model.history.count() for model in models]  # type: ignore[attr-defined]


def test_speakers_are_added_and_edited(curator: Any) -> None:
    factories.make_speaker(name="Ada Quay", slug="ada-quay")
    what = edited(exported("speakers", curator), 2, identity_confirmed="yes")
    rows = [["", "Ada  Mole", "Ms", "no"], ["", "Яна", "", ""], ["", "Ada Quay.", "", ""]]
    what = table(what.headings, what.rows[0].cells, *rows)

    _import("speakers", curator, what)

    assert Speaker.objects.get(slug="ada-quay").is_identity_confirmed
    assert Speaker.objects.get(name="Ada Mole").slug == "ada-mole"
    assert Speaker.objects.get(name="Яна").slug == "speaker"
    assert Speaker.objects.get(name="Ada Quay.").slug == "ada-quay-2"
    added = ("speaker.added", "speaker", curator.pk, "import")
    assert _entries() == [("speaker.edited", "speaker", curator.pk, "import"), *[added] * 3]
    assert Entry.objects.order_by("pk")[0].payload == {"fields": ["is_identity_confirmed"]}
    assert Speaker.objects.get(slug="ada-quay").history.first().history_user == curator
    _again("speakers", curator, what)


def test_appearances_are_added_and_edited(curator: Any) -> None:
    session = factories.make_session()
    meeting, speaker = session.consultation, factories.make_speaker()
    kept = factories.make_appearance(consultation=meeting, session=session, role="chair")
    what = edited(exported("appearances", curator), 2, role="panellist", body="Ports")
    about = [meeting.code, str(session.number)]
    rows = [
        ["", *about, speaker.slug, "", "speaker", "Director", "Ports", "2"],
        ["", meeting.code, "", "", "Some delegates", "participant", "", "", ""],
    ]
    what = table(what.headings, what.rows[0].cells, *rows)

    _import("appearances", curator, what)

    kept.refresh_from_db()
    assert (kept.role, kept.body) == ("panellist", "Ports")
    named, unnamed = Appearance.objects.exclude(pk=kept.pk).order_by("-order")
    assert (named.session, named.speaker, named.order) == (session, speaker, 2)
    assert (unnamed.session, unnamed.printed, unnamed.order) == (None, "Some delegates", 0)
    assert [verb for verb, *_rest in _entries()] == [
        "appearance.edited",
        "appearance.added",
        "appearance.added",
    ]
    _again("appearances", curator, what)


def test_organisations_are_put_on_record_and_edited(curator: Any) -> None:
    hidden = factories.make_organisation(is_listed=False)
    network = factories.make_organisation(name="Harbour Net", slug="net", kind="network")
    factories.make_organisation(name="Choir", slug="choir")
    factories.make_organisation(name="Taken", slug="moor-circle", status="pending")
    network.members.add(hidden)
    headings = ["slug", "name", "kind", "members", "website", "languages"]
    rows = [
        ["net", "Harbour Net", "network", "choir", "harbour.example.org", "en, fr"],
        ["", "Moor Circle", "ngo", "net", "", ""],
        ["", "Apply", "ngo", "", "", ""],
    ]
    what = table(headings, *rows)

    _import("organisations", curator, what)

    network.refresh_from_db()
    assert network.website == "https://harbour.example.org"
    assert set(network.members.values_list("slug", flat=True)) == {"choir", hidden.slug}
    moor, apply = Organisation.objects.filter(name__in=["Moor Circle", "Apply"]).order_by("-name")
    assert moor.status == "recorded"
    assert moor.slug.startswith("moor-circle-")
    assert apply.slug.startswith("apply-")
    assert [entry[:2] for entry in _entries()] == [
        ("organisation.edited", "organisation"),
        ("organisation.recorded", "organisation"),
        ("organisation.recorded", "organisation"),
    ]
    assert Entry.objects.order_by("pk")[0].payload == {
        "fields": ["languages", "members", "website"]
    }
    _again("organisations", curator, what)


def test_only_the_members_of_an_organisation_change(curator: Any) -> None:
    factories.make_organisation(name="Harbour Net", slug="net")
    factories.make_organisation(name="Choir", slug="choir")
    before = _histories()

    _import("organisations", curator, table(["slug", "members"], ["net", "choir"]))

    assert Organisation.objects.get(slug="net").members.get().slug == "choir"
    assert [verb for verb, *_rest in _entries()] == ["organisation.edited"]
    assert _histories() == before


def test_extracts_are_drawn_and_edited(curator: Any) -> None:
    kept = factories.make_extract()
    document = factories.make_document(paragraphs=0)
    factories.make_paragraph(document, 1, text="Ports should open. Ferries wait.")
    Theme.objects.create(name="Data", slug="data")
    what = edited(exported("extracts", curator), 2, our_wording="Open ports.", asked_of="Ports")
    start = [document.slug, "p1", "ferries wait", "observation", "Ferries wait.", "The chair"]
    new = ["", *start, "chair", "data", "", "", "Ports\nCrews", "practical", "level"]
    what = table(what.headings, what.rows[0].cells, new)

    _import("extracts", curator, what)

    kept.refresh_from_db()
    assert kept.text == "Open ports."
    drawn = Extract.objects.exclude(pk=kept.pk).get()
    assert [span.words for span in drawn.spans.all()] == ["Ferries wait"]
    assert {each.name for each in drawn.addressees.all()} == {"Ports", "Crews"}
    assert drawn.themes.get().slug == "data"
    assert (drawn.level, drawn.inferred) == ("practical", ["level"])
    assert [verb for verb, *_rest in _entries()] == ["extract.edited", "extract.marked"]
    assert Entry.objects.order_by("pk")[0].payload == {"fields": ["addressees", "text"]}
    assert Addressee.objects.count() == 2
    _again("extracts", curator, what)


def test_only_what_an_extract_is_sorted_under_changes(curator: Any) -> None:
    kept = factories.make_extract()
    Theme.objects.create(name="Data", slug="data")
    before = _histories()

    _import("extracts", curator, table(["id", "themes"], [kept.public_id, "data"]))

    assert kept.themes.get().slug == "data"
    assert Entry.objects.get().payload == {"fields": ["themes"]}
    assert _histories() == before


def test_recommendations_are_drafted_edited_and_sorted(curator: Any) -> None:
    published = factories.make_recommendation()
    draft = factories.make_draft(consultation=published.consultation)
    session = factories.make_session(consultation=published.consultation, number=4)
    extract = factories.make_extract(
        document=factories.make_document(consultation=published.consultation)
    )
    Theme.objects.create(name="Data", slug="data")
    before = Entry.objects.count()
    headings = ["id", "code", "consultation", "session", "title", "text", "asked of", "themes"]
    headings += ["extracts", "level inferred"]
    meeting = published.consultation.code
    kept = [published.draft_title, published.draft_text, published.draft_addressees]
    text = "Open ports.\r\n\r\nAt night too."
    rows = [
        [str(published.pk), published.code, meeting, "", *kept, "data", "", "yes"],
        [str(draft.pk), "", meeting, "4", "Ports", text, "Crews", "", extract.public_id, "no"],
        ["", "", meeting, "4", "Ferries", "Let them sail.", "", "data", "", ""],
    ]
    what = table(headings, *rows)

    _import("recommendations", curator, what)

    draft.refresh_from_db()
    assert (draft.draft_title, draft.session, draft.is_level_inferred) == ("Ports", session, False)
    assert draft.extracts.get() == extract
    assert published.themes.get().slug == "data"
    new = Recommendation.objects.get(draft_title="Ferries")
    assert (new.state, new.code, new.is_level_inferred) == ("draft", None, True)
    told = [(each.verb, each.subject_type) for each in Entry.objects.order_by("pk")[before:]]
    assert told == [
        ("recommendation.edited", "recommendation"),
        ("recommendation.edited", "draft"),
        ("recommendation.drafted", "draft"),
    ]
    assert is_whole("recommendation", published.code)
    published.refresh_from_db()
    assert published.text.text == published.draft_text
    _again("recommendations", curator, what)


def test_the_text_of_what_is_published_is_refused_by_the_action_as_well(curator: Any) -> None:
    published = factories.make_recommendation()

    with pytest.raises(Refused, match="new version"):
        recommendations.keep_draft(
            recommendation=published, fields=["draft_text"], links={}, by=curator
        )


# What moved, and what goes wrong.


@pytest.fixture
def two_rows(curator: Any) -> Table:
    factories.make_speaker(name="Ada Quay", slug="ada")
    return table(["slug", "name"], ["ada", "Ada Quayside"], ["", "Ben Mole"])


def test_where_a_record_moved_nothing_is_done_and_it_is_told_which(
    curator: Any, two_rows: Table
) -> None:
    kept, plan = _kept("speakers", curator, two_rows)
    Speaker.objects.filter(slug="ada").update(honorific="Dr")  # not a column of the file

    with pytest.raises(actions.Moved) as moved:
        actions.confirm(spreadsheet=kept, seen=plan.fingerprint, by=curator)

    fresh = moved.value.plan
    fresh.compare(kept.seen)
    assert [each.has_moved for each in fresh.outcomes] == [True, False]
    assert Speaker.objects.get().name == "Ada Quay"
    assert not Entry.objects.exists()
    actions.confirm(spreadsheet=kept, seen=fresh.fingerprint, by=curator)
    assert Speaker.objects.count() == 2


def test_what_was_added_meanwhile_is_not_added_twice(curator: Any, two_rows: Table) -> None:
    other = factories.make_staff("curators")
    first, plan = _kept("speakers", curator, two_rows)
    second, same = _kept("speakers", other, two_rows)
    assert plan.fingerprint == same.fingerprint

    actions.confirm(spreadsheet=first, seen=plan.fingerprint, by=curator)
    with pytest.raises(actions.Moved):
        actions.confirm(spreadsheet=second, seen=plan.fingerprint, by=other)

    assert Speaker.objects.count() == 2
    assert Entry.objects.count() == 2


def test_confirming_twice_does_it_once(curator: Any, two_rows: Table) -> None:
    kept, plan = _kept("speakers", curator, two_rows)
    actions.confirm(spreadsheet=kept, seen=plan.fingerprint, by=curator)

    with pytest.raises(Refused, match="confirmed or given up already"):
        actions.confirm(spreadsheet=kept, seen=plan.fingerprint, by=curator)

    assert Speaker.objects.count() == 2


def test_where_the_last_row_fails_the_first_is_undone(curator: Any) -> None:
    factories.make_organisation(name="Harbour Net", slug="net")
    rows = [["net", "Moor Circle", "ngo"], ["", "MOOR CIRCLE", "ngo"]]
    kept, plan = _kept("organisations", curator, table(["slug", "name", "kind"], *rows))
    assert groups(plan) == ["changed", "added"]

    with pytest.raises(Refused, match="two of its rows"):
        actions.confirm(spreadsheet=kept, seen=plan.fingerprint, by=curator)

    assert Organisation.objects.get().name == "Harbour Net"
    assert not Entry.objects.exists()
    assert Spreadsheet.objects.get() == kept


def test_a_refused_row_keeps_all_others_back(curator: Any, two_rows: Table) -> None:
    what = table(two_rows.headings, *(row.cells for row in two_rows.rows), ["nobody", "N."])
    kept, plan = _kept("speakers", curator, what)

    with pytest.raises(Refused, match="some rows are refused"):
        actions.confirm(spreadsheet=kept, seen=plan.fingerprint, by=curator)

    assert not plan.may_be_confirmed
    assert Speaker.objects.count() == 1


def test_after_a_day_it_is_too_late_and_the_rows_are_forgotten(
    curator: Any, two_rows: Table
) -> None:
    kept, plan = _kept("speakers", curator, two_rows)
    fresh, _plan = _kept("speakers", curator, two_rows)
    Spreadsheet.objects.filter(pk=kept.pk).update(made_at=now() - timedelta(days=1))

    with pytest.raises(Refused, match="a day has passed"):
        actions.confirm(spreadsheet=kept, seen=plan.fingerprint, by=curator)
    assert actions.forget_next_spreadsheet()
    assert not actions.forget_next_spreadsheet()

    assert Spreadsheet.objects.get() == fresh
    assert str(fresh) == fresh.public_id


def test_of_one_person_five_are_kept_at_most(curator: Any, two_rows: Table) -> None:
    other = factories.make_spreadsheet()

    kept = [_kept("speakers", curator, two_rows)[0] for _each in range(7)]

    assert list(Spreadsheet.objects.kept_for(curator)) == kept[2:]
    assert Spreadsheet.objects.filter(pk=other.pk).exists()
