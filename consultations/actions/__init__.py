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
from consultations.actions.editing import (
    add_appearance,
    add_extract,
    add_speaker,
    edit,
    edit_extract,
    free_slug,
)
from consultations.actions.extending import extend_consultation
from consultations.actions.filing import keep_file, release_file, store, take_file_off
from consultations.actions.linking import record_links
from consultations.actions.marking import mark_words, unmark_words
from consultations.actions.merging import merge_speakers, part_speakers
from consultations.actions.publishing import publish_consultation
from consultations.actions.reworking import (
    FARTHEST,
    NESTED,
    Cut,
    join_paragraph,
    rework_paragraphs,
    shape_of,
    split_paragraph,
)
from consultations.actions.sentences import draw_extract, mark_sentence, unmark_sentence
from consultations.actions.withholding import show_paragraph, withhold_paragraph, words_of

__all__ = [
    "FARTHEST",
    "NESTED",
    "Cut",
    "add_appearance",
    "add_document",
    "add_extract",
    "add_speaker",
    "carry_marks",
    "confirm_placement",
    "draw_extract",
    "edit",
    "edit_extract",
    "extend_consultation",
    "free_slug",
    "join_paragraph",
    "keep_file",
    "load_paragraphs",
    "mark_sentence",
    "mark_words",
    "mend_paragraphs",
    "merge_speakers",
    "move_document",
    "part_speakers",
    "place_by_hand",
    "publish_consultation",
    "record_links",
    "release_file",
    "rework_paragraphs",
    "say_gone",
    "shape_of",
    "show_paragraph",
    "split_paragraph",
    "store",
    "take_file_off",
    "take_marks_back",
    "text_of",
    "unmark_sentence",
    "unmark_words",
    "withhold_paragraph",
    "words_of",
]
