"""The demonstration is loaded once, before these tests, in a transaction around all of them."""

from datetime import timedelta
from io import StringIO
from typing import NamedTuple

import pytest
import time_machine
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.core.management import call_command
from django.test import override_settings

from consultations.coverage import coverage_of, lines_of
from consultations.models import Consultation, Document, ExtractSpan, SentenceMark
from ledger.clock import now
from ledger.models import Entry, Head
from ledger.verifying import is_whole
from organisations.models import Organisation, Representative, User
from portal.models import AboutPage
from recommendations.backing import asked_of
from recommendations.demo.accounts import ACCOUNTS, open_accounts
from recommendations.demo.content import content
from recommendations.demo.loader import load
from recommendations.models import Comment, Endorsement, Recommendation, Version

pytestmark = pytest.mark.hold


class Told(NamedTuple):
    """What the command printed, and how many mails it queued."""

    printed: str
    mails: int


@pytest.fixture(scope="module")
def told(around_all, tmp_path_factory):
    """Load the demonstration."""
    printed = StringIO()
    folder = tmp_path_factory.mktemp("var") / "new"
    with override_settings(DEMO=True, VAR_DIR=folder):
        mails_before = len(mail.outbox)
        call_command("load_demo", stdout=printed)
        yield Told(printed.getvalue(), len(mail.outbox) - mails_before)


@pytest.fixture
def demo(told, db):
    return told


def _counts():
    kept = [model for model in apps.get_models() if model.__name__ != "RecordChange"]
    return {model.__name__: model._default_manager.count() for model in kept}


def test_it_holds_two_consultations_and_what_was_asked_in_them(demo):
    published = Recommendation.objects.published()

    assert published.filter(consultation__code="GFMD17").count() == 20
    assert published.filter(consultation__code="GCM-TC5").count() == 6
    assert Recommendation.objects.filter(state="draft").count() == 2
    assert Consultation.objects.filter(state="public").count() == 8


def test_codes_follow_the_order_of_the_content(demo):
    published = [row for row in content("recommendations") if row["state"] == "published"]
    titles = [row["title"] for row in published if row["consultation"] == "gfmd-vienna-2017"]

    asked = Recommendation.objects.filter(consultation__code="GFMD17").exclude(code=None)

    numbered = enumerate(titles, start=1)
    assert [(each.code, each.title) for each in asked.order_by("number")] == [
        (f"GFMD17-{number:02d}", title) for number, title in numbered
    ]


def test_one_text_changed_in_substance_and_two_have_not_confirmed_it_yet(demo):
    glossary = Recommendation.objects.with_endorsement_count().get(code="GFMD17-07")

    first, second = glossary.versions.order_by("number")

    assert glossary.endorsement_count == 24
    (asked,) = asked_of(glossary, AnonymousUser())
    assert (asked.version, asked.number) == (first, 2)
    assert (first.change, second.change) == ("first", "substantive")
    assert first.text != second.text
    assert second.note
    earliest = glossary.endorsements.live().order_by("signed_at").first()
    assert first.published_at < second.published_at < earliest.signed_at
    assert earliest.version == second


def test_one_wording_changed_by_two_curators_and_the_endorsements_went_on(demo):
    mended = Version.objects.get(change="editorial").recommendation
    carried = mended.endorsements.live()

    assert carried.count() == 19
    assert not carried.filter(succeeds=None).exists()
    assert {each.source for each in carried} == {"command"}


def test_four_endorse_one_text_without_their_names_and_one_of_them_is_not_listed(demo):
    text = Recommendation.objects.with_endorsement_count().get(code="GCM-TC5-04")

    unnamed = text.endorsements.live().filter(naming="unnamed")

    assert (unnamed.count(), text.endorsement_count, text.named_count) == (4, 19, 15)
    hidden = Organisation.objects.get(is_listed=False)
    assert hidden.name == "Quietwater Relief Society"
    assert hidden.slug.startswith("o-")
    assert unnamed.filter(organisation=hidden).exists()
    assert Endorsement.objects.live().exclude(reservation="").count() == 2


def test_only_invented_organisations_that_are_verified_comment_and_endorse(demo):
    invented = {row["slug"] for row in content("organisations")}
    acting = Organisation.objects.filter(comments__gt=0) | Organisation.objects.filter(
        endorsements__gt=0
    )

    assert {each.slug for each in acting.distinct() if each.is_listed} <= invented
    assert {each.status for each in acting} == {"verified"}
    assert Organisation.objects.filter(slug__in=invented, status="verified").count() == 58
    assert Organisation.objects.filter(status="pending").count() == 2
    assert not any(each.may_endorse for each in Organisation.objects.recorded())


def test_endorsements_and_comments_are_those_of_the_content(demo):
    rows = content("recommendations")

    # Two are asked to confirm, four are not named.
    signed = sum(len(row["endorsers"]) for row in rows)
    assert Endorsement.objects.named().count() == signed - 6
    assert Endorsement.objects.filter(state="withdrawn").count() == 1
    states = Comment.objects.values_list("state", flat=True)
    assert {state: list(states).count(state) for state in set(states)} == {
        "published": 75,
        "pending": 5,
        "rejected": 1,
        "hidden": 1,
    }


def test_every_act_is_in_the_past_and_in_order_on_its_subject(demo):
    assert not Entry.objects.filter(time__gt=now()).exists()
    assert set(Entry.objects.values_list("source", flat=True)) == {"command"}
    for head in Head.objects.all():
        about = Entry.objects.about(head.subject_type, head.subject_id).order_by("sequence")
        moments = list(about.values_list("time", flat=True))
        assert moments == sorted(moments), head
        assert is_whole(head.subject_type, head.subject_id)


def test_every_mark_shows_the_words_of_its_paragraph(demo):
    spans = ExtractSpan.objects.select_related("paragraph")

    assert spans.count() == 77
    for span in spans:
        assert span.words == span.paragraph.text[span.start : span.end]


def test_the_documents_are_paraphrases_or_stubs_and_public(demo):
    assert {document.text_basis for document in Document.objects.all()} == {"paraphrase"}
    assert {document.state for document in Document.objects.all()} == {"public"}
    held = Document.objects.filter(is_stub=False)
    assert sorted(document.paragraphs.count() for document in held) == [18, 28]


def test_one_document_is_worked_through_and_of_another_some_sentences_are_left(demo):
    told = {}
    for document in Document.objects.exclude(extracts=None).distinct():
        extracts = document.extracts.prefetch_related("spans")
        marks = SentenceMark.objects.filter(paragraph__document=document)
        told[document.slug] = coverage_of(lines_of(document.paragraphs.all(), extracts, marks))
    assert told == {
        "act-alliance-statement-2017-09-05": (27, 20, 7),
        "gfmd-working-session-2017-09-06": (54, 45, 0),
    }


def test_a_representative_whose_time_ended_has_left_endorsements_that_stand(demo):
    ended = Representative.objects.get(ends__lt=now())

    assert ended.organisation.slug == "marabel-cay-diaspora-table"
    assert Endorsement.objects.named().filter(organisation=ended.organisation).count() == 5


def test_something_is_open_for_about_a_week_and_something_has_closed(demo):
    open_now = Consultation.objects.open_for_endorsement(now())
    closed = Recommendation.objects.get(endorsement_opens__isnull=False)

    assert {each.code for each in open_now} == {"GFMD17", "GCM-TC5"}
    for each in open_now:
        closes = each.endorsement_closes.astimezone(each.zone)
        assert timedelta(days=6) < closes - now() < timedelta(days=9)
        assert f"{closes:%H:%M}" == "18:00"
        assert each.is_open_for_comment(now())
    assert closed.endorsement_window.is_over(now())
    assert closed.comment_window.is_over(now())
    assert closed.endorsements.named().count() == 8


def test_the_accounts_have_their_groups_and_addresses_that_are_verified(demo):
    users = User.objects.filter(email__in=[email for email, _purpose in ACCOUNTS])
    groups = {user.email: [group.name for group in user.groups.all()] for user in users}

    assert len(users) == 7
    assert groups["curator@demo.example"] == ["curators", "protectors"]
    assert groups["moderator@demo.example"] == ["moderators"]
    assert {user.email for user in users if user.is_staff} == {
        "curator@demo.example",
        "moderator@demo.example",
        "seconder@demo.example",
    }
    assert all(user.emailaddress_set.get().verified for user in users)


def test_what_is_printed_names_the_accounts_and_the_password_that_opens_them(demo):
    lines = demo.printed.splitlines()
    password = next(line for line in lines if line.startswith("Password: ")).split(": ")[1]

    for email, purpose in ACCOUNTS:
        assert any(email in line and str(purpose) in line for line in lines)
        assert User.objects.get(email=email).check_password(password)
    others = User.objects.exclude(email__in=[email for email, _purpose in ACCOUNTS])
    assert not any(user.has_usable_password() for user in others)


def test_the_password_is_kept_for_its_owner_alone_and_opens_the_accounts_again(demo, settings):
    password = open_accounts()
    curator = User.objects.get(email="curator@demo.example")
    User.objects.filter(pk=curator.pk).update(password="!")
    User.objects.filter(email="other@demo.example").update(password="!")

    again = open_accounts()

    curator.refresh_from_db()
    assert again == password
    assert curator.check_password(password)
    assert User.objects.get(email="other@demo.example").check_password(password)
    kept = settings.VAR_DIR / "demo-password"
    assert kept.stat().st_mode & 0o777 == 0o600


def test_the_pages_about_it_are_there(demo):
    pages = dict(AboutPage.objects.filter(language="en").values_list("slug", "text"))
    others = AboutPage.objects.filter(slug="about").exclude(language="en")

    assert all("2017" in page.text for page in others)
    assert set(pages) == {"about", "endorsing", "verified", "using", "reflected", "privacy"}
    assert pages["about"].endswith("Please do not cite the endorsements or comments as real.\n")
    assert all("invented" not in text for slug, text in pages.items() if slug != "about")


def test_nobody_is_told_by_mail_of_what_the_story_says(demo):
    assert Entry.objects.filter(verb="endorsement.signed").count() > 450
    assert demo.mails == 0


def test_loading_it_again_changes_nothing(demo):
    before = _counts()
    windows = list(Consultation.objects.values_list("endorsement_opens", "endorsement_closes"))

    printed = StringIO()
    call_command("load_demo", stdout=printed)

    assert printed.getvalue() == demo.printed
    assert _counts() == before
    after = Consultation.objects.values_list("endorsement_opens", "endorsement_closes")
    assert list(after) == windows


def test_loading_it_days_later_keeps_open_what_was_open_and_closed_what_was_closed(demo):
    before = Consultation.objects.get(code="GFMD17")

    with time_machine.travel(now() + timedelta(days=30)):
        assert load() is False
        after = Consultation.objects.get(code="GFMD17")
        assert after.is_open_for_endorsement(now())
        assert after.is_open_for_comment(now())

    assert after.endorsement_opens == before.endorsement_opens
    days = after.endorsement_closes.astimezone(after.zone).date() - (
        before.endorsement_closes.astimezone(before.zone).date()
    )
    assert days == timedelta(days=30)
    closed = Recommendation.objects.get(endorsement_opens__isnull=False)
    assert closed.endorsement_window.is_over(now())


def test_a_window_that_a_curator_set_further_off_stays(demo):
    later = now() + timedelta(days=90)
    Consultation.objects.filter(code="GFMD17").update(endorsement_closes=later)

    load()

    assert Consultation.objects.get(code="GFMD17").endorsement_closes == later
