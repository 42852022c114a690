//! An agenda of any age: full working days behind it, half-booked ones ahead.

use chrono::{NaiveDate, NaiveTime, TimeDelta};
use guichet_agenda_core::{Membership, Offering, Pattern, Site, WAITLIST, Window, admit, put_availability, schema, update};
use guichet_kernel::{
    AppointmentId, AvailabilityId, Instant, LocationId, Minutes, PatientId, PracticeId, ServiceId, Sql, Token, binds, sql::migrate,
};
use guichet_testkit::{Memory, SeededEntropy};

use crate::measure::Outcome;

/// Appointments of a working day: from 8:00 to 16:00, one every half hour.
pub(crate) const PER_DAY: i64 = 16;
/// How long an appointment is.
pub(crate) const LENGTH: TimeDelta = TimeDelta::minutes(30);
/// Midnight of the first day that is not past.
pub(crate) const TODAY: Instant = Instant::from_millis(1_795_392_000_000);

/// The start of the `n`th appointment from today's first; before it if negative.
pub(crate) fn start(n: i64) -> Instant {
    let (day, place) = (n.div_euclid(PER_DAY), n.rem_euclid(PER_DAY));
    TODAY.plus(TimeDelta::days(day) + TimeDelta::hours(8) + LENGTH * i32::try_from(place).unwrap_or(0))
}

/// One practitioner's agenda, and what it is asked about.
pub(crate) struct Agenda {
    pub(crate) sql: Memory,
    entropy: SeededEntropy,
    practice: PracticeId,
    location: LocationId,
    service: ServiceId,
}

impl Agenda {
    /// An agenda of one practice in UTC, with one service of 30 minutes, nothing open and nothing booked.
    pub(crate) fn new() -> Outcome<Self> {
        let (sql, entropy) = (Memory::new(), SeededEntropy::new(7));
        let practice = PracticeId::draw(TODAY, &entropy);
        let (location, service) = (LocationId::draw(TODAY, &entropy), ServiceId::draw(TODAY, &entropy));
        migrate(&sql, &[schema::MIGRATIONS, WAITLIST], TODAY)?;
        admit(&sql, practice, TODAY)?;
        let membership =
            Membership { practice, cancellation_notice: 0, booking_notice: 0, booking_horizon: 90, open_bookings: 10, card: "{}".into() };
        let (site, offering) = (Site { location, zone: "UTC".parse()? }, Offering::plain(service, Minutes::new(30)?));
        update(&sql, &membership, &[site], &[offering])?;
        Ok(Self { sql, entropy, practice, location, service })
    }

    /// An agenda with that many appointments in its past, open by rules that began with the first of them, and of the coming
    /// fourteen days every second slot booked.
    pub(crate) fn aged(past: i64) -> Outcome<Self> {
        let agenda = Self::new()?;
        agenda.sql.atomically(|| {
            let first = start(-past).utc().date_naive();
            agenda.open(first, (8, 12))?;
            agenda.open(first, (12, 16))?;
            for n in -past..0 {
                agenda.book(n)?;
            }
            for n in (0..14 * PER_DAY).step_by(2) {
                agenda.book(n)?;
            }
            Outcome::Ok(())
        })?;
        Ok(agenda)
    }

    /// Opens every day from the first on, between those hours.
    fn open(&self, first_day: NaiveDate, (from, to): (u32, u32)) -> Outcome<()> {
        let hour = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default();
        let pattern = Pattern {
            location: self.location,
            services: vec![self.service],
            first_day,
            from: hour(from),
            to: hour(to),
            rule: Some("FREQ=DAILY".to_owned()),
            except: Vec::new(),
            capacity: 1,
            public_capacity: 1,
            staff_first: false,
            grid: None,
            places: None,
        };
        let id = AvailabilityId::draw(TODAY, &self.entropy);
        put_availability(&self.sql, self.practice, id, None, &pattern)?;
        Ok(())
    }

    /// Writes what a booking leaves behind.
    pub(crate) fn book(&self, n: i64) -> Outcome<()> {
        let (at, end) = (start(n), start(n).plus(LENGTH));
        let id = AppointmentId::draw(at, &self.entropy);
        let patient = PatientId::draw(at, &self.entropy);
        self.sql.run(
            "INSERT INTO occupancy (occupant, starts_at, ends_at, place, practice_id, unit) VALUES (?1, ?2, ?3, ?4, ?5, ?1)",
            binds![id, at, end, self.location, self.practice],
        )?;
        self.sql.run(
            "INSERT INTO appointment (appointment_id, origin, practice_id, location_id, service_id, patient_id, starts_at, ends_at,
                attendance, version, token_hash, changed_at) VALUES (?1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, 'booked', 1, ?8, ?9)",
            binds![id, self.practice, self.location, self.service, patient, at, end, Token::draw(&self.entropy).hash(), at],
        )?;
        Ok(self.sql.run(
            "INSERT INTO attendance_history (appointment_id, version, attendance, by_whom, at) VALUES (?, 1, 'booked', 'patient', ?)",
            binds![id, at],
        )?)
    }

    /// What the practitioner's page asks for: fourteen days from today.
    pub(crate) fn window(&self) -> Outcome<Window> {
        let from: NaiveDate = TODAY.utc().date_naive();
        Ok(Window { practice: self.practice, service: self.service, location: self.location, zone: "UTC".parse()?, from, days: 14 })
    }
}
