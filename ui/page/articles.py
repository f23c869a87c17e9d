"""The articles as HTML, what narrows them, and the state of the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.cards import attributes, dated_html, day_name, inert

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from index import Article, SyncReport, SyncStep
    from ui.page.desk import Facts
    from ui.page.folders import Folder
    from ui.page.session import Use

MOST_SHOWN = 200
_STEPS = {
    "reading": ("Reading file", ""),
    "embedding": ("Embedded", " passages"),
    "finishing": ("Renewing the index", ""),
}
_UNFINISHED = "being indexed, or indexing broke off: index again"


def header_html(facts: Facts, newest: date | None) -> str:
    """Give the page's head: its name, and what is asked."""
    count = f"{facts.articles:,} article{'s' * (facts.articles != 1)}"
    until = f" up to {day_name(newest)}" if newest else ""
    return (
        f'<header class="dl-head"><h1>Dateline</h1><p class="dl-corpus">{count}{until}</p></header>'
    )


def opening_html(suggestions: Sequence[str]) -> str:
    """Give what an empty conversation shows."""
    return (
        '<div class="dl-opening"><h2 class="dl-hero">Ask the articles.</h2>'
        '<p class="dl-lead">Every answer rests on verbatim quotes, each with its source and its date. '
        "Where the articles do not say, you are told so.</p>"
        f"{suggestions_html(suggestions, 'Questions to begin with')}</div>"
    )


def suggestions_html(suggestions: Sequence[str], label: str) -> str:
    """Give questions that a click asks."""
    if not suggestions:
        return ""
    items = "".join(
        f'<li><button type="button"{attributes(act="ask", text=text)}><bdi>{inert(text)}</bdi>'
        "</button></li>"
        for text in suggestions
    )
    return f'<ul class="dl-suggest" aria-label="{inert(label)}">{items}</ul>'


def next_html(suggestions: Sequence[str]) -> str:
    """Give questions that may follow an answer."""
    if not suggestions:
        return ""
    listed = suggestions_html(suggestions, "What may be asked next")
    return f'<div class="dl-next"><h3 class="dl-label">Also answered by these articles</h3>{listed}</div>'


def narrowed_html(use: Use, articles: Sequence[Article]) -> str:
    """Say above the question which articles are left out; nothing where none is."""
    told = []
    if use.narrow:
        chosen = len(use.chosen(articles))
        all_of = f"{len(articles):,} article{'s' * (len(articles) != 1)}"
        told.append(f"{chosen:,} of {all_of}{_selection(use)}")
    if use.as_of:
        told.append(f"as of {day_name(use.as_of)}")
    if not told:
        return ""
    return (
        f'<p class="dl-narrowed" role="status"><span>Asking {inert("; ".join(told))}</span>'
        '<button type="button" data-act="widen">Ask all</button></p>'
    )


def _selection(use: Use) -> str:
    parts = [
        f"of {', '.join(use.outlets)}" if use.outlets else "",
        f"from {day_name(use.first)}" if use.first else "",
        f"to {day_name(use.last)}" if use.last else "",
    ]
    told = ", ".join(part for part in parts if part)
    return f" ({told})" if told else ""


def articles_html(articles: Sequence[Article], total: int, removable: Collection[str]) -> str:
    """Give a list of articles; each opens in the reader, and those added here can go."""
    if not articles:
        return '<p class="dl-empty">No article fits. Widen the dates or the outlets.</p>'
    rows = "".join(_row(article, article.id in removable) for article in articles[:MOST_SHOWN])
    more = len(articles) - MOST_SHOWN
    rest = (
        f'<p class="dl-empty">… and {more:,} more: narrow the list to see them.</p>'
        if more > 0
        else ""
    )
    count = (
        f"{len(articles):,} of {total:,} article{'s' * (total != 1)}"
        if len(articles) != total
        else f"{total:,} article{'s' * (total != 1)}"
    )
    return (
        f'<p class="dl-count" role="status">{count}</p>'
        f'<ul class="dl-articles" aria-label="Articles, newest first">{rows}</ul>{rest}'
    )


def _row(article: Article, removable: bool) -> str:
    title = inert(article.title or article.id)
    outlet = f'<bdi class="dl-outlet">{inert(article.outlet)}</bdi>' if article.outlet else ""
    remove = (
        f'<button type="button" class="dl-remove" aria-label="Remove {title}"'
        f"{attributes(act='remove', article=article.id)}>Remove</button>"
        if removable
        else ""
    )
    return (
        f'<li><button type="button" class="dl-row"{attributes(act="open", article=article.id)}>'
        f'<span class="dl-title"><bdi>{title}</bdi></span>'
        f'<span class="dl-meta">{outlet}{dated_html(article)}</span></button>{remove}</li>'
    )


def folder_choices(folders: Sequence[Folder]) -> list[tuple[str, str]]:
    """Give the folders that may be indexed as (what is shown, name)."""
    return [(_folder_told(folder), folder.name) for folder in folders]


def _folder_told(folder: Folder) -> str:
    count = f"{folder.files:,} file{'s' * (folder.files != 1)}"
    return f"{folder.name} · {count}{', indexed' if folder.indexed else ''}"


def step_html(step: SyncStep | None) -> str:
    """Say how far indexing has come; None while it is about to begin."""
    words, share = "Beginning", None
    if step is not None:
        one = step.done + (step.state == "reading")
        count = f" {min(one, step.total):,} of {step.total:,}" if step.total else ""
        words = f"{_STEPS[step.state][0]}{count}{_STEPS[step.state][1]}"
        share = round(100 * step.done / step.total) if step.total else None
    bar = (
        f'<progress class="dl-bar" max="100" value="{share}" aria-label="Indexed so far"></progress>'
        if share is not None
        else ""
    )
    return (
        '<div class="dl-filing"><p class="dl-progress" role="status">'
        f'<span class="dl-pulse" aria-hidden="true"></span>{words} …</p>{bar}</div>'
    )


def report_html(
    report: SyncReport | None, problems: Sequence[str], *, samples_left: bool = False
) -> str:
    """Say what was done with the files that were added, and what is wrong with the others.

    Args:
        report: What was done; None where nothing was.
        problems: What is wrong, a line each.
        samples_left: Whether the sample articles have made room for these.
    """
    parts = []
    if report is not None:
        counts = [
            (len(report.added), "added"),
            (len(report.updated), "updated"),
            (len(report.removed), "removed, their files being gone"),
            (report.unchanged, "unchanged"),
        ]
        told = ", ".join(f"{count:,} {word}" for count, word in counts if count)
        room = ". The sample articles have made room for them." if samples_left else "."
        parts.append(
            f'<p class="dl-done">{inert((told or "Nothing new in these files") + room)}</p>'
        )
    if problems:
        many = f"{len(problems):,} files were" if len(problems) != 1 else "1 file was"
        heading = "Nothing was added." if report is None else f"{many} not taken."
        items = "".join(f"<li>{inert(problem)}</li>" for problem in problems[:MOST_SHOWN])
        parts.append(
            f'<div class="dl-note dl-error"><p class="dl-say">{heading}</p>'
            f'<ul class="dl-problems" aria-label="Problems">{items}</ul></div>'
        )
    return f'<div class="dl-filing" role="status">{"".join(parts)}</div>'


def status_html(facts: Facts) -> str:
    """Give the state of store and model."""
    state = "complete" if facts.whole else _UNFINISHED
    changed = f"{day_name(facts.changed)}, {facts.changed:%H:%M}" if facts.changed else "unknown"
    rows = [
        ("Store", facts.name),
        ("Articles", f"{facts.articles:,}"),
        ("Passages", f"{facts.passages:,}"),
        ("Last changed", changed),
        ("Index", state),
        ("Embedder", facts.embedder),
        ("Model", facts.model or "none: answers are quotes"),
    ]
    cells = "".join(f"<div><dt>{name}</dt><dd>{inert(value)}</dd></div>" for name, value in rows)
    return f'<dl class="dl-facts">{cells}</dl>'
