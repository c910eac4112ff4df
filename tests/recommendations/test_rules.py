"""The rules of moderation: public, kept by curators, and version by version."""

import pytest
from django.urls import reverse

from recommendations import actions
from recommendations.models import Rule
from recommendations.rules import put_first_rules
from tests import factories

pytestmark = pytest.mark.django_db


def _form(**given):
    form = {"slug": "noise", "position": 9, "is_in_force": "on", "name": "No noise"}
    return form | {"text": "Nobody shouts.", "template": "Please speak lower."} | given


def test_an_installation_begins_with_rules_and_keeps_its_own():
    first = set(Rule.objects.values_list("slug", flat=True))
    assert {"safety", "respect", "topic", "spam", "attribution", "copyright"} <= first
    Rule.objects.filter(slug="spam").update(slug="advertisement")

    put_first_rules()

    assert set(Rule.objects.values_list("slug", flat=True)) == first - {"spam"} | {"advertisement"}


def test_a_curator_writes_a_rule_and_a_new_wording_is_a_new_version(log_in, curator, new_entries):
    client = log_in(curator)
    new_entries()
    client.post(reverse("admin:recommendations_rule_add"), _form())
    rule = Rule.objects.get(slug="noise")
    page = reverse("admin:recommendations_rule_change", args=[rule.pk])
    assert "Nobody shouts." in client.get(page).content.decode()

    client.post(page, _form(text="Nobody shouts or whispers."))
    client.post(page, _form(text="Nobody shouts or whispers.", position=10))

    rule.refresh_from_db()
    assert (rule.position, rule.wording.number, rule.wording.written_by) == (10, 2, curator)
    assert [each.text for each in rule.versions.order_by("number")] == [
        "Nobody shouts.",
        "Nobody shouts or whispers.",
    ]
    assert [each.payload for each in new_entries()] == [{"version": 1}, {"version": 2}]
    assert str(rule) == str(rule.wording) == "No noise"
    assert "2" in client.get(reverse("admin:recommendations_rule_changelist")).content.decode()


def test_what_was_decided_keeps_what_the_rule_said_then(moderator, curator):
    comment = factories.make_comment("pending")
    rule = factories.make_rule()
    said = rule.current

    decision = actions.reject(comment=comment, by=moderator, rule=rule)
    actions.write_rule(rule=rule, by=curator, name="Safety", text="Another text.")

    decision.refresh_from_db()
    assert (decision.rule, decision.rule.name) == (said, said.name)
    assert factories.make_rule().current.name == "Safety"


def test_everybody_reads_the_rules_in_force(client):
    Rule.objects.filter(slug="spam").update(is_in_force=False)

    page = client.get("/moderation/rules/").content.decode()

    safety = factories.make_rule().current
    assert safety.name in page
    assert safety.text in page
    assert "advertisement" not in page
    Rule.objects.update(is_in_force=False)
    assert "No rule has been written yet." in client.get("/moderation/rules/").content.decode()


def test_a_rule_without_usual_words_asks_for_some(log_in, moderator):
    comment = factories.make_comment("pending")
    address = reverse("admin:recommendations_comment_reject", args=[comment.pk])
    law = factories.make_rule("law")
    client = log_in(moderator)

    page = client.post(address, {"rule": law.pk, "reason": ""})

    assert "This rule has no usual words" in page.content.decode()
    bulk = {"action": "reject", "_selected_action": [comment.pk], "rule": law.pk}
    asked = client.post(reverse("admin:recommendations_comment_changelist"), bulk)
    assert "This rule has no usual words" in asked.content.decode()
    client.post(address, {"rule": law.pk, "reason": "It gives away a court file."})
    assert comment.decisions.get().rule == law.current


def test_the_log_and_the_place_of_a_hidden_comment_name_the_rule(client, recommendation, moderator):
    first = factories.make_comment(recommendation=recommendation)
    factories.make_comment(recommendation=recommendation, parent=first)
    on_paragraph = factories.make_comment(paragraph=factories.make_document().paragraphs.first())
    rule = factories.make_rule("respect")
    for comment in (first, on_paragraph):
        actions.hide(comment=comment, by=moderator, rule=rule)

    log = client.get("/moderation/log/").content.decode()
    thread = client.get(f"/recommendations/{recommendation.code}/comments/").content.decode()

    assert log.count(f"· {rule}") == 2
    assert on_paragraph.paragraph.reference in log
    assert f"hidden under the rule “{rule}”. The answers to it stay." in thread


def test_the_queue_says_who_decides_on_a_comment_of_ones_own_organisation(log_in, moderator):
    colleague = factories.make_staff("moderators")
    comment = factories.make_comment("pending")
    factories.make_representative(organisation=comment.organisation, user=moderator)

    client = log_in(moderator)
    queue = client.get(reverse("admin:recommendations_comment_changelist")).content.decode()
    address = reverse("admin:recommendations_comment_approve", args=[comment.pk])
    told = client.post(address, follow=True).content.decode()

    assert f"Of your own organisation: {colleague} may decide on it." in queue
    assert "another moderator decides on it" in told
    comment.refresh_from_db()
    assert comment.state == "pending"


def test_what_says_nothing_is_no_rule():
    with pytest.raises(TypeError, match="says something"):
        _ = Rule(slug="nothing").wording
    assert str(Rule(slug="nothing")) == "nothing"
