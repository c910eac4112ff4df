"""What moderators decide: every decision in every state, by whom, why, and who is told."""

import pytest
from django.db import IntegrityError, transaction

from ledger.models import Entry
from ledger.refusal import Refused
from recommendations import actions
from recommendations.models import Comment, ModerationDecision
from tests import factories

State = Comment.State
# What each act makes of a comment, from the only state in which it is possible.
ACTS = {
    "approve": (State.PENDING, State.PUBLISHED),
    "send_back": (State.PENDING, State.RETURNED),
    "reject": (State.PENDING, State.REJECTED),
    "hide": (State.PUBLISHED, State.HIDDEN),
    "restore": (State.HIDDEN, State.PUBLISHED),
}
VERBS = {
    State.PUBLISHED: "comment.published",
    State.RETURNED: "comment.returned",
    State.REJECTED: "comment.rejected",
    State.HIDDEN: "comment.hidden",
}
REASON = "It names a person."


def _decide(act, comment, by, **other):
    why = {} if act == "approve" else {"reason": REASON}
    why |= {} if act in ("approve", "restore") else {"rule": factories.make_rule()}
    return getattr(actions, act)(comment=comment, by=by, **why | other)


@pytest.mark.parametrize("act", ACTS)
def test_a_decision_moves_the_comment_and_says_who_when_and_why(act, moderator, new_entries):
    old, new = ACTS[act]
    comment = factories.make_comment(old)
    new_entries()

    decision = _decide(act, comment, moderator)

    assert Comment.objects.get(pk=comment.pk).state == comment.state == new
    assert (decision.comment, decision.revision) == (comment, comment.words)
    assert (decision.state, decision.fingerprint) == (new, comment.words.fingerprint)
    assert decision.reason == ("" if act == "approve" else REASON)
    (entry,) = new_entries()
    assert decision.entry == entry
    assert (entry.verb, entry.source) == (VERBS[new], "admin")
    assert (entry.subject_type, entry.subject_id) == ("comment", comment.public_id)
    assert (entry.actor_id, entry.organisation_id) == (moderator.pk, None)
    assert entry.payload == {
        "recommendation": comment.recommendation.code,
        "version": 1,
        **({} if act in ("approve", "restore") else {"rule": factories.make_rule().current_id}),
        "organisation": comment.organisation_id,
        "fingerprint": comment.words.fingerprint,
    }
    assert str(decision) == f"{comment}: {new.label}"


@pytest.mark.parametrize("state", State.values)
def test_a_decision_is_possible_in_one_state_only(state, moderator, everything):
    comment, told = factories.make_comment(state), {}
    before = everything()

    for act, (old, new) in ACTS.items():
        assert comment.can_become(new) is ((state, new) in ACTS.values())
        if state != old:
            with pytest.raises(Refused) as refusal:
                _decide(act, comment, moderator)
            told[act] = str(refusal.value)

    assert set(told) == {act for act, (old, _new) in ACTS.items() if old != state}
    now_it_is = f"Somebody was faster: this comment is “{State(state).label}” now."
    assert set(told.values()) == {now_it_is}
    assert everything() == before


def test_the_table_of_moves_is_what_the_acts_do():
    assert set(ACTS.values()) == set(Comment.MOVES.values())


def test_of_two_who_decide_at_once_one_is_told_that_the_other_was_faster(moderator, db):
    comment = factories.make_comment(State.PENDING)
    in_hand = Comment.objects.get(pk=comment.pk)
    actions.reject(rule=factories.make_rule(), comment=comment, by=moderator, reason=REASON)

    with pytest.raises(Refused, match="this comment is “rejected” now"):
        actions.approve(comment=in_hand, by=factories.make_user())

    assert in_hand.state == State.REJECTED
    assert ModerationDecision.objects.count() == 1


@pytest.mark.parametrize("act", ["send_back", "reject", "hide"])
@pytest.mark.parametrize("reason", ["", " ", "\n\t"])
def test_without_words_of_the_moderators_the_author_reads_those_of_the_rule(
    act, reason, moderator, new_mails
):
    comment = factories.make_comment(ACTS[act][0])
    new_mails()

    decision = _decide(act, comment, moderator, reason=reason)

    rule = factories.make_rule()
    assert (decision.rule, decision.reason) == (rule.current, rule.current.template)
    ((_to, _subject, body),) = new_mails()
    for told in (rule.current.name, rule.current.text, rule.current.template, comment.words.text):
        assert told in body


def test_a_rule_that_is_out_of_force_decides_nothing(moderator, everything):
    comment = factories.make_comment(State.PENDING)
    rule = factories.make_rule()
    rule.is_in_force = False
    rule.save()
    before = everything()

    with pytest.raises(Refused, match="not in force"):
        actions.reject(comment=comment, by=moderator, rule=rule)
    assert everything() == before


@pytest.mark.parametrize("act", ACTS)
def test_nobody_decides_on_a_comment_of_their_own_organisation(act, everything):
    comment = factories.make_comment(ACTS[act][0])
    moderator = factories.make_staff("moderators")
    factories.make_representative(organisation=comment.organisation, user=moderator)
    before = everything()

    with pytest.raises(Refused, match="your own organisation"):
        _decide(act, comment, moderator)
    assert everything() == before


def test_a_mail_about_what_an_unlisted_organisation_said_repeats_no_word(moderator, new_mails):
    representative = factories.make_representative()
    type(representative.organisation).objects.update(is_listed=False)
    comment = factories.make_comment(State.PENDING, representative=representative)
    new_mails()

    _decide("reject", comment, moderator)

    ((_to, _subject, body),) = new_mails()
    assert comment.words.text not in body


def test_restoring_needs_no_reason(moderator, db):
    comment = factories.make_comment(State.HIDDEN)

    assert actions.restore(comment=comment, by=moderator).reason == ""


@pytest.mark.parametrize("state", [State.REJECTED, State.HIDDEN])
def test_the_database_takes_no_such_decision_without_a_reason(state, moderator, db):
    decision = actions.approve(comment=factories.make_comment(State.PENDING), by=moderator)
    unexplained = ModerationDecision(
        comment=decision.comment,
        revision=decision.revision,
        state=state,
        fingerprint=decision.fingerprint,
        entry=Entry.objects.exclude(pk=decision.entry_id).first(),
    )

    with pytest.raises(IntegrityError, match="gives_reason"), transaction.atomic():
        unexplained.save()


@pytest.mark.parametrize(
    ("act", "subject", "words"),
    [
        ("approve", "Your comment is published", "A moderator has approved it."),
        ("restore", "Your comment is published", "A moderator has approved it."),
        ("reject", "Something about your comment awaits you", REASON),
        ("hide", "Something about your comment awaits you", REASON),
    ],
)
def test_the_author_is_told(act, subject, words, moderator, new_mails):
    comment = factories.make_comment(ACTS[act][0])
    new_mails()

    _decide(act, comment, moderator)

    ((to, told, body),) = new_mails()
    assert (to, told) == ([comment.author.email], subject)
    assert words in body
    assert comment.recommendation.code in body
    assert comment.get_absolute_url() in body
    assert moderator.email not in body
    assert moderator.name not in body


def test_an_author_whose_account_is_switched_off_gets_no_mail(moderator, new_mails):
    comment = factories.make_comment(State.PENDING)
    type(comment.author).objects.filter(pk=comment.author_id).update(is_active=False)

    actions.approve(comment=comment, by=moderator)

    assert new_mails() == []


def test_hiding_and_restoring_lose_no_word(moderator, db):
    comment = factories.make_comment(text="Words that stay.")
    words = comment.words.fingerprint

    actions.hide(rule=factories.make_rule(), comment=comment, by=moderator, reason=REASON)
    actions.restore(comment=comment, by=moderator)

    comment = Comment.objects.get(pk=comment.pk)
    assert (comment.words.text, comment.words.fingerprint) == ("Words that stay.", words)
    assert [each.state for each in comment.decisions.all()] == ["published", "hidden", "published"]


def test_hiding_a_comment_leaves_its_answers_as_they_are(moderator, recommendation):
    first = factories.make_comment(recommendation=recommendation)
    answer = factories.make_comment(recommendation=recommendation, parent=first)

    actions.hide(rule=factories.make_rule(), comment=first, by=moderator, reason=REASON)

    assert Comment.objects.get(pk=answer.pk).state == State.PUBLISHED


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("late", ["mail", "entry"])
def test_a_decision_that_fails_late_leaves_nothing(act, late, moderator, mails_fail, everything):
    comment = factories.make_comment(ACTS[act][0])
    before = everything()
    if late == "mail":
        mails_fail()
    how = {"source": None} if late == "entry" else {}

    with pytest.raises((ImportError, IntegrityError)):
        _decide(act, comment, moderator, **how)

    assert everything() == before


def test_a_decision_on_a_comment_on_a_paragraph_names_no_recommendation(moderator, new_entries):
    paragraph = factories.make_document().paragraphs.first()
    comment = factories.make_comment(State.PENDING, paragraph=paragraph)
    new_entries()

    actions.approve(comment=comment, by=moderator)

    (entry,) = new_entries()
    assert entry.payload == {
        "paragraph": paragraph.pk,
        "organisation": comment.organisation_id,
        "fingerprint": comment.words.fingerprint,
    }


@pytest.mark.parametrize("change", [{"version": None}, {"recommendation": None}], ids=str)
def test_a_comment_is_on_one_thing_and_names_the_version_it_speaks_of(change, db):
    comment = factories.make_comment()

    with pytest.raises(IntegrityError), transaction.atomic():
        Comment.objects.filter(pk=comment.pk).update(**change)


def test_a_comment_does_not_answer_itself(db):
    comment = factories.make_comment()

    with pytest.raises(IntegrityError, match="answers_another"), transaction.atomic():
        Comment.objects.filter(pk=comment.pk).update(parent=comment)


def test_a_comment_that_is_not_kept_yet_has_no_words():
    with pytest.raises(TypeError, match="A comment has words from the moment it is kept"):
        Comment().words  # noqa: B018 - looking is what fails
