"""What becomes of each row, and why some are refused."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from consultations.actions import merge_speakers
from consultations.models import Document, Extract
from organisations.models import Organisation
from recommendations.models import Recommendation
from spreadsheets.planning import Change, refuse_headings
from spreadsheets.sheets import SHEETS
from tests import factories
from tests.spreadsheets.filling_in import edited, exported, groups, planned, reasons, table
from vocabulary.models import Framework, Instrument, Objective, Theme


@pytest.fixture
def one_of_each(db: Any) -> None:
    draft = factories.make_draft()
    meeting = draft.consultation
    session = factories.make_session(consultation=meeting)
    factories.make_recommendation(consultation=meeting)
    document = factories.make_document(consultation=meeting, session=session)
    draft.extracts.add(factories.make_extract(document=document))
    draft.themes.add(Theme.objects.create(name="Data", slug="data"))
    factories.make_appearance(consultation=meeting, session=session)
    factories.make_appearance(consultation=meeting, speaker=None, printed="Some delegates")
    network = factories.make_organisation(kind="network")
    network.members.add(factories.make_organisation())


@pytest.mark.usefixtures("one_of_each")
@pytest.mark.parametrize("kind", SHEETS)
def test_what_was_exported_and_not_edited_changes_nothing(kind: str, curator: Any) -> None:
    what = exported(kind, curator)

    assert what.rows
    assert set(groups(planned(kind, curator, what))) == {"unchanged"}


def _wrong_headings(kind: str, curator: Any, *headings: str) -> str:
    with pytest.raises(ValidationError) as refusal:
        refuse_headings(SHEETS[kind](curator), table(list(headings)))
    return " ".join(refusal.value.messages)


def test_columns_that_are_not_known_or_twice_or_nameless_are_told_by_their_letters(
    curator: Any,
) -> None:
    told = _wrong_headings("speakers", curator, "slug", "name", "nane", "name", "")

    assert "Column C, “nane”, is not known here." in told
    assert "Column D, “name”, is there twice." in told
    assert "Column E has no name in the first row." in told
    assert "Known are: slug, name, honorific, identity confirmed." in told


def test_without_the_column_that_tells_records_apart_nothing_is_read(curator: Any) -> None:
    assert "is missing: slug" in _wrong_headings("speakers", curator, "name")
    assert "is missing: id, code" in _wrong_headings("recommendations", curator, "title")
    refuse_headings(SHEETS["recommendations"](curator), table(["code", "title"]))


def test_a_row_that_names_no_record_is_refused_with_its_cell(curator: Any) -> None:
    plan = planned("speakers", curator, table(["slug", "name"], ["nobody", "N."]))

    assert reasons(plan) == [("A2", "No speaker on record has this slug.")]
    plan = planned("appearances", curator, table(["id", "body"], ["twelve", "X"]))
    assert reasons(plan) == [("A2", "No appearance on record has this id.")]


def test_of_two_rows_on_one_record_the_second_is_refused(curator: Any) -> None:
    speaker = factories.make_speaker()
    rows = [[speaker.slug, "Ada"], [speaker.slug, "Eda"]]

    plan = planned("speakers", curator, table(["slug", "name"], *rows))

    assert groups(plan) == ["changed", "refused"]
    assert reasons(plan) == [("A3", "Row 2 speaks of the same record.")]


def test_of_two_new_rows_that_say_the_same_the_second_is_refused(curator: Any) -> None:
    plan = planned(
        "speakers", curator, table(["slug", "name"], ["", "Ada Mole"], ["", "Ada  Mole"])
    )

    assert groups(plan) == ["added", "refused"]
    assert reasons(plan) == [("3", "Row 2 says the same already.")]


def test_a_new_row_of_what_is_on_record_is_unchanged_or_asks_what_is_meant(curator: Any) -> None:
    factories.make_speaker(name="Ada Mole", honorific="Ms", slug="ada")
    rows = [["", "Ada Mole", "Ms"]], [["", "Ada Mole", "Dr"]]

    same, other = (
        planned("speakers", curator, table(["slug", "name", "honorific"], *each)) for each in rows
    )

    assert groups(same) == ["unchanged"]
    assert groups(other) == ["refused"]
    assert "put ada into the column “slug”" in reasons(other)[0][1]
    assert "with other words in: honorific" in reasons(other)[0][1]


def test_only_spaces_around_a_text_change_nothing(curator: Any) -> None:
    speaker = factories.make_speaker(name="Ada Mole")

    plan = planned("speakers", curator, table(["slug", "name"], [speaker.slug, " Ada Mole \n"]))

    assert groups(plan) == ["unchanged"]


def test_cells_that_mean_nothing_say_what_they_may_hold(curator: Any) -> None:
    appearance = factories.make_appearance()
    meeting = appearance.consultation
    headings = ["id", "consultation", "session", "speaker", "role", "order"]
    row = [str(appearance.pk), "NONE1", "x", "nobody", "king", "1.5"]

    plan = planned("appearances", curator, table(headings, row))

    told = dict(reasons(plan))
    assert told["B2"] == "“NONE1” is no consultation on record."
    assert told["C2"] == "“x” is no whole number."
    assert told["D2"] == "“nobody” is no speaker on record."
    assert told["E2"].startswith("“king” is none of: chair, moderator")
    assert told["F2"] == "“1.5” is no whole number."
    what = table(headings[:3], [str(appearance.pk), meeting.code, "99"])
    plan = planned("appearances", curator, what)
    assert reasons(plan) == [("C2", f"{meeting.code} has no session 99.")]


def test_a_row_is_told_all_that_is_wrong_with_it_at_once(curator: Any) -> None:
    appearance = factories.make_appearance()
    headings = ["id", "speaker", "session", "role", "body", "order"]
    row = [str(appearance.pk), "nobody", "99", "", "x" * 300, "1.5"]

    told = dict(reasons(planned("appearances", curator, table(headings, row))))

    assert sorted(told) == ["B2", "C2", "D2", "E2", "F2"]
    assert told["D2"] == "This field is required."
    assert "at most" in told["E2"]


def test_of_a_new_row_that_belongs_to_nothing_its_own_cells_are_told(curator: Any) -> None:
    headings = ["id", "consultation", "session", "role"]
    plan = planned("appearances", curator, table(headings, ["", "NONE1", "99", "king"]))
    assert [cell for cell, _reason in reasons(plan)] == ["B2", "D2"]


def test_what_the_admin_forbids_a_spreadsheet_does_not_do(curator: Any) -> None:
    appearance = factories.make_appearance(printed="")
    merged, kept = factories.make_speaker(), factories.make_speaker()
    merge_speakers(merged=merged, kept=kept, by=curator, reason="One person.")
    headings = ["id", "speaker", "role"]
    rows = [[str(appearance.pk), merged.slug, ""]]

    plan = planned("appearances", curator, table(headings, *rows))

    told = dict(reasons(plan))
    assert "is merged into number" in told["B2"]
    assert told["C2"] == "This field is required."
    plan = planned("appearances", curator, table(headings, [str(appearance.pk), "", "chair"]))
    assert "printed: Choose a speaker" in reasons(plan)[0][1]
    plan = planned("speakers", curator, table(["slug", "name"], [merged.slug, "Other"]))
    assert "merged into another" in reasons(plan)[0][1]


def test_an_appearance_that_goes_to_another_consultation_keeps_the_number_of_its_session(
    curator: Any,
) -> None:
    meeting, other = factories.make_consultation(), factories.make_consultation()
    session = factories.make_session(consultation=meeting, number=3)
    there = factories.make_session(consultation=other, number=3)
    appearance = factories.make_appearance(consultation=meeting, session=session)
    what = edited(exported("appearances", curator), 2, consultation=other.code)

    plan = planned("appearances", curator, what)

    assert groups(plan) == ["changed"]
    assert plan.outcomes[0].values["session"] == there
    assert plan.outcomes[0].record == appearance


# Recommendations.


def _recommendation(curator: Any, row: Recommendation, **cells: str) -> Any:
    names = ["id", *(name.replace("_", " ") for name in cells)]
    return planned("recommendations", curator, table(names, [str(row.pk), *cells.values()]))


def test_of_what_is_published_the_text_stays_and_what_it_is_sorted_under_changes(
    curator: Any,
) -> None:
    published = factories.make_recommendation()
    Theme.objects.create(name="Data", slug="data")

    text = _recommendation(curator, published, text="Open all harbours.")
    others = _recommendation(curator, published, level="political", themes="data")
    session = _recommendation(curator, published, extracts="", session="1")
    code = _recommendation(curator, published, code="OTHER-01", state="draft")

    assert "changes by a new version" in reasons(text)[0][1]
    assert groups(others) == ["changed"]
    assert [change.column for change in others.outcomes[0].changes] == ["level", "themes"]
    assert "on its own page" in reasons(session)[0][1]
    assert [cell for cell, _reason in reasons(code)] == ["B2", "C2"]


def test_a_recommendation_is_found_by_its_code_as_well(curator: Any) -> None:
    published = factories.make_recommendation()

    what = table(["id", "code", "level"], ["", published.code, "political"])
    plan = planned("recommendations", curator, what)

    assert groups(plan) == ["changed"]
    assert plan.outcomes[0].record == published


def test_a_draft_is_new_with_a_consultation_and_its_own_extracts_only(curator: Any) -> None:
    meeting = factories.make_consultation()
    own = factories.make_extract(document=factories.make_document(consultation=meeting))
    foreign = factories.make_extract()
    whole = factories.make_document(process=meeting.process)
    Document.objects.filter(pk=whole.pk).update(consultation=None)
    of_process = factories.make_extract(document=whole)
    headings = ["id", "consultation", "title", "text", "extracts"]
    start = ["", meeting.code, "Harbours", "Open all harbours."]

    good = planned(
        "recommendations",
        curator,
        table(headings, [*start, f"{own.public_id};{of_process.public_id}"]),
    )
    bad = planned("recommendations", curator, table(headings, [*start, foreign.public_id]))
    bare = planned("recommendations", curator, table(headings[:3], ["", "", "Harbours"]))

    assert (groups(good), reasons(good)) == (["added"], [])
    assert reasons(bad) == [("E2", f"“{foreign.public_id}” is an extract of another consultation.")]
    told = " ".join(reason for _cell, reason in reasons(bare))
    assert "This field is required." in told
    assert "text: This field is required." in told


# Extracts.


def _extract(curator: Any, **cells: str) -> Any:
    names = [name.replace("_", " ") for name in cells]
    return planned("extracts", curator, table(["id", *names], ["", *cells.values()]))


@pytest.fixture
def said(db: Any) -> Any:
    document = factories.make_document(paragraphs=0)
    text = "States should open all harbours. States should open all harbours. Ferries wait."
    factories.make_paragraph(document, 1, text=text)
    factories.make_paragraph(document, 2, text="Nobody is turned away.")
    return document


def test_a_new_extract_finds_its_words(curator: Any, said: Any) -> None:
    about = {"kind": "observation", "our_wording": "Ferries wait.", "voice": "The chair"}
    about |= {"voice_kind": "chair", "asked_of": "Ports\nMinistries"}
    where = {"document": said.slug, "anchor": "p1;p2"}

    good = _extract(curator, **where, quote="ferries wait.\n\nNobody is turned away", **about)
    twice = _extract(curator, **where, quote="States should open all harbours.", **about)
    never = _extract(curator, **where, quote="Ships sink.", **about)
    nowhere = _extract(curator, document=said.slug, anchor="p9", quote="Ferries wait.", **about)
    without = _extract(curator, document=said.slug, anchor="p1", **about)
    undocumented = _extract(curator, **about)

    assert groups(good) == ["added"]
    told = {change.column: change.new for change in good.outcomes[0].changes}
    assert told["quote"] == "Ferries wait.\n\nNobody is turned away"
    assert told["anchor"] == "p1; p2"
    assert reasons(twice) == [("D2", "The words stand in 2 places there: quote more of them.")]
    assert "do not stand there so" in reasons(never)[0][1]
    assert reasons(nowhere) == [("C2", "The document has no paragraph “p9”.")]
    assert "quote: A new extract says" in reasons(without)[0][1]
    assert len(reasons(undocumented)) == 3


def test_where_the_words_of_an_extract_stand_is_not_changed_by_a_spreadsheet(
    curator: Any,
) -> None:
    factories.make_extract()
    other = factories.make_document()
    cells = {"document": other.slug, "anchor": "p2", "quote": "Other words."}

    plan = planned("extracts", curator, edited(exported("extracts", curator), 2, **cells))

    assert [cell for cell, _reason in reasons(plan)] == ["B2", "C2", "D2"]


def test_an_extract_takes_labels_names_as_on_record_and_what_is_our_reading(curator: Any) -> None:
    extract: Extract = factories.make_extract()
    Instrument.objects.create(short="C29", slug="c29", name="Convention", is_binding=True)
    cells = {"kind": "Point of convergence", "level": "Practical", "our_reading": "level; kind"}
    cells |= {"instruments": " C29 ", "asked_of": "un bodies"}
    extract.addressees.create(name="UN bodies", slug="un-bodies")

    plan = planned("extracts", curator, edited(exported("extracts", curator), 2, **cells))

    (outcome,) = plan.outcomes
    told = {change.column: change.new for change in outcome.changes}
    assert told["kind"] == "convergence"
    assert told["our reading"] == "kind; level"
    assert told["instruments"] == "c29"
    assert "asked of" not in told
    wrong = edited(exported("extracts", curator), 2, our_reading="mood", asked_of="!!!")
    assert len(reasons(planned("extracts", curator, wrong))) == 2


# Organisations.


def test_the_standing_and_the_address_of_an_organisation_stay(curator: Any) -> None:
    organisation = factories.make_organisation()

    what = table(["slug", "status"], [organisation.slug, "suspended"])
    plan = planned("organisations", curator, what)
    as_it_begins = table(["slug", "name", "kind", "status"], ["", "Moor Circle", "ngo", "recorded"])
    assert groups(planned("organisations", curator, as_it_begins)) == ["added"]
    new = table(["slug", "name", "kind", "status"], ["", "Moor Circle", "ngo", "verified"])

    assert "decided on its page" in reasons(plan)[0][1]
    assert "decided on its page" in reasons(planned("organisations", curator, new))[0][1]


def test_an_unlisted_organisation_is_answered_like_none_at_all(curator: Any) -> None:
    hidden: Organisation = factories.make_organisation(
        name="Moor Circle", slug="o-hidden", is_listed=False
    )
    shown = factories.make_organisation(name="Harbour Choir", slug="choir")
    shown.members.add(hidden)
    protector = factories.make_protector()

    for person in (curator, protector):
        rows = exported("organisations", person).rows
        assert [row.cells[0] for row in rows] == ["choir"]
        assert not any("o-hidden" in cell for row in rows for cell in row.cells)
        headings = ["slug", "name", "kind", "members"]
        known = planned("organisations", person, table(headings, ["o-hidden", "X", "ngo", ""]))
        unknown = planned("organisations", person, table(headings, ["o-nobody", "X", "ngo", ""]))
        assert reasons(known) == reasons(unknown)
        alike = planned("organisations", person, table(headings, ["", "Moor Circle", "ngo", ""]))
        assert groups(alike) == ["added"]
        member = table(headings, ["choir", "Harbour Choir", shown.kind, "o-hidden"])
        assert reasons(planned("organisations", person, member)) == [
            ("D2", "“o-hidden” is no organisation on record.")
        ]


def test_a_name_too_like_one_on_record_is_refused(curator: Any) -> None:
    factories.make_organisation(name="Harbour Choir", slug="choir")

    what = table(["slug", "name", "kind"], ["", "HARBOUR CH0IR", "ngo"])
    plan = planned("organisations", curator, what)

    assert "put choir into the column “slug”" in reasons(plan)[0][1]


def test_a_region_is_known_without_its_zeros(curator: Any) -> None:
    organisation = factories.make_organisation(region_id="002", country_id=None)

    what = table(["slug", "region"], [organisation.slug, "2"])

    assert groups(planned("organisations", curator, what)) == ["unchanged"]
    what = table(["slug", "region", "country"], [organisation.slug, "Africa", "ke"])
    plan = planned("organisations", curator, what)
    assert reasons(plan) == [("B2", "“Africa” is no region on record.")]


def test_a_number_and_a_yes_are_typed_as_such(one_of_each: Any, curator: Any) -> None:
    appearances = exported("appearances", curator)
    appearances = edited(appearances, 2, order="first", session="one")
    speakers = exported("speakers", curator)
    speakers = edited(speakers, 2, identity_confirmed="perhaps")

    told = dict(reasons(planned("appearances", curator, appearances)))
    assert "“first” is no whole number." in told.values()
    told = dict(reasons(planned("speakers", curator, speakers)))
    assert "Write yes or no, not “perhaps”." in told.values()


def test_very_long_words_are_shown_whole_and_not_compared(one_of_each: Any, curator: Any) -> None:
    drafts = exported("recommendations", curator)
    change = Change("text", "a " * 4000, "b " * 4000)

    assert drafts.rows
    assert [piece.kind for piece in change.pieces] == ["old", "new"]


def test_two_new_extracts_of_one_document_are_found_in_its_paragraphs(curator: Any) -> None:
    document = factories.make_document()
    headings = ["id", "document", "anchor", "quote", "kind", "our wording", "voice", "voice kind"]
    words = document.paragraphs.get(anchor="p1").text
    row = ["", document.slug, "p1", words, "observation", "Ours.", "the towns", "chair"]

    what = planned("extracts", curator, table(headings, row, [*row[:5], "Another.", *row[6:]]))

    assert groups(what) == ["added", "added"]


def test_an_appearance_may_leave_its_session(one_of_each: Any, curator: Any) -> None:
    what = exported("appearances", curator)
    with_session = next(row for row in what.rows if row.cells[what.headings.index("session")])

    left = edited(what, with_session.number, session="")

    assert groups(planned("appearances", curator, left)).count("changed") == 1


def test_what_it_is_sorted_under_is_named_by_code(one_of_each: Any, curator: Any) -> None:
    framework = Framework.objects.create(code="GCM", name="Compact")
    Objective.objects.create(framework=framework, number=10, short_title="Trafficking")
    what = exported("recommendations", curator)

    sorted_anew = edited(what, 2, objectives="GCM 10")

    assert "changed" in groups(planned("recommendations", curator, sorted_anew))


def test_what_is_wrong_with_a_cell_already_is_not_told_again_in_other_words(curator: Any) -> None:
    what = table(["id", "document", "anchor", "quote"], ["", "nothing", "p1", "Some words."])
    plan = planned("extracts", curator, what)
    assert [cell for cell, _reason in reasons(plan)] == ["B2"]

    factories.make_organisation(name="Harbour Choir", slug="choir")
    factories.make_organisation(name="Harbour Fleet", slug="fleet")
    what = table(["slug", "name", "region"], ["fleet", "HARBOUR CH0IR", "nowhere"])
    plan = planned("organisations", curator, what)
    assert [cell for cell, _reason in reasons(plan)] == ["C2"]
