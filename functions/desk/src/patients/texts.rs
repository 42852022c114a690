//! The texts that patients agree to. A text that is in use is never changed under its version: it gets another date.

use guichet_kernel::Locale;
use guichet_ui::desk::ConsentKind;

/// When the texts were last written.
const WRITTEN: &str = "2026-11-22";

/// The version of the texts in a language: `2026-11-22 fr-FR`.
pub(super) fn version(language: Locale) -> String {
    format!("{WRITTEN} {}", language.tag())
}

/// What somebody agrees to, in their language.
pub(super) const fn text(kind: ConsentKind, language: Locale) -> &'static str {
    match language {
        Locale::FrFr | Locale::FrBe => french(kind),
        Locale::FrCa => french_of_canada(kind),
        Locale::NlBe => dutch(kind),
        Locale::En | Locale::EnCa => english(kind),
    }
}

const fn french(kind: ConsentKind) -> &'static str {
    match kind {
        ConsentKind::DataProcessing => {
            "J’accepte que le cabinet conserve et utilise mes coordonnées, mes rendez-vous et les informations utiles à mes soins. \
             Seules les personnes qui y travaillent et en ont besoin peuvent les lire, et chaque lecture est notée. Je peux à tout \
             moment les consulter, les faire corriger, en recevoir une copie, ou demander leur effacement dans les limites de la loi."
        }
        ConsentKind::MessagesBySms => {
            "J’accepte de recevoir par SMS les confirmations, les rappels et les changements de mes rendez-vous. Ces messages ne \
             disent rien de mes soins. Je peux y mettre fin à tout moment en répondant STOP ou en le disant au cabinet."
        }
        ConsentKind::MessagesByEmail => {
            "J’accepte de recevoir par e-mail les confirmations, les rappels et les changements de mes rendez-vous. Je peux y mettre \
             fin à tout moment en le disant au cabinet."
        }
        ConsentKind::SharingWithReferringDoctor => {
            "J’accepte que le cabinet informe de mes soins le médecin qui m’a adressé : ce qui a été constaté, ce qui a été fait et \
             la suite proposée. Je peux y mettre fin à tout moment ; ce qui a été transmis avant le reste."
        }
        ConsentKind::Teleconsultation => {
            "J’accepte d’être soigné à distance, par vidéo ou par téléphone. On m’a dit ce qu’une consultation à distance ne permet \
             pas, et que je peux à tout moment demander à être reçu sur place. La consultation n’est pas enregistrée."
        }
    }
}

const fn french_of_canada(kind: ConsentKind) -> &'static str {
    match kind {
        ConsentKind::DataProcessing => {
            "J’accepte que la clinique conserve et utilise mes coordonnées, mes rendez-vous et les renseignements utiles à mes soins. \
             Seules les personnes qui y travaillent et en ont besoin peuvent les consulter, et chaque consultation est notée. Je peux \
             en tout temps les voir, les faire corriger, en recevoir une copie ou demander leur destruction dans les limites de la loi."
        }
        ConsentKind::MessagesBySms => {
            "J’accepte de recevoir par texto les confirmations, les rappels et les changements de mes rendez-vous. Ces messages ne \
             disent rien de mes soins. Je peux y mettre fin en tout temps en répondant ARRÊT ou en le disant à la clinique."
        }
        ConsentKind::MessagesByEmail => {
            "J’accepte de recevoir par courriel les confirmations, les rappels et les changements de mes rendez-vous. Je peux y mettre \
             fin en tout temps en le disant à la clinique."
        }
        ConsentKind::SharingWithReferringDoctor => {
            "J’accepte que la clinique informe de mes soins le médecin qui m’a dirigé vers elle : ce qui a été constaté, ce qui a été \
             fait et la suite proposée. Je peux y mettre fin en tout temps; ce qui a été transmis avant le reste."
        }
        ConsentKind::Teleconsultation => {
            "J’accepte de recevoir des soins à distance, par vidéo ou par téléphone. On m’a dit ce qu’une consultation à distance ne \
             permet pas, et que je peux en tout temps demander à être reçu sur place. La consultation n’est pas enregistrée."
        }
    }
}

const fn dutch(kind: ConsentKind) -> &'static str {
    match kind {
        ConsentKind::DataProcessing => {
            "Ik ga ermee akkoord dat de praktijk mijn contactgegevens, mijn afspraken en de informatie die nodig is voor mijn zorg \
             bewaart en gebruikt. Alleen wie er werkt en ze nodig heeft, kan ze lezen, en elke inzage wordt genoteerd. Ik kan ze altijd \
             inkijken, laten verbeteren, er een kopie van krijgen of vragen ze te wissen, binnen de grenzen van de wet."
        }
        ConsentKind::MessagesBySms => {
            "Ik ga ermee akkoord dat ik per sms bevestigingen, herinneringen en wijzigingen van mijn afspraken krijg. Die berichten \
             zeggen niets over mijn zorg. Ik kan er altijd een einde aan maken door STOP te antwoorden of het aan de praktijk te zeggen."
        }
        ConsentKind::MessagesByEmail => {
            "Ik ga ermee akkoord dat ik per e-mail bevestigingen, herinneringen en wijzigingen van mijn afspraken krijg. Ik kan er \
             altijd een einde aan maken door het aan de praktijk te zeggen."
        }
        ConsentKind::SharingWithReferringDoctor => {
            "Ik ga ermee akkoord dat de praktijk de arts die mij heeft doorverwezen op de hoogte brengt van mijn zorg: wat werd \
             vastgesteld, wat werd gedaan en wat wordt voorgesteld. Ik kan er altijd een einde aan maken; wat al werd gedeeld, blijft gedeeld."
        }
        ConsentKind::Teleconsultation => {
            "Ik ga akkoord met zorg op afstand, per video of telefoon. Er werd mij verteld wat op afstand niet kan, en dat ik altijd kan \
             vragen om ter plaatse ontvangen te worden. Het consult wordt niet opgenomen."
        }
    }
}

const fn english(kind: ConsentKind) -> &'static str {
    match kind {
        ConsentKind::DataProcessing => {
            "I agree that the practice keeps and uses my contact details, my appointments and what it needs to know for my care. Only \
             those who work there and need it can read it, and every reading is noted. I can see it at any time, have it corrected, \
             receive a copy, or ask for it to be erased within the limits of the law."
        }
        ConsentKind::MessagesBySms => {
            "I agree to receive confirmations, reminders and changes of my appointments by text message. These messages say nothing \
             about my care. I can end this at any time by answering STOP or by telling the practice."
        }
        ConsentKind::MessagesByEmail => {
            "I agree to receive confirmations, reminders and changes of my appointments by e-mail. I can end this at any time by \
             telling the practice."
        }
        ConsentKind::SharingWithReferringDoctor => {
            "I agree that the practice tells the doctor who referred me about my care: what was found, what was done and what is \
             proposed. I can end this at any time; what was shared before remains shared."
        }
        ConsentKind::Teleconsultation => {
            "I agree to be treated at a distance, by video or telephone. I was told what cannot be done at a distance, and that I can \
             ask to be seen in person at any time. The consultation is not recorded."
        }
    }
}

#[cfg(test)]
mod tests {
    use guichet_kernel::Label;

    use super::*;

    #[test]
    fn every_text_is_there_and_its_version_is_a_line_of_the_record() {
        for language in Locale::ALL {
            assert!(Label::parse(&version(language)).is_ok());
            for kind in ConsentKind::ALL {
                let text = text(kind, language);
                assert!(text.len() > 80 && !text.contains("  ") && text.ends_with('.'), "{kind:?} in {}", language.tag());
            }
        }
    }

    // Somebody agreed to these words under this date: whoever changes one changes the other.
    #[test]
    fn the_words_of_a_version_do_not_change() {
        let all = Locale::ALL.into_iter().flat_map(|language| ConsentKind::ALL.into_iter().map(move |kind| text(kind, language)));
        // FNV-1a: the same on every machine.
        let sum =
            all.flat_map(str::bytes).fold(0xcbf2_9ce4_8422_2325_u64, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
        assert_eq!((WRITTEN, sum), ("2026-11-22", 16_624_230_607_424_482_254));
    }
}
