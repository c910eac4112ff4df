"""What changes the record of what was said."""

from consultations.actions.carrying import (
    carry_marks,
    confirm_placement,
    place_by_hand,
    say_gone,
    take_marks_back,
)
from consultations.actions.documents import (
    add_document,
    load_paragraphs,
    mend_paragraphs,
    move_document,
    text_of,
)
from consultations.actions.extending import extend_consultation
from consultations.actions.filing import keep_file, release_file, store, take_file_off
from consultations.actions.marking import mark_words, unmark_words
from consultations.actions.publishing import publish_consultation
from consultations.actions.withholding import show_paragraph, withhold_paragraph, words_of

__all__ = [
    "add_document",
    "carry_marks",
    "confirm_placement",
    "extend_consultation",
    "keep_file",
    "load_paragraphs",
    "mark_words",
    "mend_paragraphs",
    "move_document",
    "place_by_hand",
    "publish_consultation",
    "release_file",
    "say_gone",
    "show_paragraph",
    "store",
    "take_file_off",
    "take_marks_back",
    "text_of",
    "unmark_words",
    "withhold_paragraph",
    "words_of",
]
