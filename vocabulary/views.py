from operator import attrgetter

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalogue.citing import file_of
from vocabulary.citing import term_citation
from vocabulary.forms import GlossarySearchForm
from vocabulary.linked_data import glossary_data
from vocabulary.models import Term


@login_not_required
@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    form = GlossarySearchForm(request.GET)
    found = Term.objects.matching(form.words()).with_all_they_say()
    terms = sorted(found, key=attrgetter("sorting_name", "name"))
    return render(
        request,
        "vocabulary/glossary.html",
        {
            "form": form,
            "terms": terms,
            "linked_data": glossary_data(terms, _("Glossary"), request.path),
        },
    )


@login_not_required
@require_safe
def term_citation_page(request: HttpRequest, slug: str) -> HttpResponse:
    """How the term is cited, apart from the glossary."""
    citation = term_citation(get_object_or_404(Term, slug=slug))
    return render(request, "catalogue/cited.html", {"citation": citation})


@login_not_required
@require_safe
def term_cited(request: HttpRequest, slug: str, ending: str) -> HttpResponse:
    return file_of(term_citation(get_object_or_404(Term, slug=slug)), ending)
