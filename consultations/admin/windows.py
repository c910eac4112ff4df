"""How windows stand on the page of a record: typed until they open, and only extended then."""

from collections.abc import Callable
from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consultations.forms.windows import ExtendForm
from consultations.models import Extension
from consultations.zones import in_both
from ledger.clock import now
from organisations.admin.acts import Act

IN_WORDS = ("comment_window_in_words", "endorsement_window_in_words")


def extend_act(carry_out: Callable[..., object], explanation: Any) -> Act:
    """Return the act by which a window of such a record closes later."""
    return Act(
        name="extend",
        label=gettext_lazy("Extend a window"),
        done=gettext_lazy("Extended: %(record)s"),
        explanation=explanation,
        form=ExtendForm,
        carry_out=carry_out,
        is_possible=lambda record: bool(record.begun(now())),
    )


def fixed_edges(record: Any) -> tuple[str, ...]:
    """Return the fields of what has opened: they change by an extension only."""
    return tuple(f"{verb}_{edge}" for verb in record.begun(now()) for edge in ("opens", "closes"))


def window_fields(record: Any) -> list[Any]:
    """Return, for a set of fields, the edges that can be typed and the windows that cannot."""
    fixed = record.begun(now()) if record else []
    return [
        f"{verb}_window_in_words" if verb in fixed else (f"{verb}_opens", f"{verb}_closes")
        for verb in (Extension.Verb.COMMENT.value, Extension.Verb.ENDORSEMENT.value)
    ]


def window_in_words(record: Any, verb: str) -> str:
    """Return from when until when the window is open, there and in UTC."""
    meeting = getattr(record, "consultation", record)
    window = record.window_for(verb)
    opens, closes = (in_both(edge, meeting.zone, meeting.place) for edge in window)
    return format_html(
        "{} – {}. {}", opens, closes, _("It has opened: “Extend a window” lets it close later.")
    )
