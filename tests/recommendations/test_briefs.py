"""Briefs: chosen asks, kept in the address alone, with what one needs to stand by them."""

from datetime import UTC, timedelta
from io import BytesIO
from typing import Any

import docx
import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser

from consultations.actions import withhold_paragraph
from ledger.clock import now
from recommendations import actions, printing
from recommendations.briefs import codes_in, sheet_of
from recommendations.terms import Terms
from recommendations.views import briefs
from tests import factories

pytestmark = pytest.mark.hold

VISITOR = AnonymousUser()


@pytest.fixture
def three(db: Any) -> list[str]:
    return [factories.make_recommendation().code for _each in range(3)]


def _address(*codes: str) -> str:
    return "/brief/?" + "&".join(f"code={code}" for code in codes)


def _section(row: Any, user: Any = VISITOR) -> dict[str, Any]:
    [section] = sheet_of([row.code], user)["sections"]
    return section


def _part(section: dict[str, Any], heading: str) -> list[tuple[str, str]]:
    parts = {part["heading"]: part["blocks"] for part in section["parts"]}
    return [(block["kind"], block["text"]) for block in parts.get(heading, [])]


def _sign(row: Any, by: Any, **terms: Any) -> None:
    given = {"recommendation": row, "by": by, "fingerprint": row.text.fingerprint}
    actions.sign(terms=Terms(**terms), **given)


# Choosing


def test_codes_are_read_as_people_write_them() -> None:
    told = codes_in(["gfmd17-07, GFMD17-08;C-01\nC-01", "", "nonsense", "<b>-01"])

    assert told == ["GFMD17-07", "GFMD17-08", "C-01"]


def test_the_page_shows_what_its_address_names_in_that_order(three: list[str], client: Any) -> None:
    page = client.get(_address(three[2], three[0]))

    assert page.context["codes"] == [three[2], three[0]]
    assert not page.cookies
    html = page.content.decode()
    assert f'href="/brief/brief.pdf?code={three[2]}&amp;code={three[0]}"' in html
    assert f'href="/recommendations/?brief={three[2]}&amp;brief={three[0]}"' in html


@pytest.mark.parametrize(
    ("act", "order"),
    [
        ("up={1}", [1, 0, 2]),
        ("up={0}", [0, 1, 2]),
        ("down={1}", [0, 2, 1]),
        ("down={2}", [0, 1, 2]),
        ("remove={1}", [0, 2]),
        ("remove=NO-01", [0, 1, 2]),
        ("add=", [0, 1, 2]),
    ],
)
def test_it_is_put_in_order_by_an_address_of_its_own(
    three: list[str], client: Any, act: str, order: list[int]
) -> None:
    answer = client.get(f"{_address(*three)}&{act.format(*three)}", follow=True)

    assert answer.context["codes"] == [three[place] for place in order]
    if order != [0, 1, 2]:
        assert answer.redirect_chain == [(_address(*(three[place] for place in order)), 302)]


def test_more_are_added_by_their_codes(three: list[str], client: Any) -> None:
    typed = f"{three[0]} {three[1].lower()},{three[2]}"
    answer = client.get("/brief/", {"code": three[0], "add": typed}, follow=True)

    assert answer.redirect_chain == [(_address(*three), 302)]
    assert client.get(f"{_address(three[0])}&remove={three[0]}").headers["Location"] == "/brief/"
    assert "A brief is what you choose" in client.get("/brief/").content.decode()


def test_what_there_is_not_or_not_for_the_person_is_told_alike(client: Any, db: Any) -> None:
    hidden = factories.make_recommendation()
    type(hidden.consultation).objects.filter(pk=hidden.consultation_id).update(state="draft")

    for code in (hidden.code, "NONE-01"):
        page = client.get(_address(code)).content.decode()
        assert f"There is no recommendation {code} here." in page
        assert hidden.title not in page
        for ending in ("pdf", "docx"):
            assert client.get(f"/brief/brief.{ending}?code={code}").status_code == 404
    assert sheet_of([hidden.code], VISITOR)["sections"] == []


def test_what_can_be_no_code_is_told_and_stays_as_it_was_typed(
    three: list[str], client: Any
) -> None:
    sent = {"code": three[0], "add": f"{three[1]} NOPE-1 <b>"}
    answer = client.get("/brief/", sent, follow=True)
    page = answer.content.decode()

    assert answer.context["codes"] == three[:2]
    assert "There is no recommendation NOPE-1 here." in page
    assert "There is no recommendation &lt;B&gt; here." in page
    assert 'name="add" value="NOPE-1 &lt;B&gt;"' in page
    for name in ("add", "code"):
        alone = client.get("/brief/", {name: "NOPE-1"}).content.decode()
        assert "There is no recommendation NOPE-1 here." in alone


def test_a_brief_holds_fifty_and_says_what_it_leaves_out(
    three: list[str], client: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(briefs, "MOST", 2)
    page = client.get(_address(*three))

    assert page.context["codes"] == three[:2]
    assert f"Left out: {three[2]}" in page.content.decode()


def test_the_list_offers_to_tick_and_keeps_what_is_chosen(three: list[str], client: Any) -> None:
    plain = client.get("/recommendations/").content.decode()
    chosen = client.get(f"/recommendations/?brief={three[0]}&level=practical").content.decode()

    for code in three:
        assert f'<input type="checkbox" form="brief-form" name="add" value="{code}">' in plain
    assert "Make a brief of what is ticked on this page" in plain
    assert f'name="add" value="{three[0]}"><span' not in chosen
    assert f'<input type="hidden" name="code" value="{three[0]}">' in chosen
    assert f'<input type="hidden" name="brief" value="{three[0]}">' in chosen
    assert f'class="small" href="/recommendations/?brief={three[0]}"' in chosen
    assert f'href="/brief/?code={three[1]}"' in (
        client.get(f"/recommendations/{three[1]}/").content.decode()
    )


# What it holds


def test_a_source_stands_with_its_words_its_paragraph_and_its_address(db: Any) -> None:
    extract = factories.make_extract(voice_kind="chair")
    row = factories.make_recommendation(extracts=[extract])

    section = _section(row)

    assert section["heading"] == f"{row.code}: {row.title}"
    assert section["text"] == [row.text.text]
    assert "Asked of States, Port authorities" in section["about"]
    assert "Asked by, in our reading: Chair" in section["about"]
    (kind, words), (_line, place) = _part(section, "In the source")
    assert (kind, words) == ("quote", "“asked for longer opening hours”")
    assert place == f"{extract.document.title}, 6 Sep 2017, paragraph 1."
    [_words, at] = section["parts"][0]["blocks"]
    assert at["address"].endswith(f"/documents/{extract.document.slug}/?at=p1#p1")
    assert section["small"][0].endswith(f"/recommendations/{row.code}/v1/")
    assert row.text.fingerprint in section["small"][1]


def test_a_paraphrase_is_marked_and_has_no_quotation_marks(db: Any) -> None:
    document = factories.make_document(text_basis="paraphrase", date=None)
    extracts = [factories.make_extract(document=document) for _each in range(2)]
    row = factories.make_recommendation(extracts=extracts)

    (_kind, words), (_line, place) = _part(_section(row), "In the source")

    assert words == "asked for longer opening hours"
    assert place.endswith(", paragraph 1. Our summary of the paragraph, not its wording.")


def test_withheld_words_are_in_no_brief(db: Any, curator: Any) -> None:
    extract = factories.make_extract()
    row = factories.make_recommendation(extracts=[extract])
    paragraph = extract.document.paragraphs.first()
    withhold_paragraph(paragraph=paragraph, by=curator, reason="It names a village.")

    assert _part(_section(row), "In the source") == []


def test_endorsers_stand_by_region_and_those_not_named_are_a_number(db: Any) -> None:
    row = factories.make_recommendation()
    for name, region in (("Lantern", "011"), ("Harbour", "011"), ("Steppe", "143")):
        organisation = factories.make_organisation(name=name, region_id=region)
        _sign(row, factories.make_representative(organisation=organisation))
    reserved = factories.make_organisation(name="Quay", region_id=None)
    by = factories.make_representative(organisation=reserved)
    _sign(row, by, reservation="Not at night.")
    for _each in range(3):
        _sign(row, factories.make_representative(), naming="unnamed")
    with time_machine.travel(now() + timedelta(days=1)):
        lines = [text for _kind, text in _part(_section(row), "Endorsements")]

    assert lines == [
        "7 organisations endorse this text, version 1.",
        "Africa (2): Harbour; Lantern",
        "Asia (1): Steppe",
        "Worldwide, or region not given (1): Quay (With a reservation: Not at night.)",
        "And 3 more, not named, as counted at 00:00 UTC.",
    ]


def test_a_finding_stands_with_its_words_and_who_found_it(db: Any, curator: Any) -> None:
    row = factories.make_recommendation()
    made = factories.make_reflection(recommendation=row, reason="The hours are left out.")

    finding, words, place, why = (text for _kind, text in _part(_section(row), "Reflected in"))

    assert finding == f"{made.document.title}: {made.get_finding_display()}."
    assert words == f"“{made.words}”"
    assert place.endswith(", paragraph 1.")
    assert why.startswith("The hours are left out. Assessed by one curator, ")
    actions.second_finding(reflection=made, by=curator)
    assert "Assessed by two curators, " in _part(_section(row), "Reflected in")[3][1]
    newer = factories.make_later_text(row.consultation.process, replaces=made.document)
    actions.carry_findings(old=made.document, new=newer, by=curator)
    assert "Carried from an earlier text" in _part(_section(row), "Reflected in")[7][1]


def test_a_finding_without_words_gives_its_reason_and_one_on_withheld_words_nothing(
    db: Any, curator: Any
) -> None:
    row = factories.make_recommendation()
    factories.make_reflection("absent", recommendation=row)
    made = factories.make_reflection(recommendation=row)
    withhold_paragraph(paragraph=made.paragraph, by=curator, reason="It names a village.")
    actions.publish(recommendation=_changed(row), by=curator)

    told = " ".join(text for _kind, text in _part(_section(row), "Reflected in"))

    assert "It says nothing of it. Assessed by one curator" in told
    assert "Assessed for an earlier version of this text." in told
    assert f"{made.document.title}: the words that this rests on are withheld." in told
    assert made.words not in told


def _changed(row: Any) -> Any:
    row.refresh_from_db()
    row.draft_text = "States should open every harbour."
    row.save()
    return row


def test_what_stands_no_more_says_so(db: Any, curator: Any) -> None:
    merged, into, gone, withheld = (factories.make_recommendation() for _each in range(4))
    actions.merge_recommendation(recommendation=merged, into=into, by=curator)
    actions.withdraw_recommendation(recommendation=gone, by=curator)
    actions.withhold_version(version=withheld.text, by=curator, reason="It names a village.")
    for row in (merged, gone, withheld):
        row.refresh_from_db()

    assert _section(merged)["about"][0] == f"Merged into {into}"
    assert _section(gone)["about"][0] == "Withdrawn by the secretariat"
    assert _section(withheld)["text"] == ["This text is withheld: It names a village."]


def test_a_brief_says_when_it_was_made_and_under_which_licence(
    three: list[str], settings: Any
) -> None:
    sheet = sheet_of(three, VISITOR)
    settings.DEMO = True

    assert [each["heading"][:6] for each in sheet["sections"]] == [code[:6] for code in three]
    assert sheet["about"][0].startswith("As it stood on 20")
    assert sheet["about"][1].endswith(_address(*three))
    assert "CC BY 4.0" in sheet["foot"][1]
    assert sheet_of(three, VISITOR)["about"][0].startswith("A demonstration: ")


@pytest.mark.parametrize("number", [1, 6])
def test_a_brief_is_read_with_as_many_questions_however_much_was_chosen(
    db: Any, django_assert_num_queries: Any, number: int
) -> None:
    consultation = factories.make_consultation()
    document = factories.make_document(consultation=consultation)
    later = factories.make_later_text(consultation.process)
    rows = []
    for _each in range(number):
        extract = factories.make_extract(document=document)
        row = factories.make_recommendation(consultation=consultation, extracts=[extract])
        factories.make_endorsement(recommendation=row)
        factories.make_reflection(recommendation=row, document=later)
        rows.append(row)

    with django_assert_num_queries(7):
        sheet = sheet_of([row.code for row in rows], VISITOR)
    assert [len(each["parts"]) for each in sheet["sections"]] == [3] * number


# Files


def _words_of(answer: Any) -> list[str]:
    return [each.text for each in docx.Document(BytesIO(answer.content)).paragraphs]


def test_the_word_file_says_what_the_brief_says_in_any_script(db: Any, client: Any) -> None:
    row = factories.make_recommendation(
        draft_title="الموانئ مفتوحة",
        draft_text="ينبغي أن تبقى الموانئ مفتوحة.\n\n各国应当开放港口。",
        draft_language="ar",
        extracts=[factories.make_extract()],
    )

    answer = client.get(f"/brief/brief.docx?code={row.code}")

    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="brief-20')
    words = _words_of(answer)
    for each in (row.title, "各国应当开放港口。", "In the source", "Endorsements"):
        assert any(each in line for line in words), each
    document = docx.Document(BytesIO(answer.content))
    rights = [each.text for each in document.paragraphs if each._p.xpath("./w:pPr/w:bidi")]
    assert rights == ["ينبغي أن تبقى الموانئ مفتوحة."]


@pytest.mark.hold
@pytest.mark.parametrize("language", ["ar", "zh-Hans", "pt-BR", "en"])
def test_a_brief_is_laid_out_as_pdf_in_any_language(db: Any, client: Any, language: str) -> None:
    row = factories.make_recommendation(
        draft_title="الموانئ #let x = 1 港口",
        draft_text="ينبغي أن تبقى الموانئ مفتوحة.\n\n$x$ *a* <b> \\ 各国",
        draft_language=language,
        extracts=[factories.make_extract()],
    )
    factories.make_reflection(recommendation=row)

    answer = client.get(f"/brief/brief.pdf?code={row.code}")

    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF-1.7")
    assert b"StructTreeRoot" in answer.content


@pytest.mark.parametrize("typed", ["a vertical tab: \x0b", "\ufffe", "a sign of no font: \u0378"])
@pytest.mark.parametrize("ending", ["pdf", "docx"])
def test_whatever_an_endorser_types_the_brief_can_be_taken_by_all(
    db: Any, client: Any, typed: str, ending: str
) -> None:
    row = factories.make_recommendation()
    _sign(row, factories.make_representative(), reservation=f"Not at night {typed}.")

    answer = client.get(f"/brief/brief.{ending}?code={row.code}")

    assert answer.status_code == 200
    if ending == "docx":
        assert any("Not at night" in line for line in _words_of(answer))
    else:
        assert b"StructTreeRoot" in answer.content


def test_who_asks_only_what_the_file_is_makes_none(three: list[str], client: Any) -> None:
    answer = client.head(f"/brief/brief.pdf?code={three[0]}")

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    assert client.get(f"/brief/brief.exe?code={three[0]}").status_code == 404
    assert client.get("/brief/brief.pdf").status_code == 404


def test_while_one_is_laid_out_another_is_told_to_wait(
    three: list[str], client: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(printing, "_SECONDS_TO_WAIT", 0)
    address = f"/brief/brief.docx?code={three[0]}"

    with printing._one_at_a_time:
        answer = client.get(address)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert client.get(address).status_code == 200


def test_a_brief_leaves_no_file_behind(three: list[str], client: Any, monkeypatch: Any) -> None:
    kept: list[str] = []
    monkeypatch.setattr(printing.cache, "set", lambda key, *_more: kept.append(key))

    assert client.get(f"/brief/brief.docx?code={three[0]}").status_code == 200
    assert kept == []


def test_whoever_takes_too_many_briefs_waits(
    three: list[str], client: Any, log_in: Any, curator: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(briefs, "_FILES", 0)

    for asking in (client, log_in(curator)):
        answer = asking.get(f"/brief/brief.docx?code={three[0]}")
        assert answer.status_code == 429
        assert answer.headers["Retry-After"] == "600"


def test_the_word_file_says_whose_it_is_and_of_today(
    three: list[str], client: Any, settings: Any
) -> None:
    answer = client.get(f"/brief/brief.docx?code={three[0]}")
    properties = docx.Document(BytesIO(answer.content)).core_properties

    assert (properties.author, properties.comments) == (settings.SITE_NAME, "")
    assert abs(properties.created.replace(tzinfo=UTC) - now()) < timedelta(minutes=5)


def test_where_nothing_was_found_the_brief_says_so(db: Any) -> None:
    row = factories.make_recommendation()

    told = [text for _kind, text in _part(_section(row), "Reflected in")]
    assert told == ["No later text is on record in which this could be looked for."]
    later = factories.make_later_text(row.consultation.process)
    told = [text for _kind, text in _part(_section(row), "Reflected in")]
    assert told == [f"{later.title}: not assessed."]
