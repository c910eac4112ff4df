"""A frozen list stays as it was for good, withholds whom it must, and shows any changed byte."""

import csv
import json
import zipfile
from datetime import timedelta
from io import BytesIO, StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.urls import reverse

from ledger.canonical import canonical_json, fingerprint
from ledger.clock import now
from ledger.models import Entry
from ledger.refusal import Refused
from organisations.actions import set_listed
from recommendations import actions, printing, sheets
from recommendations.frozen import as_bytes, problems_of, published
from recommendations.models import FrozenList, FrozenSignatory, Recommendation
from recommendations.terms import Terms
from tests import factories

pytestmark = [pytest.mark.hold, pytest.mark.django_db]


def _sign(recommendation, by, **terms):
    fingerprint = recommendation.text.fingerprint
    return actions.sign(
        recommendation=recommendation, by=by, fingerprint=fingerprint, terms=Terms(**terms)
    )


@pytest.fixture
def reserved(recommendation, representative, other):
    """Two endorse the text by name, one of them with a reservation."""
    _sign(recommendation, representative, reservation="Not at night.")
    _sign(recommendation, other)
    return recommendation


@pytest.fixture
def frozen(reserved):
    return factories.make_frozen_list(recommendations=[reserved])


def _names(frozen):
    return [row[1] for row in sheets.sheet_of(frozen)["sections"][0]["rows"]]


def _later(frozen):
    """Return the list as the database has it now."""
    return FrozenList.objects.get(pk=frozen.pk)


# Freezing


def test_a_list_holds_texts_names_dates_reservations_and_totals(frozen, reserved, curator):
    content = published(frozen)

    (text,) = content["list"]["texts"]
    assert (text["code"], text["number"]) == (reserved.code, 1)
    assert (text["total"], text["unnamed"], len(text["signatories"])) == (2, 0, 2)
    assert content["texts"][text["fingerprint"]]["text"] == reserved.text.text
    first = content["signatories"][text["signatories"][0]]
    assert first["name"] == "Lantern Coalition"
    assert first["reservation"] == "Not at night."
    assert first["signed"] == now().date().isoformat()
    assert len(first["salt"]) == 32
    entry = Entry.objects.get(verb="list.frozen")
    assert entry.payload["fingerprint"] == frozen.fingerprint == fingerprint(content["list"])
    assert "Lantern" not in json.dumps(frozen.content)
    assert str(FrozenSignatory.objects.first()) in text["signatories"]


def test_two_who_sign_alike_do_not_look_alike(reserved):
    lists = [factories.make_frozen_list(recommendations=[reserved]) for _each in range(2)]

    commitments = [set(each.content["texts"][0]["signatories"]) for each in lists]

    assert not commitments[0] & commitments[1]


def test_who_is_not_named_is_a_number_by_the_one_definition_of_the_count(reserved):
    for _each in range(3):
        _sign(reserved, factories.make_representative(), naming="unnamed")
    today = factories.make_frozen_list(recommendations=[reserved])
    with time_machine.travel(now() + timedelta(days=1)):
        tomorrow = factories.make_frozen_list(recommendations=[reserved])

    totals = [each.content["texts"][0] for each in (today, tomorrow)]

    assert [(each["total"], each["unnamed"]) for each in totals] == [(2, 0), (5, 3)]
    assert "3 of them are not named." in str(sheets.sheet_of(tomorrow))


def test_a_set_of_texts_stands_in_the_order_of_their_codes(reserved):
    other = factories.make_recommendation(consultation=reserved.consultation)
    frozen = factories.make_frozen_list(recommendations=[other, reserved])

    assert [each["code"] for each in frozen.content["texts"]] == [reserved.code, other.code]
    assert sheets.sheet_of(frozen)["sections"][1]["rows"] == []
    for kind in ("pdf", "docx"):
        assert sheets.as_file(frozen, kind)


@pytest.mark.parametrize("what", ["nothing", "a draft", "withdrawn", "withheld", "in a draft"])
def test_only_what_everybody_reads_is_frozen(recommendation, curator, what):
    rows = [recommendation]
    if what == "nothing":
        rows = []
    elif what == "a draft":
        rows = [factories.make_draft()]
    elif what == "withdrawn":
        actions.withdraw_recommendation(recommendation=recommendation, by=curator)
    elif what == "withheld":
        actions.withhold_version(version=recommendation.text, by=curator, reason="A village.")
    else:
        type(recommendation.consultation).objects.update(state="draft")
    with pytest.raises(Refused, match="Only texts that are public"):
        factories.make_frozen_list(recommendations=rows)
    assert not FrozenList.objects.exists()


def test_nobody_but_curators_freezes(recommendation, moderator):
    with pytest.raises(Refused, match="Only curators"):
        factories.make_frozen_list(recommendations=[recommendation], by=moderator)


# What does not touch it, and what does


def test_later_changes_never_touch_it(frozen, reserved, representative, other, curator):
    before = as_bytes(frozen)

    actions.withdraw(recommendation=reserved, by=representative)
    _sign(reserved, factories.make_representative())
    row = Recommendation.objects.get(pk=reserved.pk)
    row.draft_text = "States should open every harbour."
    row.save()
    actions.publish(recommendation=row, by=curator, note="Every one.")
    actions.suspend_organisation(organisation=other.organisation, by=curator, reason="Looked at.")
    other.organisation.name = "Another Name"
    other.organisation.save()

    assert as_bytes(_later(frozen)) == before


@pytest.mark.parametrize("how", ["by a curator", "by itself", "off every list", "after leaving"])
def test_who_is_concealed_is_withheld_at_once_and_it_still_verifies(
    frozen, reserved, representative, curator, client, how
):
    if how == "by itself":
        actions.choose_naming(recommendation=reserved, by=representative, naming="unnamed")
    elif how == "off every list":
        given = {"organisation": representative.organisation, "by": curator}
        actions.unlist_organisation(**given, reason="It was searched.")
    else:
        if how == "after leaving":
            actions.withdraw(recommendation=reserved, by=representative)
        endorsement = representative.organisation.endorsements.get()
        actions.conceal(endorsement=endorsement, by=curator)

    assert _names(_later(frozen)) == ["withheld since", "Steppe Caravan"]
    for ending in ("json", "csv"):
        taken = client.get(f"/lists/{frozen.public_id}/{ending}/").content.decode()
        assert "Lantern" not in taken
        assert "Not at night" not in taken
    page = client.get(f"/lists/{frozen.public_id}/").content.decode()
    assert "Lantern" not in page
    assert "withheld since" in page
    assert _later(frozen).fingerprint == frozen.fingerprint
    assert problems_of(as_bytes(_later(frozen))) == []
    # What it stood for is forgotten, so that nobody finds it again.
    assert FrozenSignatory.objects.filter(opening__isnull=True).count() == 1


def test_a_name_that_is_shown_again_stays_withheld(frozen, reserved, representative):
    for naming in ("unnamed", "named"):
        actions.choose_naming(recommendation=reserved, by=representative, naming=naming)

    assert _names(_later(frozen)) == ["withheld since", "Steppe Caravan"]


def test_what_else_it_endorses_stays_as_frozen(frozen, reserved, representative, curator):
    other = factories.make_recommendation()
    _sign(other, representative)
    kept = factories.make_frozen_list(recommendations=[other])

    endorsement = reserved.endorsements.get(organisation=representative.organisation)
    actions.conceal(endorsement=endorsement, by=curator)

    assert _names(_later(kept)) == ["Lantern Coalition"]


def test_a_text_that_is_withheld_leaves_it_and_it_still_verifies(frozen, reserved, curator, client):
    words = reserved.text.text
    actions.withhold_version(version=reserved.text, by=curator, reason="It names a village.")

    later = _later(frozen)

    assert words.encode() not in as_bytes(later)
    assert words not in client.get(later.get_absolute_url()).content.decode()
    assert "Withheld text" in str(sheets.sheet_of(later))
    assert problems_of(as_bytes(later)) == []


# Verifying


def test_any_changed_byte_is_found(frozen):
    whole = as_bytes(frozen)
    assert problems_of(whole) == []

    for place in range(0, len(whole), 7):
        changed = bytearray(whole)
        changed[place] ^= 1
        assert problems_of(bytes(changed)), place


@pytest.mark.parametrize(
    "change",
    [
        lambda content: content["signatories"].popitem() and None,
        lambda content: content["texts"].clear(),
    ],
    ids=["a signatory", "the texts"],
)
def test_what_is_left_out_reads_as_withheld(frozen, change):
    content = published(frozen)
    change(content)

    assert problems_of(canonical_json(content)) == []


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda content: content["list"].update(title="Another"), "its fingerprint stands for"),
        (lambda content: content["list"].update(form="plenary-list/2"), "fingerprint stands"),
        (lambda content: content.update(more=1), "its one form"),
        (lambda content: content["texts"].update(x={"form": "plenary-text/1"}), "A text is not"),
        (lambda content: content["signatories"].update(x={}), "A signatory is not"),
        (lambda content: content.pop("texts"), "This is no frozen list"),
    ],
)
def test_what_is_wrong_is_said(frozen, change, problem):
    content = published(frozen)
    change(content)

    assert problem in " ".join(problems_of(canonical_json(content)))


def test_the_command_verifies_a_list_and_a_file_that_was_taken_away(frozen, tmp_path):
    file = tmp_path / "list.json"
    file.write_bytes(as_bytes(frozen))
    for name in (frozen.public_id, str(file)):
        told = StringIO()
        call_command("verify_list", name, stdout=told)
        assert "This is the list that was frozen." in told.getvalue()

    file.write_bytes(as_bytes(frozen).replace(b"Lantern", b"Lanterx"))
    told = StringIO()
    with pytest.raises(CommandError, match="not the list"):
        call_command("verify_list", str(file), stderr=told)
    assert "A signatory is not the one" in told.getvalue()
    with pytest.raises(CommandError, match="no list with the id"):
        call_command("verify_list", "nothing")


def test_a_list_that_was_never_frozen_here_is_found_out(frozen, tmp_path):
    content = published(frozen)
    content["list"]["title"] = "Forged"
    content["fingerprint"] = fingerprint(content["list"])
    file = tmp_path / "list.json"
    file.write_bytes(canonical_json(content))

    with pytest.raises(CommandError):
        call_command("verify_list", str(file), stderr=StringIO())


def test_the_ledger_has_the_last_word(frozen):
    content = frozen.content | {"id": "forged", "title": "Forged"}
    other = Entry.objects.get(verb="recommendation.published")
    given = {"title": "Forged", "frozen_at": now(), "content": content, "entry": other}
    FrozenList.objects.create(public_id="forged", fingerprint=fingerprint(content), **given)

    told = StringIO()
    with pytest.raises(CommandError):
        call_command("verify_list", "forged", stderr=told)
    assert "The ledger has another fingerprint" in told.getvalue()


# What everybody takes away


def test_the_page_numbers_who_endorses_and_offers_every_format(frozen, client):
    page = client.get(f"/lists/{frozen.public_id}/")

    html = page.content.decode()
    assert "2 organisations endorse this text, version 1." in html
    assert html.index("Lantern Coalition. With a reservation: Not at night.") < html.index("Steppe")
    for ending in ("json", "csv", "pdf", "docx"):
        assert f"/lists/{frozen.public_id}/{ending}/" in html
    assert client.get("/lists/nothing/").status_code == 404
    assert client.get(f"/lists/{frozen.public_id}/exe/").status_code == 404


def test_the_recommendation_leads_to_its_lists(frozen, reserved, client):
    assert f"/lists/{frozen.public_id}/" in client.get(reserved.get_absolute_url()).content.decode()


def test_the_files_are_what_they_say(frozen, reserved, client):
    found = {
        ending: client.get(f"/lists/{frozen.public_id}/{ending}/")
        for ending in ("json", "csv", "pdf", "docx")
    }

    assert {answer.status_code for answer in found.values()} == {200}
    for ending, answer in found.items():
        named = f'attachment; filename="list-{frozen.public_id}.{ending}"'
        assert answer.headers["Content-Disposition"] == named
    assert problems_of(found["json"].content) == []
    rows = list(csv.DictReader(StringIO(found["csv"].content.decode("utf-8-sig"))))
    assert [row["organisation"] for row in rows] == ["Lantern Coalition", "Steppe Caravan"]
    assert {row["kind"] for row in rows} == {"NGO"}
    assert {row["frozen"] for row in rows} == {frozen.content["frozen_at"]}
    assert {row["title"] for row in rows} == {reserved.title}
    assert found["pdf"].content.startswith(b"%PDF-1.7")
    assert b"StructTreeRoot" in found["pdf"].content
    with zipfile.ZipFile(BytesIO(found["docx"].content)) as word:
        assert "Lantern Coalition" in word.read("word/document.xml").decode()


def test_a_file_is_laid_out_once_while_nothing_changes(frozen, monkeypatch):
    made = sheets.as_file(frozen, "docx")
    monkeypatch.setattr(printing, "_rendered", None)

    assert sheets.as_file(frozen, "docx") == made


def test_a_file_that_cannot_be_laid_out_is_told_of(frozen, client, monkeypatch):
    monkeypatch.setattr(printing, "_SECONDS_TO_RENDER", 0)

    answer = client.get(f"/lists/{frozen.public_id}/pdf/")

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "60"


def test_cells_of_the_table_begin_no_formula(recommendation):
    organisation = factories.make_organisation(name="=HYPERLINK(1)")
    by = factories.make_representative(organisation=organisation)
    _sign(recommendation, by, reservation="-1+2")
    frozen = factories.make_frozen_list(recommendations=[recommendation])

    (row,) = csv.DictReader(StringIO(sheets.as_table(frozen).decode("utf-8-sig")))

    assert (row["organisation"], row["reservation"]) == ("'=HYPERLINK(1)", "'-1+2")


def test_names_in_any_script_and_odd_signs_are_laid_out(recommendation, client):
    for name in ("جمعية النور", "日本ネットワーク", "#panic() $x$ *a* <b> \\"):
        organisation = factories.make_organisation(name=name)
        _sign(recommendation, factories.make_representative(organisation=organisation))
    frozen = factories.make_frozen_list(recommendations=[recommendation], title="<i>#let</i>")

    for ending in ("pdf", "docx"):
        assert client.get(f"/lists/{frozen.public_id}/{ending}/").status_code == 200


def test_a_list_of_a_demonstration_says_so(frozen, settings):
    settings.DEMO = True

    assert "A demonstration" in str(sheets.sheet_of(frozen)["about"])


def test_a_place_is_left_out_where_none_is_known(recommendation):
    organisation = factories.make_organisation(region_id=None)
    _sign(recommendation, factories.make_representative(organisation=organisation))
    frozen = factories.make_frozen_list(recommendations=[recommendation])

    assert sheets.sheet_of(frozen)["sections"][0]["rows"][0][2] == "NGO"


# The admin


def test_a_curator_freezes_a_list_in_the_admin(reserved, curator, log_in):
    factories.make_draft()
    desk = log_in(curator)
    page = reverse("admin:recommendations_frozenlist_add")
    shown = desk.get(page).content.decode()
    assert reserved.code in shown
    assert "(version 1, endorsed by 2)" in shown
    assert "draft:" not in desk.get(page).content.decode()

    form = {"title": "  Open   harbours ", "recommendations": [reserved.pk]}
    desk.post(page, form)

    frozen = FrozenList.objects.get()
    assert (frozen.title, frozen.entry.actor_id) == ("Open harbours", curator.pk)
    change = reverse("admin:recommendations_frozenlist_change", args=[frozen.pk])
    assert frozen.fingerprint in desk.get(change).content.decode()


@pytest.mark.parametrize("given", [{"title": ""}, {"recommendations": []}, {"title": "a\u202eb"}])
def test_half_a_list_is_refused_beside_its_field(reserved, curator, log_in, given):
    form = {"title": "Open harbours", "recommendations": [reserved.pk]} | given

    answer = log_in(curator).post(reverse("admin:recommendations_frozenlist_add"), form)

    assert set(answer.context["adminform"].form.errors) == set(given)
    assert not FrozenList.objects.exists()


def test_a_list_is_not_found_through_who_is_not_listed(frozen, representative):
    with pytest.raises(Refused):
        set_listed(
            organisation=representative.organisation,
            is_listed=False,
            by=representative.user,
            reason="No right.",
        )
