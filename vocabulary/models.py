"""The words that the record is sorted and searched by."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from vocabulary.naming import place_name


def _history() -> HistoricalRecords:
    # A plain id: this room lies below the one that keeps the users, and refers to none above it.
    return HistoricalRecords(history_user_id_field=models.BigIntegerField(null=True))


def _walk(
    children: dict[int | None, list[int]], parent: int | None = None, depth: int = 0
) -> Iterator[tuple[int, int]]:
    for pk in children.get(parent, []):
        yield pk, depth
        yield from _walk(children, pk, depth + 1)


class ThemeQuerySet(models.QuerySet["Theme"]):
    def walked(self) -> list[tuple[int, int]]:
        """Every theme's id and depth: each parent before its children, roots at depth 0."""
        children = defaultdict(list)
        for pk, parent in self.model._default_manager.values_list("pk", "parent"):
            children[parent].append(pk)
        return list(_walk(children))

    def tree_position(self) -> Case | F:
        """An expression to order themes by, so that children follow their parent."""
        pks = [pk for pk, _depth in self.walked()]
        if not pks:
            # Without a case only a number would be left, which PostgreSQL reads as a column's.
            return F("position")
        places = [When(pk=pk, then=Value(place)) for place, pk in enumerate(pks)]
        return Case(*places, default=Value(len(pks)), output_field=models.IntegerField())

    def with_depth(self) -> "ThemeQuerySet":
        depths = [When(pk=pk, then=Value(depth)) for pk, depth in self.walked()]
        depth = Case(*depths, default=Value(0), output_field=models.IntegerField())
        return self.annotate(depth=depth)

    def in_tree_order(self) -> "ThemeQuerySet":
        """Each parent followed by its children, with `depth`."""
        return self.with_depth().order_by(self.tree_position())


class Theme(models.Model):
    """A subject that consultations return to, such as decent work, within a wider one."""

    name = models.CharField(_("name"), max_length=200)
    slug = models.SlugField(_("address"), max_length=200, unique=True)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("wider theme"),
        on_delete=models.PROTECT,
        related_name="children",
        null=True,
        blank=True,
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    history = _history()

    objects = ThemeQuerySet.as_manager()

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ["position", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("pk")),
                name="theme_is_not_its_own_parent",
                violation_error_message=_("A theme cannot stand under itself."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.pk and self.pk in self._ids_above():
            raise ValidationError({"parent": _("A theme cannot stand under itself.")})

    def _ids_above(self) -> set[int]:
        above: set[int] = set()
        theme = self.parent
        while theme is not None and theme.pk not in above:
            above.add(theme.pk)
            theme = theme.parent
        return above


class Framework(models.Model):
    """A numbered set of goals that States agreed on, such as the objectives of a Compact."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=200)
    mapping_is_ours = models.BooleanField(
        _("mapping is ours"),
        default=True,
        help_text=_("We, not the sources, say which objective a text belongs to."),
    )

    class Meta:
        verbose_name = _("framework")
        verbose_name_plural = _("frameworks")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Objective(models.Model):
    """One goal of a framework, by its number, with a short title in our words."""

    framework = models.ForeignKey(
        Framework,
        verbose_name=_("framework"),
        on_delete=models.PROTECT,
        related_name="objectives",
    )
    number = models.PositiveSmallIntegerField(_("number"))
    short_title = models.CharField(_("short title"), max_length=200)
    history = _history()

    class Meta:
        verbose_name = _("objective")
        verbose_name_plural = _("objectives")
        ordering = ["framework__code", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["framework", "number"], name="objective_number_once_in_a_framework"
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1), name="objective_numbers_start_at_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.short_title}"

    @property
    def code(self) -> str:
        """The framework's code and the number, such as “GCM 10”."""
        return f"{self.framework.code} {self.number}"


class Instrument(models.Model):
    """A treaty, protocol, compact or declaration that texts refer to."""

    short = models.CharField(_("short name"), max_length=100, unique=True)
    slug = models.SlugField(_("address"), max_length=100, unique=True)
    name = models.CharField(_("name"), max_length=300)
    adopted = models.DateField(_("adopted"), null=True, blank=True)
    in_force = models.DateField(_("in force since"), null=True, blank=True)
    depositary = models.CharField(_("depositary"), max_length=200, blank=True)
    is_binding = models.BooleanField(_("binding"))
    symbol = models.CharField(_("document symbol"), max_length=100, blank=True)
    is_checked = models.BooleanField(_("checked against its source"), default=True)
    history = _history()

    class Meta:
        verbose_name = _("instrument")
        verbose_name_plural = _("instruments")
        ordering = ["short"]
        constraints = [
            models.CheckConstraint(
                condition=Q(adopted=None) | Q(in_force=None) | Q(in_force__gte=F("adopted")),
                name="instrument_in_force_only_once_adopted",
                violation_error_message=_("An instrument enters into force after its adoption."),
            )
        ]

    def __str__(self) -> str:
        return self.short


class Region(models.Model):
    """A part of the world as the United Nations count it for statistics (M49)."""

    code = models.CharField(_("M49 code"), max_length=3, primary_key=True)
    name = models.CharField(_("name"), max_length=100)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("part of"),
        on_delete=models.PROTECT,
        related_name="subregions",
        null=True,
        blank=True,
    )

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("code")),
                name="region_is_not_its_own_parent",
            )
        ]

    def __str__(self) -> str:
        return place_name(self.code, self.name)


class Country(models.Model):
    """A country or territory that has a two-letter code in ISO 3166-1."""

    code = models.CharField(_("ISO code"), max_length=2, primary_key=True)
    name = models.CharField(_("name"), max_length=100)
    region = models.ForeignKey(
        Region, verbose_name=_("region"), on_delete=models.PROTECT, related_name="countries"
    )

    class Meta:
        verbose_name = _("country")
        verbose_name_plural = _("countries")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(code=Upper("code")), name="country_code_in_capital_letters"
            )
        ]

    def __str__(self) -> str:
        return place_name(self.code, self.name)


class AddresseeManager(models.Manager["Addressee"]):
    def named(self, names: Iterable[str]) -> list["Addressee"]:
        """The addressees of these names, in this order; new names are added."""
        return [self._named(name.strip()) for name in names]

    def _named(self, name: str) -> "Addressee":
        slug = slugify(name, allow_unicode=True)
        known = self.filter(name=name).first()
        return known or self.get_or_create(slug=slug, defaults={"name": name})[0]


class Addressee(models.Model):
    """Those of whom something is asked, as the sources print them, such as “UN bodies”."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    slug = models.SlugField(_("address"), max_length=200, unique=True, allow_unicode=True)
    history = _history()

    objects = AddresseeManager()

    class Meta:
        verbose_name = _("addressee")
        verbose_name_plural = _("addressees")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class TermQuerySet(models.QuerySet["Term"]):
    def matching(self, words: str) -> "TermQuerySet":
        """Terms that have these words, as typed, in their name or in a definition."""
        in_a_definition = Definition.objects.filter(
            Q(text__icontains=words) | Q(authority__icontains=words) | Q(diverges__icontains=words)
        )
        return self.filter(Q(name__icontains=words) | Q(pk__in=in_a_definition.values("term")))

    def with_all_they_say(self) -> "TermQuerySet":
        return self.prefetch_related("definitions", "related")


class Term(models.Model):
    """A word of the field that people use in more than one sense."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    slug = models.SlugField(_("address"), max_length=200, unique=True)
    related = models.ManyToManyField("self", verbose_name=_("related terms"), blank=True)
    history = _history()

    objects = TermQuerySet.as_manager()

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse('glossary')}#{self.anchor}"

    @property
    def anchor(self) -> str:
        return f"term-{self.slug}"

    @property
    def sorting_name(self) -> str:
        """The name as a dictionary sorts it: without accents, case and marks."""
        letters = unicodedata.normalize("NFKD", self.name.casefold())
        return "".join(letter for letter in letters if letter.isalnum() or letter == " ").strip()

    @property
    def initial(self) -> str:
        return self.sorting_name[:1].upper()


class Definition(models.Model):
    """What one authority, or common usage, means by a term."""

    term = models.ForeignKey(
        Term, verbose_name=_("term"), on_delete=models.PROTECT, related_name="definitions"
    )
    text = models.TextField(_("text"))
    authority = models.CharField(_("authority"), max_length=300)
    article = models.CharField(_("article"), max_length=100, blank=True)
    is_paraphrase = models.BooleanField(
        _("in our words"),
        default=True,
        help_text=_("Untick only where the text is word for word that of the authority."),
    )
    diverges = models.TextField(_("where usage differs"), blank=True)
    is_checked = models.BooleanField(_("checked against its source"), default=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    history = _history()

    class Meta:
        verbose_name = _("definition")
        verbose_name_plural = _("definitions")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="definition_has_words"),
            models.CheckConstraint(condition=~Q(authority=""), name="definition_has_an_authority"),
        ]

    def __str__(self) -> str:
        return f"{self.term}: {self.source}"

    @property
    def source(self) -> str:
        """The authority and its article, such as “SOM Protocol art 3(a)”."""
        return f"{self.authority} {self.article}".strip()
