//! The captions and number formats of the four export languages (Business Central's own translations).

/// The captions of one language, in the order of [`CONTACT`], [`CUSTOMER`], [`VENDOR`] and [`BANK`].
pub struct Captions {
    pub contact: &'static str,
    pub customer: &'static str,
    pub vendor: &'static str,
    pub bank: &'static str,
    /// Values of Type: company, person.
    pub types: [&'static str; 2],
    /// Values of Blocked: all, invoice, ship, payment.
    pub blocked: [&'static str; 4],
}

const EN: Captions = Captions {
    contact: "No.|Type|Company No.|Company Name|Name|Name 2|First Name|Surname|Job Title|Address|Address 2|Post Code|City|Country/Region Code|Phone No.|Mobile Phone No.|E-Mail|Home Page|VAT Registration No.|Registration Number|Salesperson Code|Language Code|Currency Code|Last Date Modified",
    customer: "No.|Name|Name 2|Contact|Address|Address 2|Post Code|City|Country/Region Code|Phone No.|Mobile Phone No.|E-Mail|Home Page|VAT Registration No.|Registration Number|Salesperson Code|Language Code|Currency Code|Payment Terms Code|Credit Limit (LCY)|Blocked|Last Date Modified",
    vendor: "No.|Name|Name 2|Contact|Address|Address 2|Post Code|City|Country/Region Code|Phone No.|Mobile Phone No.|E-Mail|Home Page|VAT Registration No.|Registration Number|Purchaser Code|Language Code|Currency Code|Payment Terms Code|Blocked|Last Date Modified",
    bank: "No.|Name|Name 2|Contact|Address|Address 2|Post Code|City|Country/Region Code|Phone No.|E-Mail|Home Page|Bank Branch No.|Bank Account No.|IBAN|SWIFT Code|Currency Code|Our Contact Code|Blocked|Last Date Modified",
    types: ["Company", "Person"],
    blocked: ["All", "Invoice", "Ship", "Payment"],
};

const NL: Captions = Captions {
    contact: "Nr.|Soort|Bedrijfsnr.|Bedrijfsnaam|Naam|Naam 2|Voornaam|Achternaam|Functie|Adres|Adres 2|Postcode|Plaats|Land-/regiocode|Telefoonnr.|Mobiel telefoonnr.|E-mail|Startpagina|Btw-nummer|Registratienummer|Verkoperscode|Taalcode|Valutacode|Laatst gewijzigd op",
    customer: "Nr.|Naam|Naam 2|Contact|Adres|Adres 2|Postcode|Plaats|Land-/regiocode|Telefoonnr.|Mobiel telefoonnr.|E-mail|Startpagina|Btw-nummer|Registratienummer|Verkoperscode|Taalcode|Valutacode|Betalingsconditiecode|Kredietlimiet (LV)|Geblokkeerd|Laatst gewijzigd op",
    vendor: "Nr.|Naam|Naam 2|Contact|Adres|Adres 2|Postcode|Plaats|Land-/regiocode|Telefoonnr.|Mobiel telefoonnr.|E-mail|Startpagina|Btw-nummer|Registratienummer|Inkoperscode|Taalcode|Valutacode|Betalingsconditiecode|Geblokkeerd|Laatst gewijzigd op",
    bank: "Nr.|Naam|Naam 2|Contact|Adres|Adres 2|Postcode|Plaats|Land-/regiocode|Telefoonnr.|E-mail|Startpagina|Bankfiliaalnr.|Bankrekeningnr.|IBAN|SWIFT-code|Valutacode|Onze contactcode|Geblokkeerd|Laatst gewijzigd op",
    types: ["Bedrijf", "Persoon"],
    blocked: ["Alle", "Factuur", "Verzenden", "Betaling"],
};

const FR: Captions = Captions {
    contact: "N°|Type|N° société|Nom de la société|Nom|Nom 2|Prénom|Nom de famille|Fonction|Adresse|Adresse 2|Code postal|Ville|Code pays/région|N° téléphone|N° téléphone mobile|E-mail|Site web|N° identif. intracomm.|N° d'enregistrement|Code vendeur|Code langue|Code devise|Date dern. modification",
    customer: "N°|Nom|Nom 2|Contact|Adresse|Adresse 2|Code postal|Ville|Code pays/région|N° téléphone|N° téléphone mobile|E-mail|Site web|N° identif. intracomm.|N° d'enregistrement|Code vendeur|Code langue|Code devise|Code condition paiement|Crédit autorisé DS|Bloqué|Date dern. modification",
    vendor: "N°|Nom|Nom 2|Contact|Adresse|Adresse 2|Code postal|Ville|Code pays/région|N° téléphone|N° téléphone mobile|E-mail|Site web|N° identif. intracomm.|N° d'enregistrement|Code acheteur|Code langue|Code devise|Code condition paiement|Bloqué|Date dern. modification",
    bank: "N°|Nom|Nom 2|Contact|Adresse|Adresse 2|Code postal|Ville|Code pays/région|N° téléphone|E-mail|Site web|Code établissement|N° compte bancaire|IBAN|Code SWIFT|Code devise|Code contact interne|Bloqué|Date dern. modification",
    types: ["Société", "Personne"],
    blocked: ["Tous", "Facture", "Livraison", "Paiement"],
};

const DE: Captions = Captions {
    contact: "Nr.|Art|Unternehmensnr.|Unternehmensname|Name|Name 2|Vorname|Nachname|Position|Adresse|Adresse 2|PLZ-Code|Ort|Länder-/Regionscode|Telefonnr.|Mobiltelefonnr.|E-Mail|Homepage|USt-IdNr.|Registrierungsnr.|Verkäufercode|Sprachcode|Währungscode|Korrigiert am",
    customer: "Nr.|Name|Name 2|Kontakt|Adresse|Adresse 2|PLZ-Code|Ort|Länder-/Regionscode|Telefonnr.|Mobiltelefonnr.|E-Mail|Homepage|USt-IdNr.|Registrierungsnr.|Verkäufercode|Sprachcode|Währungscode|Zlg.-Bedingungscode|Kreditlimit (MW)|Gesperrt|Korrigiert am",
    vendor: "Nr.|Name|Name 2|Kontakt|Adresse|Adresse 2|PLZ-Code|Ort|Länder-/Regionscode|Telefonnr.|Mobiltelefonnr.|E-Mail|Homepage|USt-IdNr.|Registrierungsnr.|Einkäufercode|Sprachcode|Währungscode|Zlg.-Bedingungscode|Gesperrt|Korrigiert am",
    bank: "Nr.|Name|Name 2|Kontakt|Adresse|Adresse 2|PLZ-Code|Ort|Länder-/Regionscode|Telefonnr.|E-Mail|Homepage|BLZ|Bankkontonr.|IBAN|SWIFT Code|Währungscode|Unser Kontaktcode|Gesperrt|Korrigiert am",
    types: ["Unternehmen", "Person"],
    blocked: ["Alle", "Fakturieren", "Liefern", "Zahlung"],
};

/// The captions of an export language (English for an unknown one).
pub const fn captions(language: &str) -> &'static Captions {
    match language.as_bytes() {
        b"nl" => &NL,
        b"fr" => &FR,
        b"de" => &DE,
        _ => &EN,
    }
}

/// A date as the language writes it.
pub fn date(language: &str, year: usize, month: usize, day: usize) -> String {
    match language {
        "nl" => format!("{day:02}-{month:02}-{:02}", year % 100),
        "fr" => format!("{day:02}/{month:02}/{year}"),
        "de" => format!("{day:02}.{month:02}.{year}"),
        _ => format!("{year}-{month:02}-{day:02}"),
    }
}

/// An amount of whole hundreds with two decimals.
pub fn amount(language: &str, hundreds: usize) -> String {
    let (thousands, decimal) = match language {
        "nl" | "de" => (".", ","),
        "fr" => ("\u{a0}", ","),
        _ => (",", "."),
    };
    match hundreds {
        0 => format!("0{decimal}00"),
        n if n < 10 => format!("{}{decimal}00", n * 100),
        n => format!("{}{thousands}{:03}{decimal}00", n / 10, n % 10 * 100),
    }
}
