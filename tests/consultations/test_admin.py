"""Curators keep the record: processes, consultations, sessions, speakers, appearances."""

from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.models import Permission
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consultations import actions
from consultations.models import Consultation, Process, Session, Speaker
from ledger.models import Entry
from tests import factories
from tests.consultations.typing_in import send, typed

pytestmark = [pytest.mark.django_db, pytest.mark.hold]

MODELS = ["process", "consultation", "session", "speaker", "appearance", "document", "extract"]
WINDOW = {
    "comment_opens": "",
    "comment_closes": "",
    "endorsement_opens": "2017-09-18T09:00",
    "endorsement_closes": "2017-10-02T18:00",
}
NEW = {
    "code": "HRB-1",
    "slug": "harbours",
    "kind": "Thematic consultation",
    "title": "Harbours",
    "place": "Vienna",
    "time_zone": "Europe/Vienna",
    "starts": "2017-09-04",
    "ends": "2017-09-05",
} | WINDOW


def _list(model: str) -> str:
    return reverse(f"admin:consultations_{model}_changelist")


def _add(model: str) -> str:
    return reverse(f"admin:consultations_{model}_add")


def _page(record, page: str = "change") -> str:
    return reverse(f"admin:consultations_{record._meta.model_name}_{page}", args=[record.pk])


def _html(client, address: str) -> str:
    return client.get(address).content.decode()


@pytest.fixture
def desk(log_in, curator):
    return log_in(curator)


@pytest.fixture
def draft():
    return factories.make_consultation(state="draft", title="Harbours", slug="harbours")


@pytest.fixture
def one_of_each(draft):
    extract = factories.make_extract(
        document=factories.make_document(consultation=draft, state="draft")
    )
    session = factories.make_session(consultation=draft)
    appearance = factories.make_appearance(consultation=draft, session=session)
    return {
        "process": draft.process,
        "consultation": draft,
        "session": session,
        "speaker": appearance.speaker,
        "appearance": appearance,
        "document": extract.document,
        "extract": extract,
        "paragraph": extract.document.paragraphs.first(),
    }


@pytest.mark.parametrize("model", [*MODELS, "paragraph"])
def test_a_curator_finds_a_record_in_its_list_by_words(model, desk, one_of_each):
    record = one_of_each[model]
    words = {"speaker": record.name} if model == "speaker" else {}
    words |= {"process": record.code} if model == "process" else {}
    found = words.get(model) or {
        "consultation": "Harbours",
        "session": "Working session",
        "appearance": "Envoy",
        "document": "Report",
        "extract": "longer opening hours",
        "paragraph": "quay 1",
    }.get(model)
    address = _page(record)
    assert address in desk.get(_list(model), {"q": found}).content.decode()
    assert address not in desk.get(_list(model), {"q": "no such words"}).content.decode()


@pytest.mark.parametrize("model", [*MODELS, "paragraph"])
def test_a_curator_opens_a_record_and_its_history(model, desk, one_of_each):
    record = one_of_each[model]
    page = desk.get(_page(record)).content.decode()
    assert 'name="_save"' in page
    if model == "paragraph":
        return
    assert "Created" in desk.get(_page(record, "history")).content.decode()


@pytest.mark.parametrize("model", MODELS)
def test_what_was_is_read_and_not_put_back(model, desk, one_of_each):
    record = one_of_each[model]
    record.save()
    version = record.history.first().pk
    address = reverse(f"admin:consultations_{model}_simple_history", args=[record.pk, version])
    page = desk.get(address)
    assert page.status_code == 200
    assert "Revert" not in page.content.decode()
    assert desk.post(address, {}).status_code == 403
    for wrong in ([record.pk, "x"], ["x", version], [record.pk + 999, version]):
        wrong_address = reverse(f"admin:consultations_{model}_simple_history", args=wrong)
        assert desk.get(wrong_address).status_code == 404


@pytest.mark.parametrize("model", [*MODELS, "paragraph"])
def test_a_moderator_keeps_no_record(model, log_in, moderator, one_of_each):
    client = log_in(moderator)
    record = one_of_each[model]
    assert client.get(_list(model)).status_code == 403
    assert client.get(_page(record)).status_code == 403
    assert client.post(_page(record), {}).status_code == 403
    assert client.post(_page(record, "delete"), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("model", MODELS)
def test_who_may_only_look_and_keeps_no_record_sees_what_everybody_sees(
    model, client, one_of_each, django_user_model
):
    user = factories.make_user(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename=f"view_{model}"))
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    seen = client.get(_page(one_of_each[model])).status_code
    assert seen == (200 if model in ("process", "speaker") else 302)
    assert client.get(_add(model)).status_code == 403


@pytest.mark.parametrize("model", ["consultation", "session", "appearance", "document", "extract"])
def test_lists_ask_the_database_the_same_for_one_row_and_for_thirty(
    model, desk, one_of_each, django_assert_num_queries
):
    desk.get(_list(model))
    with_one = _queries(desk, model)
    document = one_of_each["document"]
    for _number in range(29):
        if model == "consultation":
            factories.make_consultation(process=one_of_each["process"])
        elif model == "session":
            factories.make_session(consultation=one_of_each["consultation"])
        elif model == "appearance":
            factories.make_appearance(consultation=one_of_each["consultation"])
        elif model == "document":
            factories.make_document(consultation=one_of_each["consultation"], paragraphs=0)
        else:
            factories.make_extract(document=document)
    assert _queries(desk, model) == with_one


def _queries(client, model: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(_list(model))
    return len(queries)


def test_a_curator_adds_a_process_a_consultation_and_a_session_on_one_page(desk):
    send(desk, _add("process"), code="HRB", name="The harbour process")
    process = Process.objects.get()
    session = {"sessions-0-number": "1", "sessions-0-title": "Quays"}
    session["sessions-0-starts"] = "2017-09-04T10:00"

    send(desk, _add("consultation"), process=process.pk, **NEW, **session)

    consultation = Consultation.objects.get()
    assert not consultation.is_public
    assert consultation.endorsement_closes == datetime(2017, 10, 2, 16, tzinfo=UTC)
    assert consultation.sessions.get().starts == datetime(2017, 9, 4, 8, tzinfo=UTC)


def test_times_are_read_back_in_words_there_and_in_utc(desk, draft):
    send(desk, _page(draft), **WINDOW)
    factories.make_session(consultation=draft, starts=datetime(2017, 9, 4, 8, tzinfo=UTC))
    page = _html(desk, _page(draft))
    assert "Mon 2 Oct 2017, 18:00 Vienna = 16:00 UTC" in page
    assert 'value="2017-10-02T18:00"' in page
    assert "Mon 4 Sep 2017, 10:00 Vienna = 08:00 UTC" in page
    assert "Mon 2 Oct 2017, 18:00 Vienna = 16:00 UTC" in _html(desk, _list("consultation"))
    assert "Mon 4 Sep 2017, 10:00 Vienna" in _html(desk, _list("session"))


@pytest.mark.parametrize(
    ("changes", "field", "why"),
    [
        ({"endorsement_opens": "2017-03-26T02:30"}, "endorsement_opens", "no such time"),
        ({"endorsement_closes": "2017-10-29T02:30"}, "endorsement_closes", "comes twice"),
        ({"endorsement_closes": ""}, "endorsement_closes", "two ends"),
        ({"comment_closes": "2017-10-02T18:00"}, "comment_opens", "two ends"),
        ({"endorsement_closes": "2017-09-18T09:00"}, "endorsement_closes", "closes before"),
        ({"endorsement_opens": "soon"}, "endorsement_opens", "valid"),
        ({"ends": "2017-09-03"}, "ends", "ends before"),
        ({"time_zone": "Atlantis/Harbour"}, "time_zone", "valid choice"),
        ({"time_zone": ""}, "time_zone", "required"),
        ({"code": "gfmd"}, "code", "capital letters"),
    ],
)
def test_a_window_that_cannot_be_is_refused_beside_its_field(desk, draft, changes, field, why):
    was = (draft.endorsement_opens, draft.endorsement_closes)
    answer = send(desk, _page(draft), **WINDOW | changes)
    form = answer.context["adminform"].form
    assert list(form.errors) == [field]
    assert why in form.errors[field][0]
    for name, value in changes.items():
        assert f'value="{value}"' in answer.content.decode() or form[name].value() == value
    draft.refresh_from_db()
    assert (draft.endorsement_opens, draft.endorsement_closes) == was


def test_a_consultation_of_one_day_ends_on_the_day_it_starts(desk, draft):
    send(desk, _page(draft), starts="2017-09-04", ends="2017-09-04")
    draft.refresh_from_db()
    assert draft.ends == draft.starts == date(2017, 9, 4)


def test_a_corrected_zone_moves_all_that_was_typed_in_it(desk, draft):
    starts = datetime(2017, 9, 4, 8, tzinfo=UTC)
    session = factories.make_session(consultation=draft, starts=starts)
    send(desk, _page(draft), time_zone="America/New_York", **WINDOW)
    draft.refresh_from_db()
    session.refresh_from_db()
    assert draft.endorsement_closes == datetime(2017, 10, 2, 22, tzinfo=UTC)
    assert session.starts == datetime(2017, 9, 4, 14, tzinfo=UTC)


def test_code_and_address_are_fixed_once_public(desk):
    public = factories.make_consultation(code="HRB", slug="harbours")
    session = factories.make_session(consultation=public)
    form = typed(desk, _page(public))
    assert {"code", "slug", "sessions-0-number"}.isdisjoint(form)

    desk.post(_page(public), form | {"code": "X", "slug": "x", "sessions-0-number": "9"})
    send(desk, _page(session), number="8", consultation=factories.make_consultation().pk)

    public.refresh_from_db()
    session.refresh_from_db()
    assert (public.code, public.slug) == ("HRB", "harbours")
    assert (session.number, session.consultation) == (1, public)


def test_publishing_is_a_button_and_an_entry_in_the_ledger(desk, curator, draft, client):
    assert "Publish consultation" in desk.get(_page(draft)).content.decode()
    answer = desk.post(_page(draft, "publish"), follow=True)
    draft.refresh_from_db()
    assert draft.is_public
    assert "The consultation is public now." in answer.content.decode()
    assert "Publish consultation" not in answer.content.decode()
    entry = Entry.objects.get(verb="consultation.published")
    assert (entry.subject_id, entry.actor_id) == (draft.code, curator.pk)
    again = desk.post(_page(draft, "publish"), follow=True)
    assert "This consultation is public already." in again.content.decode()


def test_publishing_needs_a_post_a_right_and_a_consultation(desk, draft, curator):
    assert desk.get(_page(draft, "publish")).status_code == 405
    missing = reverse("admin:consultations_consultation_publish", args=[draft.pk + 99])
    assert desk.post(missing).status_code == 404
    curator.groups.clear()
    kept = ["view_consultation", "curate"]
    curator.user_permissions.set(Permission.objects.filter(codename__in=kept))
    assert "Publish consultation" not in desk.get(_page(draft)).content.decode()
    assert desk.post(_page(draft, "publish")).status_code == 403
    draft.refresh_from_db()
    assert not draft.is_public


def test_next_steps_count_what_is_there_and_lead_to_it(desk, draft):
    session = factories.make_session(consultation=draft)
    documents = [
        factories.make_document(consultation=draft, state=state) for state in ("draft", "public")
    ]
    factories.make_extract(document=documents[0])
    factories.make_draft(consultation=draft)

    page = desk.get(_page(draft))

    steps = {step.name: step for step in page.context["next_steps"]}
    assert steps["Sessions"].amount == "1 session"
    assert steps["Documents"].amount == "2 documents, 1 public"
    assert steps["Extracts"].amount == "1 extract"
    assert steps["Recommendations"].amount == "0 published, 1 in draft"
    assert steps["Endorsements"].amount.startswith("open from ")
    html = page.content.decode()
    for name in ("Sessions", "Documents", "Extracts", "Recommendations"):
        assert steps[name].see.replace("&", "&amp;") in html
        assert desk.get(steps[name].see).status_code == 200
        assert desk.get(steps[name].add).status_code == 200
    assert _page(session) in desk.get(steps["Sessions"].see).content.decode()
    assert f'value="{draft.pk}" selected' in _html(desk, steps["Documents"].add)


def test_next_steps_start_an_extract_from_the_only_document_and_a_window_from_its_field(desk):
    bare = factories.make_consultation(
        state="draft",
        comment_opens=None,
        comment_closes=None,
        endorsement_opens=None,
        endorsement_closes=None,
    )
    document = factories.make_document(consultation=bare)
    steps = {step.name: step for step in desk.get(_page(bare)).context["next_steps"]}
    assert steps["Extracts"].add.endswith(f"?document={document.pk}")
    assert steps["Comments"].amount == "no window yet"
    assert steps["Comments"].add.endswith("#id_comment_opens")


@pytest.mark.parametrize(
    ("state", "words"), [("draft", "Preview on site"), ("public", "View on site")]
)
def test_the_page_of_a_record_leads_to_the_public_page_or_its_preview(desk, state, words):
    consultation = factories.make_consultation(state=state)
    session = factories.make_session(consultation=consultation)
    appearance = factories.make_appearance(consultation=consultation)
    for record in (consultation, session, appearance.speaker):
        page = desk.get(_page(record)).content.decode()
        assert words in page
        assert f'href="{record.get_absolute_url()}"' in page


@pytest.mark.parametrize("kind", ["document", "speaker", "appearance", "extract"])
def test_a_list_names_the_number_of_its_records_in_a_word(desk, kind):
    made = getattr(factories, f"make_{kind}")()
    html = desk.get(reverse(f"admin:consultations_{kind}_changelist")).content.decode()
    assert ">Number</a>" in html
    assert ">Pk<" not in html
    assert f'<td class="field-number">{made.pk}</td>' in html


def test_who_appeared_in_nothing_has_no_public_page_to_lead_to(desk):
    page = desk.get(_page(factories.make_speaker())).content.decode()
    assert "on site" not in page


def test_the_page_of_a_merged_speaker_leads_to_the_record_that_was_kept(desk):
    kept = factories.make_appearance().speaker
    merged = factories.make_speaker()
    actions.merge_speakers(merged=merged, kept=kept, by=None, reason="One person.")
    page = desk.get(_page(merged)).content.decode()
    assert f'<a href="{kept.get_absolute_url()}" class="viewsitelink">View on site</a>' in page


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("ada-quay", "ada-quay-3"), ("", "ada-quay-3"), ("Ada_Quay", "Ada_Quay")],
)
def test_a_speaker_with_the_name_of_another_gets_an_address_with_a_number(desk, typed, kept):
    for slug in ("ada-quay", "ada-quay-2"):
        factories.make_speaker(name="Ada Quay", slug=slug)
    add = reverse("admin:consultations_speaker_add")
    inlines = {f"appearances-{name}_FORMS": 0 for name in ("TOTAL", "INITIAL")}
    desk.post(add, {"name": "Ada Quay", "slug": typed} | inlines)
    assert Speaker.objects.latest("pk").slug == kept


def test_the_address_of_another_speaker_is_not_taken_over(desk):
    factories.make_speaker(slug="ada-quay")
    page = _page(factories.make_speaker(slug="ada-mole"))
    inlines = {f"appearances-{name}_FORMS": 0 for name in ("TOTAL", "INITIAL")}
    answer = desk.post(page, {"name": "Ada Mole", "slug": "ada-quay"} | inlines)
    assert "already exists" in answer.content.decode()


def test_nothing_that_was_public_is_deleted(desk):
    appearance = factories.make_appearance()
    extract = factories.make_extract()
    session = factories.make_session(consultation=appearance.consultation)
    records = [appearance, appearance.consultation, session, extract, extract.document]
    records += [extract.document.paragraphs.last()]
    for record in records:
        assert 'class="deletelink"' not in desk.get(_page(record)).content.decode()
        assert desk.post(_page(record, "delete"), {"post": "yes"}).status_code == 403
        assert type(record).objects.filter(pk=record.pk).exists()


def test_a_draft_is_deleted_when_nothing_hangs_on_it(desk, draft):
    session = factories.make_session(consultation=draft)
    desk.post(_page(draft, "delete"), {"post": "yes"})
    assert Consultation.objects.exists()
    desk.post(_page(session, "delete"), {"post": "yes"})
    desk.post(_page(draft, "delete"), {"post": "yes"})
    assert not Consultation.objects.exists()


def test_sessions_are_deleted_on_the_page_of_a_draft_only(desk, draft):
    factories.make_session(consultation=draft)
    public = factories.make_session()
    for consultation in (draft, public.consultation):
        send(desk, _page(consultation), **{"sessions-0-DELETE": "on"})
    assert list(Session.objects.all()) == [public]


def test_a_process_that_a_consultation_contributes_to_is_not_deleted(desk):
    process = factories.make_process()
    factories.make_consultation().contributes_to.add(process)
    assert desk.post(_page(process, "delete"), {"post": "yes"}).status_code == 403
    spare = factories.make_process()
    desk.post(_page(spare, "delete"), {"post": "yes"})
    assert list(Process.objects.filter(pk__in=[process.pk, spare.pk])) == [process]


def test_each_field_of_a_table_says_what_it_is_and_in_which_row(desk, draft):
    factories.make_session(consultation=draft)
    page = _html(desk, _page(draft))
    for label in ("Number, row 1", "Title, row 1", "Starts, row 2", "Delete, row 1"):
        assert f'aria-label="{label}"' in page


def test_what_the_database_refuses_is_said_and_not_a_crash(desk, draft, monkeypatch):
    def refused(*args, **kwargs):
        raise IntegrityError

    monkeypatch.setattr(Consultation, "save", refused)
    answer = desk.post(_page(draft), typed(desk, _page(draft)), follow=True)
    assert "Nothing was saved" in answer.content.decode()
