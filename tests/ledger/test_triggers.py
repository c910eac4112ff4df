"""Guards in the database: what a hand that goes round the models can't do either."""

from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from consultations.actions import (
    carry_marks,
    extend_consultation,
    merge_speakers,
    withhold_paragraph,
)
from ledger.clock import now
from ledger.models import AppendOnlyModel
from ledger.sealing import seal_next
from organisations.actions import blank_person, decide, look, reset_second_factor, set_listed
from organisations.models import Representative
from recommendations.actions import (
    extend_recommendation,
    look_at_signatures,
    publish,
    second_finding,
    take_suggestion,
    withdraw_on_request,
    withhold_version,
)
from recommendations.models import Comment, Endorsement
from tests import factories

# Tables of which no column may change, and those of which some may not.
WHOLE = {
    "consultations_consultationextension",
    "consultations_paragraphdecision",
    "consultations_speakermerge",
    "ledger_entry",
    "ledger_seal",
    "ledger_sealedhead",
    "organisations_blanking",
    "organisations_secondfactorreset",
    "organisations_listingdecision",
    "organisations_look",
    "organisations_verificationdecision",
    "recommendations_commentrevision",
    "recommendations_credit",
    "recommendations_frozenlist",
    "recommendations_moderationdecision",
    "recommendations_recommendationextension",
    "recommendations_requestedwithdrawal",
    "recommendations_ruleversion",
    "recommendations_signaturelook",
    "recommendations_suggestionanswer",
    "recommendations_withholdingdecision",
}
IN_PART = {
    "consultations_appearance",
    "consultations_paragraph",
    "consultations_speaker",
    "recommendations_endorsement",
    "recommendations_frozensignatory",
    "recommendations_recommendation",
    "recommendations_reflection",
    "recommendations_version",
}
PARAGRAPH = {
    "document_id": "document_id + 1",
    "position": "position + 50",
    "kind": "'item'",
    "level": "level + 1",
    "label": "'a)'",
    "reference": "'paragraph 99'",
    "anchor": "'p99'",
    "text": "'Something else.'",
    "cells": "'[]'",
    "first_line": "99",
    "last_line": "99",
}
ENDORSEMENT = {
    "organisation_id": "organisation_id + 1",
    "organisation_name": "'Another'",
    "recommendation_id": "recommendation_id + 1",
    "version_id": "version_id + 1",
    "signed_by_id": "signed_by_id + 1",
    "reservation": "'Not the second half.'",
    "prepared_by_id": "signed_by_id",
    "note": "'Another note'",
    "attachment_id": "id",
    "scan_id": "id",
    "sign_by": "'2017-09-06'",
    "capacity": "'Treasurer'",
    "signed_at": "'2017-09-06 14:00:00+00:00'",
    "succeeds_id": "id",
    "source": "'api'",
}
REFLECTION = {
    "recommendation_id": "recommendation_id + 1",
    "version_id": "version_id + 1",
    "document_id": "document_id + 1",
    "paragraph_id": "paragraph_id + 1",
    "start": "start + 1",
    "end": '"end" - 1',
    "words": "'Other words.'",
    "finding": "'in-full'",
    "reason": "'Another reason.'",
    "succeeds_id": "id",
    "carried_from_id": "id",
}
NAMING = {"objected_at", "naming", "ask_again_on", "named_from", "counted_from", "counted_until"}
VERSION = {
    "recommendation_id": "recommendation_id + 1",
    "number": "number + 1",
    "kept_title": "'Another title'",
    "kept_text": "'Something else.'",
    "addressees": "'[]'",
    "language": "'fr'",
    "change": "'editorial'",
    "kept_note": "'x'",
    "published_by_id": "id",
    "published_at": "'2017-09-06 14:00:00+00:00'",
    "fingerprint": "'f'",
}
RECOMMENDATION = {"code": "'GFMD17-99'", "number": "number + 1"}

on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="on SQLite the models alone refuse to delete"
)


def _execute(sql):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def _refused(sql):
    with pytest.raises(IntegrityError, match="rows are never changed"):
        _execute(sql)


def _done(statements):
    """Return those of the statements that the database carries out."""
    done = []
    for sql in statements:
        try:
            _refused(sql)
        except pytest.fail.Exception:
            done.append(sql)
    return done


def _columns(table):
    with connection.cursor() as cursor:
        return [each.name for each in connection.introspection.get_table_description(cursor, table)]


def _guarded_tables():
    catalogue = {
        "sqlite": "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT relname, tgname FROM pg_trigger"
        " JOIN pg_class ON pg_class.oid = tgrelid WHERE NOT tgisinternal",
    }
    with connection.cursor() as cursor:
        cursor.execute(catalogue[connection.vendor])
        found = cursor.fetchall()
    # Those of the index of words keep it in step, those of changes count: they guard nothing.
    guards = {table for table, name in found if not name.startswith("record_changes_of_")}
    return guards - {"search_indexedtext"}


@pytest.fixture
def everything(curator):
    """One row at least in every guarded table."""
    factories.make_comment(Comment.State.HIDDEN)
    factories.make_endorsement()
    suggested = factories.make_comment(suggested_text="States should open every harbour.")
    take_suggestion(comment=suggested, by=curator)
    suggested.recommendation.refresh_from_db()
    publish(recommendation=suggested.recommendation, by=curator)
    application = factories.make_application()
    decide(organisation=application.organisation, status="rejected", by=curator, reason="No.")
    lost = factories.make_user()
    TOTP.activate(lost, "JBSWY3DPEHPK3PXP")
    reset_second_factor(person=lost, by=None, reason="They lost their phone.")
    blank_person(person=application.user, by=curator, reason="They asked for it.")
    version = factories.make_recommendation().current_version
    withhold_version(version=version, by=curator, reason="It names a person.")
    paragraph = factories.make_document().paragraphs.first()
    withhold_paragraph(paragraph=paragraph, by=curator, reason="It names a person.")
    one, other = (factories.make_appearance().speaker for _each in range(2))
    merge_speakers(merged=one, kept=other, by=curator, reason="They are one person.")
    later = {"verb": "comment", "closes": now() + timedelta(days=90), "reason": "A holiday."}
    protector = factories.make_protector()
    hidden = factories.make_organisation()
    set_listed(organisation=hidden, is_listed=False, by=protector, reason="They are in danger.")
    look(organisation=hidden, by=protector, reason="They lost their last signatory.")
    look_at_signatures(
        recommendation=version.recommendation, by=protector, reason="They asked who is left."
    )
    factories.make_frozen_list()
    assert seal_next()
    alone = factories.make_endorsement()
    Representative.objects.filter(user=alone.signed_by).update(may_sign=False)
    withdraw_on_request(endorsement=alone, by=curator, evidence="Their letter of Monday.")
    extend_recommendation(recommendation=version.recommendation, by=curator, **later)
    extend_consultation(consultation=version.recommendation.consultation, by=curator, **later)


@pytest.fixture
def marked(db):
    """A paragraph of a public document with a marked span."""
    return factories.make_extract().spans.get().paragraph


def test_every_guard_is_in_its_place(db):
    assert _guarded_tables() - {"organisations_organisation"} == WHOLE | IN_PART


def test_what_moves_the_kept_numbers_is_in_its_place(db):
    kept = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT trigger_name FROM information_schema.triggers",
    }
    with connection.cursor() as cursor:
        cursor.execute(kept[connection.vendor])
        names = {name for (name,) in cursor.fetchall()}

    assert {name for name in names if name.startswith("support_")} == {
        "support_of_a_new_recommendation",
        "support_of_no_recommendation",
        "support_by_a_new_endorsement",
        "support_by_a_changed_endorsement",
        "support_by_no_endorsement",
        "support_by_a_changed_organisation",
    }


def test_every_kind_that_is_only_added_to_is_guarded():
    kinds = [model for model in apps.get_models() if issubclass(model, AppendOnlyModel)]

    # Of a version may change whether it is withheld, and nothing else.
    assert {model._meta.db_table for model in kinds} == WHOLE | {"recommendations_version"}


def test_no_column_changes_where_rows_are_only_added(everything):
    columns = [(table, column) for table in sorted(WHOLE) for column in _columns(table)]

    statements = [f'UPDATE {table} SET "{column}" = "{column}"' for table, column in columns]
    assert {table for table, column in columns} == WHOLE
    assert not _done(statements)


@on_postgresql
def test_no_row_is_deleted(everything):
    factories.make_reflection()
    partly = {"endorsement", "reflection", "version"}
    tables = sorted(WHOLE | {f"recommendations_{name}" for name in partly})

    assert not _done([f"DELETE FROM {table}" for table in tables])


@pytest.mark.parametrize("column", PARAGRAPH)
def test_a_marked_paragraph_of_a_public_document_stays_as_it_is(marked, column):
    value = PARAGRAPH[column]

    _refused(f"UPDATE consultations_paragraph SET {column} = {value} WHERE id = {marked.pk}")


@pytest.mark.parametrize("state", ["public", "withheld"])
def test_withholding_a_document_does_not_open_its_text(marked, state):
    document = type(marked.document).objects.filter(pk=marked.document_id)
    document.update(state=state, withheld_reason="It names a person.")

    _refused(f"UPDATE consultations_paragraph SET text = 'x' WHERE id = {marked.pk}")


@pytest.mark.parametrize("state", ["draft", "review"])
def test_a_marked_paragraph_of_a_document_that_is_not_public_may_be_mended(marked, state):
    type(marked.document).objects.filter(pk=marked.document_id).update(state=state)

    _execute(f"UPDATE consultations_paragraph SET text = 'Mended.' WHERE id = {marked.pk}")

    marked.refresh_from_db()
    assert marked.text == "Mended."


def test_a_paragraph_to_which_a_mark_was_carried_stays_as_a_marked_one_does(marked):
    newer = factories.make_document(replaces=marked.document)
    carry_marks(old=marked.document, new=newer, by=None)
    first, second = newer.paragraphs.all()[:2]

    _refused(f"UPDATE consultations_paragraph SET text = 'x' WHERE id = {first.pk}")
    _execute(f"UPDATE consultations_paragraph SET text = 'Mended.' WHERE id = {second.pk}")


def test_a_paragraph_on_which_nothing_hangs_may_be_mended(marked):
    other = marked.document.paragraphs.exclude(pk=marked.pk).first()

    _execute(f"UPDATE consultations_paragraph SET text = 'Mended.' WHERE id = {other.pk}")

    other.refresh_from_db()
    assert other.text == "Mended."


@on_postgresql
def test_a_marked_paragraph_is_not_deleted(marked):
    _refused(f"DELETE FROM consultations_paragraph WHERE id = {marked.pk}")


def test_of_a_marked_paragraph_only_whether_it_is_withheld_can_change(marked):
    _execute("UPDATE consultations_paragraph SET withheld_reason = 'It names a person.'")

    assert set(_columns("consultations_paragraph")) == {"id", "withheld_reason", *PARAGRAPH}


@pytest.mark.parametrize("column", ENDORSEMENT)
def test_what_was_signed_stays_as_it_was_signed(column, db):
    factories.make_endorsement()

    _refused(f"UPDATE recommendations_endorsement SET {column} = {ENDORSEMENT[column]}")


def test_of_a_frozen_signatory_only_whom_it_stands_for_can_be_forgotten(db):
    factories.make_frozen_list()
    table = "recommendations_frozensignatory"

    _execute(f"UPDATE {table} SET opening = NULL")
    for column in set(_columns(table)) - {"id", "opening"}:
        changed = "'x'" if column == "commitment" else f"{column} + 1"
        _refused(f"UPDATE {table} SET {column} = {changed}")


@pytest.mark.parametrize("column", VERSION)
def test_a_published_text_stays_as_it_was_published(recommendation, column):
    _refused(f"UPDATE recommendations_version SET {column} = {VERSION[column]}")


def test_of_a_published_text_only_whether_it_is_withheld_can_change(recommendation):
    _execute("UPDATE recommendations_version SET withheld_reason = 'It names a person.'")

    assert set(_columns("recommendations_version")) == {"id", "withheld_reason", *VERSION}


@pytest.mark.parametrize("column", REFLECTION)
def test_what_was_found_stays_as_it_was_found(column, db):
    factories.make_reflection()

    _refused(f'UPDATE recommendations_reflection SET "{column}" = {REFLECTION[column]}')


def test_of_a_finding_only_who_agrees_and_whether_it_holds_can_change(curator):
    reflection = factories.make_reflection()
    second_finding(reflection=reflection, by=curator)
    _execute("UPDATE recommendations_reflection SET state = 'superseded'")

    changing = {"state", "assessed_by_id", "assessed_at", "seconded_by_id", "seconded_at"}
    assert set(_columns("recommendations_reflection")) == {"id", *changing, *REFLECTION}


def test_an_endorsement_can_be_withdrawn_and_paused(db):
    endorsement = factories.make_endorsement()
    table = "recommendations_endorsement"

    _execute(f"UPDATE {table} SET state = 'paused'")
    _execute(
        f"UPDATE {table} SET state = 'withdrawn', withdrawn_by_id = signed_by_id,"
        " withdrawn_at = signed_at"
    )

    assert Endorsement.objects.get().state == Endorsement.State.WITHDRAWN
    assert Endorsement.objects.get().signed_at == endorsement.signed_at
    assert set(_columns(table)) == {
        "id",
        "state",
        "withdrawn_by_id",
        "withdrawn_at",
        *NAMING,
        *ENDORSEMENT,
    }


@pytest.mark.parametrize("column", RECOMMENDATION)
def test_a_code_once_given_stays(recommendation, column):
    _refused(f"UPDATE recommendations_recommendation SET {column} = {RECOMMENDATION[column]}")


def test_a_published_recommendation_may_change_in_everything_else(recommendation):
    moment = now().isoformat()

    _execute(
        "UPDATE recommendations_recommendation SET state = 'withdrawn', draft_text = 'x',"
        f" comment_opens = NULL, comment_closes = NULL, endorsement_opens = '{moment}',"
        " endorsement_closes = '2999-01-01 00:00:00+00:00'"
    )

    recommendation.refresh_from_db()
    assert (recommendation.state, recommendation.draft_text) == ("withdrawn", "x")


def test_a_draft_may_be_deleted(db):
    draft = factories.make_draft()

    _execute(f"DELETE FROM recommendations_recommendation WHERE id = {draft.pk}")

    assert not type(draft).objects.filter(pk=draft.pk).exists()


@on_postgresql
def test_a_recommendation_that_has_a_code_is_not_deleted(recommendation):
    _refused(f"DELETE FROM recommendations_recommendation WHERE id = {recommendation.pk}")


def test_a_merged_speaker_can_get_no_appearance_and_no_other_speaker(db):
    one, other, third = (factories.make_appearance().speaker for _each in range(3))
    merge_speakers(merged=one, kept=other, by=None, reason="They are one person.")
    into = "UPDATE consultations_speaker SET merged_into_id = {} WHERE id = {}"

    for sql in (
        f"UPDATE consultations_appearance SET speaker_id = {one.pk}",
        into.format(other.pk, third.pk),  # it has an appearance
        into.format(third.pk, other.pk),  # it took one in
    ):
        with pytest.raises(IntegrityError, match="a speaker who is merged has no appearances"):
            _execute(sql)
    bare = factories.make_speaker()
    with pytest.raises(IntegrityError, match="nobody is merged into them"):
        _execute(into.format(one.pk, bare.pk))
    meeting = factories.make_consultation()
    refused = pytest.raises(IntegrityError, match="a speaker who is merged has no appearances")
    with refused, transaction.atomic():
        factories.make_appearance(speaker=one, consultation=meeting)
    with pytest.raises(IntegrityError, match="speaker_merges_into_another"):
        _execute(into.format(bare.pk, bare.pk))


@pytest.mark.django_db
def test_a_paragraph_on_which_a_finding_rests_stays_as_a_marked_one_does():
    recommendation = factories.make_recommendation()
    draft = factories.make_later_text(recommendation.consultation.process)
    first, second = draft.paragraphs.all()[:2]
    factories.make_reflection(recommendation=recommendation, document=draft, paragraph=first)

    _refused(f"UPDATE consultations_paragraph SET text = 'x' WHERE id = {first.pk}")
    _execute(f"UPDATE consultations_paragraph SET text = 'Mended.' WHERE id = {second.pk}")
