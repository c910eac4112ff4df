"""A record of chance: as acts of people would have left it, though no act was made."""

from collections import Counter
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F
from django.test import Client, override_settings

from ledger.models import Entry, Head
from ledger.sealing import seal_next
from ledger.verifying import faults
from organisations.models import Organisation, User
from portal.scale import writing
from portal.scale.people import ACCOUNTS
from portal.scale.planning import ARGUED
from recommendations.models import Comment, Endorsement, Recommendation, Support, Version
from tests import factories

pytestmark = [pytest.mark.django_db]

SMALL = {"recommendations": 30, "comments": 160, "endorsements": 120}


def seed(**options: Any) -> str:
    told = StringIO()
    call_command("seed_scale", **SMALL | {"here": True} | options, stdout=told)
    return told.getvalue()


@pytest.fixture(scope="module")
def told(around_all: None, tmp_path_factory: Any) -> Any:
    with (
        override_settings(VAR_DIR=tmp_path_factory.mktemp("var")),
        pytest.MonkeyPatch.context() as patch,
    ):
        # As many of them are written, in several pieces.
        patch.setattr(writing, "_ONCE", 300)
        yield seed()


@pytest.fixture
def seeded(told: str, db: None) -> str:
    return told


def test_there_is_as_much_as_was_asked_for_and_some_of_each_sort(seeded: str) -> None:
    assert Recommendation.objects.published().count() == SMALL["recommendations"]
    assert Comment.objects.count() == SMALL["comments"]
    assert Endorsement.objects.count() == SMALL["endorsements"]
    assert {"published", "pending"} < set(Comment.objects.values_list("state", flat=True))
    assert {"live", "awaiting"} <= set(Endorsement.objects.values_list("state", flat=True))
    assert {"named", "unnamed"} <= set(Endorsement.objects.values_list("naming", flat=True))
    assert set(Version.objects.values_list("language", flat=True)) == {"en", "fr", "es"}
    assert Organisation.objects.unlisted().exists()
    assert Comment.objects.exclude(parent=None).count() >= 30
    assert Comment.objects.exclude(paragraph=None).exists()


def test_its_ledger_is_whole_tells_of_every_row_and_can_be_sealed(seeded: str) -> None:
    verbs = Counter(Entry.objects.values_list("verb", flat=True))

    assert not list(faults())
    assert verbs["endorsement.signed"] == Endorsement.objects.count()
    assert verbs["comment.submitted"] == Comment.objects.count()
    assert verbs["recommendation.published"] == Recommendation.objects.count()
    assert verbs["organisation.verified"] == Organisation.objects.verified().count()
    assert sum(Head.objects.values_list("sequence", flat=True)) == Entry.objects.count()
    assert seal_next()


def test_what_an_act_would_refuse_is_not_in_it(seeded: str) -> None:
    texts = Version.objects.select_related("recommendation")
    signed = Endorsement.objects.select_related("recommendation__consultation", "version")

    assert all(
        each.fingerprint == each.computed_fingerprint(each.recommendation.code) for each in texts
    )
    for each in signed:
        window = each.recommendation.endorsement_window
        assert window.is_open(each.signed_at)
        assert each.version.published_at <= each.signed_at
    assert not Endorsement.objects.filter(naming="named", organisation__is_listed=False).exists()
    assert not Endorsement.objects.filter(organisation__may_endorse=False).exists()
    for model in (Comment, Endorsement, Organisation, User):
        for each in model._default_manager.order_by("-pk")[:8]:
            each.full_clean(exclude=["password", "name_skeleton"])
    answers = Comment.objects.exclude(parent=None)
    assert not answers.exclude(recommendation=F("parent__recommendation")).exists()
    assert not answers.exclude(parent__state="published").exists()


def test_the_numbers_that_are_kept_are_those_that_are_counted(seeded: str) -> None:
    assert not Support.objects.exclude(counted=F("stamp")).exists()
    for row in Recommendation.objects.counted_now().select_related("support"):
        assert row.support.total == row.total_now
        assert row.support.breadth == row.regions_now + row.kinds_now


def test_its_texts_are_found_and_its_pages_shown(seeded: str, client: Client) -> None:
    page = client.get("/recommendations/", {"q": "harbours"})

    assert page.context["page_obj"].paginator.count > SMALL["recommendations"] / 2
    assert client.get(f"/recommendations/SCALE{ARGUED + 1}-01/").status_code == 200


def test_each_account_that_is_printed_opens(seeded: str) -> None:
    password = seeded.partition("Password: ")[2].strip()

    for email in ACCOUNTS:
        assert email in seeded
        assert Client().login(email=email, password=password), email


def test_what_is_made_afterwards_gets_keys_of_its_own(seeded: str) -> None:
    row = Recommendation.objects.get(code=f"SCALE{ARGUED + 1}-01")

    made = factories.make_endorsement(recommendation=row)

    assert made.pk == max(Endorsement.objects.values_list("pk", flat=True))
    assert not list(faults())


def test_it_comes_beside_a_demonstration_or_into_nothing_and_once(seeded: str) -> None:
    with pytest.raises(CommandError, match="already"):
        seed()
