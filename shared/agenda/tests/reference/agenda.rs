//! The core, told what a [`World`] says, and doing what the reference decides by itself.

use chrono::{NaiveDate, NaiveTime};
use guichet_agenda_core::{
    Appointment, CONFIRMING, Closing, ClosingKind, Form, HoldFate, Membership, Mode, Move, Offering, Pattern, Placement, Refusal, Request,
    Site, Start, Terms, Visit, WAITLIST, Window, admit, book, cancel_by_staff, close_time, delete, free_starts, hold, move_by_link,
    move_by_staff, next_start, occurrences, place, put_availability, put_terms, read_hold, reopen, schema, staff_starts, update,
};
use guichet_kernel::{
    AppointmentId, At, AvailabilityId, ClosingId, Instant, LocationId, Minutes, PatientId, PracticeId, ServiceId, Sql, Token, sql::migrate,
};
use guichet_testkit::{Memory, SeededEntropy};

use crate::{
    calendar::{DAY, Minute, instant, midnight},
    world::{self, Availability, Starts, World},
};

const BY: &str = "mbr_staff";

/// An agenda, and the ids of what stands in the world, in the world's order.
pub(crate) struct Agenda {
    pub(crate) sql: Memory,
    pub(crate) entropy: SeededEntropy,
    pub(crate) now: Instant,
    pub(crate) practices: Vec<PracticeId>,
    locations: Vec<LocationId>,
    services: Vec<ServiceId>,
    pub(crate) availabilities: Vec<AvailabilityId>,
}

fn minutes(count: Minute) -> Minutes {
    Minutes::new(u16::try_from(count).unwrap()).unwrap()
}

fn small<N: TryFrom<usize, Error: std::fmt::Debug>>(count: usize) -> N {
    count.try_into().unwrap()
}

/// The minute of an instant that is one.
pub(crate) fn minute(instant: Instant) -> Minute {
    assert_eq!(instant.millis() % 60_000, 0);
    instant.millis() / 60_000
}

impl Agenda {
    pub(crate) fn of(world: &World) -> Self {
        let agenda = Self::closed(world);
        for (n, one) in world.availabilities.iter().enumerate() {
            match agenda.open(world, n, one) {
                // One day, whose hours are all inside the gap: there would never be any.
                Err(Refusal::BadTimes) => assert!(one.rule.is_none() && world.never(n)),
                opened => opened.unwrap(),
            }
        }
        agenda
    }

    /// The same, with nothing open yet.
    pub(crate) fn closed(world: &World) -> Self {
        let (sql, entropy, now) = (Memory::new(), SeededEntropy::new(5), instant(world.now));
        migrate(&sql, &[schema::MIGRATIONS, CONFIRMING, WAITLIST], now).unwrap();
        let mut availabilities: Vec<_> = world.availabilities.iter().map(|_| AvailabilityId::draw(now, &entropy)).collect();
        availabilities.sort_unstable();
        let practices = world.practices.iter().map(|_| PracticeId::draw(now, &entropy)).collect();
        let locations = world.locations.iter().map(|_| LocationId::draw(now, &entropy)).collect();
        let services = world.services.iter().map(|_| ServiceId::draw(now, &entropy)).collect();
        let agenda = Self { sql, entropy, now, practices, locations, services, availabilities };
        for practice in 0..world.practices.len() {
            agenda.join(world, practice);
        }
        agenda
    }

    const fn at(&self) -> At<'_> {
        At { now: self.now, entropy: &self.entropy }
    }

    fn join(&self, world: &World, which: usize) {
        let (practice, its) = (self.practices[which], &world.practices[which]);
        let locations = world.locations.iter().zip(&self.locations).filter(|(one, _)| one.practice == which);
        let sites: Vec<_> = locations.map(|(one, id)| Site { location: *id, zone: one.zone }).collect();
        let services = world.services.iter().zip(&self.services).filter(|(one, _)| one.practice == which);
        let offerings: Vec<_> = services.map(|(one, id)| offering(one, *id)).collect();
        let membership = Membership {
            practice,
            cancellation_notice: 0,
            booking_notice: its.notice,
            booking_horizon: i64::try_from(its.horizon).unwrap(),
            open_bookings: 10,
            card: "{}".into(),
        };
        let terms = Terms {
            version: 0,
            online: its.online,
            new_patients: true,
            open_until: its.open_until,
            horizon_days: its.own_horizon.map(|days| u16::try_from(days).unwrap()),
            notice_minutes: its.own_notice.map(|minutes| u32::try_from(minutes).unwrap()),
        };
        self.sql
            .atomically(|| {
                admit(&self.sql, practice, self.now)?;
                update(&self.sql, &membership, &sites, &offerings)?;
                put_terms(&self.sql, practice, &terms).map(drop)
            })
            .unwrap();
    }

    pub(crate) fn open(&self, world: &World, which: usize, one: &Availability) -> Result<(), Refusal> {
        let hour = |minute: Minute| NaiveTime::from_num_seconds_from_midnight_opt(u32::try_from(minute * 60).unwrap(), 0).unwrap();
        let pattern = Pattern {
            location: self.locations[one.location],
            services: one.services.iter().map(|service| self.services[*service]).collect(),
            first_day: one.first_day,
            from: hour(one.from),
            to: hour(one.to),
            rule: one.rule.as_ref().map(crate::calendar::Rule::text),
            except: one.except.clone(),
            capacity: small(one.capacity),
            public_capacity: small(one.public_capacity),
            staff_first: one.staff_first,
            grid: one.grid.map(minutes),
            places: one.places.map(small),
        };
        let practice = self.practices[world.locations[one.location].practice];
        self.sql.atomically(|| put_availability(&self.sql, practice, self.availabilities[which], None, &pattern).map(drop))
    }

    /// The days of the first practice's occurrences, from one to another.
    pub(crate) fn days(&self, first: NaiveDate, last: NaiveDate) -> Vec<NaiveDate> {
        let times = (instant(midnight(first)), instant(midnight(last) + DAY));
        let all = occurrences(&self.sql, self.practices[0], times).unwrap();
        all.iter().map(|one| one.zone.wall(one.starts_at).date()).collect()
    }

    /// The world's number of an availability.
    pub(crate) fn which(&self, availability: Option<AvailabilityId>) -> Option<usize> {
        availability.map(|id| self.availabilities.iter().position(|one| *one == id).unwrap())
    }

    fn told(&self, starts: &[Start], location: usize) -> Starts {
        let found: Starts = starts
            .iter()
            .map(|start| {
                assert_eq!(start.location, self.locations[location]);
                (minute(start.starts_at), (self.which(Some(start.availability)).unwrap(), usize::from(start.left)))
            })
            .collect();
        assert!(starts.is_sorted_by(|a, b| a.starts_at < b.starts_at), "each start once, earliest first");
        found
    }

    fn window(&self, world: &World, service: usize, location: usize) -> Window {
        let zone = world.locations[location].zone;
        Window {
            practice: self.practices[world.services[service].practice],
            service: self.services[service],
            location: self.locations[location],
            zone,
            from: world.first_day,
            days: world.days,
        }
    }

    pub(crate) fn starts(&self, world: &World, who: world::Who, service: usize, location: usize) -> Starts {
        let starts = match who {
            world::Who::Public => free_starts(&self.sql, &self.window(world, service, location), self.now),
            world::Who::Staff => {
                let (practice, days) = (self.practices[world.services[service].practice], (world.first_day, world.days));
                staff_starts(&self.sql, practice, self.services[service], Some(self.locations[location]), days, 5_000, self.now)
            }
        };
        self.told(&starts.unwrap(), location)
    }

    pub(crate) fn next(&self, world: &World, service: usize, location: usize) -> Option<Minute> {
        let practice = self.practices[world.services[service].practice];
        let next = next_start(&self.sql, practice, (self.services[service], self.locations[location]), world.first_day, self.now);
        next.unwrap().map(|start| minute(start.starts_at))
    }

    pub(crate) fn hold(&self, service: usize, location: usize, start: Minute) -> Result<(Token, Instant), Refusal> {
        let request = Request {
            practice: None,
            service: self.services[service],
            location: Some(self.locations[location]),
            starts_at: instant(start),
            browser: Token::draw(&self.entropy),
            network: None,
        };
        self.sql.atomically(|| hold(&self.sql, self.at(), &request))
    }

    pub(crate) fn fate(&self, token: &Token) -> (Option<usize>, HoldFate) {
        let (hold, fate) = read_hold(&self.sql, token, self.now).unwrap();
        (self.which(hold.availability), fate)
    }

    pub(crate) fn book(&self, token: &Token) -> Result<(Appointment, Token), Refusal> {
        self.sql
            .atomically(|| book(&self.sql, self.at(), token, Form { text: "form", address: true, ..Form::default() }))
            .map(|(booking, link)| (booking.appointment().clone(), link))
    }

    pub(crate) fn place(
        &self,
        world: &World,
        (service, location): (usize, usize),
        start: Minute,
        length: Option<Minute>,
        force: bool,
    ) -> Result<Appointment, Refusal> {
        let placement = Placement {
            appointment: AppointmentId::draw(self.now, &self.entropy),
            practice: self.practices[world.services[service].practice],
            patient: PatientId::draw(self.now, &self.entropy),
            service: self.services[service],
            location: self.locations[location],
            starts_at: instant(start),
            minutes: length.map(minutes),
            force,
        };
        self.sql.atomically(|| place(&self.sql, self.at(), &placement, BY)).map(|booking| booking.appointment().clone())
    }

    pub(crate) fn shift(&self, old: &Appointment, location: Option<usize>, start: Minute, force: bool) -> Result<Appointment, Refusal> {
        let wanted = Move {
            appointment: old.id,
            version: old.version,
            to: AppointmentId::draw(self.now, &self.entropy),
            starts_at: instant(start),
            location: location.map(|one| self.locations[one]),
            force,
            keep_closed: false,
        };
        self.sql.atomically(|| move_by_staff(&self.sql, self.at(), old.practice, &wanted, BY)).map(|moved| moved.new)
    }

    pub(crate) fn shift_by_link(&self, link: &Token, start: Minute) -> Result<(Appointment, Token), Refusal> {
        let moved = self.sql.atomically(|| move_by_link(&self.sql, self.at(), link, instant(start), None));
        moved.map(|(moved, link)| (moved.new, link))
    }

    pub(crate) fn cancel(&self, old: &Appointment) -> Result<(), Refusal> {
        self.sql.atomically(|| cancel_by_staff(&self.sql, self.at(), old.practice, (old.id, old.version), false, BY)).map(drop)
    }

    pub(crate) fn delete(&self, old: &Appointment) -> Result<(), Refusal> {
        self.sql.atomically(|| delete(&self.sql, old.practice, old.id, old.version, BY, self.now)).map(drop)
    }

    /// The appointments that it cancels.
    pub(crate) fn close(&self, closing: &world::Closing, cancel: bool) -> Result<(ClosingId, Vec<String>), Refusal> {
        let id = ClosingId::draw(self.now, &self.entropy);
        let closing = Closing {
            id,
            practice: self.practices[closing.practice],
            location: closing.location.map(|one| self.locations[one]),
            from: instant(closing.from),
            to: instant(closing.to),
            kind: ClosingKind::Illness,
        };
        let closed = self.sql.atomically(|| close_time(&self.sql, &closing, cancel, BY, self.now))?;
        Ok((id, closed.cancelled.iter().map(|one| one.id.to_string()).collect()))
    }

    pub(crate) fn reopen(&self, practice: usize, closing: ClosingId) {
        assert!(self.sql.atomically(|| reopen(&self.sql, self.practices[practice], closing)).unwrap());
    }

    /// Who is there, as the store has it: the name, the time taken.
    pub(crate) fn occupants(&self) -> Vec<(String, Minute, Minute)> {
        let live = "SELECT occupant, starts_at, ends_at FROM occupancy WHERE until IS NULL OR until > ? ORDER BY occupant";
        let rows = self.sql.rows::<(String, Instant, Instant)>(live, guichet_kernel::binds![self.now]).unwrap();
        rows.into_iter().map(|(occupant, from, to)| (occupant, minute(from), minute(to))).collect()
    }
}

fn offering(one: &world::Service, service: ServiceId) -> Offering {
    let small = |count: Minute| u16::try_from(count).unwrap();
    Offering {
        service,
        minutes: minutes(one.minutes),
        before: small(one.before),
        after: small(one.after),
        travel: small(one.travel),
        mode: if one.home { Mode::Home } else { Mode::Office },
        group: one.group,
        visit: Visit::Any,
        online: one.online,
    }
}
