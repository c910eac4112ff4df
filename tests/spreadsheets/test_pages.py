"""The pages by which curators export, import, look and confirm."""

from typing import Any

import pytest
from django.test import Client

from consultations.models import Speaker
from ledger.models import Entry
from spreadsheets import exporting
from spreadsheets.models import Spreadsheet
from spreadsheets.sheets import SHEETS
from tests import factories
from tests.spreadsheets.filling_in import (
    BASE,
    as_xlsx,
    confirm,
    download,
    rows_of,
    upload,
)

LISTS = {
    "recommendations": "recommendations/recommendation",
    "extracts": "consultations/extract",
    "organisations": "organisations/organisation",
    "speakers": "consultations/speaker",
    "appearances": "consultations/appearance",
}


@pytest.fixture
def desk(log_in: Any, curator: Any) -> Client:
    return log_in(curator)


@pytest.mark.parametrize("kind", LISTS)
def test_each_list_leads_to_its_exports_and_its_import(desk: Client, kind: str) -> None:
    html = desk.get(f"/admin/{LISTS[kind]}/").content.decode()

    for page in ("export.xlsx", "export.csv", "import/"):
        assert f'href="{BASE}/{kind}/{page}' in html
    assert set(SHEETS) == set(LISTS)


@pytest.mark.parametrize("kind", LISTS)
def test_moderators_neither_export_nor_import(log_in: Any, moderator: Any, kind: str) -> None:
    desk = log_in(moderator)

    assert desk.get(f"{BASE}/{kind}/export.csv").status_code == 403
    assert desk.get(f"{BASE}/{kind}/import/").status_code == 403
    assert desk.post(f"{BASE}/{kind}/import/").status_code == 403


def test_who_may_look_but_not_add_exports_and_does_not_import(log_in: Any, curator: Any) -> None:
    group = curator.groups.get()
    group.permissions.remove(group.permissions.get(codename="add_speaker"))
    desk = log_in(curator)

    assert desk.get(f"{BASE}/speakers/export.csv").status_code == 200
    assert desk.get(f"{BASE}/speakers/import/").status_code == 403
    assert (
        f"{BASE}/speakers/import/" not in desk.get("/admin/consultations/speaker/").content.decode()
    )


@pytest.mark.parametrize("address", ["boats/export.csv", "boats/import/", "speakers/export.ods"])
def test_there_is_no_other_kind_and_no_other_format(desk: Client, address: str) -> None:
    assert desk.get(f"{BASE}/{address}").status_code == 404


def test_an_export_has_what_the_list_shows_and_is_nobody_elses(desk: Client) -> None:
    factories.make_speaker(name="=Ada", slug="ada")
    factories.make_speaker(name="Ben", slug="ben")

    answer = desk.get(f"{BASE}/speakers/export.csv?q=ada&o=1&p=1")

    assert rows_of(answer.content)[1:] == [["ada", "'=Ada", "", "no"]]
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith('attachment; filename="speakers-')
    assert "no-store" in answer["Cache-Control"]
    assert "private" in answer["Cache-Control"]
    wrong = desk.get(f"{BASE}/speakers/export.csv?merged_into__nothing=x")
    assert wrong.status_code == 302


def test_a_workbook_that_takes_too_long_is_told_of(desk: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(exporting, "_SECONDS", 0)

    answer = desk.get(f"{BASE}/speakers/export.xlsx")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert "Take another format" in answer.content.decode()


@pytest.mark.parametrize(("number", "queries"), [(1, 15), (30, 15)])
def test_an_export_asks_as_much_for_many_as_for_one(
    desk: Client, django_assert_num_queries: Any, number: int, queries: int
) -> None:
    draft = factories.make_draft()
    for _each in range(number - 1):
        factories.make_draft(consultation=draft.consultation)
    desk.get(f"{BASE}/recommendations/export.csv")

    with django_assert_num_queries(queries):
        rows = rows_of(desk.get(f"{BASE}/recommendations/export.csv").content)

    assert len(rows) == number + 1


def _waiting(curator: Any, *rows: list[str], kind: str = "speakers", **fields: Any) -> Spreadsheet:
    numbered = [[number, row, {}] for number, row in enumerate(rows, start=2)]
    headings = fields.pop("headings", ["slug", "name"])
    return factories.make_spreadsheet(
        user=curator, kind=kind, headings=headings, rows=numbered, **fields
    )


def test_a_preview_tells_what_is_refused_changed_added_and_unchanged(
    desk: Client, curator: Any
) -> None:
    for slug in ("ada", "ben"):
        factories.make_speaker(name=slug.title(), slug=slug)
    long = f"Cee {'e' * 7000}"
    rows = ["nobody", "<script>"], ["ada", "Ada Mole"], ["", "Dee"], ["ben", "Ben"], ["", long]
    kept = _waiting(curator, *map(list, rows))

    html = desk.get(kept.get_absolute_url()).content.decode()

    places = [html.index(f"<h2>{name}</h2>") for name in ("Refused", "Added", "Unchanged")]
    assert places == sorted(places)
    assert "No speaker on record has this slug." in html
    assert "A2" in html
    assert "Ada<ins> Mole</ins>" in html
    assert "<script>" not in html.partition("<main")[2].replace("<script src", "")
    assert 'value="confirm"' not in html
    assert "Nothing can be imported while a row is refused" in html


def test_what_says_nothing_new_cannot_be_confirmed(desk: Client, curator: Any) -> None:
    factories.make_speaker(name="Ada", slug="ada")
    kept = _waiting(curator, ["ada", "Ada"])

    page = desk.get(kept.get_absolute_url())
    done = confirm(desk, page)

    assert "there is nothing to import" in page.content.decode()
    assert 'value="confirm"' not in page.content.decode()
    assert "Nothing was done" in done.content.decode()
    assert not Entry.objects.exists()


def test_where_the_record_moved_the_fresh_preview_is_shown_and_can_be_confirmed(
    desk: Client, curator: Any
) -> None:
    speaker = factories.make_speaker(name="Ada", slug="ada")
    kept = _waiting(curator, ["ada", "Ada Mole"])
    seen = desk.get(kept.get_absolute_url())
    Spreadsheet.objects.update(seen=seen.context["plan"].seen)
    Speaker.objects.update(name="Ada Quay")

    moved = confirm(desk, seen)

    html = moved.content.decode()
    assert moved.status_code == 409
    assert "The record has changed since you looked." in html
    assert "has changed since you looked</span>" in html
    assert "<del>Quay</del><ins>Mole</ins>" in html.replace(" <", "<").replace("> ", ">")
    speaker.refresh_from_db()
    assert speaker.name == "Ada Quay"
    assert "has changed since" in desk.get(kept.get_absolute_url()).content.decode()
    confirm(desk, moved)
    speaker.refresh_from_db()
    assert speaker.name == "Ada Mole"


def test_an_import_that_is_given_up_or_confirmed_is_gone(desk: Client, curator: Any) -> None:
    first, second = _waiting(curator, ["", "Ada"]), _waiting(curator, ["", "Ben"])
    page = desk.get(second.get_absolute_url())

    given_up = desk.post(first.get_absolute_url(), {"act": "give-up"}, follow=True)
    assert "Given up: nothing was imported." in given_up.content.decode()
    assert "Imported: 1 row." in confirm(desk, page).content.decode()

    assert "confirmed or given up already" in confirm(desk, page).content.decode()
    assert desk.get(first.get_absolute_url()).status_code == 404
    assert Speaker.objects.get().name == "Ben"
    assert not Spreadsheet.objects.exists()


def test_another_curator_neither_sees_nor_confirms_it(log_in: Any, curator: Any) -> None:
    kept = _waiting(curator, ["", "Ada"])
    desk = log_in(factories.make_staff("curators"))

    assert desk.get(kept.get_absolute_url()).status_code == 404
    desk.post(kept.get_absolute_url(), {"act": "give-up"})
    desk.post(kept.get_absolute_url(), {"act": "confirm"})

    assert Spreadsheet.objects.get() == kept
    assert not Speaker.objects.exists()


def test_many_rows_stand_on_several_pages(desk: Client, curator: Any) -> None:
    kept = _waiting(curator, *(["", f"Speaker {number}"] for number in range(150)))

    first = desk.get(kept.get_absolute_url()).content.decode()
    second = desk.get(f"{kept.get_absolute_url()}?page=2").content.decode()

    assert (first.count('class="outcome"'), second.count('class="outcome"')) == (100, 50)
    assert "Page 1 of 2" in first
    assert 'href="?page=1"' in second


def test_the_import_page_explains_each_column(desk: Client) -> None:
    for kind, sheet in SHEETS.items():
        page = desk.get(f"{BASE}/{kind}/import/")
        html = page.content.decode()
        for name in sheet(page.wsgi_request.user).columns:
            assert f"<code>{name}</code>" in html


@pytest.mark.hold
@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        (b"slug,nane\n", "a.csv", "“nane”, is not known here"),
        (b"slug,name\n", "a.csv", "There is no row below"),
        (b"slug\na\n", "a.doc", "ends in .xlsx or .csv"),
        ("slug,name\na,Ä\n".encode("cp1252"), "a.csv", "is not in UTF-8"),
        (b"%PDF-1.7", "a.csv", "another kind"),
        (b"", "a.csv", "empty"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_beside_its_field_and_leaves_nothing(
    desk: Client, content: bytes, name: str, why: str
) -> None:
    answer = upload(desk, "speakers", content, name)

    assert answer.status_code == 200
    assert why in answer.content.decode()
    assert not Spreadsheet.objects.exists()


@pytest.mark.hold
def test_a_workbook_is_exported_edited_imported_and_importing_it_again_changes_nothing(
    desk: Client,
) -> None:
    meeting = factories.make_consultation()
    factories.make_draft(consultation=meeting, draft_text="=Open\n\n- all harbours")
    rows = download(desk, "recommendations", "xlsx")
    assert rows == download(desk, "recommendations")
    rows[1][rows[0].index("level")] = "political"
    rows.append(["", "", meeting.code, "", "Ferries", "Let them sail."])
    content = as_xlsx(
        [[f"'{cell}" if cell[:1] in "=-" and cell else cell for cell in row] for row in rows]
    )

    preview = upload(desk, "recommendations", content)
    counts = preview.context["plan"].counts
    assert counts == {"refused": 0, "changed": 1, "added": 1, "unchanged": 0}
    confirm(desk, preview)
    entries = Entry.objects.count()
    again = upload(desk, "recommendations", content)

    assert again.context["plan"].counts["unchanged"] == 2
    assert "there is nothing to import" in again.content.decode()
    confirm(desk, again)
    assert Entry.objects.count() == entries == 2


@pytest.mark.hold
def test_a_formula_in_a_workbook_is_refused_by_its_cell(desk: Client) -> None:
    preview = upload(desk, "speakers", as_xlsx([["slug", "name"], ["", "=1+1"]]))

    html = preview.content.decode()
    assert "B2" in html
    assert "The cell holds a formula" in html
