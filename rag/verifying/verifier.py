"""Hold a sentence against the quotes that it cites."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.verifying.attribution import check_attribution
from rag.verifying.binding import check_binding
from rag.verifying.coverage import check_coverage
from rag.verifying.dating import check_dates
from rag.verifying.folding import fold
from rag.verifying.modality import check_modality
from rag.verifying.names import check_names
from rag.verifying.numbers import check_numbers
from rag.verifying.polarity import check_negation
from rag.verifying.quoted import check_quoted
from rag.verifying.reading import read, read_evidence
from rag.verifying.verdicts import CHECKS, Check, Finding, Source, Verdict

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from index.embedding.base import Embedder

# No sentence is longer.
_LONGEST = 2_000
_RULES = (
    check_numbers,
    check_dates,
    check_names,
    check_quoted,
    check_binding,
    check_negation,
    check_modality,
    check_attribution,
)


class Verifier:
    """Judges sentences by their quotes alone, by rules, each with its reason.

    Verdicts are the same for the same words; see docs/verification.md for what is checked
    and how well.
    """

    def __init__(
        self, embedder: Embedder | None = None, *, checks: Collection[Check] = CHECKS
    ) -> None:
        """Take what the checks need.

        Args:
            embedder: Gives token vectors for words that no quote has; without it these
                count as missing.
            checks: Those to be made; all of them unless some are to be measured alone.
        """
        self._embedder = embedder
        self._checks = frozenset(checks)

    def verify(self, sentence: str, sources: Sequence[Source]) -> Verdict:
        """Judge one sentence.

        Args:
            sentence: One sentence, without citation marks.
            sources: The quotes that it cites.

        Returns:
            The verdict; a sentence that is one of the quotes is supported without more ado.

        Raises:
            ModelUnavailable: The embedder's model is not there.
        """
        plain = fold(sentence)
        if not any(c.isalnum() for c in plain):
            return _refused("there is nothing to verify")
        sources = [s for s in sources if fold(s.quote)]
        if not sources:
            return _refused("no quote is cited")
        if any(_bare(fold(s.quote)) == _bare(plain) for s in sources):
            return Verdict(support="supported")
        if len(plain) > _LONGEST:
            return _refused("it is too long to be one sentence")
        return _verdict(self._findings(sentence, sources))

    def _findings(self, sentence: str, sources: Sequence[Source]) -> list[Finding]:
        reading = read(sentence, sources[0].published)
        evidence = read_evidence(sources)
        found = [f for rule in _RULES for f in rule(reading, evidence)]
        found = [f for f in found if f.check in self._checks]
        if "coverage" in self._checks and not any(f.hard for f in found):
            found += check_coverage(reading, evidence, self._embedder)
        return found


def _bare(text: str) -> str:
    return text.strip(" .\"'").casefold() if len(text) > 1 else text


def _refused(reason: str) -> Verdict:
    return Verdict(support="unsupported", reason=reason, failed=("coverage",))


def _verdict(found: Sequence[Finding]) -> Verdict:
    if not found:
        return Verdict(support="supported")
    worst = next((f for f in found if f.hard), found[0])
    return Verdict(
        support="unsupported" if worst.hard else "partly",
        reason=worst.reason,
        failed=tuple(dict.fromkeys(f.check for f in found)),
    )
