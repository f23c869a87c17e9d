"""An answer as HTML: what is known, how sure, from whom and from when; or that it is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.stating import ANSWERER
from ui.cards import attributes, cards_html, citation_card, day_html, hit_card, inert

if TYPE_CHECKING:
    from rag.answers import Answer, Citation, Conflict, Sentence

_NEAREST = 3
_KINDS = {"updated": "Updated", "disagree": "Sources disagree"}


def answer_html(answer: Answer, turn: int) -> str:
    """Give an answer: what is known, how sure, from whom and from when."""
    understood = (
        f'<p class="dl-understood">Understood as: {inert(answer.standalone)}</p>'
        if answer.standalone and answer.standalone != answer.question
        else ""
    )
    if not answer.answered:
        return f'<div class="dl-answer">{understood}{_abstention(answer, turn)}</div>'
    parts = [
        understood,
        _prose(answer, turn),
        _warnings(answer),
        "".join(_conflict(conflict, answer, turn) for conflict in answer.conflicts),
        cards_html(_cards(answer, turn), "Sources"),
        _as_of(answer),
    ]
    return f'<div class="dl-answer">{"".join(parts)}</div>'


def _prose(answer: Answer, turn: int) -> str:
    """Give what is said in words other than the quotes': these stand on their cards."""
    if not answer.sentences:
        return _plain(answer.text)
    by_number = {citation.number: citation for citation in answer.citations}
    said = [s for s in answer.sentences if not _is_quote(s, by_number)]
    lines = []
    for place, sentence in enumerate(said):
        strong = place == 0 and bool(answer.short)
        text = inert(sentence.text)
        words = _differing(sentence, answer) or (f"<strong>{text}</strong>" if strong else text)
        cited = dict.fromkeys(sentence.citations)
        chips = "".join(_chip(number, by_number, turn) for number in cited)
        style = "dl-short" if strong else "dl-said"
        marks = f'<span class="dl-marks">{chips}{_support(sentence)}</span>'
        lines.append(f'<p class="{style}">{words} {marks}</p>')
    return "".join(lines)


def _differing(sentence: Sentence, answer: Answer) -> str:
    """Give the values of a sentence that only says who gives which: a table shows the rest."""
    if answer.answerer != ANSWERER:
        return ""
    for conflict in answer.conflicts:
        if set(sentence.citations) != {claim.citation for claim in conflict.claims}:
            continue
        values = [inert(claim.value) for claim in conflict.claims]
        if conflict.kind == "updated":
            earlier = ", ".join(dict.fromkeys(values[1:]))
            return f'<strong>{values[0]}</strong> <span class="dl-beside">earlier {earlier}</span>'
        return f"<strong>{' or '.join(dict.fromkeys(values))}</strong>"
    return ""


def _plain(text: str) -> str:
    """Give text of several lines; those behind a dash as a list."""
    parts: list[str] = []
    items: list[str] = []
    for line in [*text.splitlines(), ""]:
        if line.startswith("- "):
            items.append(f"<li>{inert(line[2:])}</li>")
            continue
        if items:
            parts.append(f'<ul class="dl-list">{"".join(items)}</ul>')
            items = []
        if line.strip():
            parts.append(f'<p class="dl-said">{inert(line)}</p>')
    return "".join(parts)


def _is_quote(sentence: Sentence, by_number: dict[int, Citation]) -> bool:
    cited = [by_number[number] for number in sentence.citations if number in by_number]
    return len(cited) == 1 and sentence.text == cited[0].framed


def _chip(number: int, by_number: dict[int, Citation], turn: int) -> str:
    citation = by_number.get(number)
    if citation is None:
        return ""
    name = inert(citation.outlet or citation.title or citation.article_id)
    return (
        f'<button type="button" class="dl-chip"{attributes(act="open", turn=turn, number=number)}'
        f' aria-label="Source {number}: {name}" title="{name}">{number}</button>'
    )


def _support(sentence: Sentence) -> str:
    """Give the mark of how well a sentence is borne out; its reason shows on hover and focus."""
    if sentence.support == "supported":
        return (
            '<span class="dl-support dl-ok" role="img" tabindex="0" '
            'aria-label="Supported by its quotes" data-tip="Supported by its quotes">✓</span>'
        )
    word = "Partly supported" if sentence.support == "partly" else "Not supported"
    told = inert(f"{word}: {sentence.reason}" if sentence.reason else word)
    return (
        f'<span class="dl-support dl-partly" role="img" tabindex="0" aria-label="{told}" '
        f'data-tip="{told}">{"partly" if sentence.support == "partly" else "not supported"}</span>'
    )


def _cards(answer: Answer, turn: int) -> list[str]:
    """Give a card a citation; one whose sentence is not wholly borne out carries its mark."""
    by_number = {citation.number: citation for citation in answer.citations}
    marks = {
        sentence.citations[0]: f'<span class="dl-card-mark">{_support(sentence)}</span>'
        for sentence in answer.sentences
        if sentence.support != "supported" and _is_quote(sentence, by_number)
    }
    return [citation_card(c, turn, marks.get(c.number, "")) for c in answer.citations]


def _warnings(answer: Answer) -> str:
    return "".join(
        f'<p class="dl-warning" role="note">{inert(warning)}</p>' for warning in answer.warnings
    )


def _conflict(conflict: Conflict, answer: Answer, turn: int) -> str:
    """Give a table of who says what, newest first."""
    by_number = {citation.number: citation for citation in answer.citations}
    rows = []
    for place, claim in enumerate(conflict.claims):
        cited = by_number.get(claim.citation)
        source = inert(cited.outlet or cited.title or cited.article_id) if cited else ""
        newest = ' class="dl-newest"' if place == 0 and conflict.kind == "updated" else ""
        rows.append(
            f'<tr{newest}><th scope="row">{inert(claim.value)}</th>'
            f"<td><bdi>{source}</bdi> {_chip(claim.citation, by_number, turn)}</td>"
            f"<td>{day_html(claim.published)}</td></tr>"
        )
    kind = _KINDS[conflict.kind]
    asked = conflict.about.casefold() == answer.question.casefold()
    about = "" if asked else f' <span class="dl-about">{inert(conflict.about)}</span>'
    return (
        f'<div class="dl-conflict dl-{conflict.kind}"><table><caption>'
        f'<span class="dl-tag">{kind}</span>{about}'
        '</caption><thead><tr><th scope="col">Value</th><th scope="col">Source</th>'
        f'<th scope="col">Date</th></tr></thead><tbody>{"".join(rows)}</tbody></table></div>'
    )


def _as_of(answer: Answer) -> str:
    parts = []
    if answer.sources:
        several = answer.sources != 1
        parts.append(f"{answer.sources} independent source{'s' * several}")
    if answer.newest is not None:
        asked = " (as asked)" if answer.as_of else ""
        parts.append(f"as of {day_html(answer.newest)}{asked}, the newest article")
    if not parts:
        return ""
    text = '<span class="dl-dot" aria-hidden="true">·</span>'.join(parts)
    return f'<p class="dl-asof">{text}</p>'


def _abstention(answer: Answer, turn: int) -> str:
    """Give an answer that there is none: why, and what came nearest."""
    first, *_ = [*answer.text.split(" The nearest passages", 1), ""]
    reason = (
        f'<p class="dl-reason">{inert(as_sentence(answer.reason))}</p>' if answer.reason else ""
    )
    cited = [citation_card(citation, turn) for citation in answer.citations]
    hits = answer.hits[:_NEAREST]
    near = [hit_card(hit, turn, place) for place, hit in enumerate(hits)]
    heading = '<h3 class="dl-label">Nearest passages</h3>' if near else ""
    return (
        '<div class="dl-note dl-abstain"><p class="dl-say">'
        f"{inert(first)}</p>{reason}{_warnings(answer)}</div>{cards_html(cited, 'Sources')}{heading}"
        f"{cards_html(near, 'Nearest passages')}{_as_of(answer)}"
    )


def as_sentence(text: str) -> str:
    """Give a reason as a sentence of its own."""
    text = text.strip()
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")
