"""What is asked, who stands behind it and what is said about it, each on its day."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from consultations.models import Consultation, Extract
from ledger.clock import as_of
from ledger.models import Entry
from recommendations import actions
from recommendations.demo.content import Story, content
from recommendations.demo.people import Cast
from recommendations.demo.records import sort_by_words
from recommendations.demo.windows import windows
from recommendations.models import Comment, Endorsement, FrozenList, Recommendation, Rule, Version
from recommendations.terms import Terms

_COMMAND = Entry.Source.COMMAND
State = Comment.State
Naming = Endorsement.Naming
# How soon a moderator decides; answers come a day later at the earliest.
_DECIDED_WITHIN = timedelta(hours=5)
_HIDDEN_AFTER = timedelta(hours=11)
_ANSWERED_AFTER = timedelta(days=3)
_FROZEN_DAYS_AGO = 0.5
_FROZEN_TITLE = "Handed over to the rapporteur"


def load_asks(story: Story, cast: Cast, extracts: dict[str, Extract]) -> None:
    """Make the recommendations with their backing and their comments, one after the other."""
    for row in content("recommendations"):
        recommendation = _draft(row, extracts, story)
        if row["state"] == Recommendation.State.PUBLISHED:
            _publish(recommendation, row, story, cast)
            _back(recommendation, row, story, cast)
            for comment in row["comments"]:
                _comment(recommendation, comment, story, cast)
    _freeze(story, cast)


def _freeze(story: Story, cast: Cast) -> None:
    """Freeze who endorses the most endorsed text, as a network does before it hands it over."""
    rows: Any = Recommendation.objects.published().with_endorsement_count()
    most = rows.order_by("-endorsement_count", "code")[:1]
    with as_of(story.moment(_FROZEN_DAYS_AGO)):
        frozen = FrozenList(title=_FROZEN_TITLE)
        actions.freeze(frozen=frozen, recommendations=list(most), by=cast.curator, source=_COMMAND)


def _draft(row: dict[str, Any], extracts: dict[str, Extract], story: Story) -> Recommendation:
    consultation = Consultation.objects.get(slug=row["consultation"])
    first = row["previous"] or row
    recommendation = Recommendation.objects.create(
        consultation=consultation,
        session=consultation.sessions.filter(number=row["session"]).first(),
        level=row["level"],
        is_level_inferred=row["level_is_inferred"],
        draft_title=first["title"],
        draft_text=first["text"],
        draft_addressees="\n".join(first["addressees"]),
        **windows(row.get("windows", {}), consultation.time_zone, story.told_at),
    )
    recommendation.extracts.set(extracts[key] for key in row["extracts"])
    sort_by_words(recommendation, row)
    return recommendation


def _publish(recommendation: Recommendation, row: dict[str, Any], story: Story, cast: Cast) -> None:
    """Publish the text, or where it has changed since the earlier one."""
    first = row["previous"] or row
    with as_of(story.moment(first["published_days_ago"])):
        actions.publish(recommendation=recommendation, by=cast.curator, source=_COMMAND)


def _change(recommendation: Recommendation, row: dict[str, Any], cast: Cast) -> None:
    """Publish the present text: a change of wording is proposed by one and agreed by another."""
    recommendation.refresh_from_db()
    recommendation.draft_title, recommendation.draft_text = row["title"], row["text"]
    recommendation.draft_addressees = "\n".join(row["addressees"])
    recommendation.save()
    given: Any = {"recommendation": recommendation, "by": cast.curator, "source": _COMMAND}
    note = row["previous"]["note"]
    if row["previous"]["change"] == Version.Change.SUBSTANTIVE:
        actions.publish(note=note, **given)
        return
    actions.propose_wording(note=note, **given)
    actions.publish_wording(**given | {"by": cast.seconder})


def _back(recommendation: Recommendation, row: dict[str, Any], story: Story, cast: Cast) -> None:
    """Let organisations sign and withdraw, and the text change, in the order of their days."""
    former = row["withdrawn"]
    acts = [(each["days_ago"], _sign, each) for each in row["endorsers"]]
    acts += [(each["endorsed_days_ago"], _sign, each) for each in former]
    acts += [(each["days_ago"], _withdraw, each) for each in former]
    acts += [(row["published_days_ago"], _change, row)] if row["previous"] else []
    moments = [(story.moment(days_ago), act, each) for days_ago, act, each in acts]
    for moment, act, each in sorted(moments, key=lambda told: told[0]):
        with as_of(moment):
            act(recommendation, each, cast)


def _sign(recommendation: Recommendation, row: dict[str, Any], cast: Cast) -> None:
    recommendation.refresh_from_db()
    naming, reservation = row.get("naming", Naming.NAMED), row.get("reservation", "")
    actions.sign(
        recommendation=recommendation,
        by=cast.signers[row["organisation"]],
        fingerprint=recommendation.text.fingerprint,
        terms=Terms(naming, reservation=reservation),
        source=_COMMAND,
    )


def _withdraw(recommendation: Recommendation, row: dict[str, Any], cast: Cast) -> None:
    signer = cast.signers[row["organisation"]]
    actions.withdraw(recommendation=recommendation, by=signer, source=_COMMAND)


def _comment(
    recommendation: Recommendation,
    row: dict[str, Any],
    story: Story,
    cast: Cast,
    parent: Comment | None = None,
) -> None:
    """Let an organisation comment, a moderator decide, and others answer."""
    moment = story.moment(row["days_ago"])
    with as_of(moment):
        comment = _write(recommendation, row, cast, parent)
    with as_of(moment + story.a_while(_DECIDED_WITHIN)):
        _decide(comment, row, cast)
    if row.get("answer"):
        with as_of(moment + _ANSWERED_AFTER):
            actions.answer_suggestion(
                comment=comment, by=cast.curator, source=_COMMAND, **row["answer"]
            )
    if row["state"] == State.HIDDEN:
        with as_of(moment + _HIDDEN_AFTER):
            _judge(actions.hide, comment, cast, **_why(row))
    for reply in row["replies"]:
        _comment(recommendation, reply, story, cast, parent=comment)


def _write(
    recommendation: Recommendation, row: dict[str, Any], cast: Cast, parent: Comment | None
) -> Comment:
    version: Any = recommendation.current_version
    return actions.comment(
        about=recommendation,
        by=cast.writers[row["organisation"]],
        stance=row["stance"],
        text=row["text"],
        suggested_text=row.get("suggests", ""),
        version=version,
        language=row["language"],
        parent=parent,
        source=_COMMAND,
    )


def _decide(comment: Comment, row: dict[str, Any], cast: Cast) -> None:
    if row["state"] == State.REJECTED:
        _judge(actions.reject, comment, cast, **_why(row))
    elif row["state"] != State.PENDING:
        _judge(actions.approve, comment, cast)


def _why(row: dict[str, Any]) -> dict[str, Any]:
    rules = Rule.objects.in_force()
    return {"rule": rules.get(slug=row["rule"]), "reason": row["reason"]}


def _judge(decide: Callable[..., Any], comment: Comment, cast: Cast, **said: Any) -> None:
    decide(comment=comment, by=cast.moderator, source=_COMMAND, **said)
