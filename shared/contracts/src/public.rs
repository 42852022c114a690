//! What anybody may read over HTTP, and calendars and other sites do: a practitioner's free times. Facts that are public on
//! their page, read only.

use chrono::{NaiveDate, NaiveDateTime};
use guichet_kernel::{Instant, Label, LocationId, PracticeId, PractitionerId, ServiceId, Zone};

use crate::command::{agenda::Page, card::Mode};

wire! {
    /// When a practitioner can be seen: one service at one location, from one day of its calendar on.
    pub struct FreeTimes {
        /// Whom.
        pub practitioner: PractitionerId,
        /// Their name.
        pub name: Label,
        /// Their page, where a time is booked; relative to where this was read.
        pub page: String,
        /// In which practice.
        pub practice: PracticeId,
        /// At which of its locations.
        pub location: LocationId,
        /// For what.
        pub service: ServiceId,
        /// Where care is given.
        pub mode: Mode,
        /// How long it takes, in minutes.
        pub minutes: u16,
        /// The zone of the local times.
        pub zone: Zone,
        /// The first day that was looked at.
        pub from: NaiveDate,
        /// How many days were.
        pub days: u8,
        /// The last day on which anything can be booked.
        #[serde(default)]
        pub until: Option<NaiveDate>,
        /// Whether the public can book here at all; if not, the page gives the telephone.
        pub online: bool,
        /// Whether new patients are taken.
        pub new_patients: bool,
        /// Earliest first.
        pub starts: Vec<FreeTime>,
        /// The next one after these days, if they have none.
        #[serde(default)]
        pub next: Option<Instant>,
    }

    /// A time that was free when this was written; whether it still is, the booking decides.
    pub struct FreeTime {
        /// When.
        pub starts_at: Instant,
        /// What clocks show there.
        pub local: NaiveDateTime,
        /// How many places a group still has.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub left: Option<u8>,
    }
}

impl FreeTimes {
    /// What a page's facts say of free times; none if they name a location or a service that they do not have.
    pub fn of(page: &Page, days: u8) -> Option<Self> {
        let location = page.practice.location(page.location)?;
        let service = page.practice.service(page.service)?;
        let start = |(place, &starts_at): (usize, &Instant)| FreeTime {
            starts_at,
            local: location.zone.wall(starts_at),
            left: page.left.get(place).copied(),
        };
        Some(Self {
            practitioner: page.practitioner.id,
            name: page.practitioner.name.clone(),
            page: page.practitioner.page_path(page.practice.country),
            practice: page.practice.practice,
            location: page.location,
            service: page.service,
            mode: service.mode,
            minutes: service.minutes.count(),
            zone: location.zone,
            from: page.from.unwrap_or(page.today),
            days,
            until: page.until,
            online: page.online && service.online,
            new_patients: page.new_patients,
            starts: page.starts.iter().enumerate().map(start).collect(),
            next: page.next,
        })
    }
}
