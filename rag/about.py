"""Questions about Dateline itself: what do you know, what can you do?"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from rag.answers import Answer
from rag.citing import unmarked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index import Article

_ABOUT = re.compile(
    r"""^\W*(?:(?:so|and|ok|okay|hi|hello|hey|please)\W+)*(?:
      what\s(?:do|can|could)\syou\s(?:know|do|answer|tell\sme|help)(?:\s(?:about|with|me|us|for\sme))*
    | what\s(?:can|could|should|may)\si\sask(?:\syou)?(?:\sabout)?
    | what\s(?:is|are)\s(?:in\s)?(?:your|this|the|these)\s(?:corpus|collection|sources|articles?|archive|knowledge(?:\sbase)?)
      (?:\s(?:about|on|here))?
    | (?:which|what|how\smany)\s(?:news\s)?(?:articles?|sources|outlets)\s(?:do\syou\s(?:have|know|use|hold)|are\s(?:there|indexed|in\sthe\scorpus))
    | (?:list|show)(?:\sme)?\s(?:all\s)?(?:your|the)\s(?:articles?|sources)
    | (?:who|what)\sare\syou
    | what\s(?:is|topics\sare|are\sthe\stopics)\s(?:this|covered|about|in\sthe\scorpus)(?:\sabout)?
    | what\s(?:does|do)\s(?:this|the)\s(?:corpus|articles?|collection)\scover
    | how\s(?:do|can)\si\suse\s(?:you|this)
    | help
    )\W*$""",
    re.VERBOSE | re.IGNORECASE,
)
_LISTED, _OUTLETS = 8, 6


def asks_about_the_corpus(question: str) -> bool:
    """Whether a question is about the collection, not about what its articles say."""
    return _ABOUT.match(question) is not None


def summary(question: str, articles: Sequence[Article]) -> Answer:
    """Tell how many articles there are, of which days and outlets, and the newest titles."""
    if not articles:
        text = "No article is indexed, or none may be used: index a folder with `dateline index`."
        return Answer(question=question, text=text, answered=False, reason="no article may be used")
    lines = [_extent(articles)]
    outlets = Counter(article.outlet for article in articles if article.outlet)
    if outlets:
        named = [f"{unmarked(name)} ({count})" for name, count in outlets.most_common(_OUTLETS)]
        more = len(outlets) - len(named)
        lines.append(f"Outlets: {', '.join(named)}{f' and {more} more' if more > 0 else ''}.")
    newest = sorted(articles, key=lambda a: (a.published is not None, a.published), reverse=True)
    lines.append("Ask about what they report. The newest:")
    for article in newest[:_LISTED]:
        day = article.published.isoformat() if article.published else "undated"
        lines.append(f"- {day}: {unmarked(article.title or article.id)}")
    if len(articles) > _LISTED:
        lines.append(f"… and {len(articles) - _LISTED:,} more.")
    return Answer(question=question, text="\n".join(lines), answered=True, confidence=1.0)


def _extent(articles: Sequence[Article]) -> str:
    count = f"{len(articles):,} article{'' if len(articles) == 1 else 's'}"
    days = [article.published for article in articles if article.published]
    if not days:
        return f"I know {count}, all undated."
    span = f"from {min(days).isoformat()} to {max(days).isoformat()}"
    undated = len(articles) - len(days)
    return f"I know {count} {span}{f', {undated:,} of them undated' if undated else ''}."


def in_english_only(question: str, language: str) -> Answer:
    """Say that a question in another language is not understood."""
    reason = f"the question seems to be in {language}; only English is supported"
    text = f"I can answer questions in English only; yours seems to be in {language}."
    return Answer(question=question, text=text, answered=False, reason=reason)
