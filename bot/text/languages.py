"""Names of languages, in English and their own words, as BCP 47 tags."""

from __future__ import annotations

import re

# Names as archives list them and as authors write them; the tags are the IANA registry's.
_NAMES = {
    "en": "english; eng", "en-GB": "british english; english (uk); uk english; english (british)",
    "en-US": "american english; english (us); us english; english (american)", "en-AU": "australian english",
    "de": "german; deutsch", "fr": "french; français; francais", "es": "spanish; español; espanol; castellano",
    "it": "italian; italiano", "pt": "portuguese; português; portugues; português europeu", "nl": "dutch; nederlands",
    "pt-BR": "brazilian portuguese; português brasileiro; portuguese (brazil); português do brasil; brazilian",
    "pt-PT": "european portuguese; portuguese (portugal)", "ru": "russian; русский", "uk": "ukrainian; українська",
    "pl": "polish; polski", "sv": "swedish; svenska", "da": "danish; dansk", "no": "norwegian; norsk", "nb": "bokmål; norwegian bokmål",
    "nn": "nynorsk", "fi": "finnish; suomi", "is": "icelandic; íslenska", "et": "estonian; eesti", "lv": "latvian; latviešu",
    "lt": "lithuanian; lietuvių", "cs": "czech; čeština; česky", "sk": "slovak; slovenčina", "sl": "slovenian; slovene; slovenščina",
    "hr": "croatian; hrvatski", "sr": "serbian; српски; srpski", "bg": "bulgarian; български", "ro": "romanian; română",
    "hu": "hungarian; magyar", "el": "greek; ελληνικά", "tr": "turkish; türkçe", "he": "hebrew; עברית", "ar": "arabic; العربية",
    "fa": "persian; farsi; فارسی", "hi": "hindi; हिन्दी", "bn": "bengali; বাংলা", "ta": "tamil; தமிழ்", "th": "thai; ไทย; ภาษาไทย",
    "vi": "vietnamese; tiếng việt", "id": "indonesian; bahasa indonesia", "ms": "malay; bahasa melayu; bahasa malaysia",
    "tl": "tagalog", "fil": "filipino", "ja": "japanese; 日本語", "ko": "korean; 한국어",
    "zh": "chinese; 中文; 中文-普通话 國語; mandarin; 普通话; 國語; 汉语", "yue": "cantonese; 粵語",
    "zh-Hans": "simplified chinese; 简体中文", "zh-Hant": "traditional chinese; 繁體中文", "la": "latin; latina",
    "eo": "esperanto", "ga": "irish; gaeilge; irish gaelic", "gd": "scottish gaelic; gàidhlig", "cy": "welsh; cymraeg",
    "br": "breton; brezhoneg", "eu": "basque; euskara", "ca": "catalan; català", "gl": "galician; galego", "sco": "scots",
    "af": "afrikaans", "sw": "swahili; kiswahili", "yi": "yiddish", "tlh": "klingon", "sq": "albanian; shqip", "mk": "macedonian",
    "be": "belarusian", "ka": "georgian; ქართული", "hy": "armenian", "sjn": "sindarin", "qya": "quenya",
}  # fmt: skip
_TAG_OF = {name: tag for tag, names in _NAMES.items() for name in names.split("; ")}
_TAG = re.compile(r"[a-z]{2,3}(?:[-_][A-Za-z]{4})?(?:[-_](?:[A-Za-z]{2}|\d{3}))?", re.IGNORECASE)
_LONGEST = 60


def read_language(value: str | None) -> str | None:
    """The BCP 47 tag for a language's name or for a tag as written; None for anything else.

    >>> read_language("Brazilian Portuguese"), read_language("en_gb"), read_language("Old Dialect")
    ('pt-BR', 'en-GB', None)
    """
    if value is None or len(value) > _LONGEST:
        return None
    plain = " ".join(value.casefold().split()).strip(" .*_")
    known = _TAG_OF.get(plain) or _TAG_OF.get(re.split(r"\s*[(,;/]", plain, maxsplit=1)[0])
    if known:
        return known
    return _as_tag(plain.replace("_", "-")) if _TAG.fullmatch(plain) else None


def _as_tag(plain: str) -> str:
    """A tag in its usual letters: language small, script capitalised, region large."""
    first, *rest = plain.split("-")
    return "-".join([first, *(one.title() if len(one) == 4 else one.upper() for one in rest)])
