//! A mail as it is handed to a provider. None of it prints itself.

use std::fmt;

use guichet_kernel::{EmailAddress, MessageId};

/// A name beside an address: who writes, or to whom.
#[derive(Clone, PartialEq, Eq)]
pub struct Mailbox {
    /// The name as shown; may be empty.
    pub name: String,
    /// The address.
    pub address: EmailAddress,
}

/// A file that goes with a mail.
#[derive(Clone, PartialEq, Eq)]
pub struct Attachment {
    /// The file's name, its extension telling the type: `rendez-vous.ics`.
    pub name: String,
    /// What is in it.
    pub content: Vec<u8>,
}

/// One mail to one person, both parts written.
#[derive(Clone, PartialEq, Eq)]
pub struct OutgoingMail {
    /// Whose trace it belongs to; providers get it as the key that tells a repetition.
    pub message: MessageId,
    /// The sender.
    pub from: Mailbox,
    /// Where answers go, if not to the sender.
    pub reply_to: Option<EmailAddress>,
    /// The recipient.
    pub to: Mailbox,
    /// The subject line.
    pub subject: String,
    /// The HTML part.
    pub html: String,
    /// The plain text part: the same facts.
    pub text: String,
    /// Files, such as the calendar invite.
    pub attachments: Vec<Attachment>,
    /// Where whoever gets it stops such mails by a POST that says no more (RFC 8058): an address of ours. None: it is owed to them.
    pub unsubscribe: Option<String>,
}

/// Personal: prints nothing of what it holds.
impl fmt::Debug for Mailbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mailbox(…)")
    }
}

/// Personal: prints nothing of what it holds.
impl fmt::Debug for Attachment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Attachment(…)")
    }
}

/// Personal: prints the message's id only.
impl fmt::Debug for OutgoingMail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OutgoingMail({}, …)", self.message)
    }
}
