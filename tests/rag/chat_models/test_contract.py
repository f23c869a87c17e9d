"""What every chat model does, whoever serves it."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from index.errors import ModelError, ModelTimeout, SettingsError
from rag.chat_models import Message

PROMPT = (
    Message(role="system", text="You are terse."),
    Message(role="user", text="Say where the ministers met, and when, in one sentence."),
)
FEW = 24


def streamed(stream: Any) -> tuple[list[str], Any]:
    words = []
    while True:
        try:
            words.append(next(stream))
        except StopIteration as end:
            return words, end.value


def test_a_completion_is_whole(model: Any) -> None:
    completion = model.complete(PROMPT, max_tokens=FEW)
    assert completion.text.strip()
    assert completion.finish_reason in {"stop", "length"}
    assert 0 < completion.usage.completion_tokens <= FEW
    assert completion.usage.prompt_tokens > 5
    assert completion.usage.counted
    assert completion.logprobs is None


def test_the_likeliest_words_are_always_the_same(model: Any) -> None:
    texts = {model.complete(PROMPT, max_tokens=FEW, seed=3).text for _ in range(3)}
    assert len(texts) == 1


def test_a_stream_gives_the_same_words(model: Any) -> None:
    whole = model.complete(PROMPT, max_tokens=FEW)
    words, completion = streamed(model.stream(PROMPT, max_tokens=FEW))
    assert len(words) > 1
    assert "".join(words) == completion.text == whole.text
    assert completion.finish_reason == whole.finish_reason
    assert completion.usage.completion_tokens > 0


def test_max_tokens_cut_it_off(model: Any) -> None:
    completion = model.complete(PROMPT, max_tokens=2)
    assert completion.finish_reason == "length"
    assert completion.usage.completion_tokens == 2
    assert model.complete(PROMPT, max_tokens=FEW).text.startswith(completion.text)


def test_a_stop_ends_both(model: Any) -> None:
    whole = model.complete(PROMPT, max_tokens=FEW).text
    stop = whole[len(whole) // 2 :][:3]
    wanted = whole.partition(stop)[0]
    assert wanted.strip()
    completion = model.complete(PROMPT, max_tokens=FEW, stop=[stop])
    words, last = streamed(model.stream(PROMPT, max_tokens=FEW, stop=[stop]))
    assert completion.text == "".join(words) == last.text == wanted
    assert completion.finish_reason == last.finish_reason == "stop"


def test_logprobs_come_with_each_token(model: Any) -> None:
    completion = model.complete(PROMPT, max_tokens=4, logprobs=True)
    assert "".join(one.token for one in completion.logprobs).startswith(completion.text)
    assert len(completion.logprobs) == completion.usage.completion_tokens
    for one in completion.logprobs:
        assert one.logprob <= 0
        assert 1 <= len(one.top) <= 10
        assert one.top[0][1] == max(share for _, share in one.top)
        assert one.token in [token for token, _ in one.top]


def test_a_stream_may_be_left(model: Any) -> None:
    stream = model.stream(PROMPT, max_tokens=FEW)
    first = next(stream)
    stream.close()
    with pytest.raises(StopIteration):
        next(stream)
    begun = time.perf_counter()
    assert model.complete(PROMPT, max_tokens=FEW).text.startswith(first)
    assert time.perf_counter() - begun < 30


def test_no_answer_in_time(model: Any) -> None:
    begun = time.perf_counter()
    with pytest.raises(ModelTimeout, match=r"0\.0002 s"):
        model.complete(PROMPT, max_tokens=FEW, timeout=0.0002)
    with pytest.raises(ModelTimeout, match=r"0\.0002 s"):
        list(model.stream(PROMPT, max_tokens=FEW, timeout=0.0002))
    assert time.perf_counter() - begun < 5
    assert model.complete(PROMPT, max_tokens=FEW).text


@pytest.mark.parametrize(
    ("messages", "options", "words"),
    [
        ((), {}, "no message"),
        (PROMPT, {"max_tokens": 0}, "max_tokens is 0"),
        (PROMPT, {"temperature": 3}, "temperature is 3"),
        (PROMPT, {"temperature": float("nan")}, "temperature is nan"),
        (PROMPT, {"stop": ["a"] * 5}, "5 stops"),
        (PROMPT, {"timeout": 0}, "timeout is 0 s"),
        (PROMPT, {"timeout": float("inf")}, "timeout is inf s"),
    ],
)
def test_what_cannot_be_asked(model: Any, messages: Any, options: Any, words: str) -> None:
    for call in (model.complete, model.stream):
        with pytest.raises(SettingsError, match=words):
            call(messages, **{"max_tokens": FEW, **options})


def test_a_prompt_that_does_not_fit(model: Any) -> None:
    endless = [Message(role="user", text="tariffs and soybeans " * model.context_window)]
    for call in (model.complete, model.stream):
        with pytest.raises(ModelError, match=r"does not fit into the context window"):
            list(
                call(endless, max_tokens=FEW)
                if call == model.stream
                else [call(endless, max_tokens=FEW)]
            )


def test_tokens_are_counted(model: Any) -> None:
    one, two = (
        model.count_tokens("The ministers met."),
        model.count_tokens("They met in Paris. " * 9),
    )
    assert 0 < one < two
    # A text that spells a special token, and one that no encoding has, are texts like others.
    assert model.count_tokens("<|endoftext|> \ud800 \u0000 émigré") > 2


def test_what_is_known_of_it(model: Any) -> None:
    assert model.name.split(":")[0] in {"fake", "http", "gguf"}
    assert model.context_window >= 512
    assert model.price is None


def test_several_may_ask_at_once(model: Any) -> None:
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: model.complete(PROMPT, max_tokens=FEW).text, range(4)))
    assert set(found) == {model.complete(PROMPT, max_tokens=FEW).text}
