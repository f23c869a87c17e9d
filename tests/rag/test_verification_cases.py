"""Sentences as people write them of a quote, right and wrong ones."""

from __future__ import annotations

from datetime import date

import pytest

from rag.verifying import Source, Verifier

_BANK = (
    "The National Bank of Velmara kept its key rate at 5.5% on Thursday, as 14 of 20 analysts had "
    "expected, and its governor, Ilsabet Moran, said a cut in June was possible but not certain."
)
_TALKS = (
    "Treasury Secretary Scott Bessent will meet Vice Premier He Lifeng in Paris on March 15 and 16, "
    "the Treasury Department said on Thursday."
)
_FLOOD = (
    "Nine people were killed and 23 were missing on Tuesday after the Brezna River burst its banks, "
    "officials said."
)
_TARIFF = (
    "China plans to raise its tariff on American soybeans from 10 percent to 13 percent on April 4, "
    "a spokesman for the commerce ministry, Tian Wei, said."
)
_DEAL = "Halden Foods rejected a $1.2 billion takeover offer from Norcross Group last month."
_STRIKE = (
    "“We are not going back without a contract,” Philip Aucoin, the union's president, told reporters. "
    "The port's director, Harriet Lang, declined to comment."
)
_MATCH = "Leeds beat York 2-1 on Saturday, and Okafor scored both goals for the winners."
_AROUND = "Officials of the Chinese trade ministry arrived on Wednesday."

_TRUE = [
    (_BANK, "Velmara's National Bank left its key rate at 5.5 percent."),
    (_BANK, "Fourteen of 20 analysts had expected the National Bank to keep its rate."),
    (_BANK, "The bank kept its rate at 5.5% on March 12, 2026."),
    (_BANK, "Governor Ilsabet Moran said a cut in June was possible."),
    (_BANK, "A June cut is possible but not certain, according to Moran."),
    (_TALKS, "Bessent and He Lifeng will meet in Paris on March 15 and 16."),
    (_TALKS, "The Treasury said that Scott Bessent will meet He Lifeng in Paris."),
    (_TALKS, "The meeting of Bessent and He Lifeng will be in Paris on March 15–16, 2026."),
    (_TALKS, "Scott Bessent will meet the Chinese vice premier, He Lifeng, in Paris."),
    (
        _FLOOD,
        "9 people died and 23 were missing after the Brezna River burst its banks, officials said.",
    ),
    (_FLOOD, "The flood of the Brezna River killed nine people, according to officials."),
    (_FLOOD, "Twenty-three people were missing on Tuesday, officials said."),
    (
        _TARIFF,
        "Beijing plans to raise its tariff on U.S. soybeans to 13% on April 4, said Tian Wei.",
    ),
    (_TARIFF, "The tariff on American soybeans is to rise from 10% to 13%, a spokesman said."),
    (_DEAL, "Halden Foods turned down a takeover offer of $1,200 million from Norcross Group."),
    (_DEAL, "A $1.2 billion takeover offer from Norcross Group was rejected by Halden Foods."),
    (_DEAL, "Halden Foods did not accept the offer from Norcross Group."),
    (_STRIKE, "Philip Aucoin said: “We are not going back without a contract.”"),
    (_STRIKE, "Harriet Lang declined to comment."),
    (_STRIKE, "The port's director, Lang, did not comment."),
    (_MATCH, "York were beaten 2-1 by Leeds on Saturday."),
    (_MATCH, "Okafor scored both goals as Leeds beat York 2-1."),
    (_MATCH, "Leeds won 2-1 against York."),
]
_FALSE = [
    (_BANK, "The National Bank of Velmara kept its key rate at 5.25%.", "number"),
    (_BANK, "The National Bank of Velmara raised its key rate to 5.5%.", "negation"),
    (_BANK, "20 of 14 analysts had expected the National Bank to keep its rate.", "number"),
    (_BANK, "The bank kept its rate on Wednesday.", "date"),
    (_BANK, "The bank kept its rate on April 12, 2026.", "date"),
    (_BANK, "The National Bank of Orvania kept its key rate at 5.5%.", "name"),
    (_BANK, "Moran said a cut in June was certain.", "negation"),
    (_BANK, "A cut in June was possible, Torvik said.", "attribution"),
    (_TALKS, "Bessent met He Lifeng in Paris on March 15 and 16.", "modality"),
    (_TALKS, "Bessent will not meet He Lifeng in Paris.", "negation"),
    (_TALKS, "Bessent will meet He Lifeng in London on March 15 and 16.", "name"),
    (_TALKS, "Bessent will meet Wang Yi in Paris on March 15 and 16.", "name"),
    (_TALKS, "Bessent will meet He Lifeng in Paris on May 15 and 16.", "date"),
    (_FLOOD, "Twenty-three people were killed and nine were missing on Tuesday.", "number"),
    (_FLOOD, "Nine people were killed on Wednesday after the Brezna River burst its banks.", "date"),
    (_FLOOD, "At least 19 people were killed after the Brezna River burst its banks.", "number"),
    (_FLOOD, "Nine people were killed after the Danube River burst its banks.", "name"),
    (_TARIFF, "China raised its tariff on American soybeans to 13 percent.", "modality"),
    (_TARIFF, "China plans to raise its tariff on American soybeans by 13 percentage points.", "number"),
    (_TARIFF, "China plans to lower its tariff on American soybeans to 13 percent.", "negation"),
    (_TARIFF, "China plans to raise its tariff on American soybeans from 13 percent to 10 percent.", "number"),
    (_TARIFF, "Japan plans to raise its tariff on American soybeans to 13 percent.", "name"),
    (_DEAL, "Halden Foods accepted a $1.2 billion takeover offer from Norcross Group.", "negation"),
    (_DEAL, "Halden Foods rejected a $1.2 million takeover offer from Norcross Group.", "number"),
    (_DEAL, "Halden Foods rejected a €1.2 billion takeover offer from Norcross Group.", "number"),
    (_DEAL, "Norcross Group rejected a $1.2 billion takeover offer from Halden Foods.", "name"),
    (_DEAL, "Halden Foods rejected a $1.2 billion takeover offer from Norcross Group in 2019.", "date"),
    (_STRIKE, "Philip Aucoin said: “We are going back without a contract.”", "quoted"),
    (_STRIKE, "“We are not going back without a contract,” Harriet Lang told reporters.", "attribution"),
    (_STRIKE, "Philip Aucoin declined to comment.", "name"),
    (_MATCH, "York beat Leeds 2-1 on Saturday.", "name"),
    (_MATCH, "Leeds were beaten by York on Saturday.", "name"),
    (_MATCH, "Leeds lost to York on Saturday.", "negation"),
    (_MATCH, "Leeds beat York 3-1 on Saturday.", "number"),
]  # fmt: skip


def _source(quote: str) -> Source:
    return Source(
        quote=quote,
        context=f"{_AROUND} {quote}",
        published=date(2026, 3, 12),
        title=None,
        outlet="Continental Wire",
    )


@pytest.mark.parametrize(("quote", "sentence"), _TRUE)
def test_what_the_quote_says_in_other_words_is_not_refused(quote, sentence):
    verdict = Verifier().verify(sentence, [_source(quote)])

    assert verdict.support != "unsupported", verdict


@pytest.mark.parametrize(("quote", "sentence", "check"), _FALSE)
def test_what_the_quote_does_not_say_is_refused_for_what_is_wrong(quote, sentence, check):
    verdict = Verifier().verify(sentence, [_source(quote)])

    assert verdict.support == "unsupported", verdict
    assert check in verdict.failed
    assert verdict.reason
