"""A model drafts, Dateline decides: gate, draft, citations, verification, one repair.

Whatever goes wrong with the model ends in the quoted answer, with a word about it; no
sentence of a model is given that its quotes do not bear out.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from index.errors import ModelError, ModelTimeout, ModelUnavailable
from rag import prompts
from rag.answers import Sentence
from rag.brackets import set_apart
from rag.drafting.citing import Assigner
from rag.drafting.claims import claims_of
from rag.drafting.composing import compose, contradicts, declined
from rag.drafting.gate import ANSWER_ABOVE, chance_of_answer, chance_of_yes
from rag.drafting.instructing import instructs
from rag.drafting.packing import pack, room_for_passages
from rag.drafting.refusing import refuses
from rag.drafting.spending import Spending
from rag.streaming import Progress, SentenceReady, reading, ready

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence

    from rag.answers import Answer, Hit
    from rag.chat_models import ChatModel
    from rag.citing import Citer
    from rag.drafting.citing import Assigned
    from rag.drafting.packing import Packed
    from rag.evidence import Evidence
    from rag.questions import Question
    from rag.streaming import Event, Steps

# More passages make a small model slow, and no model surer.
_MOST_PASSAGES = 4
_ANSWER_TOKENS, _GATE_TOKENS = 300, 2
_MOST_SENTENCES = 6
# Our own confidence below which no model is asked: nothing in the articles is near.
_HOPELESS = 0.05


def drafted(  # noqa: PLR0913, PLR0917 - what an answer is made of
    model: ChatModel,
    citer: Citer,
    asked: Question,
    hits: Sequence[Hit],
    evidence: Sequence[Evidence],
    quoted: Callable[[], Answer],
) -> Steps:
    """Let a model draft an answer, and give as much of it as the passages bear out.

    Args:
        model: The model.
        citer: Makes the citations, numbered on.
        asked: The question, which stands alone.
        hits: The passages found, best first.
        evidence: Their sentences, best first.
        quoted: Gives the embedded answer.
    """
    before = len(citer.made)
    plain = quoted()
    kept = citer.made[before:]
    if not plain.answered and plain.confidence < _HOPELESS:
        yield from ready(plain)
        return plain
    del citer.made[before:]
    drafting = _Drafting(model, citer, asked, _read(hits, evidence), evidence)
    try:
        answer = yield from drafting.answer(plain)
    except ModelError as error:
        answer = _Fallback(f"The language model failed ({_line(error)})")
    if not isinstance(answer, _Fallback):
        return answer
    citer.made[before:] = kept
    yield from ready(plain)
    return answer.instead(plain, drafting)


class _Fallback:
    """The embedded answer is to be given, for this reason if it is one to tell."""

    def __init__(self, why: str | None = None) -> None:
        self._why = why

    def instead(self, plain: Answer, drafting: _Drafting) -> Answer:
        """Give the embedded answer, with the reason."""
        told = []
        if self._why:
            told = [f"{self._why}{'; the articles are quoted instead' if plain.answered else ''}."]
        return replace(
            plain,
            text="\n".join([plain.text, *told]),
            confidence=drafting.confidence or plain.confidence,
            warnings=(*plain.warnings, *drafting.warnings, *told),
            usage=drafting.spending.total(),
        )


class _Drafting:
    """One draft, from the gate to the answer.

    Attributes:
        spending: What the calls took.
        warnings: What the reader should know besides.
        confidence: How likely the passages state the answer, once the model has been asked.
    """

    def __init__(
        self,
        model: ChatModel,
        citer: Citer,
        asked: Question,
        hits: Sequence[Hit],
        evidence: Sequence[Evidence],
    ) -> None:
        self._model = model
        self._asked = asked
        self.spending = Spending(model)
        self.confidence: float | None = None
        self._packed = self._pack(hits)
        self.warnings = [self._packed.warning] if self._packed.warning else []
        read = {hit.passage.id for hit in self._packed.hits}
        usable = [e for e in evidence if e.passage.id in read and not instructs(e.text)]
        self._assigner = Assigner(citer, usable)
        self._passed: dict[str, Sentence] = {}
        self._failed: dict[str, str] = {}

    def answer(self, plain: Answer) -> Generator[Event | None, None, Answer | _Fallback]:
        if not self._packed.hits:
            return _Fallback("No passage fits into the model's context window")
        yield reading(len(self._packed.hits))
        chance = self._chance()
        there = plain.answered
        if chance is not None:
            self.confidence = chance_of_answer(chance, plain.confidence)
            plain = replace(plain, confidence=self.confidence)
            there = self.confidence >= ANSWER_ABOVE
        if not there:
            # Where the embedded answerer declines as well, it tells what is missing.
            return self._nothing(plain) if plain.answered else _Fallback()
        yield Progress(state="drafting")
        said = yield from self._draft()
        yield Progress(state="checking")
        claims = self._claims(said)
        if not claims:
            return _Fallback("The language model wrote no answer")
        yield from self._check(claims)
        if self._failed:
            yield from self._repair(said)
        return self._composed(plain)

    def _nothing(self, plain: Answer) -> Answer:
        return declined(
            plain,
            answerer=self._model.name,
            warnings=tuple(self.warnings),
            usage=self.spending.total(),
        )

    def _composed(self, plain: Answer) -> Answer | _Fallback:
        sentences = list(self._passed.values())[:_MOST_SENTENCES]
        if not sentences:
            return _Fallback("No sentence of the model's draft passed")
        reason = contradicts(sentences, self._assigner.cited, plain)
        if reason:
            return _Fallback(f"The model's draft was not used, since {reason}")
        if self._failed:
            self.warnings.append(_left_out(len(self._failed)))
        return compose(
            plain,
            sentences,
            citations=self._assigner.cited,
            answerer=self._model.name,
            warnings=tuple(self.warnings),
            usage=self.spending.total(),
            yes_no=self._asked.kind == "yesno",
        )

    def _pack(self, hits: Sequence[Hit]) -> Packed:
        question = self._asked.text
        budget = room_for_passages(self._model, question=question, max_tokens=2 * _ANSWER_TOKENS)
        return pack(hits, question=question, model=self._model, budget=budget)

    def _chance(self) -> float | None:
        """Ask the model whether the answer is there; None where it cannot tell."""
        messages = prompts.gate(self._packed.text, self._packed.mark, self._asked.text)
        try:
            completion = self._model.complete(messages, max_tokens=_GATE_TOKENS, logprobs=True)
        except (ModelTimeout, ModelUnavailable):
            raise
        except ModelError:
            return None  # a model that thinks first says nothing in two tokens
        self.spending.add(completion.usage)
        return chance_of_yes(completion)

    def _draft(self) -> Generator[Event | None, None, str]:
        """Read the draft as it comes; whole sentences are checked at once."""
        messages = prompts.draft(self._packed.text, self._packed.mark, self._asked.text)
        said = ""
        stream = self._model.stream(messages, max_tokens=_ANSWER_TOKENS)
        try:
            while True:
                try:
                    piece = next(stream)
                except StopIteration as end:
                    self.spending.add(end.value.usage)
                    return str(end.value.text)
                said += piece
                yield None
                if piece.rstrip().endswith((".", "!", "?")) or "\n" in piece:
                    # The last sentence may go on.
                    yield from self._check(self._claims(said)[:-1], final=False)
        finally:
            stream.close()

    def _claims(self, said: str) -> list[str]:
        return [claim for claim in claims_of(said) if not refuses(claim)]

    def _check(
        self, claims: Sequence[str], *, final: bool = True
    ) -> Generator[Event | None, None, None]:
        for claim in claims:
            if claim in self._passed or claim in self._failed:
                continue
            assigned = self._assigner.assign(claim)
            if not assigned.citations:
                if final:
                    self._failed[claim] = _told(assigned)
                continue
            numbers = tuple(citation.number for citation in assigned.citations)
            sentence = Sentence(
                text=set_apart(assigned.text), citations=numbers, support="supported"
            )
            self._passed[claim] = sentence
            yield SentenceReady(sentence=sentence, citations=assigned.citations)

    def _repair(self, said: str) -> Generator[Event | None, None, None]:
        """Let the model mend what failed, once."""
        failed = list(self._failed.items())
        messages = prompts.repair(
            self._packed.text, self._packed.mark, self._asked.text, said, failed
        )
        yield Progress(state="drafting")
        try:
            completion = self._model.complete(messages, max_tokens=_ANSWER_TOKENS)
        except ModelError as error:
            self.warnings.append(f"The language model could not mend its draft ({_line(error)}).")
            return
        self.spending.add(completion.usage)
        yield Progress(state="checking")
        known = len(self._passed)
        yield from self._check(self._claims(completion.text), final=False)
        mended = len(self._passed) - known
        for claim, _ in failed[:mended]:
            del self._failed[claim]


def _read(hits: Sequence[Hit], evidence: Sequence[Evidence]) -> list[Hit]:
    """Give the passages to read: those whose sentences answer best."""
    by_id = {hit.passage.id: hit for hit in hits}
    best = dict.fromkeys(e.passage.id for e in evidence if e.passage.id in by_id)
    return [by_id[one] for one in best][:_MOST_PASSAGES]


def _told(assigned: Assigned) -> str:
    """Tell the model why a sentence did not pass, and what it may keep to."""
    reason = assigned.reason or ""
    if assigned.nearest is None:
        return reason
    return prompts.NEAREST.format(reason=reason, nearest=assigned.nearest)


def _left_out(count: int) -> str:
    if count == 1:
        return "1 sentence of the model's draft was left out: no passage bears it out."
    return f"{count} sentences of the model's draft were left out: no passage bears them out."


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:300].rstrip(".")
