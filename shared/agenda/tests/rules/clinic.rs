//! An agenda to test with: a practice in Paris that is open on Tuesday 24 November 2026, and short words for commands.

use guichet_agenda_core::{
    Appointment, Availability, Booking, CONFIRMING, EndedTime, Ending, Form, Hold, HoldFate, Membership, Offering, Opening, Pattern,
    Placement, Refusal, Request, Site, ToEnd, WAITLIST, Window, admit, book, cancel_by_patient, end_availability, free_starts, hold, open,
    place, put_availability, read_hold, schema, update,
};
use guichet_kernel::{
    AppointmentId, At, AvailabilityId, Instant, LocationId, Minutes, PatientId, PracticeId, ServiceId, Sql, Token, Zone, binds,
    sql::migrate,
};
use guichet_testkit::{Memory, SeededEntropy};

/// Monday, 9:00 in Paris: the instant at which nothing has happened yet.
pub(crate) const MONDAY: &str = "2026-11-23T08:00:00Z";

/// One practitioner's agenda and the practice that works in it.
pub(crate) struct Clinic {
    pub(crate) sql: Memory,
    pub(crate) entropy: SeededEntropy,
    pub(crate) practice: PracticeId,
    pub(crate) location: LocationId,
    pub(crate) service: ServiceId,
}

pub(crate) fn instant(text: &str) -> Instant {
    text.parse().unwrap()
}

pub(crate) fn minutes(count: u16) -> Minutes {
    Minutes::new(count).unwrap()
}

pub(crate) fn zone(name: &str) -> Zone {
    name.parse().unwrap()
}

/// A start on the Tuesday, by the clock in Paris (UTC+1).
pub(crate) fn tuesday(wall: &str) -> Instant {
    instant(&format!("2026-11-24T{wall}:00+01:00"))
}

/// A practice that is open to the public for two years, with a notice for cancelling.
pub(crate) fn settings(practice: PracticeId, notice: i64) -> Membership {
    Membership { practice, cancellation_notice: notice, booking_notice: 0, booking_horizon: 730, open_bookings: 10, card: "{}".into() }
}

impl Clinic {
    /// One service of 30 minutes in Paris, a notice of 24 hours, nothing open yet.
    pub(crate) fn new() -> Self {
        Self::in_zone("Europe/Paris")
    }

    pub(crate) fn in_zone(name: &str) -> Self {
        let (sql, entropy) = (Memory::new(), SeededEntropy::new(11));
        let now = instant(MONDAY);
        migrate(&sql, &[schema::MIGRATIONS, CONFIRMING, WAITLIST], now).unwrap();
        let clinic = Self {
            practice: PracticeId::draw(now, &entropy),
            location: LocationId::draw(now, &entropy),
            service: ServiceId::draw(now, &entropy),
            sql,
            entropy,
        };
        clinic.join(clinic.practice, 1_440, &[(clinic.location, name)], &[(clinic.service, 30)]);
        clinic
    }

    /// Open on the Tuesday from 9:00 to 12:00.
    pub(crate) fn on_tuesday() -> Self {
        let clinic = Self::new();
        clinic.open("2026-11-24", "09:00", "12:00").unwrap();
        clinic
    }

    /// Another practice joins with a location and a service of its own; gives a request in its name.
    pub(crate) fn second_practice(&self) -> (PracticeId, LocationId, ServiceId) {
        let now = instant(MONDAY);
        let (practice, location, service) =
            (PracticeId::draw(now, &self.entropy), LocationId::draw(now, &self.entropy), ServiceId::draw(now, &self.entropy));
        self.join(practice, 0, &[(location, "Europe/Brussels")], &[(service, 45)]);
        (practice, location, service)
    }

    pub(crate) fn join(&self, practice: PracticeId, notice: i64, sites: &[(LocationId, &str)], services: &[(ServiceId, u16)]) {
        self.sql.atomically(|| admit(&self.sql, practice, instant(MONDAY))).unwrap();
        self.update(practice, notice, sites, services).unwrap();
    }

    pub(crate) fn update(
        &self,
        practice: PracticeId,
        notice: i64,
        sites: &[(LocationId, &str)],
        services: &[(ServiceId, u16)],
    ) -> Result<(), Refusal> {
        let sites: Vec<_> = sites.iter().map(|&(location, name)| Site { location, zone: zone(name) }).collect();
        let offerings: Vec<_> = services.iter().map(|&(service, length)| Offering::plain(service, minutes(length))).collect();
        self.sql.atomically(|| update(&self.sql, &settings(practice, notice), &sites, &offerings))
    }

    /// The practice tells its services as they are given here.
    pub(crate) fn offer(&self, offerings: &[Offering]) {
        self.settle(&settings(self.practice, 1_440), offerings);
    }

    /// The practice tells its settings and services; its location stays where it is.
    pub(crate) fn settle(&self, membership: &Membership, offerings: &[Offering]) {
        self.sql.atomically(|| update(&self.sql, membership, &[], offerings)).unwrap();
    }

    pub(crate) fn opening(&self, date: &str, from: &str, to: &str) -> Opening {
        Opening {
            availability: AvailabilityId::draw(instant(MONDAY), &self.entropy),
            practice: self.practice,
            location: self.location,
            service: self.service,
            date: date.parse().unwrap(),
            from: from.parse().unwrap(),
            to: to.parse().unwrap(),
        }
    }

    pub(crate) fn open(&self, date: &str, from: &str, to: &str) -> Result<(), Refusal> {
        self.open_as(&self.opening(date, from, to))
    }

    pub(crate) fn open_as(&self, opening: &Opening) -> Result<(), Refusal> {
        self.sql.atomically(|| open(&self.sql, opening))
    }

    /// Every Tuesday from 24 November 2026, 9:00 to 12:00, for the clinic's service, one at a time.
    pub(crate) fn weekly(&self) -> Pattern {
        Pattern {
            location: self.location,
            services: vec![self.service],
            first_day: "2026-11-24".parse().unwrap(),
            from: "09:00".parse().unwrap(),
            to: "12:00".parse().unwrap(),
            rule: Some("FREQ=WEEKLY".into()),
            except: vec![],
            capacity: 1,
            public_capacity: 1,
            staff_first: false,
            grid: None,
            places: None,
        }
    }

    /// The Tuesday only.
    pub(crate) fn dated(&self) -> Pattern {
        Pattern { rule: None, ..self.weekly() }
    }

    pub(crate) fn put(&self, pattern: &Pattern) -> Result<Availability, Refusal> {
        self.put_as(AvailabilityId::draw(instant(MONDAY), &self.entropy), None, pattern)
    }

    pub(crate) fn put_as(&self, id: AvailabilityId, seen: Option<i64>, pattern: &Pattern) -> Result<Availability, Refusal> {
        self.sql.atomically(|| put_availability(&self.sql, self.practice, id, seen, pattern))
    }

    /// Ends what is open, at the version that was seen.
    pub(crate) fn end(&self, seen: (AvailabilityId, i64), ending: Ending, cancel: bool, now: Instant) -> Result<EndedTime, Refusal> {
        let to_end = ToEnd { availability: seen.0, version: seen.1, ending, cancel };
        self.sql.atomically(|| end_availability(&self.sql, self.practice, &to_end, "mbr_x", now))
    }

    /// The clinic's service with another shape.
    pub(crate) fn shape(&self, shape: impl FnOnce(Offering) -> Offering) {
        self.offer(&[shape(Offering::plain(self.service, minutes(30)))]);
    }

    pub(crate) fn placement(&self, starts_at: Instant) -> Placement {
        Placement {
            appointment: AppointmentId::draw(instant(MONDAY), &self.entropy),
            practice: self.practice,
            patient: PatientId::draw(instant(MONDAY), &self.entropy),
            service: self.service,
            location: self.location,
            starts_at,
            minutes: None,
            force: false,
        }
    }

    pub(crate) fn place(&self, placement: &Placement, now: Instant) -> Result<Appointment, Refusal> {
        self.sql.atomically(|| place(&self.sql, self.at(now), placement, "mbr_x")).map(|booking| booking.appointment().clone())
    }

    pub(crate) fn window_at(&self, name: &str, from: &str, days: u8) -> Window {
        let (service, location) = (self.service, self.location);
        Window { practice: self.practice, service, location, zone: zone(name), from: from.parse().unwrap(), days }
    }

    pub(crate) fn window(&self, from: &str, days: u8) -> Window {
        let (zone,) = self
            .sql
            .first("SELECT zone FROM location WHERE location_id = ? AND practice_id = ?", binds![self.location, self.practice])
            .unwrap()
            .unwrap();
        Window { practice: self.practice, service: self.service, location: self.location, zone, from: from.parse().unwrap(), days }
    }

    pub(crate) fn starts(&self, now: &str) -> Vec<Instant> {
        self.starts_in(&self.window("2026-11-24", 1), instant(now))
    }

    pub(crate) fn starts_in(&self, window: &Window, now: Instant) -> Vec<Instant> {
        free_starts(&self.sql, window, now).unwrap().into_iter().map(|start| start.starts_at).collect()
    }

    pub(crate) fn browser(&self) -> Token {
        Token::draw(&self.entropy)
    }

    pub(crate) fn request(&self, browser: &Token, starts_at: Instant) -> Request {
        Request { practice: None, service: self.service, location: None, starts_at, browser: browser.clone(), network: None }
    }

    pub(crate) fn hold(&self, browser: &Token, starts_at: Instant, now: Instant) -> Result<(Token, Instant), Refusal> {
        self.hold_as(&self.request(browser, starts_at), now)
    }

    pub(crate) fn hold_as(&self, request: &Request, now: Instant) -> Result<(Token, Instant), Refusal> {
        self.sql.atomically(|| hold(&self.sql, self.at(now), request))
    }

    pub(crate) fn read_hold(&self, token: &Token, now: Instant) -> (Hold, HoldFate) {
        read_hold(&self.sql, token, now).unwrap()
    }

    pub(crate) fn book(&self, token: &Token, now: Instant) -> Result<(Booking, Token), Refusal> {
        self.book_with(token, "Zoé", now)
    }

    pub(crate) fn book_with(&self, token: &Token, form: &str, now: Instant) -> Result<(Booking, Token), Refusal> {
        self.sql.atomically(|| book(&self.sql, self.at(now), token, Form { text: form, address: true, ..Form::default() }))
    }

    /// A new browser holds and books the start.
    pub(crate) fn booked(&self, starts_at: Instant, now: Instant) -> Result<Appointment, Refusal> {
        let (token, _) = self.hold(&self.browser(), starts_at, now)?;
        self.book(&token, now).map(|(booking, _)| booking.appointment().clone())
    }

    pub(crate) fn cancel(&self, appointment: &Appointment, now: Instant) -> Result<(Appointment, bool), Refusal> {
        let (notice,) = self
            .sql
            .first("SELECT cancellation_notice FROM membership WHERE practice_id = ?", binds![appointment.practice])
            .unwrap()
            .unwrap();
        self.sql.atomically(|| cancel_by_patient(&self.sql, self.at(now), appointment, notice))
    }

    pub(crate) fn count(&self, table: &str) -> i64 {
        let (count,) = self.sql.first(&format!("SELECT COUNT(*) FROM {table}"), &[]).unwrap().unwrap();
        count
    }

    pub(crate) const fn at(&self, now: Instant) -> At<'_> {
        At { now, entropy: &self.entropy }
    }
}
