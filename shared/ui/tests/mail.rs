//! What the e-mails say, and what they never say in a subject.
#![cfg(test)]

#[path = "../examples/gallery/demo.rs"]
#[expect(dead_code, reason = "the gallery and the other tests show what this one does not")]
mod demo;

use guichet_kernel::Locale;
use guichet_ui::{Mail, Words, assets};

#[test]
fn a_subject_tells_when_and_never_why() {
    for locale in Locale::ALL {
        let visit = demo::visit(locale);
        for (name, mail) in demo::mails(locale).unwrap() {
            let subject = mail.subject.to_lowercase();
            for secret in [&visit.service, &visit.practitioner.profession, &visit.practitioner.name, &visit.practice.name] {
                assert!(!subject.contains(&secret.to_lowercase()), "{name}: {subject}");
            }
            let day = Words::new(locale).day(demo::day(0)).to_lowercase();
            assert!(subject.contains(&day), "{name}: {subject}");
            assert!(!subject.contains(['\n', '\r']), "{name}: {subject}");
        }
    }
}

#[test]
fn a_subject_bears_no_code_no_link_and_names_no_practice() {
    for locale in Locale::ALL {
        for (name, mail) in demo::access_mails(locale, "482913").unwrap() {
            let subject = mail.subject.to_lowercase();
            for secret in ["482913", "http", &demo::practice(locale).name.to_lowercase()] {
                assert!(!subject.contains(secret), "{name}: {subject}");
            }
            assert!(mail.html.contains("482913") && mail.text.contains("482913"), "{name}");
            let opened = if name == "mail-code" { 0 } else { 3 };
            assert_eq!(mail.html.matches("https://guichet.example/entrer/482913").count(), opened, "{name}");
            assert!(mail.html.contains(&format!("lang=\"{}\"", locale.tag())));
        }
    }
}

#[test]
fn the_text_part_of_a_code_reads_well_by_itself() {
    let (_, mail) = demo::access_mails(Locale::FrFr, "482913").unwrap().remove(1);
    insta::assert_snapshot!(plain(&mail.subject), @"Votre code de confirmation");
    insta::assert_snapshot!(plain(&mail.text), @"
    Confirmez que c’est bien vous

    Tapez ce code sur la page qui le demande. Il sert pendant 10_min.

    482913

    Ne donnez ce code à personne. Nous ne le demandons jamais, pas même au téléphone.

    --.
    Guichet

    Cet e-mail vous est adressé parce qu’une personne connectée avec cette adresse veut faire une action sensible. Si ce n’était pas vous, fermez vos sessions.
    ");
}

#[test]
fn the_text_part_of_a_confirmation_reads_well_by_itself() {
    let mail = demo::confirmation(Locale::FrFr).render().unwrap();
    insta::assert_snapshot!(plain(&mail.subject), @"Rendez-vous confirmé_: lundi 30_novembre à_14:30");
    insta::assert_snapshot!(plain(&mail.text), @"
    Votre rendez-vous est confirmé

    Nous vous attendons le lundi 30_novembre à_14:30.

    Quand_: lundi 30_novembre 2026, 14:30 · 30_min
    Pour_: Anne Dupuis
    Motif_: Séance de suivi
    Avec_: Claire Morel, Masseuse-kinésithérapeute
    Lieu_: Cabinet des Lilas, 12 rue Garibaldi, 69003 Lyon
    Prix_: 30,00_€
    Accès_: 2ᵉ étage avec ascenseur, code 41B7. Métro Saxe-Gambetta.
    À apporter_: Votre ordonnance et, pour une première séance, vos examens récents.

    Voir ou annuler mon rendez-vous_:
    https://guichet.example/a/v1.eyJhIjoiMDFKREZLIn0.Zm9vYmFyYmF6cXV4cXV1eGNvcmdlZ3JhdWx0Z2FycGx5
    Ce lien est personnel_: toute personne qui l’ouvre peut annuler le rendez-vous.

    --.
    Cabinet des Lilas
    12 rue Garibaldi
    69003 Lyon
    04_78_00_00_00

    Cet e-mail vous est adressé parce qu’un rendez-vous a été pris avec cette adresse. Si ce n’était pas vous, prévenez le cabinet.
    ");
}

#[test]
fn the_text_part_of_a_cancellation_reads_well_by_itself() {
    let mail = demo::cancellation(Locale::FrCa).render().unwrap();
    insta::assert_snapshot!(plain(&mail.subject), @"Rendez-vous annulé_: lundi 30_novembre à_14_h_30");
    insta::assert_snapshot!(plain(&mail.text), @"
    Votre rendez-vous est annulé

    Le rendez-vous du lundi 30_novembre à_14_h_30 n’aura pas lieu. Vous n’avez rien d’autre à faire.

    Quand_: lundi 30_novembre 2026, 14_h_30 · 30_min
    Service_: Séance de suivi
    Avec_: Claire Morel, Physiothérapeute
    Lieu_: Clinique des Lilas, 350, rue Saint-Joseph Est, Québec (Québec) G1K 3B2
    Prix_: 30,00_$

    Reprendre rendez-vous_:
    https://guichet.example/fr/lyon/claire-morel
    Les plages horaires libres sont sur cette page.

    --.
    Clinique des Lilas
    350, rue Saint-Joseph Est
    Québec (Québec) G1K 3B2
    418_555-0100

    Ce courriel vous est adressé parce qu’un rendez-vous pris avec cette adresse a été annulé. Si ce n’était pas vous, prévenez la clinique.
    ");
}

#[test]
fn the_text_part_of_an_offer_reads_well_by_itself() {
    let mail = demo::offer(Locale::FrFr).render().unwrap();
    insta::assert_snapshot!(plain(&mail.subject), @"Une place plus tôt s’est libérée_: lundi 30_novembre à_14:30");
    insta::assert_snapshot!(plain(&mail.text), @"
    Une place s’est libérée, 12_jours plus tôt

    Vous pouvez avancer votre rendez-vous du samedi 12_décembre à_14:30 au lundi 30_novembre à_14:30.

    Votre rendez-vous_: samedi 12_décembre 2026, 14:30 · 30_min
    Lieu_: Cabinet des Lilas, 12 rue Garibaldi, 69003 Lyon

    La place proposée_: lundi 30_novembre 2026, 14:30 · 30_min
    Lieu_: Cabinet des Lilas, 12 rue Garibaldi, 69003 Lyon

    Pour_: Anne Dupuis
    Avec_: Claire Morel
    Répondre avant_: lundi 30_novembre à_12:30

    Voir la proposition et répondre_:
    https://guichet.example/offre/v1.eyJhIjoiMDFKREZLIn0.Zm9vYmFy

    - Accepter_: votre rendez-vous est déplacé à la place proposée, et votre horaire actuel est libéré.
    - Refuser_: vous gardez votre rendez-vous.
    - Ne rien faire_: vous gardez votre rendez-vous.

    D’autres personnes ont pu recevoir cette proposition_: la première qui accepte obtient la place.
    Ce lien est personnel_: toute personne qui l’ouvre peut voir le rendez-vous, l’annuler, ou le déplacer, ce qui libère l’horaire actuel.

    --.
    Cabinet des Lilas
    12 rue Garibaldi
    69003 Lyon
    04_78_00_00_00

    Cet e-mail vous est adressé parce qu’une place plus tôt a été souhaitée pour un rendez-vous pris avec cette adresse.
    Ne plus recevoir ces propositions_:
    https://guichet.example/offre/v1.eyJhIjoiMDFKREZLIn0.Zm9vYmFy/desabonner
    ");
}

// W3: what they have, what is offered, until when, and three choices; in each language, nothing of what care is for.
#[test]
fn an_offer_says_what_is_changed_for_what_and_nothing_of_care() {
    for locale in Locale::ALL {
        let letter = demo::offer(locale);
        let w = Words::new(locale);
        let Mail { subject, html, text } = letter.render().unwrap();
        for part in [&html, &text] {
            for said in [
                w.date(letter.own.start.date()).to_lowercase(),
                w.date(letter.offered.start.date()).to_lowercase(),
                w.time(letter.offered.start.time()),
                w.moment(letter.until),
                w.t("offer-others"),
                w.t("mail-offer-accept"),
                w.t("mail-offer-decline"),
                w.t("mail-offer-nothing"),
                letter.href.clone(),
                letter.stop_href.clone(),
                letter.offered.practitioner.name.clone(),
                letter.offered.practice.address[0].clone(),
            ] {
                assert!(part.to_lowercase().contains(&said.to_lowercase()), "{said} is missing in {}", plain(part));
            }
            // What would tell: service, profession, price, what to bring, how it is joined.
            let visit = &letter.offered;
            let price = visit.price.clone().unwrap();
            for secret in [&visit.service, &visit.practitioner.profession, &price, visit.bring.as_ref().unwrap()] {
                assert!(!part.to_lowercase().contains(&secret.to_lowercase()), "{secret} in {}", plain(part));
            }
            for key in ["service", "bring", "price"] {
                assert!(!part.contains(&w.t(key)), "{key} in {}", plain(part));
            }
        }
        assert!(!subject.contains(&letter.offered.practice.name) && !subject.contains("http"), "{subject}");
        assert_eq!(html.matches("class=\"button\"").count(), 1, "one button");
        assert!(html.contains(&format!("lang=\"{}\"", locale.tag())));
    }
}

#[test]
fn an_offer_of_the_same_day_counts_no_days_and_one_elsewhere_says_where() {
    let mut letter = demo::offer(Locale::FrFr);
    letter.own.start = demo::at(0, 17, 0);
    letter.own.practice.address = vec!["3 place Bellecour".into()];
    letter.own.whereabouts = guichet_ui::Whereabouts::Home;
    letter.patient = Some("<script>\n\nalert(1)".into());
    let mail = letter.render().unwrap();
    assert!(mail.text.starts_with("Une place s’est libérée, plus tôt le même jour\n"), "{}", plain(&mail.text));
    assert!(mail.text.contains("À votre adresse") && mail.text.contains("12 rue Garibaldi"), "{}", plain(&mail.text));
    assert!(!mail.html.contains("<script") && mail.text.contains(": <script> alert(1)\n"));
}

// A mailbox is not the desk: hours only.
#[test]
fn who_comes_today_is_told_without_a_name() {
    let mail = demo::today(Locale::FrCa).render().unwrap();
    insta::assert_snapshot!(plain(&mail.subject), @"Rendez-vous avancé à aujourd’hui, 15_h");
    insta::assert_snapshot!(plain(&mail.text), @"
    Un rendez-vous est avancé à aujourd’hui

    Un patient a avancé son rendez-vous à aujourd’hui, 15_h. Il était prévu le samedi 12_décembre à_14_h_30.

    Voir la journée_:
    https://guichet.example/fr/pro/0193/jour

    Le nom est dans l’agenda, après connexion.

    --.
    Guichet

    Ce courriel vous est adressé parce que les disponibilités du jour même d’un agenda que vous tenez sont proposées aux patients qui attendent une plage horaire plus tôt.
    ");
    for locale in Locale::ALL {
        let Mail { subject, html, text } = demo::today(locale).render().unwrap();
        let practice = demo::practice(locale).name;
        assert!([&subject, &html, &text].iter().all(|part| !part.contains(&practice)), "{text}");
        assert!(text.contains(&demo::today(locale).href) && html.contains(&demo::today(locale).href));
    }
}

#[test]
fn both_parts_hold_the_facts_and_the_link() {
    for locale in Locale::ALL {
        let visit = demo::visit(locale);
        let letter = demo::confirmation(locale);
        let mail = letter.render().unwrap();
        for part in [&mail.html, &mail.text] {
            for fact in [&visit.service, &visit.practitioner.name, &visit.practice.name, &visit.practice.address[0], &letter.manage_href] {
                assert!(part.contains(fact.as_str()), "{fact} is missing");
            }
        }
        assert_eq!(mail.html.matches(letter.manage_href.as_str()).count(), 3, "a button, and the address as a link");
        assert!(mail.html.contains(&format!("lang=\"{}\"", locale.tag())));
    }
}

#[test]
fn what_a_stranger_typed_stays_text() {
    let mut letter = demo::confirmation(Locale::FrFr);
    letter.patient = Some("<script>\n\nalert(1)\r</script>".into());
    let mail = letter.render().unwrap();
    assert!(!mail.html.contains("<script"));
    assert!(mail.html.contains("&#60;script&#62;"));
    assert!(mail.text.contains(": <script> alert(1) </script>\n"), "a text part is text, and a name one line of it");
}

#[test]
fn colours_are_those_of_the_pages() {
    let stylesheet = std::str::from_utf8(assets::STYLESHEET.bytes).unwrap();
    let mails = demo::mails(Locale::FrFr).unwrap().into_iter().chain(demo::access_mails(Locale::FrFr, "482913").unwrap());
    for (name, mail) in mails {
        for (at, _) in mail.html.match_indices('#') {
            let colour = mail.html.get(at..at + 7).unwrap_or_default();
            if colour.chars().skip(1).all(|digit| digit.is_ascii_hexdigit()) {
                assert!(stylesheet.contains(colour), "{name}: {colour} is no token");
            }
        }
    }
}

/// Spaces that do not break, made visible: `_` and, narrow, `~`.
fn plain(text: &str) -> String {
    text.replace("-- \n", "--.\n").replace('\u{a0}', "_").replace('\u{202f}', "~")
}
