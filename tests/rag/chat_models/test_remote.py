"""A server that refuses, lies, breaks off or hangs: each ends in words that say what to do."""

from __future__ import annotations

import gc
import logging
import socket
import subprocess
import sys
import time
import traceback
from typing import TYPE_CHECKING, Any

import pytest

import index
import rag
from index.errors import ModelError, ModelTimeout, ModelUnavailable, SettingsError
from rag.chat_models import Message, Price, open_chat_model
from rag.chat_models.remote import RemoteChatModel
from rag.chat_models.settings import ChatSettings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PROMPT = [Message(role="user", text="Where do they meet? one two three four five")]
KEY = "sk-secret-1234567890"


def remote(stub: Any, **options: Any) -> RemoteChatModel:
    return RemoteChatModel(
        f"{stub.url}#m", **{"model": "m", "url": stub.url, "key": KEY, **options}
    )


def whole(model: Any, **options: Any) -> str:
    return model.complete(PROMPT, max_tokens=50, **options).text


def pieces(model: Any, **options: Any) -> str:
    return "".join(model.stream(PROMPT, max_tokens=50, **options))


def ended(stream: Any) -> Any:
    """Give what a stream returns."""
    while True:
        try:
            next(stream)
        except StopIteration as end:
            return end.value


BOTH = pytest.mark.parametrize("call", [whole, pieces])
ANSWER = f"You said: {PROMPT[0].text}"


@BOTH
@pytest.mark.parametrize(
    ("told", "kind", "words"),
    [
        ("401", ModelUnavailable, "check the key in DATELINE_LLM_API_KEY"),
        ("402", ModelUnavailable, "no credit"),
        ("403", ModelUnavailable, "may not use m"),
        ("404", ModelUnavailable, "model's name, m"),
        ("408", ModelTimeout, "status 408"),
        ("429", ModelUnavailable, "too many requests"),
        ("429 quota", ModelUnavailable, "no credit is left"),
        ("500", ModelUnavailable, "see its log"),
        ("503", ModelUnavailable, "status 503"),
        ("400", ModelError, "told to say 400"),
        ("422", ModelError, "status 422"),
    ],
)
def test_refusals_say_what_to_do(
    chat_stub: Any, call: Callable[..., str], told: str, kind: type, words: str
) -> None:
    chat_stub.script = [told] * 3
    with pytest.raises(ModelError, match=words) as caught:
        call(remote(chat_stub))
    assert type(caught.value) is kind
    assert chat_stub.url in str(caught.value)
    assert "\n" not in str(caught.value)


@BOTH
@pytest.mark.parametrize("told", ["429", "500", "503", "408"])
def test_what_passes_is_tried_again(chat_stub: Any, call: Callable[..., str], told: str) -> None:
    chat_stub.script = [told, told]
    assert call(remote(chat_stub)) == ANSWER
    assert len(chat_stub.asked) == 3


@BOTH
@pytest.mark.parametrize("told", ["400", "401", "404", "429 quota"])
def test_what_does_not_pass_is_not(chat_stub: Any, call: Callable[..., str], told: str) -> None:
    chat_stub.script = [told]
    with pytest.raises(ModelError):
        call(remote(chat_stub))
    assert len(chat_stub.asked) == 1


def test_a_server_is_waited_for_as_long_as_it_asks(chat_stub: Any) -> None:
    chat_stub.script = ["429 0.4"]
    assert whole(remote(chat_stub)) == ANSWER
    assert 0.4 <= chat_stub.times[1] - chat_stub.times[0] < 2


def test_but_not_beyond_the_time_there_is(chat_stub: Any) -> None:
    chat_stub.script = ["429 60"]
    begun = time.perf_counter()
    with pytest.raises(ModelUnavailable, match="too many requests"):
        whole(remote(chat_stub), timeout=2)
    assert time.perf_counter() - begun < 1
    assert len(chat_stub.asked) == 1


@pytest.mark.parametrize(
    "told",
    """no choices,null,list,no message,null message,number,choices text,odd,text,json,empty,
    reasoned,refusal,flood""".replace("\n    ", "").split(","),
)
def test_answers_that_are_none(chat_stub: Any, told: str) -> None:
    chat_stub.script = [told]
    with pytest.raises(ModelError, match="gave no usable answer from m") as caught:
        whole(remote(chat_stub))
    assert type(caught.value) is ModelError
    why = {
        "flood": "more than 16,000,000 bytes",
        "reasoned": "hidden reasoning",
        "refusal": "I can't help",
        "empty": "is empty",
    }
    assert why.get(told, "") in str(caught.value)
    assert len(chat_stub.asked) == 1


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ("cut", "broke off in the middle"),
        ("broken", "broke off in the middle"),
        ("error", "fell over"),
        ("bad event", "no usable answer"),
        ("text", "broke off in the middle"),
        ("null", "broke off in the middle"),
        ("empty", "is empty"),
    ],
)
def test_streams_that_break(chat_stub: Any, told: str, words: str) -> None:
    chat_stub.script = [told]
    given = []
    with pytest.raises(ModelError, match=words) as caught:
        given.extend(remote(chat_stub).stream(PROMPT, max_tokens=50))
    assert type(caught.value) is ModelError
    assert len(chat_stub.asked) == 1


def test_a_torn_answer(chat_stub: Any) -> None:
    chat_stub.script = ["torn"] * 3
    with pytest.raises(ModelError, match="broke off before it answered"):
        whole(remote(chat_stub))


def test_an_odd_event_is_passed_over(chat_stub: Any) -> None:
    chat_stub.script = ["odd event"]
    assert pieces(remote(chat_stub)) == ANSWER


@BOTH
@pytest.mark.parametrize("told", ["hang", "stall", "pings", "drip"])
def test_a_server_that_hangs(chat_stub: Any, call: Callable[..., str], told: str) -> None:
    if (told in ("stall", "pings")) == (call is whole) and told != "hang":
        pytest.skip("this trouble is the other's")
    chat_stub.script, chat_stub.hang = [told], 3
    begun = time.perf_counter()
    with pytest.raises(ModelTimeout, match=r"in 0\.3 s"):
        call(remote(chat_stub), timeout=0.3)
    assert time.perf_counter() - begun < 1.5
    assert len(chat_stub.asked) == 1


def test_a_server_is_told_when_its_reader_leaves(chat_stub: Any) -> None:
    chat_stub.script = ["slow"]
    chat_stub.says = lambda _: "word " * 400
    stream = remote(chat_stub).stream(PROMPT, max_tokens=400)
    assert next(stream) + next(stream) == "word word"
    stream.close()
    assert chat_stub.left.wait(timeout=3)  # all its words would take 20 s


def connections(stub: Any, wanted: int) -> int:
    """Count a server's connections, once they are as wanted or three seconds have passed."""
    end = time.monotonic() + 3
    while stub.connections != wanted and time.monotonic() < end:
        time.sleep(0.01)
    return stub.connections


def left(stub: Any) -> int:
    """Count the connections that other tests have left, once all that can be are closed."""
    gc.collect()
    time.sleep(0.1)
    return stub.connections


def test_a_closed_model_keeps_no_connection(chat_stub: Any) -> None:
    before = left(chat_stub)
    model = remote(chat_stub)
    model.close()  # nothing was opened yet
    for _ in range(2):
        assert pieces(model) == whole(model) == ANSWER
        assert connections(chat_stub, before + 1) == before + 1
        model.close()
        model.close()
        assert connections(chat_stub, before) == before


def test_nor_does_one_that_is_forgotten(chat_stub: Any) -> None:
    before = left(chat_stub)
    model = remote(chat_stub)
    assert whole(model) == ANSWER
    assert connections(chat_stub, before + 1) == before + 1
    del model
    gc.collect()
    assert connections(chat_stub, before) == before


def test_an_engine_closes_what_it_opened_and_no_more(
    chat_stub: Any, fake_chat_model: Any, tmp_path: Path
) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "a.md").write_text("Talks resume on Monday in Bergen, she said.")
    index.sync([tmp_path / "articles"], store=tmp_path / "store")
    before = left(chat_stub)
    engine = rag.open(tmp_path / "store", llm=f"{chat_stub.url}#m")
    assert engine.model is not None
    whole(engine.model)
    engine.close()
    assert connections(chat_stub, before) == before
    own = fake_chat_model()
    rag.open(tmp_path / "store", llm=own).close()
    assert not own.closed


def test_nothing_is_sent_before_the_first_word_is_asked_for(chat_stub: Any) -> None:
    stream = remote(chat_stub).stream(PROMPT, max_tokens=5)
    assert chat_stub.asked == []
    stream.close()
    assert chat_stub.asked == []


@BOTH
def test_a_model_that_repeats_for_ever(chat_stub: Any, call: Callable[..., str]) -> None:
    chat_stub.script = ["forever"]
    assert call(remote(chat_stub)) == " again".lstrip() + " again" * 49


@BOTH
def test_a_server_that_heeds_no_stop(chat_stub: Any, call: Callable[..., str]) -> None:
    chat_stub.script = ["deaf"]
    assert call(remote(chat_stub), stop=["one two", "thr"]) == ANSWER.partition("one two")[0]


@BOTH
def test_open_reasoning_is_left_out(chat_stub: Any, call: Callable[..., str]) -> None:
    chat_stub.script = ["thinks"]
    assert call(remote(chat_stub)) == ANSWER


@BOTH
def test_usage_is_estimated_where_none_is_told(chat_stub: Any, call: Callable[..., str]) -> None:
    chat_stub.script = ["no usage"]
    model = remote(chat_stub)
    if call is whole:
        completion = model.complete(PROMPT, max_tokens=50)
    else:
        completion = ended(model.stream(PROMPT, max_tokens=50))
    assert not completion.usage.counted
    assert completion.usage.completion_tokens >= 11
    assert completion.usage.prompt_tokens > completion.usage.completion_tokens


@pytest.mark.parametrize("told", ["bad temperature", "bad seed", "bad logprobs"])
def test_what_a_model_does_not_take_is_left_out(chat_stub: Any, told: str) -> None:
    chat_stub.script = [told]
    model = remote(chat_stub)
    for _ in range(2):
        completion = model.complete(PROMPT, max_tokens=50, seed=1, logprobs=True)
        assert completion.text == ANSWER
    first, *later = chat_stub.asked
    name = told.split()[1]
    assert name in first
    assert all(name not in body for body in later)
    assert len(later) == 2


def test_no_server() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
    begun = time.perf_counter()
    for call in (whole, pieces):
        with pytest.raises(ModelUnavailable, match=f"{url} cannot be reached: check the address"):
            call(open_chat_model(f"{url}#m"))
    assert time.perf_counter() - begun < 12


# --- what is asked


def test_what_a_server_is_asked(chat_stub: Any) -> None:
    whole(remote(chat_stub), seed=7, stop=["X", ""])
    pieces(remote(chat_stub), temperature=0.5)
    first, second = chat_stub.asked
    message = {"role": "user", "content": PROMPT[0].text}
    assert first == {
        "model": "m",
        "messages": [message],
        "max_tokens": 50,
        "temperature": 0,
        "seed": 7,
        "stop": ["X"],
        "stream": False,
    }
    assert second == {
        "model": "m",
        "messages": [message],
        "max_tokens": 50,
        "temperature": 0.5,
        "stream": True,
        "stream_options": {"include_usage": True},
    }


def test_openais_models_get_their_own_parameters(
    chat_stub: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("OPENAI_BASE_URL", chat_stub.url)
    chat_stub.script = ["right", "right", "old"]
    for name in ("openai:gpt-4o-mini", "openai:gpt-5-mini", "openai:gpt-4"):
        assert whole(open_chat_model(name)) == ANSWER
    plain, reasoning, _, old = chat_stub.asked
    assert plain["max_completion_tokens"] == 50
    assert "max_tokens" not in plain
    assert "reasoning_effort" not in plain
    assert reasoning["max_completion_tokens"] > 1000
    assert reasoning["reasoning_effort"] == "low"
    assert old["max_tokens"] == 50
    assert "max_completion_tokens" not in old


def test_lone_surrogates_can_be_sent(chat_stub: Any) -> None:
    model = remote(chat_stub)
    assert model.complete([Message(role="user", text="a\ud800b")], max_tokens=9).text.endswith(
        "a?b"
    )


# --- keys


def test_each_server_gets_its_own_key_alone(
    chat_stub: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-openai")
    monkeypatch.setenv("OPENAI_ORG_ID", "org-openai")
    whole(open_chat_model(f"{chat_stub.url}#m"))
    monkeypatch.setenv("DATELINE_LLM_API_KEY", KEY)
    whole(open_chat_model(f"{chat_stub.url}#m"))
    monkeypatch.setenv("OPENAI_BASE_URL", chat_stub.url)
    whole(open_chat_model("openai:gpt-4o"))
    assert chat_stub.keys == ["Bearer none", f"Bearer {KEY}", "Bearer sk-openai"]
    assert chat_stub.organizations == [None, None, "org-openai"]


@BOTH
@pytest.mark.parametrize("told", ["401", "429 quota", "400", "error", "text", "cut"])
def test_the_key_never_shows(
    chat_stub: Any, call: Callable[..., str], told: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    chat_stub.script = [told]  # the stub repeats the key in what it says
    model = remote(chat_stub)
    try:
        call(model)
    except ModelError as error:
        shown = "".join(traceback.format_exception(error)) + repr(error)
    else:
        assert (call, told) in [(whole, "error"), (whole, "cut")]
        shown = ""
    assert KEY not in shown
    assert KEY not in repr(model) + str(vars(model))
    assert KEY not in caplog.text


def test_openai_needs_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    for value in (None, "", " "):
        monkeypatch.delenv("OPENAI_API_KEY", raising=False)
        if value is not None:
            monkeypatch.setenv("OPENAI_API_KEY", value)
        with pytest.raises(ModelUnavailable, match="OPENAI_API_KEY is not set"):
            open_chat_model("openai:gpt-4o")


@pytest.mark.parametrize(
    "name", ["http://me:pw-1@host/v1#m", "https://pw-1@host/v1#m", "http://host/v1?key=pw-1#m"]
)
def test_an_address_with_a_key_is_refused(name: str) -> None:
    with pytest.raises(SettingsError, match="DATELINE_LLM_API_KEY") as caught:
        open_chat_model(name)
    assert "pw-1" not in str(caught.value)


# --- windows and prices


def test_the_window_is_asked_for(chat_stub: Any) -> None:
    for told, wanted in [
        ({"object": "list", "data": [{"id": "m", "object": "model", "max_model_len": 9000}]}, 9000),
        ({"object": "list", "data": [{"id": "m", "meta": {"n_ctx_train": 777}}]}, 777),
        ({"object": "list", "data": [{"id": "another", "max_model_len": 9000}]}, 4096),
        ({"object": "list", "data": [{"id": "m", "max_model_len": "many", "meta": 3}]}, 4096),
        ({"data": None}, 4096),
        ([], 4096),
    ]:
        chat_stub.models = told
        assert remote(chat_stub).context_window == wanted
    assert remote(chat_stub, context_window=1234).context_window == 1234


def test_prices_and_windows_of_openais_models(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    dated = open_chat_model("openai:gpt-4o-mini-2024-07-18")
    assert dated.price == Price(prompt=0.15, completion=0.60)
    assert dated.context_window == 128_000
    assert open_chat_model("openai:gpt-4o-mini-audio").price is None
    assert open_chat_model("http://localhost/v1#gpt-4o").price is None
    own = ChatSettings(llm_price="1,2.5", llm_context=600)
    model = open_chat_model("openai:gpt-4o", settings=own)
    assert model.price == Price(prompt=1, completion=2.5)
    assert model.context_window == 600


def test_a_call_has_a_cost(chat_stub: Any) -> None:
    price = Price(prompt=100, completion=1000)
    completion = remote(chat_stub, price=price).complete(PROMPT, max_tokens=50)
    usage = completion.usage
    assert price.of(usage) == pytest.approx(
        usage.prompt_tokens / 1e4 + usage.completion_tokens / 1e3
    )


def test_the_client_is_imported_late() -> None:
    code = (
        "import rag.chat_models, rag.chat_models.remote, sys; "
        "sys.exit(any(name in sys.modules for name in ('openai', 'httpx', 'tiktoken', 'xllamacpp')))"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
