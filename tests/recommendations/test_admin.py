"""What curators do in the admin about what is asked."""

from datetime import UTC, datetime
from http import HTTPStatus
from types import SimpleNamespace

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ledger.models import Entry
from recommendations import actions
from recommendations.models import Endorsement, Recommendation, Version
from tests import factories
from vocabulary.models import Addressee, Theme

pytestmark = [pytest.mark.django_db, pytest.mark.hold]

RECOMMENDATIONS = "/admin/recommendations/recommendation/"
State = Recommendation.State


@pytest.fixture
def curating(log_in, curator) -> Client:
    return log_in(curator)


@pytest.fixture
def draft(db) -> Recommendation:
    return factories.make_draft(draft_title="Keep the quays lit")


def _page(recommendation: Recommendation) -> str:
    return f"{RECOMMENDATIONS}{recommendation.pk}/change/"


def _act(recommendation: Recommendation, verb: str) -> str:
    return reverse(f"admin:recommendations_recommendation_{verb}", args=[recommendation.pk])


def _fresh(recommendation: Recommendation) -> Recommendation:
    return Recommendation.objects.get(pk=recommendation.pk)


def _told(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def _filled(recommendation: Recommendation | None = None, **fields) -> dict:
    kept = {"draft_title": "Light the quays", "draft_text": "Light them.", "level": "practical"}
    if recommendation:
        kept |= {"consultation": recommendation.consultation_id}
    return kept | {"draft_language": "en"} | fields


def test_a_curator_drafts_a_recommendation(curating):
    extract = factories.make_extract()
    consultation = extract.document.consultation
    theme = Theme.objects.create(name="Harbours", slug="harbours")
    form = _filled(consultation=consultation.pk, extracts=[extract.pk], themes=[theme.pk])

    curating.post(f"{RECOMMENDATIONS}add/", form)

    drafted = Recommendation.objects.get()
    assert (drafted.state, drafted.code) == (State.DRAFT, None)
    assert list(drafted.extracts.all()) == [extract]
    assert list(drafted.themes.all()) == [theme]


def test_a_draft_begins_with_what_the_extract_says(curating):
    session = factories.make_session()
    document = factories.make_document(consultation=session.consultation, session=session)
    extract = factories.make_extract(document=document, text="Light every quay.")
    extract.addressees.set(Addressee.objects.named(["States", "Ports"]))
    theme = Theme.objects.create(name="Harbours", slug="harbours")
    extract.themes.add(theme)
    query = {"extracts": extract.pk, "consultation": session.consultation_id}

    form = curating.get(f"{RECOMMENDATIONS}add/", query).context["adminform"].form

    assert form["draft_text"].value() == "Light every quay."
    assert set(form["draft_addressees"].value().splitlines()) == {"States", "Ports"}
    assert form["themes"].value() == [theme.pk]
    assert (form["level"].value(), form["is_level_inferred"].value()) == ("practical", True)
    assert form["session"].value() == session.pk
    assert f'value="{extract.pk}"' in str(form["extracts"])
    assert "checked" in str(form["extracts"])


def test_without_a_consultation_the_extract_tells_which(curating):
    extract = factories.make_extract()
    page = curating.get(f"{RECOMMENDATIONS}add/", {"extracts": extract.pk})
    form = page.context["adminform"].form
    assert form["consultation"].value() == extract.document.consultation_id


@pytest.mark.parametrize("extracts", ["", "987654", "none"])
def test_extracts_that_are_not_there_fill_in_nothing(extracts, curating, draft):
    query = {"extracts": extracts, "consultation": draft.consultation_id}
    form = curating.get(f"{RECOMMENDATIONS}add/", query).context["adminform"].form
    assert not form["draft_text"].value()
    assert form["consultation"].value() == str(draft.consultation_id)


def test_before_the_consultation_is_chosen_the_page_says_what_comes_later(curating):
    html = curating.get(f"{RECOMMENDATIONS}add/").content.decode()
    assert "Session and extracts are chosen once this is saved." in html
    assert 'name="session"' not in html
    html = curating.post(f"{RECOMMENDATIONS}add/", _filled(consultation="x")).content.decode()
    assert "Light them." in html
    assert not Recommendation.objects.exists()


def test_only_sessions_and_extracts_of_the_consultation_and_its_process_are_offered(
    curating, draft
):
    own = factories.make_extract(document=factories.make_document(consultation=draft.consultation))
    of_process = factories.make_extract(
        document=factories.make_document(
            consultation=draft.consultation, process=draft.consultation.process
        )
    )
    of_process.document.consultation = None
    of_process.document.save()
    foreign = factories.make_extract()
    session, elsewhere = (
        factories.make_session(consultation=draft.consultation),
        factories.make_session(),
    )

    form = curating.get(_page(draft)).context["adminform"].form

    assert set(form.fields["extracts"].queryset) == {own, of_process}
    assert list(form.fields["session"].queryset) == [session]
    assert "paragraph 1" in str(form["extracts"])
    refused = curating.post(_page(draft), _filled(draft, extracts=[foreign.pk]))
    assert "is not one of the available choices" in refused.content.decode()
    assert elsewhere not in form.fields["session"].queryset


def test_publishing_a_draft_gives_it_a_code_and_a_public_page(curating, draft):
    page = curating.get(_act(draft, "publish")).content.decode()
    assert draft.draft_text in page
    assert "Port authorities" in page
    assert 'name="change"' not in page

    response = curating.post(_act(draft, "publish"), follow=True)

    published = _fresh(draft)
    assert published.state == State.PUBLISHED
    assert _told(response) == [f"Published: {published.code}: Keep the quays lit"]
    assert published.get_absolute_url() in response.content.decode()
    assert Entry.objects.get(verb="recommendation.published").source == "admin"


def test_publishing_in_a_consultation_that_is_a_draft_is_refused_with_the_reason(curating, draft):
    draft.consultation.state = "draft"
    draft.consultation.save()
    response = curating.post(_act(draft, "publish"), follow=True)
    assert _told(response) == ["Publish the consultation first."]
    assert _fresh(draft).state == State.DRAFT


def test_a_changed_draft_stands_beside_the_published_text(curating, recommendation):
    assert "Not published yet" not in curating.get(_page(recommendation)).content.decode()
    assert (
        _act(recommendation, "publish") not in curating.get(_page(recommendation)).content.decode()
    )

    text = "States should keep the harbours lit for longer."
    form = _filled(draft_title=recommendation.draft_title, draft_text=text, draft_language="fr")
    form |= {"draft_addressees": "States"}
    told = _told(curating.post(_page(recommendation), form, follow=True))

    assert "The published text is unchanged: publish the draft when it is ready." in told
    html = curating.get(_page(recommendation)).content.decode()
    assert "<del>open</del>" in html
    assert "<ins>lit</ins>" in html
    assert "<del>" in html.split("Asked of")[1]
    assert _act(recommendation, "publish") in html
    assert _fresh(recommendation).current_version.text.endswith("open for longer.")


def test_a_later_version_says_what_kind_of_change_it_is(curating, recommendation):
    Recommendation.objects.filter(pk=recommendation.pk).update(draft_text="Keep them open.")
    assert "<ins>" in curating.get(_act(recommendation, "publish")).content.decode()
    missing = curating.post(_act(recommendation, "publish"), {"note": "Shorter."})
    assert "This field is required." in missing.content.decode()
    assert "Shorter." in missing.content.decode()

    curating.post(_act(recommendation, "publish"), {"change": "substantive", "note": "Shorter."})

    version = _fresh(recommendation).current_version
    assert (version.number, version.change, version.note) == (2, "substantive", "Shorter.")


def test_a_change_of_wording_waits_for_a_second_curator(curating, curator, log_in, recommendation):
    factories.make_endorsement(recommendation=recommendation)
    Recommendation.objects.filter(pk=recommendation.pk).update(draft_text="Keep them open.")
    form = {"change": "editorial", "note": "It was too long."}

    told = _told(curating.post(_act(recommendation, "publish"), form, follow=True))
    page = curating.get(_page(recommendation)).content.decode()
    own = _told(curating.get(_act(recommendation, "publish-wording"), follow=True))

    assert told == ["Proposed. A second curator looks at it and publishes it."]
    assert "It was too long." in page
    assert "touches 1 endorsement by name" in page
    assert own == ["You proposed it: a second curator has to agree."]
    assert Version.objects.count() == 1
    assert "Take the proposed wording back" in page

    second = log_in(factories.make_staff("curators"))
    page = second.get(_act(recommendation, "publish-wording")).content.decode()
    assert "<ins>Keep" in page or "<ins>" in page
    assert _told(second.post(_act(recommendation, "publish-wording"), follow=True))[0].startswith(
        "Published: "
    )
    version = Version.objects.get(number=2)
    assert (version.change, version.note) == ("editorial", "It was too long.")


def test_a_proposed_wording_is_taken_back(curating, recommendation):
    Recommendation.objects.filter(pk=recommendation.pk).update(draft_text="Keep them open.")
    form = {"change": "editorial", "note": "It was too long."}
    curating.post(_act(recommendation, "publish"), form)

    told = _told(curating.post(_act(recommendation, "drop-wording"), follow=True))

    assert told[-1].startswith("Not proposed any more: ")
    assert "Take the proposed" not in curating.get(_page(recommendation)).content.decode()


def test_a_new_text_needs_a_note_and_keeps_what_was_typed(curating, recommendation):
    Recommendation.objects.filter(pk=recommendation.pk).update(draft_text="Keep them open.")

    html = curating.post(_act(recommendation, "publish"), {"change": "editorial", "note": ""})

    assert list(html.context["adminform"].form.errors) == ["note"]
    assert Version.objects.count() == 1


def test_a_recommendation_is_withdrawn_and_stays_on_record(curating, recommendation):
    response = curating.post(_act(recommendation, "withdraw"), follow=True)
    assert _fresh(recommendation).state == State.WITHDRAWN
    assert _told(response)[0].startswith("Withdrawn: ")
    html = response.content.decode()
    assert _act(recommendation, "withdraw") not in html
    assert _act(recommendation, "merge") not in html
    assert _act(recommendation, "publish") not in html


def test_a_recommendation_is_merged_into_another_that_is_published(curating, recommendation, draft):
    other = factories.make_recommendation()
    form = curating.get(_act(recommendation, "merge")).context["adminform"].form
    assert list(form.fields["into"].queryset) == [other]
    curating.post(_act(recommendation, "merge"), {"into": other.pk})
    assert _fresh(recommendation).merged_into == other


def test_merging_what_is_endorsed_asks_those_who_endorse_it(curating, recommendation):
    other = factories.make_recommendation()
    endorsement = factories.make_endorsement(recommendation=recommendation)

    curating.post(_act(recommendation, "merge"), {"into": other.pk})

    assert _fresh(recommendation).merged_into == other
    assert Endorsement.objects.get(pk=endorsement.pk).is_awaiting


def test_the_consultation_that_the_code_names_is_fixed(curating, recommendation):
    elsewhere = factories.make_consultation()
    curating.post(_page(recommendation), _filled(consultation=elsewhere.pk))
    fresh = _fresh(recommendation)
    assert fresh.consultation == recommendation.consultation
    assert (fresh.draft_title, fresh.code) == ("Light the quays", recommendation.code)


def test_a_draft_may_move_to_another_consultation(curating, draft):
    elsewhere = factories.make_consultation()
    curating.post(_page(draft), _filled(consultation=elsewhere.pk))
    assert _fresh(draft).consultation == elsewhere


def test_editing_does_not_bring_back_a_state_that_has_moved(rf, recommendation, curator):
    read_before = _fresh(recommendation)
    actions.withdraw_recommendation(recommendation=recommendation, by=curator)
    request = rf.post(_page(recommendation))
    request.user = curator
    read_before.draft_title = "Light the quays"
    keeper = admin.site.get_model_admin(Recommendation)
    keeper.save_model(
        request, read_before, form=SimpleNamespace(changed_data=["draft_title"]), change=True
    )
    fresh = _fresh(recommendation)
    assert (fresh.draft_title, fresh.state) == ("Light the quays", State.WITHDRAWN)


def test_own_windows_are_typed_on_the_clocks_of_the_place_and_read_back(curating, draft):
    form = _filled(
        draft, endorsement_opens="2027-06-01T09:00", endorsement_closes="2027-07-01T18:00"
    )
    curating.post(_page(draft), form)
    fresh = _fresh(draft)
    assert fresh.endorsement_opens == datetime(2027, 6, 1, 7, tzinfo=UTC)
    assert fresh.endorsement_closes == datetime(2027, 7, 1, 16, tzinfo=UTC)
    html = curating.get(_page(draft)).content.decode()
    assert "Thu 1 Jul 2027, 18:00 Vienna = 16:00 UTC" in html
    assert 'value="2027-07-01T18:00"' in html


@pytest.mark.parametrize(
    ("opens", "closes", "message"),
    [
        ("2027-06-01T09:00", "", "A window has two ends: fill in this one, too."),
        ("", "2027-06-01T09:00", "A window has two ends: fill in this one, too."),
        ("2027-06-01T09:00", "2027-06-01T09:00", "It closes before it opens."),
        ("2027-03-28T02:30", "2027-06-01T09:00", "There is no such time"),
        ("soon", "2027-06-01T09:00", "Enter a valid date/time."),
    ],
)
def test_a_window_that_cannot_be_is_refused(opens, closes, message, curating, draft):
    form = _filled(draft, comment_opens=opens, comment_closes=closes)
    assert message in curating.post(_page(draft), form).content.decode()
    assert _fresh(draft).comment_opens is None


def test_the_page_says_which_windows_hold_while_its_own_are_empty(curating, draft):
    closes = datetime(2027, 10, 4, 16, tzinfo=UTC)
    consultation = draft.consultation
    consultation.endorsement_closes, consultation.comment_opens = closes, None
    consultation.comment_closes = None
    consultation.save()
    html = curating.get(_page(draft)).content.decode()
    assert "hold: endorsements until Mon 4 Oct 2027, 18:00 Vienna = 16:00 UTC" in html
    consultation.endorsement_opens = consultation.endorsement_closes = None
    consultation.save()
    assert "none are set yet." in curating.get(_page(draft)).content.decode()


def test_a_draft_is_deleted_and_what_was_public_is_not(curating, draft, recommendation):
    gone = curating.post(f"{RECOMMENDATIONS}{draft.pk}/delete/", {"post": "yes"})
    assert gone.status_code == HTTPStatus.FOUND
    assert not Recommendation.objects.filter(pk=draft.pk).exists()
    kept = curating.post(f"{RECOMMENDATIONS}{recommendation.pk}/delete/", {"post": "yes"})
    assert kept.status_code == HTTPStatus.FORBIDDEN
    chosen = {"action": "delete_selected", "_selected_action": [recommendation.pk], "post": "yes"}
    curating.post(RECOMMENDATIONS, chosen)
    assert Recommendation.objects.filter(pk=recommendation.pk).exists()


def test_one_without_the_permission_deletes_no_draft(log_in, moderator, draft):
    response = log_in(moderator).post(f"{RECOMMENDATIONS}{draft.pk}/delete/", {"post": "yes"})
    assert response.status_code == HTTPStatus.FORBIDDEN
    assert Recommendation.objects.filter(pk=draft.pk).exists()


def test_the_list_is_searched_and_shows_what_is_not_published_yet(curating, recommendation, draft):
    Recommendation.objects.filter(pk=recommendation.pk).update(draft_text="Keep them open.")
    found = curating.get(RECOMMENDATIONS, {"q": "quays lit"}).context["cl"].result_list
    assert list(found) == [draft]
    [listed] = curating.get(RECOMMENDATIONS, {"q": recommendation.code}).context["cl"].result_list
    assert listed == recommendation
    html = curating.get(RECOMMENDATIONS, {"state__exact": "published"}).content.decode()
    assert recommendation.code in html
    assert '<td class="field-changes">changed since</td>' in html
    assert draft.draft_title not in html


def test_the_list_takes_the_same_queries_for_one_row_and_for_many(number, curating, draft):
    for _each in range(number):
        factories.make_recommendation(consultation=draft.consultation)
    curating.get(RECOMMENDATIONS)
    with CaptureQueriesContext(connection) as queries:
        page = curating.get(RECOMMENDATIONS)
    assert len(page.context["cl"].result_list) == number + 1
    assert len(queries) == 9


def test_the_history_of_a_recommendation_is_shown(curating, draft):
    curating.post(_page(draft), _filled(draft))
    html = curating.get(f"{RECOMMENDATIONS}{draft.pk}/history/").content.decode()
    assert "Light the quays" in html
    assert "curator@example.org" in html or "Person" in html


def test_what_an_endorsement_succeeds_and_when_it_counted_is_not_told(curating, recommendation):
    old = factories.make_endorsement(recommendation=recommendation)
    signatory = old.organisation.representatives.get()
    actions.withdraw(recommendation=recommendation, by=signatory)
    fingerprint = recommendation.text.fingerprint
    new = actions.sign(recommendation=recommendation, by=signatory, fingerprint=fingerprint)

    page = reverse("admin:recommendations_endorsement_change", args=[new.pk])
    told = {name for each in curating.get(page).context["adminform"] for name in each.fields}
    assert {"organisation", "version", "state", "signed_at"} <= told
    assert told.isdisjoint({"succeeds", "named_from", "counted_from", "naming", "ask_again_on"})


def test_versions_and_endorsements_are_read_and_never_changed(curating, recommendation):
    endorsement = factories.make_endorsement(recommendation=recommendation)
    records = {"version": recommendation.current_version, "endorsement": endorsement}
    for kind, record in records.items():
        page = reverse(f"admin:recommendations_{kind}_change", args=[record.pk])
        assert curating.get(page).status_code == HTTPStatus.OK
        assert curating.post(page, {"title": "Other", "state": "withdrawn"}).status_code == 403
        gone = reverse(f"admin:recommendations_{kind}_delete", args=[record.pk])
        assert curating.post(gone, {"post": "yes"}).status_code == HTTPStatus.FORBIDDEN
        add = reverse(f"admin:recommendations_{kind}_add")
        assert curating.get(add).status_code == HTTPStatus.FORBIDDEN
        listed = curating.get(reverse(f"admin:recommendations_{kind}_changelist"))
        assert recommendation.code in listed.content.decode()
    assert Endorsement.objects.get().state == Endorsement.State.LIVE
