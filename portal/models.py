from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords


class AboutPage(models.Model):
    """A short page of explanation that curators edit."""

    slug = models.SlugField(_("slug"), max_length=40, unique=True)
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("text"), help_text=_("Markdown: ## heading, *emphasis*, - list."))
    language = models.CharField(_("language"), max_length=10, default="en")

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("about page")
        verbose_name_plural = _("about pages")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        if self.slug == "about":
            return reverse("about")
        return reverse("about-page", args=[self.slug])
