from django import template
from django.utils.translation import get_language_info

register = template.Library()


@register.filter
def language_names(codes: str) -> str:
    """Write codes such as “en, fr” as names: “English, French”; an unknown one stays as it is."""
    return ", ".join(language_name(code.strip()) for code in codes.split(",") if code.strip())


def language_name(code: str) -> str:
    """Return the language's name; an unknown code as it is."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code
