//! From an appointment's facts and a patient's contact to a mail with its invite.

use guichet_contracts::command::{
    agenda::{AppointmentFacts, Attendance, SlotFacts},
    card::{Mode, appointment_path, offer_path, stop_path},
    patient::Contact,
    waitlist::OfferFacts,
};
use guichet_kernel::{Country, EmailAddress, Label, Locale};
use guichet_messages::{
    Attachment, Invite, InviteKind, Mailbox, OutgoingMail,
    mailroom::{About, Due, Kind, ManageLink},
};
use guichet_ui::{
    CancellationMail, ConfirmationMail, LANGUAGE_QUERY, Mail, MovedMail, OfferMail, RenderError, ToConfirmMail, Visit,
    mail::{invite_place, invite_summary},
};

use crate::news::News;

/// Who writes.
#[derive(Debug, Clone)]
pub struct Sender {
    /// The public origin that links lead to.
    pub origin: String,
    /// The sending address; the name beside it is the practice's, or ours where no practice speaks.
    pub address: EmailAddress,
}

/// Writes the mail of a due message about an appointment to whoever reads for the patient (A8), at `address`, in the patient's
/// language. Two attempts at one message write the same mail.
pub fn write(
    sender: &Sender,
    due: &Due,
    about: &About,
    news: &News,
    (contact, address): (&Contact, EmailAddress),
) -> Result<OutgoingMail, RenderError> {
    let facts = &news.facts;
    let visit = Visit::from(&facts.slot);
    let place = invite_place(contact.locale, &visit.whereabouts);
    let locale = contact.locale;
    let patient = Some(contact.given_name.as_str().to_owned());
    let link = about.manage_link.as_ref().map(ManageLink::as_str).map(appointment_path).unwrap_or_default();
    let manage_href = format!("{}{}", sender.origin, in_language(link, facts.slot.practice.country, locale));
    let mail = match news.kind {
        Kind::ToConfirm => return ask_to_confirm(sender, due, facts, (contact, address), manage_href),
        // Of an offer the Agenda says other facts, see `offer`.
        Kind::Confirmation | Kind::Offer => ConfirmationMail { locale, visit, patient, manage_href: manage_href.clone() }.render()?,
        Kind::Moved => {
            // What it was, by the wall clock of where it now is.
            let was = facts.slot.location.zone.wall(news.was.unwrap_or(facts.slot.starts_at));
            MovedMail { locale, visit, was, patient, manage_href: manage_href.clone() }.render()?
        }
        Kind::Cancellation => {
            let called_off = facts.attendance == Attendance::CancelledByPractitioner;
            let rebook_href = format!("{}{}", sender.origin, in_language(facts.slot.page_path(), facts.slot.practice.country, locale));
            CancellationMail { locale, visit, patient, called_off, rebook_href }.render()?
        }
    };
    let (from, to) = between(sender, &facts.slot, (contact, address));
    let invite = invite((due, about), facts, (&from, &to), (&manage_href, place), locale);
    let Mail { subject, html, text } = mail;
    let attachment = Attachment { name: "rendez-vous.ics".to_owned(), content: invite.ics().into_bytes() };
    Ok(OutgoingMail {
        message: due.message,
        from,
        reply_to: None,
        to,
        subject,
        html,
        text,
        attachments: vec![attachment],
        unsubscribe: None,
    })
}

/// The address whose page speaks as the letter does, on whatever device it is opened.
fn in_language(mut path: String, country: Country, locale: Locale) -> String {
    if locale != country.first_locale() && country.locales().contains(&locale) {
        path.push(if path.contains('?') { '&' } else { '?' });
        path.push_str(LANGUAGE_QUERY);
        path.push('=');
        path.push_str(locale.tag());
    }
    path
}

/// Asks to confirm a booking. No calendar has it before it stands, and where a visit at a distance is joined is told then too.
fn ask_to_confirm(
    sender: &Sender,
    due: &Due,
    facts: &AppointmentFacts,
    (contact, address): (&Contact, EmailAddress),
    confirm_href: String,
) -> Result<OutgoingMail, RenderError> {
    let mut slot = facts.slot.clone();
    slot.service = slot.service.published();
    slot.location = slot.location.published();
    let until = slot.location.zone.wall(facts.unconfirmed.as_ref().map_or(slot.starts_at, |waits| waits.until));
    let patient = Some(contact.given_name.as_str().to_owned());
    let mail = ToConfirmMail { locale: contact.locale, visit: Visit::from(&slot), until, patient, confirm_href };
    let Mail { subject, html, text } = mail.render()?;
    let (from, to) = between(sender, &facts.slot, (contact, address));
    Ok(OutgoingMail { message: due.message, from, reply_to: None, to, subject, html, text, attachments: Vec::new(), unsubscribe: None })
}

/// Writes the mail that offers an earlier slot. No calendar has it before it is accepted, and no reason for care stands in it; it can be stopped.
pub fn offer(
    sender: &Sender,
    due: &Due,
    about: &About,
    facts: &OfferFacts,
    (contact, address): (&Contact, EmailAddress),
) -> Result<OutgoingMail, RenderError> {
    let link = about.manage_link.as_ref().map(ManageLink::as_str).unwrap_or_default();
    let country = facts.offered.practice.country;
    let href = |path: String| format!("{}{}", sender.origin, in_language(path, country, contact.locale));
    // Mail programs post to it: it speaks to nobody.
    let unsubscribe = Some(format!("{}{}", sender.origin, stop_path(link)));
    let mail = OfferMail {
        locale: contact.locale,
        own: Visit::from(&facts.own),
        offered: Visit::from(&facts.offered),
        until: facts.offered.location.zone.wall(facts.expires_at),
        patient: Some(contact.given_name.as_str().to_owned()),
        href: href(offer_path(link)),
        stop_href: href(stop_path(link)),
    };
    let Mail { subject, html, text } = mail.render()?;
    let (from, to) = between(sender, &facts.offered, (contact, address));
    let message = due.message;
    Ok(OutgoingMail { message, from, reply_to: None, to, subject, html, text, attachments: Vec::new(), unsubscribe })
}

/// Who writes, by the practice's name, and to whom.
fn between(sender: &Sender, slot: &SlotFacts, (contact, address): (&Contact, EmailAddress)) -> (Mailbox, Mailbox) {
    let from = Mailbox { name: slot.practice.name.as_str().to_owned(), address: sender.address.clone() };
    (from, Mailbox { name: contact.name.clone(), address })
}

/// The invite: who and where, never what for (A6; a calendar is shown to others).
fn invite(
    (due, about): (&Due, &About),
    facts: &AppointmentFacts,
    (from, to): (&Mailbox, &Mailbox),
    (manage_href, place): (&str, Option<String>),
    locale: Locale,
) -> Invite {
    let address: Vec<&str> = facts.slot.location.address.iter().map(Label::as_str).collect();
    let stands = about.kind != Kind::Cancellation;
    let join = facts.slot.service.join_link.as_ref().map(Label::as_str).filter(|_| stands && facts.slot.service.mode == Mode::Remote);
    let telephone = facts.slot.practice.telephone.shown.as_str();
    let description: Vec<&str> = join.into_iter().chain([telephone]).chain(stands.then_some(manage_href)).collect();
    Invite {
        origin: facts.origin.unwrap_or(facts.appointment),
        // RFC 5546 §2.1.4: each change raises it; the first invite bears 0.
        sequence: u32::try_from(facts.version.saturating_sub(1)).unwrap_or(0),
        kind: if stands { InviteKind::Request } else { InviteKind::Cancel },
        starts_at: facts.slot.starts_at,
        ends_at: facts.slot.ends_at,
        stamped_at: due.created_at,
        summary: invite_summary(locale, facts.slot.practitioner.name.as_str()),
        location: place.unwrap_or_else(|| address.join(", ")),
        description: description.join("\n"),
        url: join.map(ToOwned::to_owned),
        organizer: from.clone(),
        attendee: to.clone(),
    }
}
