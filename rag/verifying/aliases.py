"""Countries by their other names: adjective, capital, short form."""

from __future__ import annotations

_NATIONS = """usa american americans america washington us|china chinese beijing|russia russian russians moscow kremlin
britain british britons uk london england|france french paris|germany german germans berlin
japan japanese tokyo|india indian indians delhi|israel israeli israelis jerusalem|iran iranian iranians tehran
iraq iraqi iraqis baghdad|ukraine ukrainian ukrainians kyiv kiev|canada canadian canadians ottawa
mexico mexican mexicans|spain spanish spaniards madrid|italy italian italians rome|turkey turkish ankara turkiye
australia australian australians canberra|brazil brazilian brazilians brasilia|poland polish poles warsaw
netherlands dutch amsterdam|belgium belgian belgians|switzerland swiss bern|sweden swedish swedes stockholm
norway norwegian norwegians oslo|denmark danish danes copenhagen|finland finnish finns helsinki
austria austrian austrians vienna|greece greek greeks athens|portugal portuguese lisbon
ireland irish dublin|scotland scottish scots edinburgh|wales welsh cardiff|egypt egyptian egyptians cairo
qatar qatari qataris doha|syria syrian syrians damascus|lebanon lebanese beirut|jordan jordanian amman
palestine palestinian palestinians|taiwan taiwanese taipei|vietnam vietnamese hanoi|thailand thai bangkok
indonesia indonesian jakarta|philippines filipino filipinos manila philippine|malaysia malaysian|pakistan pakistani islamabad
afghanistan afghan afghans kabul|nigeria nigerian abuja|kenya kenyan nairobi|ethiopia ethiopian
argentina argentine argentinian|chile chilean|colombia colombian bogota|venezuela venezuelan caracas|cuba cuban havana
peru peruvian lima|hungary hungarian budapest|czechia czech prague|slovakia slovak bratislava|romania romanian bucharest
bulgaria bulgarian sofia|serbia serbian serb serbs belgrade|croatia croatian zagreb|slovenia slovenian
europe european europeans|africa african africans|asia asian|korea korean koreans seoul"""
NATION_OF = {
    form: line.split()[0]
    for line in _NATIONS.replace("\n", "|").split("|")
    for form in line.split()
}
CAPITALS = frozenset(
    """washington beijing moscow london paris berlin tokyo delhi jerusalem tehran baghdad kyiv
    ottawa madrid rome ankara canberra brasilia warsaw amsterdam stockholm oslo copenhagen
    helsinki vienna athens lisbon dublin edinburgh cardiff cairo doha damascus beirut amman taipei
    hanoi bangkok jakarta manila islamabad kabul abuja nairobi bogota caracas havana lima
    budapest prague bratislava bucharest sofia belgrade zagreb seoul bern""".split()  # noqa: SIM905 - a list would be 50 lines
)
# White House, Downing Street: a government by its seat.
SEATS = {("white", "hous"): "usa", ("down", "street"): "britain", ("unit", "state"): "usa",
         ("unit", "kingdom"): "britain", ("great", "britain"): "britain"}  # fmt: skip
