//! From a letter to the mail: sign-in links, links to the patient space, codes, and who comes today, which Guichet writes, and invitations, which a
//! practice writes.

use chrono::{NaiveDate, TimeDelta};
use guichet_kernel::{Country, Instant, Zone};
use guichet_messages::{
    Mailbox, OutgoingMail,
    mailroom::{Due, Letter, Says},
};
use guichet_ui::{CodeMail, InvitationMail, Mail, RenderError, SignInMail, SpaceMail, TodayMail};

use crate::letter::Sender;

/// Who writes where no practice speaks.
const US: &str = "Guichet";

/// Writes the mail of a due letter. Two attempts at one letter write the same mail.
pub fn write(sender: &Sender, due: &Due, letter: &Letter) -> Result<OutgoingMail, RenderError> {
    let locale = letter.locale;
    let href = |path: &str| format!("{}{path}", sender.origin);
    let (from, to, mail) = match &letter.says {
        Says::SignIn { path } => (US, "", SignInMail { locale, href: href(path), minutes: minutes(due) }.render()?),
        Says::Space { path } => (US, "", SpaceMail { locale, href: href(path), minutes: minutes(due) }.render()?),
        Says::Code { code } => (US, "", CodeMail { locale, code: code.clone(), minutes: minutes(due) }.render()?),
        Says::MovedToday { starts_at, was, zone, path } => {
            let (start, was) = (zone.wall(*starts_at), zone.wall(*was));
            (US, "", TodayMail { locale, start, was, href: href(path) }.render()?)
        }
        Says::Invitation(invitation) => {
            let practice = invitation.practice_name.as_str();
            let mail = InvitationMail {
                locale,
                practice: practice.to_owned(),
                roles: invitation.roles.clone(),
                href: href(&invitation.path),
                until: last_day(due.useful_until, invitation.country),
            };
            // A practice is named by whoever founds it: in the letter's words, never as its sender.
            (US, invitation.given_name.as_str(), mail.render()?)
        }
    };
    let Mail { subject, html, text } = mail;
    let mailbox = |name: &str, address| Mailbox { name: name.to_owned(), address };
    Ok(OutgoingMail {
        message: due.message,
        from: mailbox(from, sender.address.clone()),
        reply_to: None,
        to: mailbox(to, letter.to.clone()),
        subject,
        html,
        text,
        attachments: Vec::new(),
        unsubscribe: None,
    })
}

/// How long its link or code works, as it is asked for: a delivery takes seconds, and nobody counts them.
fn minutes(due: &Due) -> u32 {
    let lives = due.useful_until.since(due.created_at) + TimeDelta::seconds(59);
    u32::try_from(lives.num_minutes()).unwrap_or(0).max(1)
}

/// The day that clocks show in the country when it ends; of its zones the westernmost, so that no day is promised too many.
fn last_day(expires_at: Instant, country: Country) -> NaiveDate {
    let zone = match country {
        Country::France => "Europe/Paris",
        Country::Belgium => "Europe/Brussels",
        Country::Canada => "America/Vancouver",
    };
    zone.parse::<Zone>().map_or_else(|_| expires_at.utc().date_naive(), |zone| zone.wall(expires_at).date())
}

#[cfg(test)]
mod tests {
    use guichet_kernel::{EmailAddress, Locale, MessageId};
    use guichet_messages::mailroom::Content;

    use super::*;

    #[test]
    fn a_delivery_of_some_seconds_takes_no_minute_away() {
        let letter =
            Letter { to: EmailAddress::parse("zoe@exemple.fr").unwrap(), locale: Locale::FrFr, says: Says::Code { code: "482913".into() } };
        let created_at = Instant::from_millis(1_795_420_800_000);
        for (lives, said) in [(900, 15), (898, 15), (841, 15), (840, 14), (5, 1), (-60, 1)] {
            let useful_until = created_at.plus(TimeDelta::seconds(lives));
            let message = MessageId::from_digits("0192f3a4b5c67d8e9f00112233445566").unwrap();
            assert_eq!(minutes(&Due { message, created_at, useful_until, content: Content::Letter(letter.clone()) }), said);
        }
    }

    #[test]
    fn the_last_day_is_one_on_which_it_works_everywhere_in_the_country() {
        let expires_at: Instant = "2026-11-29T05:30:00Z".parse().unwrap();
        for (country, day) in [(Country::France, "2026-11-29"), (Country::Belgium, "2026-11-29"), (Country::Canada, "2026-11-28")] {
            assert_eq!(last_day(expires_at, country).to_string(), day);
        }
    }
}
