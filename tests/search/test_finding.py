"""Sixty searches in six languages find first what they should, alike in both databases."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command

from portal.searching import groups
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
