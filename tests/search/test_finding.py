"""Sixty searches in six languages find first what they should, alike in both databases."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.db import connection

from portal.searching import groups
from recommendations.indexing import RECOMMENDATIONS
from search.matching import ids_matching, matching
from search.models import IndexedText
from tests import factories
from tests.search.asked import IN_OTHER_LANGUAGES, OF_THE_DEMONSTRATION, make_texts


def _answers(asked):
    """Return what is not found first, with what is; and how many are found, by the words."""
    wrong, numbers = {}, {}
    for each in asked:
        found = {group.kind.name: group for group in groups(each.words, AnonymousUser())}
        group = found.get(each.kind)
        text = group.hits[0].found.text if group else None
        first = f"{text.key} {text.title}" if text else ""
        numbers[each.words] = group.number if group else 0
        if each.first not in first:
            wrong[each.words] = first
    return wrong, numbers


def test_in_five_languages_forty_searches_find_first_what_they_should(db):
    make_texts()

    wrong, numbers = _answers(IN_OTHER_LANGUAGES)

    assert wrong == {}
    assert numbers == {each.words: each.number for each in IN_OTHER_LANGUAGES}


@pytest.mark.hold
def test_beside_the_demonstration_sixty_searches_find_first_what_they_should(db, settings):
    settings.DEMO = True
    call_command("load_demo")
    make_texts(code="OURS")
    asked = OF_THE_DEMONSTRATION + IN_OTHER_LANGUAGES

    wrong, numbers = _answers(asked)

    assert len(asked) == 60
    assert wrong == {}
    assert numbers == {each.words: each.number for each in asked}


def test_what_is_changed_or_gone_is_no_more_found_by_its_words(db):
    text = IndexedText.objects.create(kind="term", object_id=1, title_words="old")
    assert matching("old").exists()

    IndexedText.objects.filter(pk=text.pk).update(title_words="new")
    assert not matching("old").exists()
    assert matching("new").exists()

    text.delete()
    assert not matching("new").exists()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            # Raises where the index of words and the rows that it is of have come apart.
            cursor.execute("INSERT INTO search_words(search_words) VALUES ('integrity-check')")


def test_where_nothing_is_looked_for_nothing_is_found(db):
    row = factories.make_recommendation(draft_title="Open ports")

    assert list(ids_matching(RECOMMENDATIONS, "ports")) == [{"object_id": row.pk}]
    assert not ids_matching(RECOMMENDATIONS, "-ports").exists()
    assert not ids_matching(RECOMMENDATIONS, "*").exists()
    assert [str(text) for text in matching("ports")] == [f"recommendation {row.pk}"]
