"""Which language a question is in: only English is read.

Statistical detectors tell little from five words with names among them (measured: "Quand
Trump visite-t-il Pékin ?" is French at .2), but the small words of a language do.
"""

from __future__ import annotations

import re
import unicodedata

from index.lexical import STOP_WORDS

_LATIN = 0.5
_ENOUGH = 2
_ENGLISH = frozenset({"how", "what", "when", "where", "which", "who", "why", "whose", "whom"})
# Words that open questions count twice: "wo", "quand", "dónde".
_ASKING = {
    "German": "wo wann wer wen wem warum wieso welche welcher welches wie wieviel wohin woher",
    "French": "où quand qui pourquoi comment combien quel quelle quels quelles que qu est-ce",
    "Spanish": "dónde donde cuándo cuando quién quiénes quien qué cómo cuánto cuántos cuál cuáles",
    "Italian": "dove quando chi perché quanto quanti quale quali cosa",
    "Portuguese": "onde quando quem porquê quanto quantos qual quais",
    "Dutch": "waar wanneer wie waarom hoe hoeveel welke wat",
    "Polish": "gdzie kiedy kto dlaczego ile który która jakie",
    "Swedish": "var när vem varför hur vilka vilken vad",
    "Turkish": "nerede nereye zaman neden kim kaç hangi",
}
_SMALL = {
    "German": "der die das und ist sind war haben hat wird werden ein eine nicht mit für von zu sich auf dem den im",
    "French": "le la les des et est sont un une dans pour avec du au aux se sur il elle ont été ne pas t-il",
    "Spanish": "el la los las y es son un una en para con del se por fue han hay sobre",
    "Italian": "il lo la gli le e è sono un una in per con del della si di che hanno",
    "Portuguese": "o os as e é são um uma em para com do da se por foi não",
    "Dutch": "de het een en is zijn van voor met op te niet hebben heeft ze elkaar",
    "Polish": "się i jest są w na z do nie o był była",
    "Swedish": "och är en ett på för med till inte de som har",
    "Turkish": "ve bir bu ile için mi ne",
}


def foreign(question: str) -> str | None:
    """Name the language, or the script, of a question that is not in English.

    Keywords without grammar, and names, are taken for English.

    Returns:
        The name for a reader ("German", "Cyrillic script"), or None for English.
    """
    letters = [c for c in question if c.isalpha()]
    if not letters:
        return None
    latin = sum("LATIN" in unicodedata.name(c, "") for c in letters)
    if latin < _LATIN * len(letters):
        return _script(letters)
    # "He" within a question may be a name; an English small word is written small.
    written = re.findall(r"[^\W\d_][\w’'-]*", question)
    if any(w in STOP_WORDS or w in _ENGLISH for w in [written[0].casefold(), *written[1:]] if w):
        return None
    said = [word.casefold() for word in written]
    points = {name: _points(name, said) for name in _ASKING}
    best = max(points, key=lambda name: points[name])
    return best if points[best] >= _ENOUGH else None


def _points(language: str, said: list[str]) -> int:
    asking, small = _ASKING[language].split(), _SMALL[language].split()
    opens = bool(said) and said[0] in asking
    return 2 * opens + sum(word in small or word in asking for word in said[opens:])


def _script(letters: list[str]) -> str:
    """Name the script of most letters: "Cyrillic script", "Chinese", "Arabic script"."""
    names = [unicodedata.name(c, "UNKNOWN").split()[0] for c in letters]
    common = max(set(names), key=names.count)
    languages = {
        "CJK": "Chinese", "HIRAGANA": "Japanese", "KATAKANA": "Japanese", "HANGUL": "Korean",
    }  # fmt: skip
    return languages.get(common, f"{common.capitalize()} script")
