"""Turn what a sentence says of its verb: deny it, affirm it, tell a plan as done."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

# A past form with its base; "=" stands for a past in -d, and nothing for one in -ed.
_FORMS = """said:say told:tell won:win lost:lose bought:buy sold:sell fell:fall rose:rise grew:grow
    made:make took:take gave:give began:begin became:become left:leave met:meet beat:beat found:find
    paid:pay dropped:drop announced:= voted:= released:= included:= closed:= moved:= raised:=
    received:= approved:= increased:= agreed:= arrived:= scored:= reached signed killed launched
    reported confirmed rejected ordered opened started ended returned joined visited expressed
    helped suffered called"""
_BASE_OF = {
    form.partition(":")[0]: {"": form.removesuffix("ed"), "=": form[:-3]}.get(
        form.partition(":")[2], form.partition(":")[2]
    )
    for form in _FORMS.split()
}
_PAST_OF = {base: past for past, base in _BASE_OF.items()}
_UNCHANGED = frozenset(["cut", "let", "set", "put", "hit"])
_NO_VERBS = frozenset(
    """want see come know think need seem keep speak stand understand feel hold bring build send
    spend lead run read write drive even just also still well soon then there their them indeed
    yet likely really only never often have not""".split()  # noqa: SIM905 - a list would be 40 lines
)
_REGULAR = re.compile(r"(?=\w{4})\w*(?:e|[sxhylrntkw])(?<!ly)")
_PAST = re.compile(rf"(?<=\s)(?:{'|'.join(_BASE_OF)})\b(?!\sby\b)")
_PERFECT = frozenset(["has", "had", "have", "was", "were", "been", "be", "is", "are"])
_AUXILIARY = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|can|could|should|must|may|might)\s"
    r"(?!not\b|n't)(?=[a-z])"
)
_PLANNED = re.compile(
    r"\b(?:plans? to|planned to|expects? to|hopes? to|wants? to|intends? to|"
    r"(?:is|are) (?:expected|set|due|scheduled) to|could|might|may|will)\s(?P<verb>[a-z]+)"
)
_OPPOSITE = dict(
    pair.split(":")
    for pair in [
        "rose:fell",
        "fell:rose",
        "increased:decreased",
        "decreased:increased",
        "accepted:rejected",
        "rejected:accepted",
        "approved:rejected",
        "won:lost",
        "lost:won",
        "supports:opposes",
        "opposed:supported",
        "raised:lowered",
        "higher:lower",
        "lower:higher",
        "increase:decrease",
        "gains:losses",
        "allowed:banned",
        "banned:allowed",
        "bought:sold",
        "sold:bought",
        "success:failure",
        "grew:shrank",
        "confirmed:denied",
        "denied:confirmed",
        "rise:fall",
        "started:ended",
        "joined:left",
    ]
)
_UNTOLD = ("said", "told", "reported")

Change = Callable[[re.Match[str]], str | None]


def denied(sentence: str, rng: random.Random) -> str | None:
    """Deny what is said, or affirm what is denied, or say the opposite."""
    options = [
        *_changed(sentence, _AUXILIARY, lambda m: f"{m.group()}not "),
        *_changed(sentence, r"\b(?:not|no longer|never)\s(?!only\b|just\b|least\b)", lambda _: ""),
        *_changed(sentence, r"(?<=\w)n['’]t\b(?<!can['’]t)(?<!won['’]t)", lambda _: ""),
        *_changed(sentence, r"\b(?:failed|refused|declined) to\s", lambda _: "did "),
        *_changed(sentence, rf"\b(?:{'|'.join(_OPPOSITE)})\b", lambda m: _OPPOSITE[m.group()]),
        *_changed(sentence, _PAST, lambda m: _told(m, "did not ")),
    ]
    return rng.choice(options) if options else None


def firmer_or_weaker(sentence: str, rng: random.Random) -> str | None:
    """Tell a plan as done, or what was done as what may be."""
    hedge = rng.choice(["may ", "plans to ", "could "])
    options = [
        *_changed(sentence, _PLANNED, lambda m: _done(m["verb"])),
        *_changed(sentence, _PAST, lambda m: None if m.group() in _UNTOLD else _told(m, hedge)),
    ]
    return rng.choice(options) if options else None


def _changed(sentence: str, pattern: str | re.Pattern[str], change: Change) -> list[str]:
    """Change each place outside quotation marks, one at a time."""
    outside = re.sub(r"[“\"][^”\"]*[”\"]", lambda m: " " * len(m.group()), sentence)
    made = [(m, change(m)) for m in re.finditer(pattern, outside)]
    return [sentence[: m.start()] + new + sentence[m.end() :] for m, new in made if new is not None]


def _told(found: re.Match[str], lead: str) -> str | None:
    """Put a lead before a verb that is no participle."""
    before = found.string[: found.start()].split()[-1:]
    return None if not before or before[0] in _PERFECT else lead + _BASE_OF[found.group()]


def _done(verb: str) -> str | None:
    """Give the past of a verb; None where it cannot be told."""
    if verb == "be":
        return "was"
    if verb in _PAST_OF or verb in _UNCHANGED:
        return _PAST_OF.get(verb, verb)
    if verb in _NO_VERBS or not _REGULAR.fullmatch(verb):
        return None
    return verb + "d" if verb.endswith("e") else re.sub(r"(?<![aeiou])y$", "i", verb) + "ed"
