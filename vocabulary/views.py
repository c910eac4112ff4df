from operator import attrgetter

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalogue.citing import file_of
from vocabulary.citing import term_citation
from vocabulary.forms import GlossarySearchForm
from vocabulary.linked_data import term_data
from vocabulary.models import Term


@login_not_required
@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    form = GlossarySearchForm(request.GET)
    found = Term.objects.matching(form.words()).with_all_they_say()
    terms = sorted(found, key=attrgetter("sorting_name", "name"))
    return render(request, "vocabulary/glossary.html", {"form": form, "terms": terms})


@login_not_required
@require_safe
def term(request: HttpRequest, slug: str) -> HttpResponse:
    """One term by itself: what each authority means by it, and how it is cited."""
    term = get_object_or_404(Term.objects.with_all_they_say(), slug=slug)
    data = term_data(term, _("Glossary"))
    context = {"term": term, "citation": term_citation(term), "linked_data": data}
    return render(request, "vocabulary/term_page.html", context)


@login_not_required
@require_safe
def term_cited(request: HttpRequest, slug: str, ending: str) -> HttpResponse:
    return file_of(term_citation(get_object_or_404(Term, slug=slug)), ending)
