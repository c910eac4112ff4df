"""Comments with words and particulars that nobody types by hand."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client

from recommendations.models import Comment, Recommendation

pytestmark = pytest.mark.hold


def _comment(client: Client, recommendation: Recommendation, by: Any, **words: Any) -> Any:
    form = {"representative": by.pk, "version": 1, "stance": "supports", "language": "en"}
    address = f"/recommendations/{recommendation.code}/comments/"
    return client.post(address, form | {"text": "Our members see this."} | words)


@pytest.mark.parametrize("text", ["\u200b\u200b", "\u2060 \ufeff", "\u202e\n\n\u0301"])
def test_a_comment_in_which_there_is_nothing_to_read_is_refused(
    log_in: Any, drafter: Any, recommendation: Any, text: str
) -> None:
    answer = _comment(log_in(drafter), recommendation, drafter, text=text)

    assert "There is nothing to read in this comment." in answer.content.decode()
    assert not Comment.objects.exists()


@pytest.mark.parametrize("text", ["👍", "!", "نعم", "7", "是"])
def test_one_sign_is_a_comment(log_in: Any, drafter: Any, recommendation: Any, text: str) -> None:
    _comment(log_in(drafter), recommendation, drafter, text=text)

    assert Comment.objects.get().words.text == text


@pytest.mark.parametrize("parent", ["\x00", "a\x00b", "a b", "٣" * 9])
def test_what_is_no_public_id_names_no_comment_that_is_answered(
    log_in: Any, drafter: Any, recommendation: Any, parent: str
) -> None:
    client = log_in(drafter)
    asked: list[str] = []

    with connection.execute_wrapper(
        lambda run, sql, given, many, context: (
            asked.append(repr(given)),
            run(sql, given, many, context),
        )[1]
    ):
        page = client.get(f"/recommendations/{recommendation.code}/comments/", {"answer": parent})
        answer = _comment(client, recommendation, drafter, parent=parent)

    assert page.context["answered"] is None
    assert answer.status_code == 422
    # PostgreSQL refuses questions with such a character, whatever they ask.
    assert not any("\\x00" in each for each in asked)
