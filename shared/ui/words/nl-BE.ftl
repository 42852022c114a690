# The Dutch of Belgium. The reader is addressed as u.

## Words that stand in several sentences

-practice = { $form ->
   *[the] de praktijk
    [The] De praktijk
}
-practitioner = { $form ->
   *[your] uw zorgverlener
    [a] zorgverlener
}

## Days, hours, lengths

weekday = { $weekday ->
    [1] maandag
    [2] dinsdag
    [3] woensdag
    [4] donderdag
    [5] vrijdag
    [6] zaterdag
   *[7] zondag
}
month = { $month ->
    [1] januari
    [2] februari
    [3] maart
    [4] april
    [5] mei
    [6] juni
    [7] juli
    [8] augustus
    [9] september
    [10] oktober
    [11] november
   *[12] december
}
day-number = { $day }
date-with-year = { $weekday } { $day } { $month } { $year }
date-without-year = { $weekday } { $day } { $month }
date-without-weekday = { $day } { $month }
time = { $hour-digits }:{ $minute-digits }
time-with-fold = { $time } ({ $fold })
fold-first = zomertijd
fold-second = wintertijd
moment = { $day } om { $time }
duration-minutes = { $minutes } min
duration-hours = { $hours } uur
duration-both = { $hours } uur { $minutes }

## Around every page

guichet = Guichet
page-title = { $page } · { $place }
title-with-error = Te verbeteren: { $page }
skip = Naar de inhoud
call = Bel { -practice(form: "the") } op
call-at = Bel { -practice(form: "the") } op { $phone }
privacy = Uw gegevens dienen voor uw afspraak en voor niets anders.
powered = Online afspraken met Guichet

## Facts of an appointment

when = Wanneer
service = Reden van de afspraak
duration = Duur
price = Prijs
with = Bij
where = Plaats
where-home = Op uw adres
where-remote = Op afstand, via video
join = Deelnemen
access = Toegang
bring = Mee te brengen
patient = Voor
time-and-duration = { $time } · { $duration }
other-slot = Een ander tijdstip kiezen

## A practitioner's page

practitioner-title = { $name }, { $profession }
practitioner-book = Een afspraak maken
practitioner-place = Plaats van de afspraak
practitioner-service = Reden van de afspraak
practitioner-choose-service = Kies een reden om de vrije tijdstippen te zien.
practitioner-choose-slot = Kies een tijdstip
practitioner-zone = Plaatselijke tijd ({ $city }). Alle getoonde tijdstippen zijn vrij.
practitioner-first = Eerste vrije tijdstip:
practitioner-full = Volzet
practitioner-hours = { $count ->
    [one] { $count } tijdstip
   *[other] { $count } tijdstippen
}
practitioner-closed = Geen consultatie
practitioner-slot-day = { $day } om
practitioner-none = Geen vrij tijdstip tussen { $from } en { $to }
practitioner-none-call = U kunt ook { -practice(form: "the") } bellen: soms komt er een plaats vrij.
practitioner-earlier = Vorige dagen bekijken
practitioner-later = Volgende dagen bekijken
practitioner-days = Andere dagen
practitioner-before = Voor u komt
practitioner-slot-taken = Dit tijdstip is net ingenomen. Kies een ander.
practitioner-slot-past = Dit tijdstip wordt niet meer aangeboden. Kies een ander.
practitioner-hold-lapsed = We houden dit tijdstip niet langer voor u vrij. Kies het opnieuw, of kies een ander.
practitioner-slot-full = Deze groep is net volzet. Kies een ander tijdstip.
practitioner-left = { $count ->
    [one] { $count } plaats
   *[other] { $count } plaatsen
}
practitioner-next = Eerstvolgend vrij tijdstip:
practitioner-no-new-patients = Neemt voorlopig geen nieuwe patiënten aan. Bent u hier al patiënt, dan kunt u een afspraak maken.
service-group = In groep
service-first = Voor een eerste keer
service-follow-up = Voor wie hier al patiënt is

## Another time for an appointment

move-title = Uw afspraak verplaatsen
move-when = Het nieuwe tijdstip
move-now = Ze is gepland op { $day } om { $time }.
move-effect = Ze blijft op dat tijdstip zolang u geen ander kiest.
move-back = Mijn afspraak laten zoals ze is

## The directory

find-title = Een { -practitioner(form: "a") } vinden
find-title-asked = { $asked }, online afspraken
find-text = Naam, beroep of reden
find-city = Gemeente
find-submit = Zoeken
find-results = Resultaten
find-none = Niemand beantwoordt aan uw zoekopdracht
find-none-next = Controleer de spelling, probeer één woord, of zoek zonder de gemeente.
find-near = Niets komt precies overeen. Dit lijkt erop.
find-pages = Pagina’s met resultaten
find-more = Verder bekijken
find-next-free = Eerstvolgend vrij tijdstip: { $moment }
find-none-free = Online geen vrij tijdstip
find-seen = gezien om { $time }
find-seen-day = gezien op { $moment }
find-no-new-patients = Neemt geen nieuwe patiënten aan
find-by-phone = Afspraken per telefoon:
find-description = Vind een { -practitioner(form: "a") } en maak online een afspraak, zonder account.
office-people = Wie u ontvangt
office-nobody = Online maakt hier voorlopig niemand afspraken.
office-places = { $count ->
    [one] Adres
   *[other] Adressen
}
office-services = Redenen van de afspraak
office-description = { $name }, { $cities }: adres, telefoon en online afspraken.

## Who comes

booking-title = Uw afspraak
booking-step = Laatste stap
booking-held = We houden dit tijdstip voor u vrij tot { $time }.
booking-lapsed = We houden dit tijdstip niet langer voor u vrij. Als het nog vrij is, kunt u het nemen.
booking-who = Wie komt op de afspraak?
booking-who-home = Wie krijgt het bezoek?
booking-home = Waar komen wij langs?
booking-home-hint = Het adres waar deze persoon op de dag van de afspraak is. Alleen { -practice(form: "the") } ziet het.
street = Straat en nummer
street-missing = Vul de straat en het nummer in.
door = Verdieping, bus, naam op de bel (niet verplicht)
postal-code = Postcode
postal-code-missing = Vul de postcode in.
postal-code-malformed = Controleer de postcode: ze heeft vier cijfers, zoals 4000.
city = Gemeente
city-missing = Vul de gemeente in.
address-too-long = Kort deze regel van het adres in: hij is langer dan wij kunnen noteren.
booking-for = Voor wie is deze afspraak?
booking-for-self = Voor mezelf
booking-for-other = Voor een kind of een naaste
booking-trap = Laat dit veld leeg
booking-contact = U, die de afspraak maakt
booking-contact-hint = Wij schrijven naar u.
contact-given-name = Uw voornaam
contact-given-name-missing = Vul uw voornaam in.
contact-family-name = Uw familienaam
contact-family-name-missing = Vul uw familienaam in.
booking-mend = { $count ->
    [one] Er is nog één punt te verbeteren
   *[other] Er zijn nog { $count } punten te verbeteren
}
given-name = Voornaam
given-name-missing = Vul de voornaam in.
given-name-too-long = Kort de voornaam in: hij is langer dan wij kunnen noteren.
given-name-malformed = Schrijf de voornaam alleen met letters.
family-name = Familienaam
family-name-missing = Vul de familienaam in.
family-name-too-long = Kort de familienaam in: hij is langer dan wij kunnen noteren.
family-name-malformed = Schrijf de familienaam alleen met letters.
birth-date = Geboortedatum
birth-date-hint = Bijvoorbeeld 27 3 1984
birth-day = Dag
birth-month = Maand
birth-year = Jaar
birth-date-missing = Vul de geboortedatum in.
birth-date-incomplete = Vul de geboortedatum aan: dag, maand en jaar.
birth-date-not-a-date = Controleer de geboortedatum: deze dag bestaat niet.
birth-date-in-future = Controleer de geboortedatum: ze ligt in de toekomst.
birth-date-too-long-ago = Controleer het geboortejaar, met vier cijfers.
email = E-mailadres
email-hint = Voor de bevestiging, met de link om te annuleren.
email-hint-confirm = We sturen er een link naartoe, te openen binnen het halfuur: die bevestigt de afspraak.
email-missing = Vul een e-mailadres in.
email-malformed = Controleer het adres: het ziet eruit als naam@voorbeeld.be.
email-too-long = Kort het adres in: het is langer dan wij kunnen noteren.
booking-submit = Deze afspraak maken
booking-check-again = De controle is niet gelukt. Doe ze opnieuw en bevestig daarna nogmaals.
booking-check-call = Om hier te boeken is een controle nodig die JavaScript gebruikt. Bel zonder JavaScript naar { $phone }.
booking-check-none = Om hier te boeken is een controle nodig die JavaScript gebruikt. Boek zonder JavaScript telefonisch.
booking-privacy = Deze gegevens gaan naar { -practice(form: "the") }, voor uw afspraak en voor niets anders.

## The patient space

space = Mijn afspraken
space-all = Al mijn afspraken bekijken
space-lead = Vul het adres in waarmee u afspraken maakt, voor uzelf of voor uw naasten. Wij sturen er een link naartoe die de lijst opent.
space-ask = De link ontvangen
space-closed = Vraag een link aan om uw afspraken te zien.
space-left = U hebt uw afspraken op dit toestel verlaten.
space-asked = Open uw mailbox
space-asked-to = Als er met het adres { $email } afspraken zijn gemaakt, komt er binnen enkele minuten een e-mail aan. Open de link in deze browser: hij werkt één keer, en { $duration } lang.
space-asked-none = Komt er niets aan? Kijk bij de ongewenste berichten, controleer het adres, of bel { -practice(form: "the") }: misschien is het adres daar niet bekend.
space-again = Een andere link aanvragen
space-link-dead = De link naar uw afspraken werkt één keer, een kwartier lang, in de browser waarin hij is aangevraagd.
space-open-lead = Nog één stap: sommige mailboxen openen links vanzelf, deze knop is alleen voor u.
space-open = Mijn afspraken openen
space-nobody = Er zijn geen afspraken met dit adres.
space-missing = Niet alles kan nu worden getoond. Probeer het over enkele minuten opnieuw.
space-person = Iemand van wie de voornaam begint met { $initial }
space-birth-date = De geboortedatum, om de afspraken te zien
space-differs = Dit is niet de geboortedatum die wij kennen. Controleer ze.
space-show = De afspraken bekijken
space-barred = Deze afspraken kunnen hier vandaag niet worden getoond. Bel ons.
space-ahead = Komende
space-ahead-none = Geen komende afspraken.
space-past = Voorbije
space-off = Geannuleerd of verplaatst
space-cancelled-by-patient = Geannuleerd op uw verzoek
space-cancelled-by-practice = Geannuleerd door { -practice(form: "the") }
space-older = Bel ons voor oudere afspraken.
space-manage = Bekijken, verplaatsen of annuleren
space-leave = Mijn afspraken verlaten

## An appointment, behind its link

tag-confirmed = Bevestigd
tag-cancelled = Geannuleerd
tag-past = Voorbij
tag-moved = Verplaatst
appointment-just-booked = Uw afspraak is gemaakt
appointment-standing = Uw afspraak
appointment-just-cancelled = Uw afspraak is geannuleerd
appointment-cancelled = Deze afspraak is geannuleerd
appointment-past = Deze afspraak is voorbij
appointment-mail = U krijgt binnen enkele minuten een e-mail ter bevestiging. De link naar deze pagina staat erin.
appointment-mail-to = U krijgt binnen enkele minuten een e-mail ter bevestiging op { $email }. De link naar deze pagina staat erin.
appointment-cancel-mail = U krijgt binnen enkele minuten een e-mail die dit bevestigt.
appointment-cancel-mail-to = U krijgt binnen enkele minuten een e-mail die dit bevestigt op { $email }.
appointment-nothing-due = U hoeft verder niets te doen.
appointment-calendar = Aan mijn agenda toevoegen
appointment-cancel = Kunt u niet komen?
appointment-cancel-until = U kunt annuleren tot { $moment }.
appointment-cancel-effect = Het tijdstip wordt meteen aan iemand anders aangeboden; wilt u toch komen, dan maakt u een nieuwe afspraak.
appointment-cancel-submit = Mijn afspraak annuleren
appointment-too-late = Online annuleren kan niet meer. Bel { -practice(form: "the") } zo snel mogelijk: iemand anders kan uw plaats gebruiken.
appointment-cannot-come = De termijn om te annuleren is voorbij. Kunt u niet komen, laat het dan hier weten: { -practice(form: "the") } ziet het meteen, en iemand anders kan uw plaats gebruiken. Bel ons voor al het andere.
appointment-cannot-come-submit = Ik kan niet komen
appointment-rebook = Een nieuwe afspraak maken
appointment-move = Mijn afspraak verplaatsen
appointment-just-moved = Uw afspraak is verplaatst
appointment-moved = Deze afspraak is verplaatst
appointment-moved-mail = U krijgt binnen enkele minuten een e-mail die dit bevestigt, met de link naar deze pagina. De vorige link dient niet meer.
appointment-moved-from = Ze was gepland op { $moment }.
appointment-moved-to = Ze vindt nu plaats op { $moment }.
appointment-moved-link = Open de link in het laatste bericht dat u kreeg om ze te bekijken of te annuleren.
appointment-awaits = Nog één stap
appointment-awaits-to = Open de link die we naar { $email } stuurden om te bevestigen.
appointment-awaits-mail = Open de link die we u stuurden om te bevestigen.
appointment-awaits-until = Het tijdstip wordt tot { $time } voor u vrijgehouden. Niets gekregen? Kijk ook bij de ongewenste e-mail, of bel { -practice(form: "the") }.
appointment-to-confirm = Bevestig uw afspraak
appointment-to-confirm-until = Het tijdstip wordt tot { $time } voor u vrijgehouden.
appointment-to-confirm-submit = Mijn afspraak bevestigen
appointment-just-confirmed = Uw afspraak is bevestigd
appointment-lapsed = Deze afspraak is niet op tijd bevestigd
appointment-lapsed-next = Het tijdstip is weer vrij voor anderen. U kunt een ander kiezen.
tag-to-confirm = Te bevestigen
tag-lapsed = Niet bevestigd

## When things go otherwise

notice-not-found = Deze pagina bestaat niet
notice-not-found-next = Misschien is het adres onvolledig. Controleer het, of vertrek opnieuw van de link die u kreeg.
notice-slot-taken = Dit tijdstip is net ingenomen
notice-slot-taken-next = Iemand anders koos het net voor u. Misschien zijn er diezelfde dag nog andere tijdstippen vrij.
notice-slot-past = Dit tijdstip wordt niet meer aangeboden
notice-slot-past-next = Het is voorbij, of te dichtbij om het online te nemen.
notice-full = Er is geen plaats meer
notice-full-next = Deze groep is net volzet. Misschien is er in andere sessies nog plaats.
notice-too-many-holds = U houdt al andere tijdstippen vast
notice-too-many-holds-next = Rond er een af, of wacht enkele minuten: wat u niet bevestigt, komt vanzelf weer vrij.
notice-too-often = Vanaf hier werden op korte tijd veel afspraken gevraagd
notice-too-often-next = Opdat de agenda voor iedereen open blijft, beperken we hoeveel er per verbinding en per adres kunnen. Bel { -practice(form: "the") }, of kom over enkele uren terug.
notice-too-many-open = U hebt al meerdere komende afspraken
notice-too-many-open-next = Bel { -practice(form: "the") } om er nog een te maken. Als u een afspraak annuleert die u niet meer nodig hebt, kan er ook weer een bij.
notice-confirm-first = Bevestig eerst uw andere afspraak
notice-confirm-first-next = Een afspraak die met dit adres werd gemaakt, wacht op bevestiging. Open de link die we daarheen stuurden en kom daarna terug; of bel { -practice(form: "the") }.
notice-no-new-patients = Voorlopig geen nieuwe patiënten
notice-no-new-patients-next = Bent u hier al geweest, kies dan een vervolgafspraak. Bel voor een eerste keer { -practice(form: "the") }.
notice-not-online = Deze afspraak maakt u telefonisch
notice-not-online-next = Bel { -practice(form: "the") }: men stelt u een tijdstip voor.
notice-hours-away = De tijdstippen van { $who } kunnen nu niet worden getoond
notice-hours-away-next = Probeer het over enkele minuten opnieuw, of bel { -practice(form: "the") }.
notice-looks-automatic = We konden deze afspraak niet maken
notice-looks-automatic-next = Een verborgen veld van de pagina was ingevuld, zoals programma’s dat doen. Er is niets bewaard. Begin opnieuw zonder automatisch invullen, of bel { -practice(form: "the") }.
notice-link-invalid = Deze link gaat niet open
notice-link-invalid-next = Misschien is hij onderweg afgebroken. Open hem vanuit het bericht dat u kreeg, of kopieer hem helemaal.
notice-already-booked = Deze afspraak is al gemaakt
notice-already-booked-next = Dit formulier is al gebruikt. In de bevestigingsmail staat de link om de afspraak te bekijken of te annuleren.
notice-already-booked-other = Kies voor iemand anders een ander tijdstip. Was het e-mailadres fout, bel dan { -practice(form: "the") }.
notice-link-expired = Deze link werkt niet meer
notice-link-expired-next = Voor uw veiligheid werken onze links maar een tijd. Bel voor een komende afspraak { -practice(form: "the") }.
notice-link-for-another-purpose = Deze link leidt ergens anders heen
notice-link-for-another-purpose-next = U kunt dit er niet mee doen. Open het laatste bericht dat u over deze afspraak kreeg.
notice-too-large = U stuurt te veel tekst
notice-too-large-next = Ga terug, kort de tekst in en verstuur opnieuw.
notice-bad-request = We konden uw aanvraag niet lezen
notice-bad-request-next = Ga terug naar de pagina van { -practitioner(form: "your") } en begin opnieuw. Er is niets bewaard.
notice-method-not-allowed = Dit adres gaat zo niet open
notice-method-not-allowed-next = Ga terug naar de vorige pagina en gebruik de knoppen.
notice-busy = Er zijn nu veel aanvragen
notice-busy-next = Wacht een minuut en probeer het opnieuw.
notice-internal = Bij ons is iets misgegaan
notice-internal-next = Wij zijn verwittigd. Probeer het over enkele minuten opnieuw; duurt het langer, bel dan { -practice(form: "the") }.
notice-internal-reference = Als men ernaar vraagt: de referentie is { $reference }.

## E-mails. A subject tells when, and never why.

mail-confirmed-subject = Afspraak bevestigd: { $moment }
mail-confirmed = Uw afspraak is bevestigd
mail-confirmed-opening = We verwachten u op { $moment }.
mail-manage = Mijn afspraak bekijken of annuleren
mail-manage-hint = Deze link is persoonlijk: wie hem opent, kan de afspraak annuleren.
mail-cancelled-subject = Afspraak geannuleerd: { $moment }
mail-cancelled = Uw afspraak is geannuleerd
mail-cancelled-opening = De afspraak van { $moment } gaat niet door. U hoeft verder niets te doen.
mail-rebook = Een nieuwe afspraak maken
mail-rebook-hint = De vrije tijdstippen staan op deze pagina.
mail-colon = {":"}
mail-link = Gaat de knop niet open, kopieer dan dit adres:
mail-why-confirmed = U krijgt deze e-mail omdat met dit adres een afspraak is gemaakt. Was u dat niet, verwittig dan { -practice(form: "the") }.
mail-why-cancelled = U krijgt deze e-mail omdat een afspraak die met dit adres is gemaakt, is geannuleerd. Was u dat niet, verwittig dan { -practice(form: "the") }.
mail-moved-subject = Afspraak verplaatst: { $moment }
mail-moved = Uw afspraak is verplaatst
mail-moved-opening = Ze was gepland op { $from }. Ze is nu op { $moment }.
mail-moved-manage-hint = Deze link vervangt de vorige. Hij is persoonlijk: wie hem opent, kan de afspraak annuleren.
mail-to-confirm-subject = Afspraak te bevestigen: { $moment }
mail-to-confirm = Bevestig uw afspraak
mail-to-confirm-opening = Het tijdstip van { $moment } wordt tot { $until } voor u vrijgehouden. Open de link hieronder om het te bevestigen.
mail-to-confirm-act = Mijn afspraak bevestigen
mail-to-confirm-hint = Zonder bevestiging voor { $until } wordt het tijdstip aan iemand anders aangeboden. Na de bevestiging krijgt u de uitnodiging voor uw agenda.
mail-why-to-confirm = U krijgt deze e-mail omdat met dit adres een afspraak is gevraagd. Was u dat niet, bevestig dan niet: het tijdstip komt weer vrij.
mail-why-moved = U krijgt deze e-mail omdat een afspraak die met dit adres is gemaakt, is verplaatst. Past het nieuwe tijdstip u niet, open dan de link of bel { -practice(form: "the") }.
mail-called-off-opening = Het spijt ons: { $practitioner } kan de afspraak van { $moment } niet laten doorgaan. U kunt nu al een ander tijdstip kiezen.
mail-why-called-off = U krijgt deze e-mail omdat { -practice(form: "the") } een afspraak heeft geannuleerd die met dit adres is gemaakt. Bel ons gerust als u vragen hebt.
mail-confirmed-opening-home = We komen bij u thuis op { $moment }.
mail-confirmed-opening-remote = We spreken u op afstand op { $moment }.

## An offer of something earlier

mail-offer-subject = Een vroeger tijdstip is vrijgekomen: { $moment }
mail-offer-opening = U kunt uw afspraak van { $own } vervroegen naar { $moment }.
mail-offer-act = Het voorstel bekijken en antwoorden
mail-offer-accept = Aanvaarden: uw afspraak wordt naar dit tijdstip verplaatst, en uw huidige tijdstip komt vrij.
mail-offer-decline = Weigeren: u behoudt uw afspraak.
mail-offer-nothing = Niets doen: u behoudt uw afspraak.
mail-offer-hint = Deze link is persoonlijk: wie hem opent, kan de afspraak bekijken, annuleren of verplaatsen; bij een verplaatsing komt het huidige tijdstip vrij.
mail-offer-why = U krijgt deze e-mail omdat voor een afspraak die met dit adres is gemaakt, een vroeger tijdstip is gevraagd.

## The link to the patient space

mail-space-subject = De link naar uw afspraken
mail-space = Uw afspraken
mail-space-opening = Open deze link in de browser waarin u hem hebt aangevraagd. Hij werkt één keer, en { $duration } lang.
mail-space-act = Mijn afspraken bekijken
mail-space-hint = Deze link is persoonlijk: stuur hem niet door.
mail-space-why = U krijgt deze e-mail omdat een link is gevraagd naar de afspraken die met dit adres zijn gemaakt. Was u dat niet, dan hoeft u niets te doen: zonder deze link ziet niemand ze.

## E-mails to staff. A subject never bears the code.

mail-sign-in-subject = Uw aanmeldlink
mail-sign-in = Aanmelden bij Guichet
mail-sign-in-opening = Open deze link in de browser waarin u hem hebt aangevraagd. Hij werkt één keer, en { $duration } lang.
mail-sign-in-act = Mij aanmelden
mail-sign-in-hint = Deze link is persoonlijk: stuur hem niet door.
mail-sign-in-why = U krijgt deze e-mail omdat met dit adres een aanmeldlink is gevraagd. Was u dat niet, dan hoeft u niets te doen: zonder deze link meldt niemand zich aan.
mail-code-subject = Uw bevestigingscode
mail-code = Bevestig dat u het bent
mail-code-opening = Typ deze code op de pagina die erom vraagt. Ze werkt { $duration } lang.
mail-code-hint = Geef deze code aan niemand. Wij vragen er nooit naar, ook niet aan de telefoon.
mail-code-why = U krijgt deze e-mail omdat iemand die met dit adres is aangemeld een gevoelige handeling wil doen. Was u dat niet, beëindig dan uw sessies.
mail-invitation-subject = Uitnodiging om een team te vervoegen
mail-invitation = { $practice } nodigt u uit
mail-invitation-opening = U bent uitgenodigd in het team van { $practice }, als: { $roles }.
mail-invitation-act = De uitnodiging bekijken
mail-invitation-hint = De uitnodiging werkt tot en met { $date }, voor dit e-mailadres.
mail-invitation-why = U krijgt deze e-mail omdat { $practice } u uitnodigt. Kent u deze praktijk niet, dan hoeft u niets te doen.
mail-today-subject = Afspraak vervroegd naar vandaag, { $time }
mail-today = Een afspraak is naar vandaag vervroegd
mail-today-opening = Een patiënt heeft zijn afspraak vervroegd naar vandaag, { $time }. Ze was gepland op { $was }.
mail-today-act = De dag bekijken
mail-today-hint = De naam staat in de agenda, na het aanmelden.
mail-today-why = U krijgt deze e-mail omdat de vrije tijdstippen van dezelfde dag, in een agenda die u bijhoudt, worden voorgesteld aan patiënten die op een vroeger tijdstip wachten.

role-owner = eigenaar
role-practitioner = zorgverlener
role-secretary = secretariaat
role-accountant = boekhouding

## Being told of something earlier

alert-title = Bericht krijgen als er vroeger plaats vrijkomt
alert-about = Komt er een vroegere plaats vrij, dan schrijven we u en kiest u zelf. Intussen blijft uw afspraak behouden.
alert-waits = Komt er een vroegere plaats vrij, dan krijgt u een e-mail en kiest u zelf. Verder verandert er niets.
alert-start = Stuur mij een e-mail
alert-save = Mijn voorkeuren bewaren
alert-stop = Geen bericht meer sturen
alert-saved = Dat is genoteerd.
alert-ended = Dat is genoteerd: we stellen u niets vroegers meer voor.
alert-prefer = Mijn voorkeuren aangeven
alert-halves = De halve dagen die mij passen
alert-halves-hint = Duidt u er geen aan, dan passen ze allemaal.
alert-morning = Voormiddag
alert-afternoon = Namiddag
alert-in-morning = { $day }voormiddag
alert-in-afternoon = { $day }namiddag
alert-places = Andere plaatsen die mij passen
alert-places-hint = De plaats van uw afspraak past altijd.

## An offer of something earlier, behind its link

offer-days = { $days ->
    [1] Er is een plaats vrijgekomen, een dag vroeger
   *[other] Er is een plaats vrijgekomen, { $days } dagen vroeger
}
offer-same-day = Er is een plaats vrijgekomen, vroeger op dezelfde dag
offer-yours = Uw afspraak
offer-offered = De voorgestelde plaats
offer-before = Voordien
offer-now = Nu
offer-length = Duur
offer-reply-before = Antwoord vóór
offer-accept = Aanvaarden en mijn afspraak verplaatsen
offer-decline = Weigeren en mijn eerste afspraak behouden
offer-others = Misschien kregen nog anderen dit voorstel: wie het eerst aanvaardt, krijgt de plaats.
offer-nothing = Antwoordt u niet, dan verandert er niets: uw afspraak van { $moment } blijft behouden.
offer-busy = Iemand is dit tijdstip net aan het reserveren. Probeer het over enkele minuten opnieuw: is het dan nog vrij, dan kunt u het aanvaarden.
offer-kept = Uw afspraak van { $moment } blijft behouden.
offer-waits = Komt er een andere plaats vrij, dan schrijven we u.
offer-accepted-next = Een e-mail bevestigt dit, met de nieuwe link.
offer-declined = U behoudt uw afspraak
offer-declined-then = U hebt dit voorstel geweigerd
offer-taken = Deze plaats is net ingenomen
offer-taken-next = Iemand anders was u voor. Voor u is er niets veranderd.
offer-expired = Dit voorstel geldt niet meer
offer-expired-next = De tijd om te antwoorden is voorbij.
offer-withdrawn = Deze plaats wordt niet meer voorgesteld
offer-moved = Uw afspraak van { $was } is verplaatst: ze vindt nu plaats op { $moment }.
offer-moved-place = Plaats: { $place }.
offer-cancelled = Uw afspraak van { $moment } is geannuleerd.
offer-gone = Deze afspraak staat niet meer in de agenda
offer-gone-next = Wilt u weten wat ermee gebeurd is, bel dan { -practice(form: "the") }.
offer-free = Vrije tijdstippen vóór uw afspraak
offer-free-all = Alle vrije tijdstippen bekijken
offer-own = Mijn afspraak bekijken
offer-stop = Deze voorstellen niet meer ontvangen
stop-about = We schrijven u niet meer als er vroeger een plaats vrijkomt. De andere berichten van { -practice(form: "the") } krijgt u zoals voordien.
stop-none = Bij { $who } wacht u op niets vroegers. De knop stopt ook de voorstellen van de andere zorgverleners van { -practice(form: "the") }.
stop-done = U krijgt deze voorstellen niet meer
stop-again = Wilt u ze later toch, vraag ze dan op de pagina van uw afspraak.

## Calendar invite
invite-summary = Afspraak bij { $name }
