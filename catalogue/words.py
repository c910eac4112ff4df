"""The words that a list is narrowed by: the same as the search finds."""

from typing import Any

import django_filters

from search.indexing import Kind
from search.matching import ids_matching
from search.query import validate_question


class WordsFilter(django_filters.CharFilter):
    """Keeps the rows of a kind that the search finds by the words."""

    def __init__(self, kind: Kind, **options: Any) -> None:
        super().__init__(validators=[validate_question], strip=True, **options)
        self.kind = kind

    def filter(self, qs: Any, value: str) -> Any:
        return qs.filter(pk__in=ids_matching(self.kind, value)) if value else qs
