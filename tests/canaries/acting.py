"""Plants words in what organisations do: comments, suggestions, endorsements."""

from typing import Any

from organisations.models import Organisation
from recommendations import actions
from recommendations.models import Comment
from recommendations.terms import Terms
from tests import factories
from tests.canaries import leak, words


def plant_comments(people: dict[str, Any]) -> None:
    row = factories.make_recommendation()
    own = {"recommendation": row, "representative": people["representative"]}
    first = factories.make_comment(recommendation=row)
    for kind, state in (
        ("pending comment", Comment.State.PENDING),
        ("returned comment", Comment.State.RETURNED),
        ("withdrawn comment", Comment.State.WITHDRAWN),
        ("rejected comment", Comment.State.PENDING),
        ("hidden comment", Comment.State.PUBLISHED),
        ("hidden answer", Comment.State.PUBLISHED),
    ):
        parent = first if kind == "hidden answer" else None
        comment = factories.make_comment(state, text=words(kind), parent=parent, **own)
        decided = {"comment": comment, "by": factories.make_user()}
        if kind == "rejected comment":
            actions.reject(
                rule=factories.make_rule(), reason=words("reason of a rejection"), **decided
            )
        if kind == "hidden comment":
            actions.hide(rule=factories.make_rule(), reason=words("reason of a hiding"), **decided)
        if kind == "hidden answer":
            actions.hide(rule=factories.make_rule(), reason="It names somebody.", **decided)
    _plant_decided(own)
    factories.make_endorsement(**own)
    factories.make_comment(
        Comment.State.PENDING,
        paragraph=factories.make_document().paragraphs.first(),
        representative=people["representative"],
        text=words("pending comment on a paragraph"),
    )
    factories.make_comment(
        Comment.State.PENDING,
        recommendation=row,
        text=words("pending comment on a draft's sibling"),
    )


def _plant_decided(own: dict[str, Any]) -> None:
    """Plant what is changed, returned, reported and appealed against."""
    by = own["representative"]
    revised = factories.make_comment(text=words("former words of a comment"), **own)
    actions.revise(comment=revised, by=by, text="Words for everybody.", language="en")
    actions.approve(comment=revised, by=factories.make_user())
    new = words("new words of a comment")
    actions.revise(comment=revised, by=by, text=new, language="en")
    sent_back = factories.make_comment(Comment.State.PENDING, **own)
    returned = {"comment": sent_back, "by": factories.make_user()}
    actions.send_back(rule=factories.make_rule(), reason=words("reason of a return"), **returned)
    reported = factories.make_comment(**own)
    told = {"reason": "other", "words": words("words of a report")}
    actions.report(comment=reported, by=factories.make_user(), **told)
    factories.make_appeal(representative=by, text=words("text of an appeal"))
    answered = factories.make_appeal(representative=by)
    answer = {"answer": words("answer to an appeal"), "is_overturned": False}
    actions.answer_appeal(appeal=answered, by=factories.make_staff("moderators"), **answer)


def plant_suggestions(people: dict[str, Any]) -> None:
    row, by, curator = factories.make_recommendation(), people["representative"], people["curator"]
    own = {"recommendation": row, "representative": by}
    pending = words("text suggested in a pending comment")
    factories.make_comment(Comment.State.PENDING, suggested_text=pending, **own)
    hidden = factories.make_comment(
        suggested_text=words("text suggested in a hidden comment"), **own
    )
    reason = words("answer to what was hidden since")
    actions.answer_suggestion(comment=hidden, by=curator, verdict="partly", reason=reason)
    revised = factories.make_comment(suggested_text=words("text suggested in former words"), **own)
    again = {"comment": revised, "by": by, "text": "Better.", "language": "en"}
    actions.revise(suggested_text="Words for everybody.", **again)
    actions.approve(comment=revised, by=factories.make_user())
    actions.revise(suggested_text=words("text suggested in new words"), **again)
    row.draft_text = "Another text, which owes something to what is hidden."
    row.save()
    actions.publish(recommendation=row, by=curator, owed_to=hidden.verdicts.all())
    actions.hide(
        rule=factories.make_rule(), comment=hidden, by=factories.make_user(), reason="It names."
    )
    text = words("text suggested for a withheld one")
    of_withheld = factories.make_comment(suggested_text=text, representative=by)
    actions.withhold_version(version=of_withheld.version, by=curator, reason="It names a person.")


def plant_unnamed(people: dict[str, Any]) -> None:
    by = people["representative"]
    organisations_of = Organisation.objects.filter(pk=by.organisation_id)
    usual = by.organisation.name
    for kind, naming in (
        ("reservation of an unnamed endorsement", "unnamed"),
        ("reservation of a concealed endorsement", "named"),
    ):
        row = factories.make_recommendation()
        organisations_of.update(name=words("name on an unnamed endorsement"))
        endorsement = actions.sign(
            recommendation=row,
            by=by,
            fingerprint=row.text.fingerprint,
            terms=Terms(naming, reservation=words(kind)),
        )
        organisations_of.update(name=usual)
        actions.conceal(endorsement=endorsement, by=people["curator"])


def plant_frozen(people: dict[str, Any]) -> None:
    by, row = people["representative"], factories.make_recommendation()
    organisations_of = Organisation.objects.filter(pk=by.organisation_id)
    usual = by.organisation.name
    organisations_of.update(name=words("name concealed on a frozen list"))
    endorsement = actions.sign(
        recommendation=row,
        by=by,
        fingerprint=row.text.fingerprint,
        terms=Terms(reservation=words("reservation concealed on a frozen list")),
    )
    organisations_of.update(name=usual)
    factories.make_endorsement(recommendation=row)
    factories.make_frozen_list(recommendations=[row], by=people["curator"])
    actions.conceal(endorsement=endorsement, by=people["curator"])


def plant_prepared(people: dict[str, Any]) -> None:
    by = people["representative"]
    signed, waits = (factories.make_recommendation() for _each in range(2))
    fingerprint = signed.text.fingerprint
    note = words("note on what was signed")
    actions.prepare(recommendation=signed, by=by, fingerprint=fingerprint, note=note)
    actions.sign(recommendation=signed, by=by, fingerprint=fingerprint)
    actions.prepare(
        recommendation=waits,
        by=by,
        fingerprint=waits.text.fingerprint,
        note=words("note to a signatory"),
        attachment=f"%PDF-1.7 {words('attachment of what is prepared')}".encode(),
        reservation=words("reservation of a prepared endorsement"),
    )
    actions.enter_paper(
        recommendation=waits,
        organisation=by.organisation,
        by=people["curator"],
        scan=f"%PDF-1.7 {words('scan of what was signed on paper')}".encode(),
    )


def plant_invited(people: dict[str, Any]) -> None:
    address = f"{leak('address of one who is invited')}@example.org"
    factories.make_invitation(by=people["representative"], email=address)
    label = words("label of a token")
    people["token"] = factories.make_token(representative=people["representative"], label=label)
