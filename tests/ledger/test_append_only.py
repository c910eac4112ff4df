"""What is only ever added to: the models and their managers refuse the rest."""

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from ledger.models import AppendOnlyError, AppendOnlyModel, Entry
from tests import factories

APPEND_ONLY = [model for model in apps.get_models() if issubclass(model, AppendOnlyModel)]


@pytest.fixture
def entry(recommendation):
    return Entry.objects.get(verb="recommendation.published")


def test_the_kinds_that_are_only_added_to():
    assert sorted(model.__name__ for model in APPEND_ONLY) == [
        "Blanking",
        "CommentRevision",
        "ConsultationExtension",
        "Credit",
        "Entry",
        "FrozenList",
        "ListingDecision",
        "Look",
        "ModerationDecision",
        "ParagraphDecision",
        "RecommendationExtension",
        "RequestedWithdrawal",
        "RuleVersion",
        "Seal",
        "SealedHead",
        "SecondFactorReset",
        "SignatureLook",
        "SpeakerMerge",
        "SuggestionAnswer",
        "VerificationDecision",
        "Version",
        "WithholdingDecision",
    ]


@pytest.mark.parametrize("model", APPEND_ONLY)
@pytest.mark.parametrize(
    "change",
    [
        lambda rows: rows.update(pk=1),
        lambda rows: rows.delete(),
        lambda rows: rows.bulk_update([], ["pk"]),
        lambda rows: rows.update_or_create(defaults={}, pk=1),
    ],
    ids=["update", "delete", "bulk_update", "update_or_create"],
)
def test_a_query_changes_no_row(model, change):
    with pytest.raises(AppendOnlyError, match=f"{model.__name__} rows are never changed"):
        change(model.objects.all())
    with pytest.raises(AppendOnlyError):
        change(model._default_manager)


def test_a_row_is_saved_once(entry):
    entry.verb = "recommendation.forgotten"

    with pytest.raises(AppendOnlyError, match="Entry rows are never changed"):
        entry.save()

    assert Entry.objects.get(pk=entry.pk).verb == "recommendation.published"


def test_a_row_is_not_deleted(entry):
    with pytest.raises(AppendOnlyError, match="Entry rows are never deleted"):
        entry.delete()

    assert Entry.objects.filter(pk=entry.pk).exists()


def test_a_row_of_the_same_key_does_not_take_its_place(entry):
    impostor = Entry(
        pk=entry.pk,
        verb="x",
        subject_type="x",
        subject_id="x",
        sequence=1,
        payload={},
        source="web",
        time=entry.time,
        hash="0",
    )

    with pytest.raises(IntegrityError), transaction.atomic():
        impostor.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.bulk_create(
            [impostor], update_conflicts=True, update_fields=["verb"], unique_fields=["id"]
        )

    assert Entry.objects.get(pk=entry.pk).verb == "recommendation.published"


def test_what_hangs_on_a_version_does_not_change_it_from_behind(recommendation):
    with pytest.raises(AppendOnlyError):
        recommendation.versions.update(text="Something else.")
    with pytest.raises(AppendOnlyError):
        recommendation.versions.all().delete()


def test_the_admin_tells_neither_of_endorsements_nor_how_many_there_are(log_in, curator, entry):
    client = log_in(curator)
    endorsement = factories.make_endorsement()
    signed = Entry.objects.get(verb="endorsement.signed")

    listed = client.get("/admin/ledger/entry/")
    later = client.get(f"/admin/ledger/entry/{entry.pk}/change/").content.decode()

    assert "endorsement.signed" not in listed.content.decode()
    assert client.get(f"/admin/ledger/entry/{signed.pk}/change/").status_code == 302
    assert endorsement.recommendation.code
    assert "equence" not in later + listed.content.decode()


def test_the_admin_shows_the_ledger_and_changes_nothing(log_in, curator, entry):
    client = log_in(curator)
    factories.make_endorsement()
    address = f"/admin/ledger/entry/{entry.pk}/change/"

    listed = client.get("/admin/ledger/entry/")
    page = client.get(address)

    assert {row.verb for row in listed.context["cl"].result_list} == {"recommendation.published"}
    assert entry.hash in page.content.decode()
    assert 'name="_save"' not in page.content.decode()
    assert client.post(address, {"verb": "x"}).status_code == 403
    assert client.get("/admin/ledger/entry/add/").status_code == 403
    assert (
        client.post(f"/admin/ledger/entry/{entry.pk}/delete/", {"post": "yes"}).status_code == 403
    )
    assert Entry.objects.count() == 3
