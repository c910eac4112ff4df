from django import template

from vocabulary.naming import language_name

register = template.Library()


@register.filter
def language_names(codes: str) -> str:
    """Write codes such as “en, fr” as names: “English, French”; an unknown one stays as it is."""
    return ", ".join(language_name(code.strip()) for code in codes.split(",") if code.strip())
