//! Calendar invites: one appointment as an iCalendar object (RFC 5545) of the scheduling methods REQUEST and CANCEL
//! (RFC 5546).
//!
//! The UID stays for the appointment's whole life, so that a later invite replaces the entry it made; a calendar
//! accepts it only if SEQUENCE has grown, and that holds for a CANCEL too. Times are UTC, so no VTIMEZONE is needed
//! and a clock change between booking and appointment moves nothing.
//!
//! Written by hand on purpose: `icalendar` 0.17.17 folds into lines of 76 octets, lets a quote or a line break in a
//! name add parameters and lines of its own, and never returns from some texts (100 emoji, then 400 spaces).

#[cfg(test)]
mod tests;

use std::fmt::Write;

use guichet_kernel::{AppointmentId, EmailAddress, Instant};

use crate::Mailbox;

/// What the invite asks of the calendar that reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InviteKind {
    /// Enter the appointment, or replace the entry of the same UID.
    Request,
    /// Take it out.
    Cancel,
}

/// One appointment for the patient's calendar.
#[derive(Clone, PartialEq, Eq)]
pub struct Invite {
    /// The first of the chain of moves; the UID is this id at `guichet`, so that a move updates the entry that there is.
    pub origin: AppointmentId,
    /// Grows with every invite of the chain, a cancellation included: the appointment's version will do.
    pub sequence: u32,
    /// Enter or take out.
    pub kind: InviteKind,
    /// When the care starts.
    pub starts_at: Instant,
    /// When it ends.
    pub ends_at: Instant,
    /// When this invite was decided. The same for every attempt to send it, or the bytes would differ.
    pub stamped_at: Instant,
    /// The entry's title. It shows on shared calendars and locked screens: never the reason for care.
    pub summary: String,
    /// Where it is; may be empty.
    pub location: String,
    /// Practical notes (A6); may be empty.
    pub description: String,
    /// Where a visit at a distance is joined; what is no address of the web is left out.
    pub url: Option<String>,
    /// The practice. A CANCEL must name the same address as the REQUEST, or it is ignored.
    pub organizer: Mailbox,
    /// Whoever booked.
    pub attendee: Mailbox,
}

/// The same appointment as a file that the patient fetches from the page behind their link: it has no method, since nobody
/// invites, and names nobody. UID and SEQUENCE are the letters' own, so that it is their entry.
#[derive(Clone, PartialEq, Eq)]
pub struct Entry {
    /// As [`Invite::origin`].
    pub origin: AppointmentId,
    /// As [`Invite::sequence`].
    pub sequence: u32,
    /// Whether it stands.
    pub stands: bool,
    /// When the care starts.
    pub starts_at: Instant,
    /// When it ends.
    pub ends_at: Instant,
    /// When the appointment last changed.
    pub stamped_at: Instant,
    /// As [`Invite::summary`].
    pub summary: String,
    /// Where it is; may be empty.
    pub location: String,
    /// Practical notes; may be empty.
    pub description: String,
    /// As [`Invite::url`].
    pub url: Option<String>,
}

impl Entry {
    /// The iCalendar object: lines of at most 75 octets, each ended by CRLF.
    pub fn ics(&self) -> String {
        self.written(None, |_| {})
    }

    /// The object of a scheduling method, with whoever takes part.
    fn written(&self, method: Option<&str>, people: impl FnOnce(&mut Lines)) -> String {
        let mut lines = Lines::default();
        lines.add("BEGIN", "VCALENDAR");
        lines.add("VERSION", "2.0");
        lines.add("PRODID", "-//Guichet//Guichet 1//FR");
        if let Some(method) = method {
            lines.add("METHOD", method);
        }
        lines.add("BEGIN", "VEVENT");
        lines.add("UID", &format!("{}@guichet", self.origin));
        lines.add("SEQUENCE", &self.sequence.to_string());
        lines.add("DTSTAMP", &utc(self.stamped_at));
        lines.add("DTSTART", &utc(self.starts_at));
        lines.add("DTEND", &utc(self.ends_at));
        lines.add("STATUS", if self.stands { "CONFIRMED" } else { "CANCELLED" });
        lines.add("SUMMARY", &text(&self.summary));
        for (property, value) in [("LOCATION", &self.location), ("DESCRIPTION", &self.description)] {
            if !value.is_empty() {
                lines.add(property, &text(value));
            }
        }
        if let Some(url) = self.url.as_deref().filter(|url| is_web_address(url)) {
            lines.add("URL", url);
        }
        people(&mut lines);
        lines.add("CLASS", "PRIVATE");
        lines.add("TRANSP", "OPAQUE");
        lines.add("END", "VEVENT");
        lines.add("END", "VCALENDAR");
        lines.0
    }
}

impl Invite {
    /// The iCalendar object: lines of at most 75 octets, each ended by CRLF.
    pub fn ics(&self) -> String {
        let method = match self.kind {
            InviteKind::Request => "REQUEST",
            InviteKind::Cancel => "CANCEL",
        };
        let entry = Entry {
            origin: self.origin,
            sequence: self.sequence,
            stands: self.kind == InviteKind::Request,
            starts_at: self.starts_at,
            ends_at: self.ends_at,
            stamped_at: self.stamped_at,
            summary: self.summary.clone(),
            location: self.location.clone(),
            description: self.description.clone(),
            url: self.url.clone(),
        };
        entry.written(Some(method), |lines| {
            lines.add(&format!("ORGANIZER{}", common_name(&self.organizer.name)), &mailto(&self.organizer.address));
            // The patient asked for this very slot: nothing is left to accept, and an answer would reach nobody.
            let role = "CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE";
            lines.add(&format!("ATTENDEE;{role}{}", common_name(&self.attendee.name)), &mailto(&self.attendee.address));
        })
    }
}

/// Content lines, folded as they are added.
#[derive(Default)]
struct Lines(String);

impl Lines {
    /// Adds `name:value`, cut before a character that would end beyond the 75th octet (RFC 5545 §3.1).
    fn add(&mut self, name: &str, value: &str) {
        const LONGEST: usize = 75;
        let mut octets = 0;
        for c in name.chars().chain([':']).chain(value.chars()) {
            if octets + c.len_utf8() > LONGEST {
                self.0.push_str("\r\n ");
                octets = 1;
            }
            self.0.push(c);
            octets += c.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

/// A DATE-TIME in UTC, to the second.
fn utc(instant: Instant) -> String {
    instant.utc().format("%Y%m%dT%H%M%SZ").to_string()
}

/// The parameter `;CN="…"`, always quoted and holding only what a quoted value may (§3.1, QSAFE-CHAR): no quotes, no
/// control characters. `^` goes too, since it starts an escape for readers of RFC 6868. Empty for an empty name.
fn common_name(name: &str) -> String {
    let safe: String = name
        .chars()
        .map(|c| match c {
            '"' => '\'',
            '^' => ' ',
            c if c.is_control() || is_line_end(c) => ' ',
            c => c,
        })
        .collect();
    let safe = safe.split_whitespace().collect::<Vec<_>>().join(" ");
    if safe.is_empty() { safe } else { format!(";CN=\"{safe}\"") }
}

/// The address as a URI (RFC 6068 §2): what a URI reserves or does not know is percent-encoded.
fn mailto(address: &EmailAddress) -> String {
    let mut uri = String::from("mailto:");
    for c in address.as_str().chars() {
        if matches!(c, '%' | '/' | '?' | '#' | '[' | ']' | '&' | ';' | '=' | '^' | '`' | '{' | '|' | '}') {
            // Writing to a String cannot fail.
            let _ = write!(uri, "%{:02X}", u32::from(c));
        } else {
            uri.push(c);
        }
    }
    uri
}

/// A TEXT value (§3.3.11): `\`, `;`, `,` and line ends escaped, other control characters but the tab left out.
fn text(value: &str) -> String {
    let mut escaped = String::with_capacity(value.len());
    for c in value.replace("\r\n", "\n").chars() {
        match c {
            '\\' | ';' | ',' => escaped.extend(['\\', c]),
            c if is_line_end(c) => escaped.push_str("\\n"),
            '\t' => escaped.push(c),
            c if c.is_control() => {}
            c => escaped.push(c),
        }
    }
    escaped
}

/// Whether it is an address of the web in the letters that a URI has (RFC 3986): a URI value is written without escapes.
fn is_web_address(url: &str) -> bool {
    url.starts_with("https://")
        && url.chars().all(|c| c.is_ascii_graphic() && !matches!(c, '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}'))
}

/// Whatever some reader takes for the end of a line.
const fn is_line_end(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}
