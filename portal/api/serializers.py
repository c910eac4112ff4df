"""Fields as programs read and send them."""

from functools import cache
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from catalogue.fields import Field, Kind
from catalogue.surfaces import Surface
from portal.surfaces import SURFACES
from recommendations.forms import LONGEST_COMMENT, LONGEST_RESERVATION, LONGEST_SUGGESTION
from recommendations.models import Comment, Endorsement

FULL, WITH_RESERVATION = "full", "with-reservation"
_BY_KIND: dict[Kind, Any] = {
    Kind.TEXT: serializers.CharField,
    Kind.CODE: serializers.CharField,
    Kind.TEXTS: serializers.ListField,
    Kind.NUMBER: serializers.IntegerField,
    Kind.FLAG: serializers.BooleanField,
    Kind.DAY: serializers.DateField,
    Kind.MOMENT: serializers.DateTimeField,
    Kind.ADDRESS: serializers.URLField,
}


def _field(field: Field) -> serializers.Field:
    given = {"child": serializers.CharField()} if field.kind is Kind.TEXTS else {}
    made: serializers.Field = _BY_KIND[field.kind](
        label=field.label, help_text=field.help, allow_null=True, required=False, **given
    )
    return made


@cache
def row_serializer(name: str) -> type[serializers.Serializer]:
    """Return the serializer of a row of the list of that name, made of its fields."""
    surface: Surface = SURFACES[name]
    fields = {field.name: _field(field) for field in surface.fields}
    words = "".join(word.capitalize() for word in name.split("-"))
    return type(f"{words}Row", (serializers.Serializer,), fields)


@cache
def page_serializer(name: str) -> type[serializers.Serializer]:
    """Return the serializer of a page of that list."""
    fields = {
        "count": serializers.IntegerField(help_text=_("How many there are on all pages.")),
        "next": serializers.URLField(
            allow_null=True, help_text=_("The address of the next page; null on the last.")
        ),
        "licence": serializers.URLField(help_text=_("On which terms it may be used.")),
        "notice": serializers.CharField(
            required=False, help_text=_("In a demonstration alone: that it is invented.")
        ),
        "results": row_serializer(name)(many=True, help_text=_("The rows, field by field.")),
    }
    words = "".join(word.capitalize() for word in name.split("-"))
    return type(f"{words}Page", (serializers.Serializer,), fields)


class _Strict(serializers.Serializer):
    """A body in which nothing stands that is not asked for."""

    organisation = serializers.SlugField(
        max_length=60,
        help_text=_("The organisation that acts: that of the token, by its short name."),
    )

    def to_internal_value(self, data: Any) -> Any:
        """Return what was sent; what is not known is told by its name, not left out silently."""
        unknown = set(data) - set(self.fields) if isinstance(data, dict) else set()
        if unknown:
            raise serializers.ValidationError(
                {_printable(name): [_("There is no such field.")] for name in sorted(unknown)}
            )
        return super().to_internal_value(data)


def _printable(name: str) -> str:
    """Return the name without halves of signs, and cut."""
    return name.encode("ascii", "backslashreplace").decode()[:60]


class EndorsementBody(_Strict):
    version = serializers.IntegerField(
        min_value=1, max_value=9999, help_text=_("The number of the text that was read.")
    )
    fingerprint = serializers.RegexField(
        "^[0-9a-f]{64}$", help_text=_("Its fingerprint: what is endorsed is exactly that text.")
    )
    naming = serializers.ChoiceField(
        Endorsement.Naming.values, help_text=_("How the organisation is named.")
    )
    ask_again_on = serializers.DateField(
        required=False, allow_null=True, help_text=_("For `ask-again` alone: on which day.")
    )
    grade = serializers.ChoiceField(
        [FULL, WITH_RESERVATION], help_text=_("Whether it endorses in full.")
    )
    reservation = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=LONGEST_RESERVATION,
        help_text=_("For `with-reservation` alone. Everybody reads it beside a name."),
    )

    def validate(self, attrs: Any) -> Any:
        """Refuse a grade that does not agree with the reservation."""
        is_reserved = bool(attrs.get("reservation", "").strip())
        if is_reserved != (attrs["grade"] == WITH_RESERVATION):
            raise serializers.ValidationError(
                {"reservation": [_("It goes with the grade `with-reservation`, and no other.")]}
            )
        return attrs


class EndorsementAnswer(serializers.Serializer):
    """What stands now; it repeats no words."""

    recommendation = serializers.CharField(help_text=_("The code of the recommendation."))
    organisation = serializers.CharField(help_text=_("The organisation that endorses."))
    version = serializers.IntegerField(help_text=_("The number of the endorsed text."))
    fingerprint = serializers.CharField(help_text=_("The fingerprint of the endorsed text."))
    state = serializers.CharField(help_text=_("`live` while it counts."))
    naming = serializers.CharField(help_text=_("How the organisation is named."))
    grade = serializers.CharField(help_text=_("Whether it endorses in full."))
    signed = serializers.DateTimeField(help_text=_("When, in UTC."))


class CommentBody(_Strict):
    version = serializers.IntegerField(
        min_value=1, max_value=9999, help_text=_("The number of the text that it speaks of.")
    )
    stance = serializers.ChoiceField(Comment.Stance.values, help_text=_("The stance it takes."))
    text = serializers.CharField(max_length=LONGEST_COMMENT, help_text=_("What is said."))
    language = serializers.CharField(
        max_length=10, help_text=_("Its language, as a code: one that the page offers.")
    )
    parent = serializers.CharField(  # type: ignore[assignment] # a field, not an attribute
        required=False,
        allow_blank=True,
        max_length=12,
        help_text=_("The public id of the comment that it answers."),
    )
    suggested_text = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=LONGEST_SUGGESTION,
        help_text=_("The whole text as it should stand."),
    )


class CommentAnswer(serializers.Serializer):
    """Where the comment stands now; it repeats no words."""

    id = serializers.CharField(help_text=_("Its public id."))
    address = serializers.URLField(help_text=_("Its page, once it is published."))
    recommendation = serializers.CharField(help_text=_("The code of the recommendation."))
    organisation = serializers.CharField(help_text=_("The organisation that comments."))
    state = serializers.CharField(help_text=_("`pending` until a moderator has approved it."))


class ErrorAt(serializers.Serializer):
    pointer = serializers.CharField(required=False, help_text=_("Where in the body it is."))
    parameter = serializers.CharField(required=False, help_text=_("Which parameter it is."))
    detail = serializers.CharField(help_text=_("What is wrong there."))


class ProblemAnswer(serializers.Serializer):
    """A problem by RFC 9457."""

    type = serializers.URLField(help_text=_("The kind of problem, explained at this address."))
    title = serializers.CharField(help_text=_("The kind, for people."))
    status = serializers.IntegerField(help_text=_("The status of the answer."))
    detail = serializers.CharField(required=False, help_text=_("What was wrong this time."))
    errors = ErrorAt(  # type: ignore[assignment] # a field, not an attribute
        many=True, required=False, help_text=_("What is wrong, place by place.")
    )
    reason = serializers.CharField(
        required=False, help_text=_("For `refused`: what stands in the way, as a code.")
    )
    version = serializers.IntegerField(
        required=False, help_text=_("For `text-has-changed`: the number of the text as it stands.")
    )
    fingerprint = serializers.CharField(
        required=False, help_text=_("For `text-has-changed`: its fingerprint.")
    )
