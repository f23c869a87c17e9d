"""Names of the world that tell a place from a people: what a newspaper reader knows."""

from __future__ import annotations

import re

COUNTRIES = frozenset(
    """afghanistan albania algeria angola argentina armenia australia austria azerbaijan bahrain
    bangladesh belarus belgium bolivia bosnia brazil britain bulgaria cambodia cameroon canada
    chile china colombia congo croatia cuba cyprus czechia denmark ecuador egypt england eritrea
    estonia ethiopia finland france gaza georgia germany ghana greece guatemala haiti honduras
    hungary iceland india indonesia iran iraq ireland israel italy jamaica japan jordan
    kazakhstan kenya kosovo kuwait kyrgyzstan laos latvia lebanon libya lithuania luxembourg
    malaysia mali malta mexico moldova mongolia montenegro morocco mozambique myanmar namibia
    nepal netherlands nicaragua niger nigeria norway oman pakistan panama paraguay peru
    philippines poland portugal qatar romania russia rwanda scotland senegal serbia singapore
    slovakia slovenia somalia spain sudan sweden switzerland syria taiwan tajikistan tanzania
    thailand tunisia turkey turkmenistan uganda ukraine uruguay uzbekistan venezuela vietnam
    wales yemen zambia zimbabwe usa uk us andorra bahamas barbados belize benin bhutan botswana
    brunei burundi chad comoros djibouti dominica eswatini fiji gabon gambia grenada guinea guyana
    kiribati lesotho liberia liechtenstein macedonia madagascar malawi maldives mauritania
    mauritius micronesia nauru palau palestine samoa seychelles suriname togo tonga tuvalu
    vanuatu""".split()  # noqa: SIM905 - a list would be 100 lines
) | {
    "united states", "united kingdom", "south korea", "north korea", "saudi arabia",
    "south africa", "new zealand", "czech republic", "united arab emirates", "sri lanka",
    "burkina faso", "cape verde", "dominican republic", "east timor", "north macedonia",
    "papua new guinea", "san marino", "sierra leone", "solomon islands", "timor-leste",
    "hong kong", "el salvador", "costa rica", "ivory coast", "northern ireland", "south sudan",
}  # fmt: skip
REGIONS = frozenset(
    """alabama alaska alberta arizona arkansas california colorado connecticut delaware florida
    hawaii idaho illinois indiana iowa kansas kentucky louisiana maine manitoba maryland
    massachusetts michigan minnesota mississippi missouri montana nebraska nevada ohio oklahoma
    ontario oregon pennsylvania quebec saskatchewan tennessee texas utah vermont virginia
    wisconsin wyoming queensland tasmania bavaria catalonia crimea xinjiang tibet guangdong
    europe asia africa america antarctica""".split()  # noqa: SIM905 - as above
) | {
    "nova scotia", "british columbia", "new brunswick", "new york", "new jersey", "new mexico",
    "new hampshire", "north carolina", "south carolina", "north dakota", "south dakota",
    "rhode island", "west virginia", "south australia", "western australia", "new south wales",
    "middle east", "latin america", "west bank", "european union",
}  # fmt: skip
CITIES = frozenset(
    """abuja accra algiers amman amsterdam ankara athens atlanta baghdad baku bangkok barcelona
    basel beijing beirut belfast belgrade berlin bogota boston bratislava brisbane brussels
    bucharest budapest busan cairo canberra caracas chicago copenhagen dakar dallas damascus
    davos delhi denver detroit dhaka doha dubai dublin edinburgh frankfurt geneva glasgow
    guangzhou halifax hamburg hanoi havana helsinki hiroshima houston islamabad istanbul jakarta
    jerusalem johannesburg kabul karachi kathmandu khartoum kyiv lagos lahore lima lisbon
    liverpool london lyon madrid manchester manila marseille melbourne miami milan minsk montreal
    moscow mumbai munich nairobi naples osaka oslo ottawa paris perth philadelphia phoenix
    prague pyongyang riga riyadh rome rotterdam santiago sarajevo seattle seoul shanghai
    shenzhen sofia stockholm strasbourg sydney taipei tallinn tashkent tbilisi tehran tokyo
    toronto tripoli tunis turin vancouver vienna vilnius warsaw washington wuhan yerevan
    zagreb zurich""".split()  # noqa: SIM905 - as above
) | {
    "kuala lumpur", "new delhi", "los angeles", "san francisco", "mexico city", "buenos aires",
    "cape town", "tel aviv", "abu dhabi", "sao paulo", "new york city", "the hague",
    "ho chi minh city", "addis ababa", "white house", "st petersburg", "saint petersburg", "saint john",
    "st john's", "salt lake city", "san diego", "las vegas", "new orleans",
}  # fmt: skip
_PEOPLES = re.compile(
    r"(?:american|african|asian|european|british|english|scottish|welsh|irish|french|german|"
    r"dutch|danish|swedish|finnish|polish|turkish|spanish|kurdish|jewish|swiss|greek|czech|slovak|"
    r"thai|iraqi|israeli|saudi|qatari|pakistani|chinese|japanese|portuguese|vietnamese|taiwanese|"
    r"maltese|lebanese|sudanese|nepalese|congolese|\w+(?:[bcdglmnrstv]ian)|mexican|korean|"
    r"german|afghan|arab|latin|republican|democratic|democrat)s?",
    re.IGNORECASE,
)


def is_place(name: str) -> bool:
    """Say whether a name is that of a well-known country, region or city."""
    folded = re.sub(r"^the ", "", name.casefold().replace(".", ""))
    return folded in COUNTRIES or folded in REGIONS or folded in CITIES


def is_country(name: str) -> bool:
    """Say whether a name is that of a country."""
    return re.sub(r"^the ", "", name.casefold().replace(".", "")) in COUNTRIES


def is_region(name: str) -> bool:
    """Say whether a name is that of a state, province or part of the world."""
    return re.sub(r"^the ", "", name.casefold().replace(".", "")) in REGIONS


_ONE_NAME = (
    frozenset(("united states", "us", "usa", "america", "united states of america")),
    frozenset(("united kingdom", "uk", "britain", "great britain")),
    frozenset(("european union", "eu")),
    frozenset(("united arab emirates", "uae", "emirates")),
    frozenset(("united nations", "un")),
)
_TITLE = re.compile(
    r"^(?:the\s)?(?:(?:U\.?S\.?|Chinese|American|former|deputy|vice|prime|acting|foreign|trade|treasury|"
    r"finance|labou?r|interior|defen[cs]e|commerce|president|premier|minister|secretary|chairman|"
    r"chairwoman|senator|sen\.|rep\.|gov\.|governor|mayor|king|queen|pope|general|captain|professor|judge|"
    r"justice|councilman|councilwoman|ambassador|chancellor|mr|mrs|ms|dr|sir)\.?\s)+(?=[A-Z])",
    re.IGNORECASE,
)


def bare_name(name: str) -> str:
    """Give a name without "the" and titles: "Treasury Secretary Ann Lee" is "Ann Lee"."""
    bare = _TITLE.sub("", name)
    return (bare if " " in bare or " " not in name else name).removeprefix("the ")


def same_name(one: str, other: str) -> bool:
    """Say whether two names name one thing: "Lee" and "Ann Lee", "US" and "United States"."""
    first, second = _folded(one), _folded(other)
    if first == second or any({first, second} <= group for group in _ONE_NAME):
        return True
    if is_place(one) or is_place(other):
        return False
    short, long = sorted((first.split(), second.split()), key=len)
    return len(short) < len(long) and (
        short == long[-len(short) :] or (len(short) > 1 and short == long[: len(short)])
    )


def _folded(name: str) -> str:
    return re.sub(r"['’]s?$", "", re.sub(r"^the ", "", bare_name(name).casefold().replace(".", "")))


def is_people(name: str) -> bool:
    """Say whether a name is an adjective of nationality or party, which names nobody."""
    return _PEOPLES.fullmatch(name) is not None
