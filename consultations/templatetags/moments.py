from datetime import datetime
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from consultations.models import Consultation
from consultations.moments import hour_elsewhere, in_words

register = template.Library()


@register.simple_tag
def moment(when: datetime | None, consultation: Consultation, reader: Any = None) -> SafeString:
    """Write a moment out in the meeting's zone, and in the reader's where that is another."""
    if when is None:
        return SafeString("")
    words = in_words(when, consultation.time_zone, consultation.place)
    written = format_html('<time datetime="{}">{}</time>', when.isoformat(), words)
    home = getattr(reader, "time_zone", "")
    if not home or home == consultation.time_zone:
        return written
    return format_html("{} · {}", written, hour_elsewhere(when, consultation.time_zone, home))
