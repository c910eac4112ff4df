"""The open data: the same record gives the same archive, and what is concealed is in none."""

import csv
import io
import json
import zipfile
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from importlib import import_module

import pytest
import time_machine
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.core.management import call_command

from consultations.actions import withhold_paragraph
from consultations.models import Document
from ledger.clock import now
from organisations.models import Organisation
from portal.models import OpenDataArchive
from portal.opendata import archives, keeping, writing
from portal.opendata.writing import rows_in
from recommendations import actions
from recommendations.terms import Terms
from tests import factories

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
FIRST, SECOND = date(2027, 3, 1), date(2027, 3, 2)
WORD = "leakword"


@pytest.fixture(autouse=True)
def _a_folder(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    cache.delete("open-data-looking")


def _archive(client, day=FIRST):
    """Return the archive of the day as anybody gets it."""
    answer = client.get(f"/about/using/data/{day}.zip")
    assert answer.status_code == 200
    return zipfile.ZipFile(io.BytesIO(answer.getvalue()))


def _rows(archive, table):
    return [json.loads(line) for line in archive.read(f"data/{table}.jsonl").splitlines()]


def _words(archive):
    return "".join(archive.read(name).decode() for name in archive.namelist())


def _named(**fields):
    """Return an endorsement by name, of a text that another organisation endorses, too."""
    endorsement = factories.make_endorsement(**fields)
    factories.make_endorsement(recommendation=endorsement.recommendation)
    return endorsement


@pytest.mark.hold
def test_the_same_record_gives_the_same_bytes_whatever_was_made_before():
    _named()
    factories.make_extract()
    one = archives.publish(FIRST)
    again = archives.publish(FIRST)

    assert str(one) == "2027-03-01"
    assert (one.pk, one.sha256, one.size) == (again.pk, again.sha256, again.size)
    assert default_storage.size(one.name) == one.size
    assert archives.publish(SECOND).sha256 != one.sha256


@pytest.mark.hold
def test_two_days_differ_by_the_lines_that_changed(client):
    first = _named()
    archives.publish(FIRST)
    late = factories.make_endorsement(recommendation=first.recommendation)
    archives.publish(SECOND)

    before, after = (_archive(client, day) for day in (FIRST, SECOND))
    name = "data/endorsements.jsonl"
    lines = [set(each.read(name).splitlines()) for each in (before, after)]
    assert len(lines[1] - lines[0]) == 1
    assert late.organisation.slug.encode() in (lines[1] - lines[0]).pop()
    assert not lines[0] - lines[1]
    unchanged = ("data/versions.jsonl", "data/consultations.csv")
    assert all(before.read(each) == after.read(each) for each in unchanged)


@pytest.mark.hold
def test_each_file_has_its_fingerprint_and_rows_stand_in_their_order(client):
    for _each in range(12):
        factories.make_recommendation()
    archives.publish(FIRST)

    archive = _archive(client)
    listed = dict(
        reversed(line.split("  ")) for line in archive.read("SHA256SUMS").decode().splitlines()
    )
    assert set(listed) == set(archive.namelist()) - {"SHA256SUMS"}
    assert all(sha256(archive.read(name)).hexdigest() == listed[name] for name in listed)
    codes = [row["code"] for row in _rows(archive, "recommendations")]
    assert codes == sorted(codes)
    assert {each.date_time for each in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.hold
def test_both_forms_hold_the_same_and_no_cell_begins_a_formula(client):
    text = "=1+1\nStates should say “no”, and a \\ b\x85c"
    row = factories.make_comment(text=text).recommendation
    factories.make_endorsement(recommendation=row)
    archives.publish(FIRST)

    archive = _archive(client)
    table = csv.DictReader(io.StringIO(archive.read("data/comments.csv").decode(), newline=""))
    cell = next(table)["text"]
    assert cell == f"'{_rows(archive, 'comments')[0]['text']}"
    assert cell[1:] == text
    assert _rows(archive, "endorsements")[0]["signed"] == f"{now():%Y-%m-%d}"
    assert _rows(archive, "recommendations")[0]["themes"] == []


def _with_a_word():
    """Return an endorsement whose name, as it was signed, and reservation hold the word."""
    by = factories.make_representative()
    named = Organisation.objects.filter(pk=by.organisation_id)
    usual = by.organisation.name
    named.update(name=f"The {WORD}")
    row = factories.make_recommendation()
    factories.make_endorsement(recommendation=row)
    terms = Terms("named", reservation=f"Not the {WORD}.")
    endorsement = actions.sign(
        recommendation=row, by=by, fingerprint=row.text.fingerprint, terms=terms
    )
    named.update(name=usual)
    return endorsement


def _concealed():
    endorsement = _with_a_word()
    return lambda: actions.conceal(endorsement=endorsement, by=factories.make_staff("curators"))


def _concealed_after_it_was_withdrawn():
    endorsement = _with_a_word()
    by = endorsement.organisation.representatives.get()
    row = endorsement.recommendation

    def act():
        actions.withdraw(recommendation=row, by=by)
        text = row.text.fingerprint
        actions.sign(recommendation=row, by=by, fingerprint=text, terms=Terms("unnamed"))

    return act


def _unlisted():
    comment = factories.make_comment()
    Organisation.objects.filter(pk=comment.organisation_id).update(slug=WORD, name=f"The {WORD}")
    factories.make_comment()
    return lambda: Organisation.objects.filter(pk=comment.organisation_id).update(
        is_listed=False, slug="o-1"
    )


def _text_withheld():
    row = factories.make_recommendation(draft_text=f"Open the {WORD}.")
    factories.make_recommendation()
    curator = factories.make_staff("curators")
    return lambda: actions.withhold_version(
        version=row.text, by=curator, reason="It names a person."
    )


def _earlier_text_withheld():
    row = factories.make_recommendation(draft_text=f"Open the {WORD}.")
    first = row.text
    archives.publish(FIRST)
    row.draft_text = "Open every harbour."
    row.save()
    actions.publish(recommendation=row, by=None, note="It asks for more.")
    curator = factories.make_staff("curators")
    return lambda: actions.withhold_version(version=first, by=curator, reason="It names a person.")


def _comment_hidden():
    comment = factories.make_comment(text=WORD)
    factories.make_comment(recommendation=comment.recommendation)
    rule, by = factories.make_rule(), factories.make_user()
    return lambda: actions.hide(comment=comment, by=by, rule=rule, reason="It names somebody.")


def _comment_revised():
    by = factories.make_representative()
    comment = factories.make_comment(text=WORD, representative=by)

    def act():
        actions.revise(comment=comment, by=by, text="Better.", language="en")
        actions.approve(comment=comment, by=factories.make_user())

    return act


def _paragraph_withheld():
    paragraph = factories.make_document().paragraphs.first()
    type(paragraph).objects.filter(pk=paragraph.pk).update(text=WORD, label=WORD)
    paragraph.refresh_from_db()
    return lambda: withhold_paragraph(paragraph=paragraph, by=None, reason="It names somebody.")


def _document_embargoed():
    document = factories.make_document(title=WORD)
    later = now() + DAY
    return lambda: Document.objects.filter(pk=document.pk).update(embargo_until=later)


HIDING = [
    _concealed,
    *(
        pytest.param(plant, marks=pytest.mark.hold)
        for plant in (
            _concealed_after_it_was_withdrawn,
            _unlisted,
            _text_withheld,
            _earlier_text_withheld,
            _comment_hidden,
            _comment_revised,
            _paragraph_withheld,
            _document_embargoed,
        )
    ),
]


@pytest.mark.parametrize("plant", HIDING)
def test_what_is_hidden_is_in_no_archive_from_that_moment_on(client, plant):
    hide = plant()
    if not OpenDataArchive.objects.exists():
        archives.publish(FIRST)
    assert WORD in _words(_archive(client))
    before = OpenDataArchive.objects.get()

    hide()

    answer = client.get(f"/about/using/data/{FIRST}.zip")
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert WORD not in answer.content.decode()
    assert keeping.keep_next()
    archive = _archive(client)
    assert WORD not in _words(archive)
    assert "made again" in archive.read("README.txt").decode()
    assert not default_storage.exists(before.name)
    assert "Made again on" in client.get("/about/using/data/").content.decode()
    assert keeping.keep_all() == 0


@pytest.mark.hold
def test_of_what_was_concealed_nothing_else_leaves_and_no_count_tells_of_it(client):
    endorsement = _named()
    row, organisation = endorsement.recommendation, endorsement.organisation
    factories.make_comment(recommendation=row)
    archives.publish(FIRST)
    before = _archive(client)
    actions.conceal(endorsement=endorsement, by=factories.make_staff("curators"))
    keeping.keep_all()

    after = _archive(client)
    counts = ("endorsements", "named_endorsements")
    asked = [_rows(each, "recommendations")[0] for each in (before, after)]
    assert [[each[name] for name in counts] for each in asked] == [[2, 2], [1, 1]]
    assert len(_rows(after, "endorsements")) == 1
    own = [each for each in _rows(after, "organisations") if each["slug"] == organisation.slug]
    assert [each["endorsements"] for each in own] == [0]
    for table in ("versions", "comments", "consultations"):
        assert _rows(before, table) == _rows(after, table)


@pytest.mark.hold
def test_an_older_archive_keeps_what_changed_since_in_public(client, curator):
    row = factories.make_recommendation()
    by = factories.make_representative()
    text = row.text.fingerprint
    actions.sign(recommendation=row, by=by, fingerprint=text, terms=Terms("named"))
    archives.publish(FIRST)
    actions.withdraw(recommendation=row, by=by)
    row.draft_text = "Open every harbour."
    row.save()
    actions.publish(recommendation=row, by=None, note="It asks for more.")
    Organisation.objects.filter(pk=by.organisation_id).update(status="suspended")
    archives.make_again(OpenDataArchive.objects.get())

    archive = _archive(client)
    assert _rows(archive, "endorsements")[0]["organisation"] == by.organisation.slug
    assert _rows(archive, "recommendations")[0]["version"] == 1
    assert _rows(archive, "recommendations")[0]["text"] != "Open every harbour."
    assert _rows(archive, "organisations")[0]["standing"] == "verified"


@pytest.mark.hold
def test_what_is_added_or_signed_without_a_name_disturbs_no_archive(client):
    endorsement = _named()
    archives.publish(FIRST)
    row = endorsement.recommendation
    terms = {"fingerprint": row.text.fingerprint, "terms": Terms("unnamed")}
    actions.sign(recommendation=row, by=factories.make_representative(), **terms)
    factories.make_endorsement(recommendation=row)
    factories.make_comment(recommendation=row)

    assert keeping.keep_all() == 0
    assert OpenDataArchive.objects.get().made_again_at is None
    assert len(_rows(_archive(client), "endorsements")) == 2


@pytest.mark.hold
def test_an_archive_whose_tables_are_others_is_made_again_before_it_is_given(client):
    _named()
    archive = archives.publish(FIRST)
    archive.witness.pop("speakers")
    archive.save()

    assert client.get(archive.get_absolute_url()).status_code == 503
    assert keeping.keep_all() == 1
    assert _archive(client)


def test_what_was_signed_while_an_archive_was_made_leaves_it_too(client, monkeypatch, curator):
    first = _named()
    added = []

    def write(*given):
        added.append(factories.make_endorsement(recommendation=first.recommendation))
        return writing.write_archive(*given)

    monkeypatch.setattr(archives, "write_archive", write)
    archive = archives.publish(FIRST)
    assert added[0].organisation.slug in _words(_archive(client))
    actions.conceal(endorsement=added[0], by=curator)

    assert not archives.is_still_public(archive)
    assert client.get(f"/about/using/data/{FIRST}.zip").status_code == 503


def test_what_is_named_elsewhere_at_once_does_not_stand_for_what_is_concealed(curator):
    first = _named()
    rows = [factories.make_endorsement(recommendation=first.recommendation) for _each in range(4)]
    for each in rows[1:3]:
        actions.conceal(endorsement=each, by=curator)
    archive = archives.publish(FIRST)
    for each in (rows[0], rows[3]):
        actions.conceal(endorsement=each, by=curator)
    # As many rows, and the same sum of their numbers.
    for each in rows[1:3]:
        type(each).objects.filter(pk=each.pk).update(naming="named", named_from=now())

    assert not archives.is_still_public(archive)


def test_a_table_that_an_older_archive_lacks_has_no_rows_in_it():
    with zipfile.ZipFile(io.BytesIO(), "w") as archive:
        assert [list(rows_in(archive, table)) for table in archives.TABLES[:2]] == [[], []]


@pytest.mark.hold
def test_whoever_has_an_archive_is_told_so_and_programs_have_an_address_that_stays(client):
    archive = archives.publish(FIRST)
    archives.publish(SECOND)
    first = client.get(archive.get_absolute_url())
    assert sha256(first.getvalue()).hexdigest() == archive.sha256

    assert first["ETag"] == f'"{archive.sha256}"'
    assert first["Content-Disposition"] == 'attachment; filename="public-record-2027-03-01.zip"'
    assert "no-cache" in first["Cache-Control"]
    again = client.get(archive.get_absolute_url(), headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    latest = client.get("/about/using/data/latest.zip")
    assert latest["Location"] == "/about/using/data/2027-03-02.zip"


def test_without_an_archive_there_is_a_page_that_says_so(client):
    assert client.get("/about/using/data/latest.zip")["Location"] == "/about/using/data/"
    assert "None yet" in client.get("/about/using/data/").content.decode()
    for day in ("2027-03-01", "2027-13-45", "no-day"):
        assert client.get(f"/about/using/data/{day}.zip").status_code == 404


@pytest.mark.hold
def test_an_archive_whose_file_is_away_is_told_to_be_away(client):
    archive = archives.publish(FIRST)
    default_storage.delete(archive.name)

    assert client.get(archive.get_absolute_url()).status_code == 503


@pytest.mark.hold
def test_it_is_published_once_a_night_and_old_ones_are_dropped_but_the_first_of_a_month():
    cache.delete("open-data-publishing")
    with time_machine.travel(datetime(2027, 3, 1, 0, 59, tzinfo=UTC), tick=False):
        assert not keeping.publish_next()
    archives.publish(date(2027, 1, 4))
    for day in (date(2027, 1, 5), date(2027, 1, 31), date(2027, 2, 20)):
        one = OpenDataArchive.objects.get(day=date(2027, 1, 4))
        one.pk, one.day = None, day
        one.save()
    with time_machine.travel(datetime(2027, 3, 5, 1, 0, tzinfo=UTC), tick=False):
        assert keeping.publish_next()
        assert not keeping.publish_next()
        OpenDataArchive.objects.get(day=date(2027, 3, 5)).delete()
        assert not keeping.publish_next()  # another is at it

    days = OpenDataArchive.objects.order_by("day").values_list("day", flat=True)
    assert list(days) == [date(2027, 1, 4), date(2027, 2, 20)]


@pytest.mark.hold
def test_archives_are_looked_at_twice_a_minute_by_one_worker():
    archive = archives.publish(FIRST)
    OpenDataArchive.objects.filter(pk=archive.pk).update(witness={})
    cache.delete("open-data-looking")
    assert keeping.keep_next()
    OpenDataArchive.objects.filter(pk=archive.pk).update(witness={})
    assert not keeping.keep_next()


@pytest.mark.hold
def test_an_archive_whose_file_is_away_keeps_no_other_from_being_made_again(client):
    away, there = archives.publish(SECOND), archives.publish(FIRST)
    OpenDataArchive.objects.update(witness={})
    default_storage.delete(away.name)

    assert keeping.keep_all() == 1
    assert _archive(client, there.day)
    assert client.get(away.get_absolute_url()).status_code == 503


@pytest.mark.hold
def test_a_command_publishes_the_archive_of_today(capsys):
    archive = archives.publish(FIRST)
    OpenDataArchive.objects.filter(pk=archive.pk).update(witness={})
    call_command("publish_open_data")

    told = capsys.readouterr().out
    today = OpenDataArchive.objects.get(day=now().date())
    assert today.sha256 in told
    assert "Made again: 1." in told


@pytest.mark.hold
def test_as_many_questions_are_asked_for_many_as_for_few(number, django_assert_num_queries):
    for _each in range(number):
        _named()
        factories.make_comment()
        factories.make_extract()
        factories.make_appearance()

    with django_assert_num_queries(94):
        archives.publish(FIRST)


@pytest.mark.hold
def test_a_program_for_data_packages_finds_the_archive_valid(client, tmp_path):
    frictionless = import_module("frictionless")
    row = _named().recommendation
    factories.make_comment(recommendation=row)
    factories.make_extract()
    factories.make_appearance(consultation=row.consultation)
    factories.make_session(consultation=row.consultation, starts=now())
    text = factories.make_later_text(row.consultation.process)
    factories.make_reflection(recommendation=row, document=text)
    archives.publish(FIRST)
    _archive(client).extractall(tmp_path / "archive")

    package = frictionless.Package(str(tmp_path / "archive" / "datapackage.json"))
    report = package.validate()
    assert report.valid, report.flatten(["type", "note"])
    assert report.stats["tasks"] == len(archives.TABLES)
