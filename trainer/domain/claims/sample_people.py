"""The invented people, places, practices and payers of the sample claims."""

from datetime import date, timedelta
from random import Random

from trainer.domain.claims.identifiers import make_npi
from trainer.domain.claims.professional import Address, Name, Payer, Person, Profile, Provider, Sex
from trainer.domain.claims.sample_scenes import words

_WOMEN = words("Ada Beatriz Carla Dolores Edith Farah Greta Hana Ines Jolene Keiko Lucia Mabel Nadia Opal Priya")
_MEN = words("Amos Bruno Cedric Dmitri Elias Felix Gideon Hiro Ivan Jonas Karim Lionel Milo Nestor Otis Pavel")
_LAST = words(
    "Abernathy Brandvold Castellan Dunmore Eastwick Fairbairn Galloway Hollister Imhoff Jessop Kestrel Lindqvist "
    "Marchbanks Northcote Okafor Pemberton Quillfeather Rosenthal Standish Thackeray Underhill Valdivia Whitlock "
    "O'Farrell Smith-Ibarra"
)
_STREETS = words("Alder Birchwood Cobblestone Dogwood Elmcrest Foxglove Granary Heron Ironbridge Juniper")
_KINDS = ("St", "Ave", "Ln", "Blvd", "Ct")
_TOWNS = (
    ("Maple Hollow", "OH", "430"),
    ("Cedar Plains", "KS", "662"),
    ("Port Ellery", "ME", "041"),
    ("Saltgrass", "TX", "775"),
    ("Quarry Lake", "MI", "481"),
    ("Alder Ridge", "OR", "970"),
    ("Pine Ferry", "GA", "303"),
    ("Juniper Wells", "AZ", "850"),
)
_EMPLOYERS = ("Harbor Steel Works", "Quickline Freight", "Bluestem Foods", "Granite County Schools")
_PAYERS = {
    Profile.MEDICARE: (("Medicare Part B", "MCB01"), ("Medicare Part B", "MCB02")),
    Profile.MEDICAID: (("Medicaid", "MCD01"), ("Medicaid", "MCD02")),
    Profile.TRICARE: (("TRICARE", "TRC01"),),
    Profile.COMMERCIAL: (
        ("Cedar Plains Health PPO", "CPH01"),
        ("Larkspur Mutual", "LKM02"),
        ("Northgate Benefit Trust", "NBT03"),
    ),
    Profile.WORKERS_COMPENSATION: (("Ironwood Compensation Fund", "IWC01"), ("Tidewater Casualty", "TWC02")),
}
PLANS = ("Gold 500", "Open Access", "Family Choice", "Retiree Supplement")
_MBI_LETTERS = "ACDEFGHJKMNPQRTUVWXY"
"""No S, L, O, I, B, Z (CMS, MBI format)."""


def digits(rng: Random, count: int) -> str:
    return "".join(rng.choice("0123456789") for _ in range(count))


def chance(rng: Random, percent: int) -> bool:
    return rng.randrange(100) < percent


def some_phone(rng: Random) -> str:
    """In an area code that exists, with the exchange 555 and a number kept for stories."""
    return f"614555{rng.randrange(100, 200):04d}"


def some_address(rng: Random, *, has_whole_zip: bool = False) -> Address:
    """With a postal code of nine digits, as providers need it, or of five or nine."""
    town, state, prefix = rng.choice(_TOWNS)
    postal_code = prefix + digits(rng, 2) + (digits(rng, 4) if has_whole_zip or chance(rng, 50) else "")
    street = f"{rng.randrange(1, 9900)} {rng.choice(_STREETS)} {rng.choice(_KINDS)}"
    return Address(street, town, state, postal_code, f"Apt {rng.randrange(1, 90)}" if chance(rng, 20) else "")


def some_name(rng: Random, sex: Sex, last: str = "") -> Name:
    first = rng.choice(_MEN if sex is Sex.MALE else _WOMEN)
    middle = rng.choice("ABCDEFGHJKLMNPRSTW") if chance(rng, 40) else ""
    return Name(last or rng.choice(_LAST), first, middle, "Jr" if sex is Sex.MALE and chance(rng, 10) else "")


def some_person(rng: Random, age: int, on: date, sexes: str = "FM", last: str = "") -> Person:
    """Of that age on that day, or a few months more."""
    sex = Sex(rng.choice(sexes))
    born_on = on - timedelta(days=age * 366 + rng.randrange(300))
    phone = some_phone(rng) if chance(rng, 60) else ""
    return Person(some_name(rng, sex, last), some_address(rng), born_on, sex, phone)


def some_employer(rng: Random) -> Person:
    return Person(Name(rng.choice(_EMPLOYERS)), some_address(rng))


def some_npi(rng: Random) -> str:
    return make_npi(rng.choice("12") + digits(rng, 8))


def some_provider(rng: Random, taxonomy: str = "") -> Provider:
    return Provider(some_name(rng, rng.choice((Sex.FEMALE, Sex.MALE))), some_npi(rng), taxonomy=taxonomy)


def some_organisation(rng: Random, practice: str, taxonomy: str = "") -> Provider:
    return Provider(Name(f"{rng.choice(_TOWNS)[0]} {practice}"), some_npi(rng), is_person=False, taxonomy=taxonomy)


def some_payer(rng: Random, profile: Profile) -> Payer:
    name, payer_id = rng.choice(_PAYERS[profile])
    return Payer(name, payer_id, profile, some_address(rng) if chance(rng, 50) else None)


def some_member_id(rng: Random, profile: Profile) -> str:
    """In the form of the payer: an MBI, a DoD Benefits Number, twelve digits, or two letters and digits."""
    match profile:
        case Profile.MEDICARE:
            return _mbi(rng)
        case Profile.TRICARE:
            return digits(rng, 11)
        case Profile.MEDICAID:
            return digits(rng, 12)
        case _:
            return f"{rng.choice('CGKW')}{rng.choice('HPX')}{digits(rng, 8)}"


def _mbi(rng: Random) -> str:
    """1-9, letter, either, digit, letter, either, digit, letter, letter, digit, digit (CMS)."""
    kinds = {"C": "123456789", "A": _MBI_LETTERS, "N": "0123456789", "X": _MBI_LETTERS + "0123456789"}
    return "".join(rng.choice(kinds[kind]) for kind in "CAXNAXNAANN")
