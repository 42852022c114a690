"""Writes public holidays as `shared/agenda/src/holidays.rs` reads them, to standard output: `cargo xtask holidays` keeps them in
public_holidays.txt, and tests/e2e/holidays.test.mjs compares. What a holiday is, when and how it is called, is the package's to say.

A line is a holiday: its names in English, French and Dutch (empty where the package has none), the days of each year in order, the
regions that have it. Days are `MMDD`: one of them where it is the same in every year, else one for every year, `-` for a year without.
"""

import sys
from importlib import metadata

import holidays

YEARS = range(2026, 2041)

# Our word for each region, and what the package calls it. Alsace and Moselle are two subdivisions there, with the same days.
REGIONS = {
    "fr": [("FR", None)],
    "fr-alsace-moselle": [("FR", "6AE"), ("FR", "57")],
    "fr-guadeloupe": [("FR", "971")],
    "fr-martinique": [("FR", "972")],
    "fr-guyane": [("FR", "973")],
    "fr-reunion": [("FR", "974")],
    "fr-mayotte": [("FR", "976")],
    "fr-saint-barthelemy": [("FR", "BL")],
    "fr-saint-martin": [("FR", "MF")],
    "fr-saint-pierre-et-miquelon": [("FR", "PM")],
    "fr-nouvelle-caledonie": [("FR", "NC")],
    "fr-polynesie": [("FR", "PF")],
    "fr-wallis-et-futuna": [("FR", "WF")],
    "be": [("BE", None)],
    "ca": [("CA", None)],
} | {f"ca-{province.lower()}": [("CA", province)] for province in holidays.country_holidays("CA").subdivisions}

LANGUAGES = {"FR": ("en_US", "fr", None), "BE": ("en_US", "fr", "nl"), "CA": ("en_CA", "fr", None)}


def days(country, subdivision):
    """Every holiday's names, and its days."""
    found = {}
    named = [
        language and holidays.country_holidays(country, subdiv=subdivision, years=YEARS, language=language)
        for language in LANGUAGES[country]
    ]
    for day in sorted(named[0]):
        if day.year in YEARS:
            names = tuple(one[day] if one else "" for one in named)
            found.setdefault(names, []).append(day)
    return found


def written(dates):
    """The days of a holiday, as short as they can be."""
    by_year = {day.year: f"{day:%m%d}" for day in dates}
    assert len(by_year) == len(dates), "a holiday comes once a year"
    each = [by_year.get(year, "-") for year in YEARS]
    return each[0] if len(set(each)) == 1 else " ".join(each)


lines = {}
for region, sources in REGIONS.items():
    all_days = [days(*source) for source in sources]
    assert all(one == all_days[0] for one in all_days), f"the parts of {region} differ"
    for names, dates in all_days[0].items():
        lines.setdefault((*names, written(dates)), []).append(region)

out = [f"# From the PyPI package holidays {metadata.version('holidays')} (MIT, Vacanza Team), by public_holidays.py. Do not edit."]
out.append(f"{YEARS[0]} {YEARS[-1]}")
out += ["|".join((*line, " ".join(regions))) for line, regions in sorted(lines.items())]
sys.stdout.buffer.write(("\n".join(out) + "\n").encode())
