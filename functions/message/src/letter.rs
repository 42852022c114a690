//! From an appointment's facts and a patient's contact to a mail with its invite.

use guichet_contracts::command::{agenda::AppointmentFacts, card::appointment_path, patient::Contact};
use guichet_kernel::{EmailAddress, Locale};
use guichet_messages::{
    Attachment, Invite, InviteKind, Mailbox, OutgoingMail,
    mailroom::{About, Due, Kind, ManageLink},
};
use guichet_ui::{CancellationMail, ConfirmationMail, Mail, RenderError, Visit, mail::invite_summary};

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
    facts: &AppointmentFacts,
    (contact, address): (&Contact, EmailAddress),
) -> Result<OutgoingMail, RenderError> {
    let visit = Visit::from(&facts.slot);
    let locale = contact.locale;
    let patient = Some(contact.given_name.as_str().to_owned());
    let link = about.manage_link.as_ref().map(ManageLink::as_str).map(appointment_path).unwrap_or_default();
    let manage_href = format!("{}{link}", sender.origin);
    let mail = match about.kind {
        Kind::Confirmation => ConfirmationMail { locale, visit, patient, manage_href: manage_href.clone() }.render()?,
        Kind::Cancellation => {
            let path = facts.slot.practitioner.page_path(facts.slot.practice.country);
            CancellationMail { locale, visit, patient, rebook_href: format!("{}{path}", sender.origin) }.render()?
        }
    };
    let from = Mailbox { name: facts.slot.practice.name.as_str().to_owned(), address: sender.address.clone() };
    let to = Mailbox { name: contact.name.clone(), address };
    let invite = invite((due, about), facts, (&from, &to), &manage_href, locale);
    let Mail { subject, html, text } = mail;
    let attachment = Attachment { name: "rendez-vous.ics".to_owned(), content: invite.ics().into_bytes() };
    Ok(OutgoingMail { message: due.message, from, reply_to: None, to, subject, html, text, attachments: vec![attachment] })
}

/// The invite: who and where, never what for (A6; a calendar is shown to others).
fn invite(
    (due, about): (&Due, &About),
    facts: &AppointmentFacts,
    (from, to): (&Mailbox, &Mailbox),
    manage_href: &str,
    locale: Locale,
) -> Invite {
    let address: Vec<&str> = facts.slot.location.address.iter().map(guichet_kernel::Label::as_str).collect();
    let telephone = facts.slot.practice.telephone.shown.as_str();
    let description = match about.kind {
        Kind::Confirmation => format!("{telephone}\n{manage_href}"),
        Kind::Cancellation => telephone.to_owned(),
    };
    Invite {
        appointment: facts.appointment,
        // RFC 5546 §2.1.4: each change raises it; the first invite bears 0.
        sequence: u32::try_from(facts.version.saturating_sub(1)).unwrap_or(0),
        kind: if about.kind == Kind::Confirmation { InviteKind::Request } else { InviteKind::Cancel },
        starts_at: facts.slot.starts_at,
        ends_at: facts.slot.ends_at,
        stamped_at: due.created_at,
        summary: invite_summary(locale, facts.slot.practitioner.name.as_str()),
        location: address.join(", "),
        description,
        organizer: from.clone(),
        attendee: to.clone(),
    }
}
