"""Why an act is not possible now."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Hindrance(models.TextChoices):
    """Why an act is not possible now, in the order in which it is told."""

    NOT_PUBLISHED = "not-published", _("This recommendation is no longer open.")
    NO_COMMENTS = "no-comments", _("This document takes no comments.")
    WITHHELD = "withheld", _("The text is withheld at the moment.")
    NO_WINDOW = "no-window", _("No time for this has been set yet.")
    NOT_YET_OPEN = "not-yet-open", _("This has not opened yet.")
    CLOSED = "closed", _("This has closed.")
    NOT_VERIFIED = "not-verified", _("Your organisation is not verified at the moment.")
    TIME_NOT_BEGUN = "time-not-begun", _("Your time as a representative has not begun.")
    TIME_ENDED = "time-ended", _("Your time as a representative has ended.")
    MAY_NOT_ENDORSE = "may-not-endorse", _("Your organisation may comment, not endorse.")
    NO_RIGHT = "no-right", _("You have not been given this right.")
    SECOND_NEEDED = (
        "second-needed",
        _("Two people are needed: a colleague prepares the endorsement, then you sign it."),
    )
    NOT_A_CURATOR = "not-a-curator", _("Only curators enter what was signed on paper.")
    NOBODY_SIGNS = (
        "nobody-signs",
        _("Nobody may sign for it now, so nobody could confirm. Enter who may sign first."),
    )
    SOMEBODY_SIGNS = (
        "somebody-signs",
        _("Somebody may sign for it: they withdraw on the page of the recommendation."),
    )
    NOT_YOURS = "not-yours", _("Only the organisation that wrote a comment changes it.")
    AT_A_MODERATOR = (
        "at-a-moderator",
        _("A moderator may be reading it: half an hour has passed. You can still withdraw it."),
    )
    NOT_TO_BE_MENDED = "not-to-be-mended", _("This comment cannot be changed any more.")
    OWN_COMMENT = (
        "own-comment",
        _("This is a comment of your own organisation: another moderator decides on it."),
    )
    NOT_SHOWN = "not-shown", _("This comment is not shown to everybody.")
    OWN_REPORT = "own-report", _("This is a comment of your own organisation.")
    REPORTED_ALREADY = "reported-already", _("You have reported this comment already.")
    NOTHING_TO_APPEAL = (
        "nothing-to-appeal",
        _("There is no decision here that can still be appealed against."),
    )
    APPEAL_IS_OPEN = (
        "appeal-is-open",
        _("There is an appeal: nothing else is done here until it is answered."),
    )
    APPEAL_TOO_LATE = "appeal-too-late", _("The twenty days to appeal are over.")
    OWN_DECISION = "own-decision", _("You took the decision: somebody else answers the appeal.")
    MODERATOR_ANSWERS = "moderator-answers", _("Another moderator answers this appeal.")
    NOTHING_SUGGESTED = "nothing-suggested", _("This comment suggests no other text.")
    SUGGESTS_UNREAD = (
        "suggests-unread",
        _("It suggests another text for one that is withheld: nobody can read it before it shows."),
    )
    OWN_SUGGESTION = (
        "own-suggestion",
        _("This is a comment of your own organisation: another curator answers it."),
    )
    NO_REASON = "no-reason", _("Say why it is not accepted, or not wholly.")
    TEXT_HAS_CHANGED = (
        "text-has-changed",
        _("The text has changed since this was suggested: take over by hand what still fits."),
    )
    DRAFT_IS_BEGUN = (
        "draft-is-begun",
        _("The draft differs from the published text already: take over by hand what fits."),
    )
    NOTHING_CARRIED = "nothing-carried", _("Nothing you signed was carried to a new wording.")
    TOO_LATE = "too-late", _("The fourteen days to object are over.")
    NOT_AN_ASSESSOR = "not-an-assessor", _("Only curators assess what is reflected.")
    NOT_ASKED = "not-asked", _("Only what is published is looked for in later texts.")
    NOT_LATER = "not-later", _("This is not a later text of the process in which it was asked.")
    NOT_HELD = "not-held", _("This text is cited, not held: nobody can read it here.")
    TEXT_NOT_FIXED = "text-not-fixed", _("Publish the text first: until then its words may change.")
    WORDS_NEEDED = "words-needed", _("Show the exact words that this rests on.")
    WORDS_NOT_NEEDED = (
        "words-not-needed",
        _("This finding rests on no words: leave them out, and give the reason."),
    )
    REASON_NEEDED = "reason-needed", _("Without words to show, say why.")
    WORDS_ELSEWHERE = "words-elsewhere", _("These words do not stand in this text.")
    OWN_FINDING = "own-finding", _("You assessed it: a second curator has to agree.")
    FINDING_MOVED = "finding-moved", _("Somebody was faster: look at the finding again.")
    ASSESSED_ALREADY = (
        "assessed-already",
        _("Somebody was faster: it has been assessed in this text. Look at what they found."),
    )
    ASK_HAS_CHANGED = (
        "ask-has-changed",
        _("What is asked was reworded meanwhile: read its present text, then send this again."),
    )
    NOT_FOR_EVERYBODY = (
        "not-for-everybody",
        _("Not everybody may read the older text: its findings stay with it."),
    )
    NOT_SAME_PROCESS = (
        "not-same-process",
        _("Findings are carried to a later text, or another edition, of the same process."),
    )
