"""French and Spanish are whole: everything outside the admin, from the mail to the signature."""

import ast
import gettext
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any

import polib
import pytest
from django.conf import settings
from django.db.models import TextChoices
from django.template import engines
from django.template.base import Node
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.utils.formats import date_format
from django.utils.translation import override

from config.formats.en import formats as formats_en
from organisations.actions import apply
from organisations.models import User
from recommendations import actions

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("portal", "recommendations", "consultations", "organisations", "vocabulary")
OTHERS = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
# Read by curators and administrators, in English.
ADMIN = {"admin", "admin.py", "apps.py", "demo", "management", "migrations", "models", "models.py"}
# Refusals and labels of acts that are carried out in the admin alone.
ADMIN_ACTS = (
    "consultations/forms/",
    "consultations/actions",
    "consultations/policies.py",
    "consultations/reading_files.py",
    "consultations/zones.py",
    "organisations/actions/blanking.py",
    "organisations/actions/deciding.py",
    "organisations/actions/factors.py",
    "organisations/actions/listing.py",
    "organisations/actions/representing.py",
    "recommendations/actions/claiming.py",
    "recommendations/actions/closing.py",
    "recommendations/actions/drafting.py",
    "recommendations/actions/entitling.py",
    "recommendations/actions/freezing.py",
    "recommendations/actions/hiding.py",
    "recommendations/actions/moderating.py",
    "recommendations/actions/publishing.py",
    "recommendations/actions/suggesting.py",
    "recommendations/actions/proposing.py",
    "recommendations/actions/requesting.py",
    "recommendations/actions/translating.py",
    "recommendations/actions/withholding.py",
    "recommendations/frozen.py",
)
CURATORS_HINDRANCES = {
    "At most 20 rows are added at a time. Save them, then add the others.",
    "A term is not related to itself.",
    "Nobody resets their own here: somebody else has to.",
    "This person has no second factor.",
    "This person is a superuser: only another superuser can.",
    "You may not be shown this.",
    "It stands on record as one that spoke or wrote, or is on record only: take it off those "
    "documents and appearances first.",
    "Only curators conceal for others.",
    "Only curators enter what was signed on paper.",
    "Nobody may sign for it now, so nobody could confirm. Enter who may sign first.",
    "Somebody may sign for it: they withdraw on the page of the recommendation.",
    "By its content this is no PDF, Word (.docx), OpenDocument (.odt) or plain text.",
    "This has been decided already.",
    "This comment suggests no other text.",
    "It suggests another text for one that is withheld: nobody can read it before it shows.",
    "This is a comment of your own organisation: another curator answers it.",
    "Say why it is not accepted, or not wholly.",
    "The text has changed since this was suggested: take over by hand what still fits.",
    "The draft differs from the published text already: take over by hand what fits.",
    "Only curators assess what is reflected.",
    "Only what is published is looked for in later texts.",
    "This is not a later text of the process in which it was asked.",
    "This text is cited, not held: nobody can read it here.",
    "Publish the text first: until then its words may change.",
    "Show the exact words that this rests on.",
    "This finding rests on no words: leave them out, and give the reason.",
    "Without words to show, say why.",
    "These words do not stand in this text.",
    "You assessed it: a second curator has to agree.",
    "Somebody was faster: look at the finding again.",
    "Somebody was faster: it has been assessed in this text. Look at what they found.",
    "Findings are carried to a later text, or another edition, of the same process.",
    "Not everybody may read the older text: its findings stay with it.",
    "The name is too like one that is on record. Change it first.",
    "This person has been blanked already.",
    "Nobody blanks themselves: somebody else has to.",
    "This person works in the admin: only a superuser can blank them.",
}
_MARKS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"}


def _asked_for_in(nodes: list[Node]) -> Iterator[str | tuple[str, int]]:
    """Yield each text that these nodes of a template want translated."""
    for node in nodes:
        if isinstance(node, TranslateNode) and isinstance(node.filter_expression.var, str):
            yield node.filter_expression.var
        elif isinstance(node, TranslateNode):
            literal = node.filter_expression.var.literal
            if isinstance(literal, str):
                yield literal
        if isinstance(node, BlockTranslateNode):
            text = node.render_token_list(node.singular)[0]
            if node.trimmed:
                text = " ".join(line.strip() for line in text.strip().splitlines())
            yield (text.replace("%%", "%"), 0) if node.plural else text.replace("%%", "%")


def _templates() -> Iterator[Path]:
    for file in (ROOT / "templates").rglob("*.*"):
        if file.suffix in (".html", ".txt") and "admin" not in file.parts:
            yield file


def _in_templates() -> set[Any]:
    engine = engines["django"]
    found: set[Any] = set()
    for file in _templates():
        name = str(file.relative_to(ROOT / "templates"))
        nodes = engine.get_template(name).template.nodelist
        kinds = (TranslateNode, BlockTranslateNode)
        found |= {text for kind in kinds for text in _asked_for_in(nodes.get_nodes_by_type(kind))}
    return found


def _modules() -> Iterator[Path]:
    # What the accounts of a demonstration are for is read by whoever tries it out.
    yield ROOT / "recommendations" / "demo" / "accounts.py"
    for room in ROOMS:
        for file in (ROOT / room).rglob("*.py"):
            place = file.relative_to(ROOT)
            if ADMIN.isdisjoint(place.parts) and not str(place).startswith(ADMIN_ACTS):
                yield file


def _in_modules() -> set[Any]:
    found: set[Any] = set()
    for file in _modules():
        for node in ast.walk(ast.parse(file.read_text())):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            if node.func.id in _MARKS and node.args and isinstance(node.args[0], ast.Constant):
                text = node.args[0].value
                found.add((text, 0) if node.func.id.startswith("ngettext") else text)
    return found - CURATORS_HINDRANCES


def in_choices() -> set[str]:
    """Return how pages call the states and kinds of what is on record."""
    with override(settings.LANGUAGE_CODE):
        return {
            str(label)
            for choices in TextChoices.__subclasses__()
            if ".models." in choices.__module__ and choices.__module__.startswith(ROOMS)
            for label in choices.labels
        }


def _file(language: str, ending: str) -> Path:
    return ROOT / "locale" / language / "LC_MESSAGES" / f"django.{ending}"


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("where", [_in_templates, _in_modules, in_choices])
def test_nothing_that_people_read_is_left_in_english(language, where):
    with _file(language, "mo").open("rb") as file:
        catalogue = gettext.GNUTranslations(file)._catalog
    # What has a plural is kept under its number too.
    given = {key for key, text in catalogue.items() if text}

    asked_for = where()

    assert len(asked_for) > 50
    assert asked_for - given == set()


@pytest.mark.parametrize("language", OTHERS)
def test_what_is_compiled_is_what_is_written(language):
    written = polib.pofile(str(_file(language, "po")))
    compiled = polib.mofile(str(_file(language, "mo")))
    assert {each.msgid: each.msgstr or each.msgstr_plural for each in compiled} == {
        each.msgid: each.msgstr or each.msgstr_plural for each in written.translated_entries()
    }
    assert not any(each.fuzzy for each in written)


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_dates_are_written_as_the_language_does(language):
    ours = {name for name in vars(formats_en) if name.endswith("FORMAT")}
    with override(language):
        told = {name: date_format(datetime(2026, 12, 4, 18, tzinfo=UTC), name) for name in ours}
    written = {
        "en": ("4 Dec 2026", "Friday 4 December 2026, 18:00"),
        "fr": ("4 déc. 2026", "vendredi 4 décembre 2026, 18:00"),
        "es": ("4 dic 2026", "viernes 4 de diciembre de 2026, 18:00"),
    }
    assert (told["DATE_FORMAT"], told["FULL_DATETIME_FORMAT"]) == written[language]
    assert all("4" in each for each in told.values())


def test_languages_stand_under_their_own_names(client, db):
    page = client.get("/", headers={"accept-language": "fr"}).content.decode()
    assert ">English</a>" in page
    assert ">Español</a>" in page


def test_a_visitor_reads_the_language_the_browser_asks_for(client, db):
    page = client.get("/recommendations/", headers={"accept-language": "fr-CA, en;q=0.5"})
    assert '<html lang="fr"' in page.content.decode()
    assert "Ce qui est demandé" in page.content.decode()


def test_who_chooses_a_language_keeps_it_and_gets_mails_in_it(log_in, representative):
    client = log_in(representative)
    page = client.get("/language/", {"next": "/recommendations/"}).content.decode()
    assert 'value="/recommendations/"' in page

    chosen = client.post("/language/", {"language": "es", "next": "/recommendations/"}, follow=True)

    assert chosen.redirect_chain == [("/recommendations/", 302)]
    assert '<html lang="es"' in chosen.content.decode()
    assert User.objects.get(pk=representative.user.pk).language == "es"
    del client.cookies[settings.LANGUAGE_COOKIE_NAME]
    assert '<html lang="es"' in client.get("/").content.decode()


@pytest.mark.parametrize("language", ["xx", "", "fr-XX\x00"])
def test_a_language_that_is_not_offered_changes_nothing(log_in, representative, language):
    client = log_in(representative)
    answer = client.post("/language/", {"language": language}, follow=True)
    assert '<html lang="en"' in answer.content.decode()
    assert User.objects.get(pk=representative.user.pk).language == "en"


def test_a_list_that_is_narrowed_stays_so_in_another_language(client, db):
    here = "/recommendations/?level=political&q=%22open+ports%22&order=newest"
    foot = client.get(here).content.decode().partition("<footer")[2]
    [choice] = re.findall(r'lang="fr" hreflang="fr" href="([^"]*)"', foot)
    form = client.get(unescape(choice)).content.decode()
    [following] = re.findall(r'name="next" value="([^"]*)"', form)
    assert choice in form.partition("<footer")[2]
    answer = client.post("/language/", {"language": "fr", "next": unescape(following)})
    assert answer["Location"] == here
    assert 'value="&quot;open ports&quot;"' in client.get(here).content.decode()


def test_choosing_leads_to_no_other_site(client, db):
    page = client.get("/language/", {"next": "https://elsewhere.example/"}).content.decode()
    assert "elsewhere" not in page.partition("<main")[2].partition("</main")[0]
    gone = client.post("/language/", {"language": "fr", "next": "https://elsewhere.example/"})
    assert gone["Location"] == "/"


def test_the_admin_stays_in_the_language_it_is_written_in(log_in, curator):
    User.objects.filter(pk=curator.pk).update(language="fr")
    client = log_in(curator)
    assert '<html lang="fr"' in client.get("/").content.decode()
    assert 'lang="en"' in client.get("/admin/").content.decode()[:200]


@pytest.mark.parametrize(
    ("language", "subject", "words"),
    [
        ("fr", "Reçu de ce que vous avez signé", "Tout le monde voit le nom"),
        ("es", "Recibo de lo que firmó", "Todos ven el nombre"),
    ],
)
def test_a_receipt_is_in_the_language_of_who_signed(
    recommendation, representative, mailoutbox, language, subject, words
):
    representative.user.language = language
    representative.user.save()

    actions.sign(
        recommendation=recommendation,
        by=representative,
        fingerprint=recommendation.text.fingerprint,
    )

    (mail,) = mailoutbox
    assert mail.subject == subject
    assert words in mail.body


def test_a_new_account_keeps_the_language_of_the_form(db, mailoutbox):
    with override("fr"):
        application = apply(
            name="Le Phare",
            kind="ngo",
            capacity="Directrice",
            about="Des ports.",
            email="phare@example.org",
        )
    assert application.user.language == "fr"
    (mail,) = mailoutbox
    assert mail.subject == "Nous avons reçu votre demande"
