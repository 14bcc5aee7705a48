//! The levels at which two records may agree in an aspect.

/// How far two records agree in one aspect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Nothing to compare.
    Nothing,
    /// The values are equal.
    Equal,
    /// The values are equal, and more records have them than a business has duplicates.
    EqualShared,
    /// Phone numbers that are equal but for the area.
    EqualTail,
    /// Two people have the tax number of a firm.
    OfAFirm,
    /// One slip of the pen makes them equal.
    OneSlip,
    /// Legal forms that one firm may have.
    Compatible,
    /// They have nothing in common, or exclude each other.
    Different,
    /// Tax identifiers that differ, one of them with a wrong check digit.
    DifferentDoubtful,
    /// Tax identifiers of two countries.
    OtherCountries,
    /// Father and son, by their names.
    OtherGeneration,
    /// One says whether it is the father or the son.
    OneGeneration,
    /// One is addressed as a man, the other as a woman.
    OtherSex,
    /// Names of the same words.
    SameWords,
    /// Names of which each word has its like.
    Similar,
    /// Names that share some words.
    PartlySame,
    /// Names that differ in what tells siblings apart: a number, a place, a given name.
    SiblingName,
    /// The same web domain.
    SameDomain,
    /// The same web domain, which more records have than a business has duplicates.
    SameDomainShared,
    /// Each has web domains of its own.
    OtherDomains,
    /// The same mail address.
    SameMail,
    /// Two people, each with a mailbox of their own.
    OtherMails,
    /// Two people under one company.
    SameCompany,
    /// The same address, unit included.
    SameDoor,
    /// The same house number.
    SameBuilding,
    /// The same street, without a number to compare.
    SameStreet,
    /// Numbers of one street that a slip or an annex explains.
    NearNumber,
    /// Two streets.
    OtherStreet,
    /// Two numbers of one street.
    OtherNumber,
    /// The same post code, without a street to compare.
    SamePostCode,
    /// The same town, without a street to compare.
    SameTown,
    /// Two towns of one region.
    SameRegion,
    /// Two towns.
    Elsewhere,
    /// The same country, without anything else to compare.
    SameCountry,
    /// Two countries.
    OtherCountry,
    /// Dates of birth with day and month swapped.
    SwappedDay,
    /// Dates of birth with one digit off.
    OneDigit,
    /// Dates of birth with two digits swapped.
    DigitsSwapped,
    /// Dates of birth of which the day, the month or the year alone differs.
    OnePart,
    /// One of the dates of birth, or each, is a year alone, the other's.
    YearOnly,
    /// Two years of birth alone, side by side.
    NextYear,
    /// Two days of birth in one year.
    SameYear,
    /// Years of birth that are less than a generation apart.
    FewYears,
    /// It may be another branch of the business.
    MaybeBranch,
    /// It may be another company of the group.
    MaybeGroup,
    /// It may be another member of the household.
    MaybeHousehold,
}

impl Level {
    /// Its name in evidence and explanations; empty where there is nothing to compare.
    pub fn word(self) -> &'static str {
        match self {
            Self::Nothing => "",
            Self::Equal => "equal",
            Self::EqualShared => "equal, shared by many",
            Self::EqualTail => "equal but for the area",
            Self::OfAFirm => "of a firm of theirs",
            Self::OneSlip => "one slip apart",
            Self::Compatible => "compatible",
            Self::Different => "different",
            Self::DifferentDoubtful => "different, one doubtful",
            Self::OtherCountries => "of other countries",
            Self::OtherGeneration => "other generation",
            Self::OneGeneration => "generation of one only",
            Self::OtherSex => "other form of address",
            Self::SameWords => "same words",
            Self::Similar => "similar",
            Self::PartlySame => "partly the same",
            Self::SiblingName => "sibling",
            Self::SameDomain => "same domain",
            Self::SameDomainShared => "same domain, shared by many",
            Self::OtherDomains => "other domains",
            Self::SameMail => "same mail address",
            Self::OtherMails => "other mail addresses",
            Self::SameCompany => "same company",
            Self::SameDoor => "same door",
            Self::SameBuilding => "same building",
            Self::SameStreet => "same street",
            Self::NearNumber => "near number in the street",
            Self::OtherStreet => "another street",
            Self::OtherNumber => "other number in the street",
            Self::SamePostCode => "same post code",
            Self::SameTown => "same town",
            Self::SameRegion => "same region",
            Self::Elsewhere => "elsewhere",
            Self::SameCountry => "same country",
            Self::OtherCountry => "another country",
            Self::SwappedDay => "day and month swapped",
            Self::OneDigit => "one digit off",
            Self::DigitsSwapped => "two digits swapped",
            Self::OnePart => "day, month or year alone differs",
            Self::YearOnly => "the year is the same, the rest is missing",
            Self::NextYear => "a year apart",
            Self::SameYear => "same year",
            Self::FewYears => "some years apart",
            Self::MaybeBranch => "another branch?",
            Self::MaybeGroup => "another company of the group?",
            Self::MaybeHousehold => "another of the household?",
        }
    }
}
