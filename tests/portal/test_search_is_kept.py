"""Whatever changes a text changes what is searched: to write all anew changes nothing more."""

from datetime import timedelta
from random import Random

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse

from consultations import actions as consultations
from consultations.importing import Block, Reading
from consultations.models import Document, Paragraph, Session
from consultations.quotes import Hit
from ledger.clock import now
from organisations import actions as organisations
from organisations.indexing import ORGANISATIONS
from portal.management.commands import load_demo
from portal.searching import KINDS, found_texts
from recommendations import actions
from recommendations.models import Translation
from search.indexing import index, rebuild
from search.models import IndexedText
from tests import factories
from tests.consultations.typing_in import send
from vocabulary.models import Definition, Term

pytestmark = [pytest.mark.django_db, pytest.mark.hold]


def _index():
    """Return what is searched, row by row."""
    return set(IndexedText.objects.values_list(*_COLUMNS))


_COLUMNS = [field.name for field in IndexedText._meta.fields if field.name != "id"]


def _apply(_by):
    factories.make_application(name="Quay Friends")


def _put_on_record(by):
    body = factories.Organisation(name="Port of Call", slug="port-of-call", kind="state")
    organisations.put_on_record(organisation=body, by=by)


def _unlist(by):
    actions.unlist_organisation(
        organisation=factories.Organisation.objects.first(), by=by, reason="In danger."
    )


def _publish(_by):
    meeting = factories.Consultation.objects.get(title="Harbours")
    factories.make_recommendation(draft_title="Open the locks", consultation=meeting)


def _publish_again(by):
    row = factories.Recommendation.objects.filter(state="published").last()
    row.draft_text = "States should open the locks at night."
    row.save()
    actions.publish(recommendation=row, by=by)


def _reword(by):
    row = factories.Recommendation.objects.filter(state="published").first()
    row.draft_title = "Keep the harbours open"
    row.save()
    actions.propose_wording(recommendation=row, by=by, note="Shorter.")
    actions.publish_wording(recommendation=row, by=factories.make_staff("curators"))


def _translate(by):
    rows = factories.Recommendation.objects.filter(current_version__withheld_reason="")
    row = rows.first() or factories.make_recommendation()
    factories.make_translation(version=row.current_version, language="es", title="Abran puertos")


def _translate_again(by):
    translation = Translation.objects.get(version__withheld_reason="")
    translation.text = "Que cada puerto abra."
    actions.translate(translation=translation, by=by)


def _withhold(by):
    row = factories.Recommendation.objects.filter(state="published").first()
    actions.withhold_version(version=row.current_version, by=by, reason="Names somebody.")


def _show(by):
    row = factories.Recommendation.objects.filter(state="published").first()
    actions.show_version(version=row.current_version, by=by, reason="They agreed.")


def _draft():
    return Document.objects.get(slug="draft")


def _reading(*texts):
    """Return what was read of a text of so many paragraphs."""
    places = enumerate(texts, start=1)
    return Reading(
        [Block("paragraph", 0, "", f"paragraph {at}", f"p{at}", text) for at, text in places]
    )


def _load(by):
    reading = _reading("Quay 0 is open. It is.", "Quay 1 is open.", "Quay 2 is open.")
    consultations.load_paragraphs(document=_draft(), reading=reading, by=by, source="admin")


def _add(by):
    reading = _reading("A lighthouse was built.")
    fields = ("process", "consultation", "kind", "title")
    document = Document(slug="draft", **{name: getattr(_draft(), name) for name in fields})
    consultations.add_document(document=document, reading=reading, by=by, source="admin")


def _split(by):
    first = _draft().paragraphs.order_by("position").first()
    seen = consultations.shape_of(_draft())
    consultations.split_paragraph(paragraph=first, at=len("Quay 0 is open."), by=by, seen=seen)


def _join(by):
    first = _draft().paragraphs.order_by("position").first()
    seen = consultations.shape_of(_draft())
    consultations.join_paragraph(paragraph=first, by=by, seen=seen)


def _mend(by):
    first, *_some, last = _draft().paragraphs.order_by("position")
    first.text = "Quay 0 is closed."
    new = Paragraph(anchor="p99", reference="paragraph 99", text="Quay 99 is new.")
    consultations.mend_paragraphs(document=_draft(), changed=[first, new], removed=[last], by=by)


def _draw(by):
    paragraph = Document.objects.get(slug="said").paragraphs.first()
    extract = factories.Extract(
        document=paragraph.document, kind="evidence", text="Hours are short", voice="the chair"
    )
    hit = Hit(paragraph, 0, len(paragraph.text))
    consultations.draw_extract(extract=extract, hit=hit, is_another=True, by=by)


def _publish_consultation(by):
    draft = factories.Consultation.objects.get(state="draft")
    consultations.publish_consultation(consultation=draft, by=by)


def _merge(by):
    kept, merged = factories.Speaker.objects.order_by("pk")[:2]
    consultations.merge_speakers(merged=merged, kept=kept, by=by, reason="One person.")


def _part(by):
    merged = factories.Speaker.objects.get(merged_into__isnull=False)
    consultations.part_speakers(merged=merged, by=by, reason="Two after all.")


ACTS = (
    _apply,
    _put_on_record,
    _unlist,
    _publish,
    _publish_again,
    _reword,
    _translate,
    _withhold,
    _show,
    _translate_again,
    _load,
    _add,
    _split,
    _join,
    _mend,
    _draw,
    _publish_consultation,
    _merge,
    _part,
)


# Acts on what another has made.
_NEEDING_OTHERS = (_publish_again, _translate_again, _show, _split, _join, _mend, _part)


@pytest.fixture
def record():
    """Make some of everything, found by nothing that an act has not indexed."""
    meeting = factories.make_consultation(title="Harbours")
    draft = factories.make_consultation(title="Locks", state="draft")
    session = factories.make_session(consultation=draft)
    factories.make_appearance(consultation=meeting, body="Port authority")
    factories.make_appearance(consultation=draft, body="Lock keepers")
    factories.make_appearance(consultation=meeting, position="Pilot")
    document = factories.make_document(consultation=meeting, slug="said")
    factories.make_document(consultation=meeting, slug="draft", state="draft", paragraphs=0)
    factories.make_extract(document=document)
    factories.make_recommendation(consultation=meeting)
    factories.make_organisation(name="Harbour Watch")
    term = Term.objects.create(name="Harbour", slug="harbour")
    Definition.objects.create(term=term, text="Where ships lie.", authority="Sea law")
    rebuild(KINDS)
    return session


def _is_kept(by, acts):
    """Carry out the acts, and find after each that the index changed, and all that had to."""
    for act in acts:
        before = _index()
        act(by)
        after = _index()
        assert after != before, act.__name__
        rebuild(KINDS)
        assert _index() == after, act.__name__


def test_each_act_changes_what_is_searched(record, curator):
    _is_kept(curator, ACTS)


@pytest.mark.hold
@pytest.mark.parametrize("seed", range(5))
def test_acts_in_any_order_leave_the_index_as_it_would_be_written_anew(record, curator, seed):
    some = [act for act in ACTS if act not in _NEEDING_OTHERS]
    Random(seed).shuffle(some)  # noqa: S311 - nothing is kept secret by it

    _is_kept(curator, some)


def _page(record, page="change"):
    options = record._meta
    return reverse(f"admin:{options.app_label}_{options.model_name}_{page}", args=[record.pk])


def _delete(desk, record):
    assert desk.post(_page(record, "delete"), {"post": "yes"}).status_code == 302


def _delete_several(desk, model, rows):
    address = reverse(f"admin:vocabulary_{model}_changelist")
    given = {"action": "delete_selected", "_selected_action": [row.pk for row in rows]}
    assert desk.post(address, given | {"post": "yes"}).status_code == 302


def _rename_session_on_the_page_of_its_consultation(desk):
    session = Session.objects.get()
    send(desk, _page(session.consultation), **{"sessions-0-title": "On locks"})


def _delete_session_there(desk):
    session = Session.objects.get()
    send(desk, _page(session.consultation), **{"sessions-0-DELETE": "on"})


def _move_appearance(desk):
    appearance = factories.Appearance.objects.get(position="Pilot")
    other = factories.Speaker.objects.order_by("pk").first()
    send(desk, _page(appearance), speaker=other.pk)


def _another_definition(desk):
    rows = {"definitions-1-text": "A refuge.", "definitions-1-authority": "Common usage"}
    send(desk, _page(Term.objects.get()), **rows)


def _move_definition(desk):
    other = Term.objects.create(name="Refuge", slug="refuge")
    with transaction.atomic():
        rebuild(KINDS)
    send(desk, _page(Definition.objects.first()), term=other.pk)


FORMS = (
    lambda desk: send(desk, _page(factories.Process.objects.first()), name="The sea round"),
    lambda desk: send(desk, _page(factories.Consultation.objects.first()), title="On ships"),
    _rename_session_on_the_page_of_its_consultation,
    lambda desk: send(
        desk,
        _page(Session.objects.get()),
        **{"guiding_questions-0-number": "1", "guiding_questions-0-text": "Which quays?"},
    ),
    lambda desk: send(desk, _page(factories.Speaker.objects.first()), name="Ada Quay"),
    lambda desk: send(desk, _page(factories.Appearance.objects.first()), body="Ferry line"),
    _move_appearance,
    lambda desk: send(desk, _page(Document.objects.get(slug="said")), title="Said at sea"),
    lambda desk: send(desk, _page(factories.Extract.objects.get()), text="Longer hours"),
    lambda desk: send(desk, _page(factories.Organisation.objects.first()), aliases="The Watch"),
    _another_definition,
    _move_definition,
    lambda desk: _delete(desk, Definition.objects.first()),
    lambda desk: _delete_several(desk, "definition", Definition.objects.all()),
    lambda desk: _delete(desk, Term.objects.get(slug="refuge")),
    lambda desk: _delete_several(desk, "term", Term.objects.all()),
    lambda desk: _delete(desk, _draft()),
)


@pytest.fixture
def desk(log_in):
    return log_in(factories.make_user(is_staff=True, is_superuser=True))


@pytest.mark.hold
def test_each_form_of_the_admin_changes_what_is_searched(record, desk):
    _is_kept(desk, FORMS)


@pytest.mark.hold
def test_a_session_deleted_on_the_page_of_its_consultation_is_found_no_more(record, desk):
    _is_kept(desk, [_delete_session_there])


def test_what_is_embargoed_is_found_from_that_moment_on(record):
    document = factories.make_document(embargo_until=now() + timedelta(days=1), title="Sealed")
    rebuild(KINDS)

    assert not found_texts("sealed", AnonymousUser()).exists()
    with time_machine.travel(document.embargo_until, tick=False):
        assert found_texts("sealed", AnonymousUser()).exists()


def test_an_act_that_fails_leaves_what_is_searched_as_it_was(record):
    before = _index()

    with transaction.atomic():
        _publish(None)
        assert _index() != before
        transaction.set_rollback(True)
    assert _index() == before


def test_writing_anew_forgets_what_is_there_no_more(record, capsys):
    before = _index()
    IndexedText.objects.create(kind="none", object_id=1, title_words="harbour")
    IndexedText.objects.create(kind="term", object_id=99, title_words="harbour")
    IndexedText.objects.filter(kind="document").update(body_words="wrong")
    IndexedText.objects.filter(kind="organisation").delete()

    call_command("rebuild_search")

    assert _index() == before
    assert "       1 organisation\n" in capsys.readouterr().out


def test_the_demonstration_is_found_also_where_it_was_loaded_by_an_earlier_release(
    record, monkeypatch, settings
):
    settings.DEMO = True
    monkeypatch.setattr(load_demo, "load", lambda: False)
    monkeypatch.setattr(load_demo, "open_accounts", lambda: "")
    before = _index()
    IndexedText.objects.all().delete()

    call_command("load_demo")

    assert _index() == before


@pytest.mark.django_db(transaction=True)
def test_nothing_is_indexed_outside_the_transaction_of_an_act():
    with pytest.raises(transaction.TransactionManagementError):
        index(ORGANISATIONS, [1])


def test_what_is_searched_is_dumped_and_read_back_like_everything_else(record, tmp_path):
    before, file = _index(), tmp_path / "all.json"

    call_command("dumpdata", "search", output=str(file), verbosity=0)
    IndexedText.objects.all().delete()
    call_command("loaddata", str(file), verbosity=0)

    assert _index() == before
    assert found_texts("harbour", AnonymousUser()).exists()
