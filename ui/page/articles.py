"""The articles as HTML, what narrows them, and the state of the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.cards import attributes, dated_html, day_name, inert

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from index import Article, SyncReport
    from ui.page.desk import Facts
    from ui.page.session import Use

MOST_SHOWN = 200


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
        told.append(f"{chosen:,} of {len(articles):,} articles{_selection(use)}")
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
        f"{len(articles):,} of {total:,} articles"
        if len(articles) != total
        else f"{total:,} articles"
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


def report_html(report: SyncReport | None, problems: Sequence[str]) -> str:
    """Say what was done with the files that were added."""
    parts = []
    if report is not None:
        counts = [
            (len(report.added), "added"),
            (len(report.updated), "updated"),
            (report.embedded, "passages embedded"),
        ]
        told = ", ".join(f"{count:,} {word}" for count, word in counts if count)
        parts.append(f'<p class="dl-done">{inert(told or "Nothing new in these files")}.</p>')
    if problems:
        items = "".join(f"<li>{inert(problem)}</li>" for problem in problems)
        parts.append(f'<ul class="dl-problems" aria-label="Problems">{items}</ul>')
    return f'<div role="status">{"".join(parts)}</div>'


def status_html(facts: Facts) -> str:
    """Give the state of store and model."""
    rows = [
        ("Store", facts.name),
        ("Articles", f"{facts.articles:,}"),
        ("Passages", f"{facts.passages:,}"),
        ("Embedder", facts.embedder),
        ("Answers", f"drafted by {facts.model}, checked" if facts.model else "quoted, no model"),
    ]
    cells = "".join(f"<div><dt>{name}</dt><dd>{inert(value)}</dd></div>" for name, value in rows)
    return f'<dl class="dl-facts">{cells}</dl>'
