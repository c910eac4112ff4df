from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.forms import modelform_factory
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from consultations import actions
from consultations.forms.extract import INFERRED, ExtractForm
from consultations.forms.finding import Finding, find
from consultations.models import Document, Extract, Paragraph
from consultations.models.extract import Level, VoiceKind
from consultations.quotes import Hit, split_quotes
from ledger.canonical import canonical_text
from ledger.models import Entry
from organisations.models import User
from spreadsheets.cells import told
from spreadsheets.columns import ON_ITS_PAGE, Asked, Choice, Column, Line, Marks, OneOf
from spreadsheets.sheets.sheet import (
    SORTED_UNDER,
    Sheet,
    Values,
    edited,
    links_of,
    sorting_columns,
    with_sorting,
)
from vocabulary.models import Addressee

_FIELDS = ("kind", "text", "voice", "voice_kind", "level", "inferred")
_MARKS = _("The words that it rests on are marked on its own page.")


class _Form(ExtractForm):
    """As in the admin, where what is marked and who is asked are not typed into it."""

    quotes = unmark = asked_of = None  # type: ignore[assignment]

    def _found(self) -> list[Finding]:
        return []  # words are found by their anchor, before

    def _show_kept(self) -> None:
        """Leave out what is not asked for."""


class _Place(Column):
    """Where an extract's words stand, or the words themselves."""

    def told(self, record: Any) -> str:
        spans = record.spans.all() if record.pk else []
        if self.column_name == "quote":
            return "\n\n".join(span.words for span in spans)
        return "; ".join(dict.fromkeys(span.paragraph.anchor for span in spans))


class ExtractSheet(Sheet):
    kind, title, noun = "extracts", _("Extracts"), _("extract")
    model = Extract
    form = modelform_factory(Extract, form=_Form, fields=list(_FIELDS))
    identities = ("id",)

    def make_columns(self) -> Iterable[Column]:
        self.paragraphs: dict[int, list[Paragraph]] = {}
        document = OneOf(self._documents, _("document"))
        return [
            Column("id", "public_id", fixed=_("The id of an extract stays.")),
            Column("document", "document__slug", document, fixed=ON_ITS_PAGE),
            _Place("anchor", fixed=_MARKS),
            _Place("quote", fixed=_MARKS),
            Column("kind", widget=Choice(Extract.Kind.choices)),
            Column("our wording", "text"),
            Column("voice", widget=Line()),
            Column("voice kind", "voice_kind", Choice(VoiceKind.choices)),
            *sorting_columns(),
            Column("asked of", "addressees", Asked(_addressees)),
            Column("level", widget=Choice(Level.choices)),
            Column("our reading", "inferred", Marks(INFERRED)),
        ]

    def _documents(self) -> dict[str, Any]:
        return {each.slug: each for each in Document.objects.visible_to(self.user)}

    def rows(self) -> QuerySet[Any]:
        return Extract.objects.visible_to(self.user)

    def ready(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return with_sorting(rows.select_related("document")).prefetch_related("addressees")

    def hindrance(self, record: Any, column: Column) -> Any:
        return "" if record.pk is None and column.column_name != "id" else column.fixed

    def settle(self, record: Any, values: Values) -> dict[str, Any]:
        """Find the words of a new row in its document."""
        if record.pk is not None:
            return {}
        document = values.get("document")
        missing = [name for name in ("document", "anchor", "quote") if not values.get(name)]
        if document is None or missing:
            reason = _("A new extract says in which document, at which anchor, which words stand.")
            return dict.fromkeys(missing, reason)
        record.document = document
        anchors = [each.strip() for each in values["anchor"].split(";")]
        meant = [each for each in self._paragraphs_of(document) if each.anchor in anchors]
        unknown = set(anchors) - {each.anchor for each in meant}
        if unknown:
            told = {"anchor": min(unknown)[:60]}
            return {"anchor": _now("The document has no paragraph “%(anchor)s”.") % told}
        return self._find(values, meant)

    def _paragraphs_of(self, document: Document) -> list[Paragraph]:
        if document.pk not in self.paragraphs:
            readable = Paragraph.objects.readable_by(self.user)
            self.paragraphs[document.pk] = list(readable.filter(document=document))
        return self.paragraphs[document.pk]

    def _find(self, values: Values, paragraphs: list[Paragraph]) -> dict[str, Any]:
        hits: list[Hit] = []
        for quote in split_quotes(values["quote"]):
            found = find("quote", quote, paragraphs)
            if not found.is_clear:
                return {"quote": _why_not(len(found.hits) if found.is_exact else 0)}
            hits += found.hits
        values["quote"] = hits
        return {}

    def told_new(self, column: Column, record: Any, values: Values) -> str:
        if column.column_name == "quote":
            return told("\n\n".join(hit.words for hit in values["quote"]))
        if column.column_name == "anchor":
            return told("; ".join(dict.fromkeys(hit.paragraph.anchor for hit in values["quote"])))
        return super().told_new(column, record, values)

    def twin(self, values: Values) -> Any:
        text = canonical_text(values.get("text", "")).strip()
        same = self.rows().filter(document=values["document"], text=text)
        return self.ready(same).order_by("pk").first()

    def key_of(self, values: Values) -> tuple[Any, ...]:
        return (values["document"], canonical_text(values.get("text", "")).strip())

    def save(self, record: Any, values: Values, *, is_new: bool, by: User) -> None:
        kept: dict[str, Any] = {
            "extract": record,
            "links": links_of(values, *SORTED_UNDER),
            "addressees": values.get("addressees"),
            "by": by,
            "source": Entry.Source.IMPORT,
        }
        if is_new:
            actions.add_extract(hits=values["quote"], **kept)
        else:
            actions.edit_extract(fields=edited(record, values), **kept)


def _why_not(places: int) -> Any:
    if places:
        return _now("The words stand in %(number)s places there: quote more of them.") % {
            "number": places
        }
    return _("The words do not stand there so. Copy them from the document.")


def _addressees() -> Iterable[str]:
    return Addressee.objects.values_list("name", flat=True)
