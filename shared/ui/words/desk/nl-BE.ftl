# The Dutch of the desk's pages. The reader is staff.

## Around every page of the desk

d-account = Account:
d-practices = Uw praktijken
d-home-link = Oprichten of vervoegen
d-sessions = Sessies
d-sign-out = Afmelden
d-nav = Hoofdmenu
d-menu = Menu
d-nav-today = Vandaag
d-nav-patients = Patiënten
d-nav-team = Team
d-nav-settings = Instellingen
d-nav-audit = Logboek
d-nav-tokens = API-sleutels
d-cancel = Terug zonder te wijzigen
d-save = Bewaren
d-add = Toevoegen
d-change = Wijzigen
d-rename = Hernoemen
d-remove = Verwijderen
d-withdraw = Intrekken
d-withdraw-offer = Niet meer aanbieden
d-revoke = Intrekken
d-choose = Kiezen
d-show = Tonen
d-yes = Ja
d-no = Nee
d-nothing = Niets
d-go-on = Verder
d-keys-move = doorlopen
d-keys-mark = de letter van een knop drukt erop
d-keys-open = openen
d-keys-search = zoeken

## What was just done

d-said-saved = Bewaard.
d-said-added = Toegevoegd.
d-said-withdrawn = Ingetrokken.
d-said-invitation-sent = De uitnodiging is verstuurd.
d-said-invitation-revoked = De uitnodiging werkt niet meer.
d-said-joined = Welkom in het team.
d-said-member-ended = Deze persoon heeft geen toegang meer.
d-said-token-revoked = De sleutel werkt niet meer.
d-said-session-ended = De sessie is beëindigd.
d-said-code-sent = Een nieuwe code is verstuurd.
d-said-merged = De twee fiches zijn er nu één.
d-said-kept-apart = Genoteerd: het zijn twee personen.
d-said-practice-created = Alles is klaar. Nodig nu uw team uit.
d-said-changed-meanwhile = Iemand anders was sneller: zo staat het nu. Kijk het na en probeer opnieuw.

## Signing in

d-sign-in = Aanmelden
d-sign-in-how = Vul uw adres in: u krijgt een link, zonder wachtwoord.
d-sign-in-submit = Een link ontvangen
d-sign-in-new = Dezelfde pagina dient om een account te maken: de eerste link opent het.
d-sign-in-needed = Meld u aan om deze pagina te zien.
d-sign-in-session-over = Uw sessie is afgelopen. Meld u opnieuw aan.
d-sign-in-signed-out = U bent afgemeld.
d-link-sent = Kijk in uw mailbox
d-link-sent-to = Als { $email } een link kan ontvangen, komt hij zo aan. Hij werkt één keer, { $duration } lang.
d-link-sent-browser = Open hem in deze browser.
d-link-sent-nothing = Na enkele minuten niets gekregen? Kijk bij de ongewenste mails, of vraag een andere link.
d-link-again = Een andere link vragen
d-confirm-sign-in = Nog één handeling
d-confirm-sign-in-who = U meldt zich aan als { $email }. Is dat niet uw adres, sluit dan deze pagina: deze link is niet voor u.
d-confirm-sign-in-why = Deze knop meldt u aan in deze browser. Daarna werkt de link niet meer.
d-confirm-sign-in-submit = Mij aanmelden
d-link-dead = Deze link werkt niet meer
d-link-dead-why = Hij is al gebruikt, of te oud. Een andere komt zo aan.
d-other-browser = Deze link gaat in een andere browser open
d-other-browser-why = Voor uw veiligheid meldt een link alleen de browser aan waarin hij gevraagd is.
d-other-browser-next = Kopieer hem in die browser, of vraag hier een andere. Hebt u niets gevraagd, sluit dan deze pagina.
d-step-up = Bevestig dat u het bent
d-step-up-sent = Een code van zes cijfers is verstuurd naar { $email }. Ze werkt { $duration } lang.
d-step-up-erase = Voor u een patiënt wist.
d-step-up-export = Voor u alle gegevens van een patiënt meegeeft.
d-step-up-merge = Voor u twee fiches samenvoegt.
d-step-up-token = Voor u een API-sleutel maakt.
d-step-up-members = Voor u wijzigt wie wat mag.
d-step-up-delegate = Voor u iemand voor u laat handelen.
d-step-up-other = Deze handeling is gevoelig.
d-code = Code
d-code-hint = Zes cijfers; daarna hoeft het enkele minuten niet meer.
d-code-submit = Bevestigen
d-code-again = Een andere code sturen

## What is to be mended

d-issue-missing = Vul dit in.
d-issue-not-chosen = Kies ten minste één antwoord.
d-issue-too-long = Kort in: dit is meer dan wij kunnen noteren.
d-issue-characters = Sommige tekens horen hier niet.
d-issue-malformed = Controleer de schrijfwijze.
d-issue-phone = Controleer het telefoonnummer.
d-issue-length = Er ontbreken tekens, of er zijn er te veel.
d-issue-check-digit = Controleer het nummer: een cijfer lijkt fout getypt.
d-issue-part = Controleer het nummer: een deel ervan bestaat niet.
d-issue-detail = Controleer de versie of de vervaldatum.
d-issue-not-a-number = Schrijf een geheel getal.
d-issue-range = Schrijf een getal van { $least } tot { $most }.
d-issue-not-a-day = Controleer de datum.
d-issue-hour-left-out = Dat uur bestaat die dag niet: de klok gaat vooruit. Kies een ander.
d-issue-hour-twice = Die nacht komt dat uur twee keer voor. Zeg welk.
d-cal-fold = Welk van de twee
d-issue-ends-first = Kies een einde na het begin.
d-issue-other-category = Dit hoort niet bij deze categorie: kies een andere, of maak dit veld leeg.
d-issue-taken = Deze naam is al in gebruik.
d-issue-wrong-code = Dit is niet de juiste code. Kijk in het laatste bericht dat u kreeg.
d-issue-code-over = Deze code werkt niet meer. Vraag een andere.
d-issue-code-too-soon = Er is net een code verstuurd. Wacht een minuut voor u een andere vraagt.

## What deserves a second look

d-doubt-check-differs = Te controleren: het controlecijfer klopt niet.
d-doubt-check-missing = Te controleren: zonder controlecijfers getypt.
d-doubt-unusual-part = Te controleren: een deel is ongewoon.
d-doubt-no-such-date = Te controleren: de geboortedatum erin bestaat niet.
d-doubt-provisional = Voorlopig nummer.
d-doubt-birth-date = Te controleren: de fiche heeft een andere geboortedatum.
d-doubt-sex = Te controleren: de fiche heeft een ander geslacht.
d-doubt-names = Te controleren: de fiche heeft andere namen.
d-doubt-expired = De kaart is vervallen.

## Roles, rights, delegations

d-role-owner = eigenaar
d-role-owner-may = beslist over alles
d-role-practitioner = zorgverlener
d-role-practitioner-may = geeft zorg, heeft een agenda
d-role-secretary = secretariaat
d-role-secretary-may = doet het onthaal
d-role-accountant = boekhouding
d-role-accountant-may = leest geen patiëntenfiches
d-roles = Rollen
d-member-change = Rollen of link wijzigen
d-roles-change = Rollen wijzigen
d-right-settings-read = instellingen lezen
d-right-settings-write = instellingen wijzigen
d-right-members-read = team lezen
d-right-members-write = team beheren
d-right-patients-read = patiëntenfiches lezen
d-right-patients-write = patiëntenfiches wijzigen
d-right-patients-export = gegevens van een patiënt meegeven
d-right-patients-erase = een patiënt wissen
d-right-agenda-read = agenda’s lezen
d-right-agenda-write = agenda’s bijhouden
d-right-audit-read = logboek lezen
d-right-tokens-write = API-sleutels beheren
d-delegation-agenda = Agenda
d-delegation-billing = Facturatie
d-delegation-attest = Mijn zorg attesteren

## Before there is a practice

d-home = Welkom
d-home-no-invitation = Een uitnodiging aanvaardt u via de link in de e-mail.
d-create = Een praktijk oprichten
d-create-why = U wordt eigenaar, en kunt uw team uitnodigen.
d-create-submit = Oprichten
d-country = Land
d-country-fr = Frankrijk
d-country-be = België
d-country-ca = Canada
d-practice-name = Naam van de praktijk
d-phone = Telefoon
d-phone-2 = Andere telefoon
d-address = Adres
d-address-1 = Adres, eerste regel
d-address-2 = Adres, tweede regel
d-city = Stad of gemeente
d-city-hint = Zoals patiënten ze zoeken.
d-zone = Tijdzone
d-invitation-roles = Uw rol: { $roles }.
d-invitation-for = Voor { $email }, tot en met { $date }.
d-invitation-sign-in = Meld u met dit adres aan om te aanvaarden.
d-sign-in-again = Aanmelden
d-invitation-wrong = U bent aangemeld met { $email }. Meld u af en open de uitnodiging opnieuw.
d-invitation-accept = Het team vervoegen
d-invitation-dead = Deze uitnodiging werkt niet meer
d-invitation-dead-next = Ze is aanvaard, ingetrokken of te oud. Vraag een andere aan wie u uitnodigde.
d-profession = Beroep
d-profession-hint = Bijvoorbeeld Kinesitherapeut.

## The day

d-today = Vandaag
d-days-nav = Andere dagen
d-day-before = Dag ervoor
d-day-after = Dag erna
d-practitioners = Agenda’s
d-today-count = { $count ->
    [one] { $count } afspraak
   *[other] { $count } afspraken
}
d-today-empty = Geen afspraken op deze dag.
d-today-empty-next = Online gemaakte afspraken verschijnen hier vanzelf.
d-busy = Bezet
d-no-name = Naam volgt
d-unconfirmed = Door de patiënt te bevestigen voor { $time }
d-undo = Ongedaan maken
d-state-booked = Geboekt
d-state-confirmed = Bevestigd
d-state-arrived = Aangekomen
d-state-attended = Aanwezig
d-state-absent = Afwezig
d-state-cancelled-by-patient = Geannuleerd door de patiënt
d-state-cancelled-late = Geannuleerd door de patiënt, na de termijn
d-state-cancelled-by-practitioner = Geannuleerd door de zorgverlener
d-state-moved = Verplaatst

## Patients

d-patient = Patiëntenfiche
d-patient-new = Nieuwe patiënt
d-patient-edit = Fiche wijzigen
d-patient-enter = Fiche aanmaken
d-patient-more = Andere handelingen
d-patient-audit = Wie las of wijzigde deze fiche
d-search = Zoeken
d-search-label = Een patiënt zoeken
d-search-hint = Naam, geboortedatum of telefoon
d-recent = Recent
d-recent-none = Nog geen fiches. Patiënten die online een afspraak maken, krijgen er meteen een.
d-found = { $count ->
    [one] { $count } fiche
   *[other] { $count } fiches
}
d-found-none = Niemand met deze naam. Probeer met minder letters, of met de geboortedatum.
d-found-more = Er zijn er nog: verfijn de zoekopdracht.
d-born-as = geboren { $name }
d-age = { $count ->
    [one] { $count } jaar
   *[other] { $count } jaar
}
d-facts = Gegevens
d-birth-name = Geboortenaam
d-birth-name-hint = Als die anders is.
d-known-as = Roepnaam
d-known-as-hint = Als die anders is.
d-sex = Geslacht
d-sex-female = Vrouwelijk
d-sex-male = Mannelijk
d-sex-other = Andere
d-not-said = Niet vermeld
d-language = Taal van de berichten
d-language-first = Die van de praktijk
d-form-who = Identiteit
d-contacts = Contact
d-street = Straat en nummer
d-postcode = Postcode
d-identifiers = Gezondheidsnummers
d-identifier-niss = INSZ
d-identifier-nir = Frans socialezekerheidsnummer (NIR)
d-identifier-nam = NAM (Québec)
d-identifier-ohip = Gezondheidskaart (Ontario)
d-identifier-phn-bc = PHN (Brits-Columbia)
d-identifier-uli-ab = ULI (Alberta)
d-identifier-version = Versiecode
d-identifier-expiry = Vervaldatum (jaar en maand)
d-notes = Notities
d-notes-none = Geen notities.
d-notes-older = Oudere notities
d-note-label = Nieuwe notitie
d-note-submit = Notitie toevoegen
d-relations = Naasten
d-relations-none = Niemand handelt voor deze patiënt, en die handelt voor niemand.
d-relation = Band
d-relation-parent = moeder of vader
d-relation-guardian = ouderlijk gezag of voogdij
d-relation-partner = partner
d-relation-child = dochter of zoon
d-relation-relative = andere naaste
d-relation-carer = mantelzorger of zorgverstrekker
d-guardians = Handelen voor deze patiënt
d-dependants = Deze patiënt handelt voor
d-guardian-add = Een naaste toevoegen
d-guardian-existing = Iemand met een fiche
d-guardian-other = Iemand zonder fiche
d-guardian-other-why = Wij schrijven haar of hem voor de patiënt; zij of hij krijgt hier geen zorg.
d-guardian-submit = Deze persoon toevoegen
d-for-patient = Voor { $name }
d-online = Online boeken
d-online-blocked = Wordt gevraagd te bellen: online formulieren zeggen niets anders. E-mailadres, familienaam en geboortedatum van dit dossier worden samen herkend; zonder adres beide namen en de geboortedatum. Zonder geboortedatum wordt niemand herkend.
d-online-open = Mag online boeken.
d-online-block = Vragen om te bellen
d-online-allow = Opnieuw toestaan
d-trail-online-blocked = Online boeken: moet bellen
d-trail-online-allowed = Online boeken: toegestaan
d-trail-alerts-stopped = De patiënt wil geen voorstellen meer
d-absences =
    { $count ->
        [one] { $count } gemiste afspraak
       *[other] { $count } gemiste afspraken
    }
d-consents = Toestemmingen
d-consents-none = Geen toestemming genoteerd.
d-consents-older = Oudere toestemmingen
d-consent-add = Een toestemming noteren
d-consent-which = Waarvoor
d-consent-text = Versie van de tekst
d-consent-text-hint = Die de persoon las, bijvoorbeeld 2026-03.
d-consent-texts = Teksten om samen te lezen
d-consent-how = Hoe
d-consent-submit = Noteren
d-consent-given = tekst { $version }, op { $moment }
d-consent-withdrawn = ingetrokken op { $moment }
d-consent-data = Bewaren en gebruiken van gegevens
d-consent-sms = Berichten per sms
d-consent-email = Berichten per e-mail
d-consent-doctor = De verwijzende arts inlichten
d-consent-remote = Teleconsultatie
d-given-paper = op papier
d-given-orally = mondeling
d-given-online = online
d-alike = Lijkt op een bestaande fiche
d-alike-why = Is het dezelfde persoon, open dan die fiche in plaats van een nieuwe te maken.
d-alike-anyway = Het is iemand anders: fiche aanmaken
d-duplicates = Misschien dezelfde persoon
d-duplicates-why = Bekijk beide fiches en zeg dan of het dezelfde persoon is.
d-duplicates-none = Geen enkele fiche lijkt op een andere.
d-duplicates-all = Fiches die misschien van dezelfde persoon zijn
d-alike-identifier = zelfde gezondheidsnummer
d-alike-birth = zelfde geboortedag, gelijkende naam
d-alike-contact = zelfde contact, zelfde voornaam
d-compare = Vergelijken
d-keep-apart = Het zijn twee personen
d-merged-into = Deze fiche maakt nu deel uit van die van
d-erased-at = De gegevens van deze patiënt zijn gewist op { $moment }.
d-erased-tally = Bekijken wat overblijft

## A patient's appointments

d-visits = Afspraken
d-visits-ahead = Komende
d-visits-past = Voorbije
d-visits-none = Geen afspraken.
d-visits-all = Alle afspraken
d-visits-older = Oudere
d-visits-silent = De agenda van { $name } antwoordde niet: die afspraken ontbreken hier.
d-visits-silent-one = Een agenda antwoordde niet: die afspraken ontbreken hier.

## Two records become one

d-merge = Twee fiches samenvoegen
d-merge-why = Vergelijk en kies de fiche die blijft. De andere wordt er deel van.
d-merge-field = Gegeven
d-merge-entered = Fiche aangemaakt op
d-merge-appointments = Afspraken
d-merge-which = Welke blijft?
d-merge-keep = Deze behouden
d-merge-chosen = U koos ervoor deze te behouden.
d-merge-after = Afspraken, notities, naasten en toestemmingen volgen. Het logboek onthoudt het.

## Erasure and export

d-erase-link = Deze patiënt wissen
d-erase = Deze patiënt wissen?
d-erase-what = Naam, gegevens, nummers en notities verdwijnen overal. Dit kan niet ongedaan worden gemaakt.
d-erase-kept = Wat de wet laat bewaren, blijft zolang het moet; de volgende pagina zegt wat.
d-erase-code = Er wordt u een code gevraagd.
d-erase-submit = Wissen
d-tally = Een patiënt wissen
d-tally-asked = Gevraagd op { $moment } door { $name }.
d-tally-record = Fiche { $id }
d-tally-waiting = Sommige antwoorden worden nog verwacht.
d-tally-refresh = Vernieuwen
d-tally-done = Alle antwoorden zijn binnen.
d-tally-keeper = Waar
d-tally-state = Antwoord
d-tally-is-waiting = Wacht
d-tally-erased = Gewist
d-tally-kept = Bewaard tot { $date }
d-tally-kept-open = Bewaard
d-kept-appointment = er komt nog een afspraak
d-kept-message = een bericht is onderweg
d-keeper-records = Fiches
d-keeper-agenda = Agenda
d-keeper-messages = Berichten
d-keeper-identity = Aanmelding
d-keeper-invoices = Facturen
d-keeper-claims = Aanvragen aan betalers
d-keeper-documents = Documenten
d-export = Gegevens die over een patiënt bewaard zijn
d-export-made = Door { $practice }, op { $moment }.
d-export-html = Alle gegevens, om te lezen
d-export-json = Alle gegevens, JSON-bestand
d-export-appointments = Afspraken
d-export-messages = Berichten
d-message-to-confirm = Vraag om te bevestigen
d-message-confirmation = Bevestiging
d-message-moved = Verplaatsing
d-message-cancellation = Annulering
d-message-offer = Vroeger tijdstip aangeboden
d-message-queued = wacht
d-message-sending = wordt verstuurd
d-message-sent = verstuurd
d-message-failed = niet afgeleverd
d-message-dropped = opgegeven
d-message-in-doubt = misschien verstuurd
d-export-accesses = Inzage en wijzigingen

## The team

d-members = Leden
d-members-next = Volgende leden
d-members-first = Eerste leden
d-member = Lid
d-you = u
d-since = sinds { $date }
d-member-end = Toegang beëindigen
d-delegations = Delegaties
d-delegations-why = Iedereen kiest wie in zijn plaats mag handelen.
d-delegations-alone = Voorlopig niemand anders in het team.
d-invite = Uitnodigen
d-invite-why = De persoon krijgt een link en vervoegt het team door te aanvaarden.
d-invite-submit = De uitnodiging versturen
d-invitations = Openstaande uitnodigingen
d-invitation-dates = verstuurd op { $sent }, geldig tot { $until }

## Settings

d-settings = Regels en gegevens
d-default = Standaard: { $value }
d-in-minutes = In minuten
d-days = { $count ->
    [one] { $count } dag
   *[other] { $count } dagen
}
d-in-days = In dagen
d-appointments = { $count ->
    [one] { $count } afspraak
   *[other] { $count } afspraken
}
d-setting-name = Naam
d-setting-telephone = Telefoon
d-setting-cancellation-notice = Termijn om online te annuleren
d-setting-booking-notice = Kortste termijn om online te boeken
d-setting-booking-horizon = Hoeveel dagen vooraf men boekt
d-setting-open-bookings = Komende afspraken per patiënt, online geboekt
d-setting-confirm-by-link = Online afspraken laten bevestigen met een link
d-setting-delegate = Het secretariaat houdt alle agenda’s bij
d-setting-duplicates = Voorstellen om gelijkende fiches samen te voegen
d-setting-token-days = Geldigheid van een API-sleutel
d-setting-invitation-days = Geldigheid van een uitnodiging
d-locations = Locaties
d-location-add = Een locatie toevoegen
d-location-change = De locatie wijzigen
d-locations-none = Voeg een locatie toe om beschikbaarheid te openen.
d-access-hint = Verdieping, lift, halte dichtbij. Iedereen kan het lezen.
d-entry = Alleen voor wie een afspraak heeft
d-entry-hint = Deurcode, bel. In hun berichten en achter hun link.
d-services = Prestaties
d-service-add = Een prestatie toevoegen
d-service-change = De prestatie wijzigen
d-services-none = Voeg toe wat patiënten kunnen boeken.
d-service-label = Naam
d-service-label-hint = Wat patiënten lezen.
d-service-minutes = Duur in minuten
d-service-price = Prijs
d-service-price-hint = Leeg: geen prijs getoond.
d-service-visit = Voor wie
d-service-before = Voorbereiding vooraf, in minuten
d-service-after = Opruimen achteraf, in minuten
d-service-travel = Rijtijd, in minuten
d-service-travel-hint = Bij een huisbezoek: heen en terug.
d-service-join = Link voor het videogesprek
d-member-join-hint = Voor zijn of haar teleconsultaties, in plaats van die van de prestatie.
d-service-join-hint = Bij teleconsultatie: alleen wie een afspraak heeft, krijgt de link.
d-visit-any = Alle patiënten
d-visit-first = Alleen de eerste keer
d-visit-follow-up = Patiënten die al in behandeling zijn
d-categories = Categorieën
d-category = Categorie
d-category-none = Geen
d-category-name = Naam
d-category-new = Nieuwe categorie
d-category-home = Huisbezoek
d-category-remote = Teleconsultatie
d-category-group = In groep
d-locked = vast

## Keys for machines

d-tokens-why = Om andere software te verbinden. Een sleutel handelt namens de praktijk.
d-tokens-none = Geen sleutels.
d-token-live = Actief
d-token-expired = Vervallen
d-token-revoked = Ingetrokken
d-token-made = Gemaakt op { $date } door { $name }
d-token-until = Geldig tot { $date }
d-token-used = Laatst gebruikt: { $moment }
d-token-unused = Nooit gebruikt
d-token-new = Nieuwe sleutel
d-token-label = Waarvoor dient ze?
d-token-label-hint = Bijvoorbeeld Boekhouding.
d-token-rights = Wat ze mag doen
d-token-days = Duur in dagen
d-token-days-hint = { $count ->
    [one] Ten hoogste { $count } dag.
   *[other] Ten hoogste { $count } dagen.
}
d-token-submit = De sleutel maken
d-token-issued = De sleutel is klaar
d-token-issued-for = Voor: { $label }
d-token-once = Kopieer ze nu: ze wordt nooit meer getoond.
d-token-secret = Sleutel
d-token-kept = Ik heb ze gekopieerd

## Who did what

d-audit-why = Elke handeling en elke inzage van een fiche.
d-audit-export = Exporteren
d-audit-text = Tekst
d-audit-who = Wie
d-audit-what = Wat
d-audit-when = Wanneer
d-audit-object = Voorwerp
d-audit-anyone = Iedereen
d-audit-anything = Alles
d-audit-from = Van
d-audit-to = Tot
d-audit-filter = Filteren
d-audit-none = Niets voor deze filters.
d-audit-pages = Pagina’s
d-audit-older = Ouder
d-audit-newest = Naar het recentste
d-act-practice-founded = Opgericht
d-act-practice-presented = Naam of telefoon gewijzigd
d-act-settings-changed = Instelling gewijzigd
d-act-location-put = Locatie toegevoegd of gewijzigd
d-act-location-removed = Locatie verwijderd
d-act-service-put = Prestatie toegevoegd of gewijzigd
d-act-service-removed = Prestatie verwijderd
d-act-category-put = Categorie toegevoegd of hernoemd
d-act-category-removed = Categorie verwijderd
d-act-keys-rotated = Versleutelingssleutel vernieuwd
d-act-member-invited = Uitnodiging verstuurd
d-act-invitation-accepted = Uitnodiging aanvaard
d-act-invitation-revoked = Uitnodiging ingetrokken
d-act-member-changed = Lid gewijzigd
d-act-member-ended = Toegang van een lid beëindigd
d-act-delegation-given = Delegatie gegeven
d-act-delegation-withdrawn = Delegatie ingetrokken
d-act-token-issued = API-sleutel gemaakt
d-act-token-revoked = API-sleutel ingetrokken
d-act-patient-entered = Patiënt aangemaakt
d-act-patient-read = Fiche gelezen
d-act-patient-searched = Patiënten gezocht
d-act-patient-changed = Fiche gewijzigd
d-act-patient-merged = Fiches samengevoegd
d-act-patient-erased = Patiënt gewist
d-act-patient-exported = Gegevens meegegeven
d-act-duplicate-dismissed = Twee verschillende personen
d-act-note-added = Notitie toegevoegd
d-act-consent-given = Toestemming genoteerd
d-act-consent-withdrawn = Toestemming ingetrokken
d-act-guardian-added = Naaste toegevoegd
d-act-guardian-removed = Naaste verwijderd
d-act-appointment-attendance = Afspraak gewijzigd
d-act-audit-read = Logboek gelezen

## Sessions

d-sessions-why = De browsers waarin u bent aangemeld. Beëindig wat u niet herkent.
d-session-unknown = Onbekende browser
d-session-here = deze
d-session-times = Begonnen: { $started } · laatst gebruikt: { $used }
d-session-end = Beëindigen
d-session-end-others = Alle andere beëindigen

## When things go otherwise

d-notice-forbidden = Deze pagina staat niet voor u open
d-notice-forbidden-next = Uw rol laat dit niet toe. Een eigenaar kan dat wijzigen.
d-notice-not-found-next = Misschien is het adres onvolledig, of bestaat het niet meer.
d-notice-changed = Intussen gewijzigd
d-notice-changed-next = Iemand anders wijzigde dit terwijl u ermee bezig was. Er is niets bewaard: begin opnieuw met de huidige versie.
d-notice-key-reused = Dit formulier is al gebruikt
d-notice-key-reused-next = Open het opnieuw om iets anders te bewaren.
d-notice-not-possible = Dat kan nu niet
d-notice-not-possible-next = De toestand is veranderd. Bekijk de pagina en beslis dan.
d-notice-unavailable = Even niet beschikbaar
d-notice-unavailable-next = Probeer zo meteen opnieuw: niets gebeurt twee keer.
d-notice-bad-request-next = Ga terug naar de vorige pagina en begin opnieuw. Er is niets bewaard.
d-notice-internal-next = Wij zijn verwittigd. Probeer het over enkele minuten opnieuw.

## The agenda

d-nav-agenda = Agenda
d-view-day = Dag
d-view-week = Week
d-view-month = Maand
d-weekday-short = { $weekday ->
    [1] ma
    [2] di
    [3] wo
    [4] do
    [5] vr
    [6] za
   *[7] zo
}
d-cal-month = { $month } { $year }
d-cal-week-of = Van { $first } tot { $last }
d-cal-before = Vroeger
d-cal-after = Later
d-cal-views = Weergave
d-cal-everywhere = Alle plaatsen
d-cal-place = Nieuwe afspraak
d-cal-hours = Open uren
d-cal-closings = Sluitingen
d-cal-terms = Online boeken
d-cal-undo = Laatste handeling ongedaan maken
d-cal-keys = Sneltoetsen
d-cal-key-move = verplaatsen
d-cal-moving = De pijlen verplaatsen, Enter bevestigt, Escape annuleert.
d-cal-silent = De agenda van { $name } antwoordt momenteel niet. De andere zijn actueel.
d-cal-count = { $count ->
    [one] { $count } afspraak
   *[other] { $count } afspraken
}
d-cal-more = { $count ->
    [one] en nog { $count }
   *[other] en nog { $count }
}
d-cal-standing = { $count ->
    [one] { $count } afspraak blijft in de gesloten tijd staan: verwittig de patiënt of verplaats ze.
   *[other] { $count } afspraken blijven in de gesloten tijd staan: verwittig de patiënten of verplaats ze.
}
d-cal-standing-ended = { $count ->
    [one] { $count } afspraak blijft in de stopgezette uren staan: verwittig de patiënt of verplaats ze.
   *[other] { $count } afspraken blijven in de stopgezette uren staan: verwittig de patiënten of verplaats ze.
}
d-cal-cancelled-with = { $count ->
    [one] { $count } afspraak is geannuleerd en de patiënt is verwittigd.
   *[other] { $count } afspraken zijn geannuleerd en de patiënten zijn verwittigd.
}
d-cal-open = Open vanaf
d-cal-free = vrij
d-cal-closed = Gesloten
d-cal-nothing = Niets op deze dag.
d-did-placed = De afspraak is gemaakt.
d-did-moved = De afspraak is verplaatst.
d-did-marked = De aanwezigheid is genoteerd.
d-did-cancelled = De afspraak is geannuleerd. Heeft de patiënt een e-mailadres, dan wordt die over twee minuten verwittigd.
d-did-deleted = De afspraak is verwijderd.
d-did-closed = Deze tijd is gesloten.
d-did-reopened = Deze tijd is weer open.
d-did-opened = De uren zijn bewaard.
d-did-ended = De uren zijn stopgezet.
d-did-undone = De handeling is ongedaan gemaakt.
d-undone-too-late = Te laat om dit ongedaan te maken: dat kon twee minuten lang. De annulering blijft staan; geef zo nodig een nieuwe afspraak.
d-obstacle-taken = Deze tijd is al bezet.
d-obstacle-full = De groep is volzet.
d-obstacle-closed = Deze tijd is gesloten.
d-cal-force-why = U kunt een ander uur kiezen, of toch doorgaan: die keuze komt in het logboek.
d-cal-force = Toch doorgaan
d-cal-patient = Patiënt
d-cal-what = Reden en plaats
d-cal-when = Datum en duur
d-cal-practitioner = Agenda
d-cal-service = Reden
d-cal-location = Plaats
d-cal-date = Datum
d-cal-time = Uur
d-cal-minutes = Andere duur, in minuten
d-cal-minutes-hint = Leeg: die van de reden.
d-cal-message = Bericht aan de patiënt
d-cal-silent-box = Geen bericht sturen
d-cal-silent-why = Voor een afspraak die achteraf wordt genoteerd.
d-cal-find = Een vrij uur zoeken
d-cal-starts = Vrije uren
d-cal-starts-none = Geen vrij uur binnen zes weken. Probeer later, een andere plaats, of kies een uur.
d-cal-place-submit = Deze afspraak maken
d-cal-back = Terug naar de agenda
d-cal-presence = Aanwezigheid
d-cal-move = Verplaatsen
d-cal-cancel = De afspraak annuleren
d-cal-cancel-why = Een patiënt met een e-mailadres krijgt een bericht met een link om opnieuw te boeken; anders belt u zelf. U hebt twee minuten om de annulering terug te nemen.
d-cal-delete = Verwijderen
d-cal-delete-why = Voor een vergissing: niemand wordt verwittigd, en het uur is weer vrij. Dit kan niet ongedaan worden gemaakt.
d-cal-hours-new = Uren openen
d-cal-hours-change = De uren wijzigen
d-cal-hours-none = Er is niets open. Open uren zodat patiënten kunnen boeken.
d-cal-more-hours = Vervolg
d-cal-once = alleen die dag
d-cal-every-weeks = { $count ->
    [one] elke week
   *[other] om de { $count } weken
}
d-cal-other-rule = volgens een eigen regel
d-cal-between = van { $first } tot { $last }
d-cal-since = vanaf { $first }
d-cal-rule-kept = Deze uren volgen een regel die dit formulier niet schrijft. Ze blijft zoals ze is.
d-cal-scope = Wat er verandert
d-scope-day = Alleen die dag
d-scope-from = Vanaf die dag
d-scope-all = Alle uren
d-cal-first-day = Eerste dag
d-cal-from = Van
d-cal-to = Tot
d-cal-weekdays = Elke week op
d-cal-every = Om de hoeveel weken
d-cal-every-hint = 1: elke week. Geen dag aangevinkt: alleen de eerste dag.
d-cal-until = Laatste dag
d-cal-until-hint = Leeg: zonder einde.
d-cal-for = Redenen
d-cal-how-many = Hoeveel patiënten
d-cal-capacity = Tegelijk
d-cal-capacity-hint = Van 1 tot 9.
d-cal-public-capacity = Waarvan online te boeken
d-cal-public-capacity-hint = 0: alleen het team. Leeg: alle.
d-cal-grid = Een begin om de (minuten)
d-cal-grid-hint = Leeg: op elkaar aansluitend.
d-cal-places = Plaatsen van een groep
d-cal-places-hint = Voor groepsredenen, van 2 tot 99.
d-cal-for-whom = Voor wie
d-cal-staff-first = Tot de dag voordien alleen voor het team
d-cal-staff-first-why = Daarna online open.
d-cal-end = Deze uren stopzetten
d-cal-end-cancel-why = Anders blijven ze staan. De uren heropenen herstelt ze niet.
d-cal-close = Tijd sluiten
d-cal-close-from = Van
d-cal-close-from-time = Vanaf
d-cal-close-to = Tot en met
d-cal-close-to-time = Tot dit uur
d-cal-whole-day = Leeg: de hele dag.
d-cal-why = Reden van de sluiting
d-cal-why-hint = Patiënten zien ze niet.
d-closing-leave = Verlof
d-closing-illness = Ziekte
d-closing-holiday = Feestdag
d-closing-training = Opleiding, vergadering
d-closing-other = Andere reden
d-cal-inside = Afspraken die al in deze tijd staan
d-cal-close-cancel = Annuleren en de patiënten verwittigen
d-cal-close-cancel-why = Anders blijven ze staan. Heropenen herstelt ze niet.
d-cal-closed-ahead = Gesloten binnen zes weken
d-cal-closed-none = Er is niets gesloten.
d-cal-reopen = Heropenen
d-cal-holidays = Komende feestdagen
d-cal-holidays-why = Er wordt niets zonder u gesloten.
d-cal-close-day = Deze dag sluiten
d-cal-online = Online te boeken
d-cal-new-patients = Neemt nieuwe patiënten aan
d-cal-open-until = Open tot en met
d-cal-open-until-hint = Leeg: zonder einddatum.
d-cal-horizon = Hoeveel dagen vooraf
d-cal-notice = Minimale termijn, in minuten
d-cal-practice-setting = Leeg: de gemeenschappelijke instelling.
d-act-agenda-changed = Agenda gewijzigd
d-trail-placed = Gemaakt
d-trail-forced = Gemaakt boven het aantal plaatsen
d-trail-moved = Verplaatst
d-trail-cancelled = Geannuleerd
d-trail-deleted = Verwijderd
d-trail-opened = Uren geopend
d-trail-changed = Uren gewijzigd
d-trail-ended = Uren beëindigd
d-trail-closed = Tijd gesloten
d-trail-reopened = Tijd heropend
d-trail-terms = Regels voor online boeken
d-trail-other = Andere wijziging

## Earlier slots

d-nav-waiting = Wachtlijst
d-settings-alerts = Vrijgekomen uren
d-patients = { $count ->
    [one] { $count } patiënt
   *[other] { $count } patiënten
}
d-setting-earlier-alerts = Vrijgekomen uren aan de wachtlijst aanbieden
d-setting-earlier-alerts-why = Wordt een afspraak geannuleerd of verplaatst, dan krijgen patiënten die vroeger willen komen een e-mail. De eerste die aanvaardt wordt verplaatst.
d-setting-alert-minimum-days = Vakje aangeboden vanaf
d-setting-alert-minimum-days-why = Een patiënt kan zich inschrijven als de afspraak verder ligt dan dit aantal dagen.
d-setting-alert-first = Patiënten tegelijk aangesproken
d-setting-alert-first-why = Wie het langst wacht eerst. Een weigering wordt vervangen door de volgende.
d-setting-alert-same-day = Ook een uur op dezelfde dag aanbieden
d-setting-alert-same-day-why = Anders is het aangeboden uur minstens een dag vroeger dan de afspraak van de patiënt.
d-setting-alert-round = Termijn voor de volgenden worden aangesproken
d-never = Nooit
d-setting-alert-round-why = Geteld tussen 8 en 20 uur, en korter als het uur nadert, maar minstens tien minuten. 0: alleen de eersten, en niemand anders.
d-setting-offer-notice = Einde van een aanbod voor het uur
d-setting-offer-notice-why = Daarna kan men niet meer via de link aanvaarden.
d-setting-alert-home-visits = Ook huisbezoeken aanbieden
d-setting-alert-home-visits-why = De verplaatsing hangt van de patiënt af: zet dit alleen aan als uw rondes het toelaten.
d-said-slot-offered = Het uur wordt aan de wachtlijst aangeboden.
d-said-slot-withdrawn = Het uur wordt niet meer aan de wachtlijst aangeboden. Is de tijd open, dan kan het publiek die nemen.
d-said-offer-accepted = Genoteerd: de afspraak van de patiënt is verplaatst.
d-said-offer-declined = Genoteerd: de patiënt houdt de afspraak.
d-said-offer-over = Er is niets veranderd: dit aanbod is niet meer open, of iemand boekt dit uur net.
d-did-offered-at = Het uur wordt om { $time } aan de wachtlijst aangeboden, tenzij u de annulering voordien terugneemt.
d-cal-gone = { $count ->
    [one] { $count } geannuleerd of verplaatst
   *[other] { $count } geannuleerd of verplaatst
}
d-wait-box = Verwittigen als er vroeger een uur vrijkomt
d-wait-box-why = { $count ->
    [0] De patiënt houdt de afspraak zolang niets wordt aanvaard.
    [one] Voor een afspraak over meer dan { $count } dag. De patiënt houdt ze zolang niets wordt aanvaard.
   *[other] Voor een afspraak over meer dan { $count } dagen. De patiënt houdt ze zolang niets wordt aanvaard.
}
d-wait-earlier = Vroeger indien mogelijk
d-wait-wishes = Voorkeuren
d-wait-halves = Mogelijke halve dagen
d-wait-halves-hint = Geen aangevinkt: alle zijn goed.
d-wait-places = Andere mogelijke plaatsen
d-wait-places-hint = Geen aangevinkt: alleen de plaats van de afspraak.
d-wait-morning = { $weekday } voormiddag
d-wait-afternoon = { $weekday } namiddag
d-wait-keep = Het vrijgekomen uur
d-wait-keep-offer = Aan de wachtlijst aanbieden
d-wait-keep-closed = Gesloten houden
d-wait-restore = De annulering terugnemen
d-wait-restore-why = Mogelijk tot { $time }: de afspraak wordt weer wat ze was, en er wordt niets gestuurd.
d-wait-slot = Vrijgekomen uur
d-wait-trace = Aan wie werd dit uur aangeboden?
d-wait-offered-to = { $count ->
    [one] Aangeboden aan { $count } patiënt.
   *[other] Aangeboden aan { $count } patiënten.
}
d-wait-freed-nothing = Er kwam geen uur vrij om aan te bieden.
d-wait-withdraw = Niet meer aanbieden
d-wait-open-again = Niet langer gesloten houden
d-wait-offer = Een uur aanbieden
d-wait-offer-why = Wachtende patiënten voor wie dit uur past krijgen een aanbod, wie het langst wacht eerst.
d-wait-from-day = Vanaf
d-wait-off = De meldingen staan uit: geen enkel vrijgekomen uur wordt aangeboden.
d-wait-count = { $count ->
    [0] Niemand wacht op een vroeger uur.
    [one] { $count } patiënt wil vroeger komen.
   *[other] { $count } patiënten willen vroeger komen.
}
d-wait-to-call = Op te bellen
d-wait-to-call-why = Zonder werkend e-mailadres: bel op en noteer het antwoord.
d-wait-no-telephone = geen telefoon
d-wait-offered-at = Aangeboden: { $moment }, { $place }
d-wait-own-until = Heeft een afspraak { $moment }. Antwoord voor: { $until }.
d-wait-accepts = Aanvaardt
d-wait-declines = Weigert
d-wait-open = Lopende aanbiedingen
d-wait-who = Wie wacht
d-wait-nobody = Niemand wacht.
d-wait-nobody-how = Het vakje wordt aangevinkt bij het maken van een afspraak, of op haar pagina.
d-wait-since = sinds { $date }
d-wait-also-at = ook: { $places }
d-wait-offered = aangeboden: { $moment }
d-wait-first = Eerst ingeschrevenen
d-wait-next = Volgende ingeschrevenen
d-wait-asked-nobody = Aan niemand aangeboden.
d-wait-to-whom = Aan wie
d-wait-asked = Aangeboden op
d-wait-round = Ronde
d-wait-answer = Antwoord
d-wait-has = afspraak van { $moment }
d-wait-until = tot { $moment }
d-wait-by = genoteerd door { $name }
d-wait-by-the-team = het team
d-wait-by-telephone = op te bellen
d-wait-page-asked = pagina opgevraagd op { $moment }, misschien door een scanner van de mailbox
d-wait-back = Terug naar de afspraak
d-wait-by-hand = Met de hand aangeboden
d-wait-freed-by = Uur vrijgekomen: { $how }, op { $moment }.
d-wait-depth = { $count ->
    [one] na { $count } verplaatsing op rij
   *[other] na { $count } verplaatsingen op rij
}
d-wait-results = Resultaten van de laatste twaalf weken
d-wait-freed = Vrijgekomen
d-wait-refilled = Opgevuld
d-wait-offers = Aanbiedingen
d-wait-time = Gemiddelde tijd
d-wait-days = Dagen gewonnen
d-wait-deepest = Langste reeks
d-wait-by-week = Week per week
d-wait-week = Week van
d-offer-open = Wacht op antwoord
d-offer-accepted = Aanvaard
d-offer-declined = Geweigerd
d-offer-expired = Zonder antwoord
d-offer-taken = Door iemand anders genomen
d-offer-withdrawn = Ingetrokken
d-offer-stopped = Wil geen meldingen meer
d-freed-waiting = Binnenkort aangeboden
d-freed-open = Aangeboden
d-freed-refilled = Door een wachtende patiënt genomen
d-freed-taken = Anders genomen
d-freed-closed = Gesloten gehouden
d-freed-withdrawn = Niet meer aangeboden
d-freed-past = Voorbij of te dichtbij
d-freed-restored = Annulering teruggenomen
d-freed-by-patient = geannuleerd door de patiënt
d-freed-by-staff = geannuleerd door het team
d-freed-by-move = afspraak verplaatst
d-freed-by-offer = aanbod aanvaard
d-freed-by-hand = met de hand
d-trail-alert-on = Op de wachtlijst gezet
d-trail-alert-off = Van de wachtlijst gehaald
d-trail-restored = Annulering teruggenomen
d-trail-offered = Uur met de hand aangeboden
d-trail-withdrawn = Uur niet meer aangeboden
