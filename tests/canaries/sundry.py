"""Plants words in what stands beside the record: own things, mails, histories, readings."""

from typing import Any

from allauth.mfa.models import Authenticator
from post_office import mail

from consultations.models import Consultation, KeptReading
from organisations import actions as organisations
from recommendations import actions
from recommendations.models import Comment
from tests import factories
from tests.canaries import leak, words


def plant_own(people: dict[str, Any]) -> None:
    """Plant what is a person's alone, or is kept of nobody."""
    asked = f"q={leak('question of a saved search')}"
    name = words("name of a saved search")
    factories.make_saved_search(people["own"], name=name, query=asked)
    Authenticator.objects.create(
        user=factories.make_user(),
        type=Authenticator.Type.TOTP,
        data={"secret": leak("secret of a second factor")},
    )
    rows = [[2, ["", words("cells of another curator's spreadsheet")], {}]]
    factories.make_spreadsheet(rows=rows)
    gone = factories.make_user(
        f"{leak('address of one who was blanked')}@example.org",
        name=words("name of one who was blanked"),
    )
    factories.make_representative(user=gone)
    organisations.blank_person(person=gone, by=people["curator"], reason="They asked for it.")


def plant_mails() -> None:
    """Plant a mail that waits to be sent."""
    mail.send(
        f"{leak('address of a mail')}@example.org",
        "secretariat@plenary.example",
        subject=words("subject of a mail"),
        message=words("words of a mail"),
    )


def plant_moderators(people: dict[str, Any]) -> None:
    """Plant who looks at a comment, and what was suggested in one that was taken back."""
    moderator = factories.make_staff("moderators", f"{leak('address of a moderator')}@example.org")
    moderator.name = words("name of a moderator who looks at a comment")
    moderator.save()
    by = people["representative"]
    waits = factories.make_comment(Comment.State.PENDING, representative=by)
    actions.claim(comment=waits, by=moderator)
    text = words("text suggested in a withdrawn comment")
    factories.make_comment(Comment.State.WITHDRAWN, suggested_text=text, representative=by)


def plant_readings() -> None:
    """Plant how the source of a draft was read."""
    draft = factories.make_document(state="draft")
    line = words("line of a source that was read")
    remark = words("remark on how a source was read")
    KeptReading.objects.create(
        document=draft,
        lines=[{"line": 1, "page": 1, "text": line}],
        report=[{"line": 1, "what": remark}],
        stages=[],
    )


def plant_histories(people: dict[str, Any]) -> None:
    """Plant what stood in drafts and notes before they were changed."""
    draft = factories.make_draft(draft_text=words("former words of a draft"))
    draft.draft_text = "Other words."
    draft.save()
    kept = factories.make_organisation(curators_note=words("former curators' note"))
    kept.curators_note = ""
    kept.save()
    row = factories.make_recommendation()
    row.draft_text = "States should keep the harbours open, all of them."
    row.save()
    note = words("note on a proposed wording")
    actions.propose_wording(recommendation=row, by=people["curator"], note=note)
    alone = factories.make_speaker(name=words("speaker who appears in a draft alone"))
    hidden = factories.make_consultation(state=Consultation.State.DRAFT)
    factories.make_appearance(speaker=alone, consultation=hidden)


def plant_request(people: dict[str, Any]) -> None:
    """Plant what an organisation wrote that has nobody left to sign."""
    by = factories.make_representative()
    endorsement = factories.make_endorsement(representative=by)
    organisations.end_rights(representative=by, by=people["curator"])
    evidence = words("evidence of a withdrawal asked for in writing")
    actions.withdraw_on_request(endorsement=endorsement, by=people["curator"], evidence=evidence)


def plant_unlisted_particulars(people: dict[str, Any]) -> None:
    """Plant what else is known of an organisation that is not listed, and of one that asks."""
    hidden = people["hidden"]
    hidden.aliases = words("other name of an unlisted organisation")
    hidden.contact_email = f"{leak('contact of an unlisted organisation')}@example.org"
    hidden.curators_note = words("curators' note on an unlisted organisation")
    hidden.save()
    about = words("what an unlisted applicant wrote")
    factories.make_application(about=about, is_listed=False, by=factories.make_user())
    reason = words("reason of a look")
    organisations.look(organisation=hidden, by=factories.make_protector(), reason=reason)
