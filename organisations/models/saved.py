from django.db import models
from django.utils.translation import gettext_lazy as _

from organisations.models.user import User
from organisations.names import validate_plain_line

LONGEST_NAME = 100
# Longer than any question that a page of ours asks.
LONGEST_QUERY = 2000


class SavedSearch(models.Model):
    """A list as a person narrowed it, to come back to, and to be told by mail what is new in it.

    For that person alone, and erased with who they are.
    """

    person = models.ForeignKey(
        User, models.PROTECT, related_name="saved_searches", verbose_name=_("person")
    )
    name = models.CharField(_("name"), max_length=LONGEST_NAME, validators=[validate_plain_line])
    surface = models.CharField(_("list"), max_length=40)
    query = models.CharField(_("narrowed by"), max_length=LONGEST_QUERY, blank=True)
    wants_mail = models.BooleanField(_("by mail"), default=False)
    # What was published up to then was told, or stood there when the search was saved.
    told_until = models.DateTimeField(_("told until"))
    # On which day of the person's it was last looked for news.
    looked_on = models.DateField(_("looked on"), null=True)

    class Meta:
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name
