from operator import attrgetter

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from vocabulary.forms import GlossarySearchForm
from vocabulary.models import Term


@login_not_required
@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    form = GlossarySearchForm(request.GET)
    found = Term.objects.matching(form.words()).with_all_they_say()
    terms = sorted(found, key=attrgetter("sorting_name", "name"))
    return render(request, "vocabulary/glossary.html", {"form": form, "terms": terms})
