//! An agenda of any age: full working days behind it, half-booked ones ahead.

use chrono::{NaiveDate, TimeDelta};
use guichet_agenda::{Membership, Offering, Site, Window, admit, schema, update};
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
        migrate(&sql, &[schema::MIGRATIONS], TODAY)?;
        admit(&sql, practice, TODAY)?;
        let membership = Membership { practice, cancellation_notice: 0, card: "{}".into() };
        let (site, offering) = (Site { location, zone: "UTC".parse()? }, Offering { service, minutes: Minutes::new(30)? });
        update(&sql, &membership, &[site], &[offering])?;
        Ok(Self { sql, entropy, practice, location, service })
    }

    /// An agenda with that many appointments in its past, and of the coming fourteen days every second slot booked.
    pub(crate) fn aged(past: i64) -> Outcome<Self> {
        let agenda = Self::new()?;
        agenda.sql.atomically(|| {
            for day in -past.div_euclid(PER_DAY) - 1..14 {
                agenda.open(day)?;
            }
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

    /// Opens a day from 8:00 to 16:00.
    fn open(&self, day: i64) -> Outcome<()> {
        let first = start(day * PER_DAY);
        let id = AvailabilityId::draw(first, &self.entropy);
        Ok(self.sql.run(
            "INSERT INTO availability (availability_id, practice_id, location_id, service_id, starts_at, ends_at) VALUES (?, ?, ?, ?, ?, ?)",
            binds![id, self.practice, self.location, self.service, first, first.plus(TimeDelta::hours(8))],
        )?)
    }

    /// Writes what a booking leaves behind.
    pub(crate) fn book(&self, n: i64) -> Outcome<()> {
        let (at, end) = (start(n), start(n).plus(LENGTH));
        let id = AppointmentId::draw(at, &self.entropy);
        let patient = PatientId::draw(at, &self.entropy);
        self.sql.run("INSERT INTO occupancy (occupant, starts_at, ends_at) VALUES (?, ?, ?)", binds![id, at, end])?;
        self.sql.run(
            "INSERT INTO appointment (appointment_id, practice_id, location_id, service_id, patient_id, starts_at, ends_at,
                attendance, version, token_hash, changed_at) VALUES (?, ?, ?, ?, ?, ?, ?, 'booked', 1, ?, ?)",
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
        Ok(Window { service: self.service, location: self.location, zone: "UTC".parse()?, from, days: 14 })
    }
}
