"""Withholding a paragraph's words and showing them again, each on a page that says what it does."""

from typing import Any, NamedTuple

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from consultations import actions
from consultations.admin.record import page_of
from consultations.models import Document, Extract, ExtractSpan, Paragraph
from consultations.policies import may_be_withheld
from organisations.admin.acts import Act
from organisations.admin.forms import PublicReasonForm
from organisations.models import User


class InPlaceForm(PublicReasonForm):
    """A reason that stands in place of the words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _(
            "Public: readers find it in place of the paragraph. Leave out what could endanger "
            "somebody."
        )


class CuratorsReasonForm(PublicReasonForm):
    """A reason that curators find among the decisions."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _("Curators find it among the decisions.")


def _withhold(paragraph: Paragraph, *, by: User, reason: str) -> None:
    actions.withhold_paragraph(paragraph=paragraph, by=by, reason=reason)


def _show(paragraph: Paragraph, *, by: User, reason: str) -> None:
    actions.show_paragraph(paragraph=paragraph, by=by, reason=reason)


WITHHOLD = Act(
    name="withhold",
    label=gettext_lazy("Withhold"),
    done=gettext_lazy("Withheld: %(record)s"),
    explanation=gettext_lazy(
        "Its words leave every page at once, for everybody but curators. Its number stays, so "
        "that citations lead to it, and your reason stands there."
    ),
    form=InPlaceForm,
    carry_out=_withhold,
    is_possible=may_be_withheld,
)
SHOW_AGAIN = Act(
    name="show-again",
    label=gettext_lazy("Show again"),
    done=gettext_lazy("Shown again: %(record)s"),
    explanation=gettext_lazy("Its words are on every page again, for everybody."),
    form=CuratorsReasonForm,
    carry_out=_show,
    is_possible=lambda paragraph: paragraph.is_withheld,
)


class Touched(NamedTuple):
    """Something that shows the paragraph's words or rests on them, and what comes of it."""

    what: str
    address: str
    effect: str


def touched_by(paragraph: Paragraph) -> list[Touched]:
    """Return what withholding the paragraph touches, and what a curator may have to look at."""
    resting = Extract.objects.filter(spans__paragraph=paragraph).distinct()
    return [
        *(_extract(extract, paragraph) for extract in resting),
        *(_drawn(recommendation) for recommendation in _drawn_from(resting)),
        *_comments(paragraph),
        *_findings(paragraph),
        *(_carried(other) for other in _places_of_its_marks(paragraph)),
        *_file(paragraph.document),
        *(_edition(document) for document in _editions(paragraph.document)),
    ]


def touched_with(document: Document) -> list[Touched]:
    """Return what rests on the words of the whole document in other places than on its page."""
    own = Q(placements__span__paragraph__document=document)
    from_it = Document.objects.filter(own).exclude(pk=document.pk).distinct()
    carried = _("words that are marked here stand there, too: is it to be withheld as well?")
    return [
        *_findings(document),
        *(Touched(str(other), page_of(other), carried) for other in from_it),
    ]


def _extract(extract: Extract, paragraph: Paragraph) -> Touched:
    others = extract.spans.filter(paragraph__withheld_reason="").exclude(paragraph=paragraph)
    effect = _("stays, without these words") if others.exists() else _("leaves every page")
    what = _("%(kind)s: %(words)s") % {"kind": extract.get_kind_display(), "words": extract.text}
    return Touched(what, page_of(extract), effect)


def _drawn_from(extracts: Any) -> Any:
    drawn: Any = Extract.recommendations.rel.related_model
    return drawn.objects.filter(extracts__in=extracts).distinct()


def _drawn(recommendation: Any) -> Touched:
    effect = _("stays; these words leave its source")
    return Touched(str(recommendation), page_of(recommendation), effect)


def _comments(paragraph: Paragraph) -> list[Touched]:
    number = paragraph.comments.count()
    said = ngettext("%(number)s comment on it", "%(number)s comments on it", number)
    effect = _("moderators decide whether they stay")
    return [Touched(said % {"number": number}, "", effect)] if number else []


def _findings(place: Paragraph | Document) -> list[Touched]:
    """Return the findings in its words, and those in other texts with the same words."""
    here: Any = place.reflections
    rows = here.live().select_related("recommendation", "document")
    same = here.model.objects.live().exclude(pk__in=rows)
    carried = same.filter(Q(carried_from__in=here.all()) | Q(carried_to__in=here.all()))
    hidden = _("is not shown meanwhile: only that its words are withheld")
    if isinstance(place, Document):
        hidden = _("leaves every page with the text")
    stays = _("rests on the same words in another text: are they to be withheld as well?")
    others = carried.select_related("recommendation", "document").distinct()
    return [
        *(Touched(str(each), page_of(each), hidden) for each in rows),
        *(Touched(str(each), page_of(each), stays) for each in others),
    ]


def _places_of_its_marks(paragraph: Paragraph) -> Any:
    """Return the paragraphs of other editions to which its marks were carried, or whence."""
    its = ExtractSpan.objects.filter(Q(paragraph=paragraph) | Q(placements__paragraph=paragraph))
    others = Paragraph.objects.filter(Q(spans__in=its) | Q(placements__span__in=its))
    return others.exclude(pk=paragraph.pk).select_related("document").distinct()


def _carried(paragraph: Paragraph) -> Touched:
    effect = _("marked words stand there, too: are they to be withheld as well?")
    return Touched(str(paragraph), page_of(paragraph), effect)


def _file(document: Document) -> list[Touched]:
    if document.file is None:
        return []
    return [Touched(_("The original file"), page_of(document), _("is not given out meanwhile"))]


def _editions(document: Document) -> Any:
    return Document.objects.filter(Q(pk=document.replaces_id) | Q(replaces=document))


def _edition(document: Document) -> Touched:
    return Touched(
        str(document), page_of(document), _("another edition: do the words stand there?")
    )
