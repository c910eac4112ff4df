from django import template
from django.utils.translation import get_language_info

register = template.Library()


@register.filter
def language_names(codes: str) -> str:
    """Write codes such as “en, fr” as names: “English, French”; an unknown one stays as it is."""
    return ", ".join(_name(code.strip()) for code in codes.split(",") if code.strip())


def _name(code: str) -> str:
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code
