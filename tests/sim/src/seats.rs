//! Who has which time, as ADR 0009 says it in points 5 and 6: worked out from what was decided, without a look into `occupancy`.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use guichet_kernel::{AvailabilityId, Instant, LocationId, PracticeId, ServiceId, Sql, binds};

use crate::{Violation, must, node::Node};

/// Time that somebody has, with what is before and after care.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Seat {
    /// From.
    pub(crate) from: Instant,
    /// To.
    pub(crate) to: Instant,
    /// Where; none: at a place of its own.
    pub(crate) place: Option<LocationId>,
    /// For which practice.
    pub(crate) practice: PracticeId,
    /// The group session that it is of, and how many that has places for.
    pub(crate) session: Option<(LocationId, Instant, u8)>,
    /// How many units there may be while it is there.
    pub(crate) capacity: u8,
    /// How many units the public's coming may make.
    pub(crate) public: u8,
    /// Whether staff put it there whoever was there.
    pub(crate) forced: bool,
}

/// What is to be seated.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Care {
    /// In which practice.
    pub(crate) practice: PracticeId,
    /// Where.
    pub(crate) location: LocationId,
    /// For what.
    pub(crate) service: ServiceId,
    /// Start.
    pub(crate) starts_at: Instant,
    /// End.
    pub(crate) ends_at: Instant,
}

impl Seat {
    /// What that care takes by what the agenda knows of the service, in that availability or outside any.
    pub(crate) fn of(node: &Node, care: Care, availability: Option<AvailabilityId>) -> Result<Self, Violation> {
        let service = node.sql.first::<(i64, i64, i64, String)>(
            "SELECT prepared, tidied, travelled, mode FROM service WHERE service_id = ?",
            binds![care.service],
        )?;
        let (before, after, road, mode) = service.ok_or_else(|| Violation("a service of nobody's".into()))?;
        let open = match availability {
            None => None,
            Some(id) => {
                let row = node.sql.first::<(i64, i64, Option<i64>)>(
                    "SELECT capacity, public_capacity, places FROM availability WHERE availability_id = ?",
                    binds![id],
                )?;
                Some(row.ok_or_else(|| Violation(format!("{id} is not in the store")))?)
            }
        };
        let small = |number: i64| u8::try_from(number).unwrap_or(0);
        let (capacity, public, places) = open.map_or((1, 1, None), |(all, public, places)| (small(all), small(public), places.map(small)));
        Ok(Self {
            from: care.starts_at.minus(TimeDelta::minutes(before + road)),
            to: care.ends_at.plus(TimeDelta::minutes(after + road)),
            place: (mode != "home").then_some(care.location),
            practice: care.practice,
            session: places.map(|places| (care.location, care.starts_at, places)),
            capacity,
            public,
            forced: false,
        })
    }

    /// Whether both have some of the same time.
    pub(crate) fn meets(&self, other: &Self) -> bool {
        self.from < other.to && self.to > other.from
    }

    fn has(&self, instant: Instant) -> bool {
        self.from <= instant && self.to > instant
    }

    /// Point 6, for one who comes to those who are there; `admits`: how many units that may make.
    pub(crate) fn fits(&self, there: &[&Self], admits: u8) -> Result<(), String> {
        let met = || there.iter().filter(|other| self.meets(other));
        if met().any(|other| other.practice != self.practice || other.place.is_none() || other.place != self.place) {
            return Err("meets what is elsewhere".into());
        }
        // Of one session, by its place and its start.
        let same = |other: &Self| self.session.is_some_and(|own| other.session.is_some_and(|its| (own.0, own.1) == (its.0, its.1)));
        let places = self.session.map_or(1, |(_, _, places)| usize::from(places));
        if met().filter(|other| same(other)).count() >= places {
            return Err("is one more than the group has places for".into());
        }
        for instant in met().map(|other| other.from.max(self.from)).collect::<BTreeSet<_>>() {
            let present = || met().filter(|other| other.has(instant));
            let sessions: BTreeSet<_> =
                present().filter(|other| !same(other)).filter_map(|other| other.session).map(|of| (of.0, of.1)).collect();
            let alone = present().filter(|other| other.session.is_none()).count();
            let least = present().map(|other| other.capacity).min().unwrap_or(u8::MAX).min(self.capacity).min(admits);
            must(sessions.len() + alone < usize::from(least), String::new)
                .map_err(|_| format!("makes {} at {instant}, where {least} may be", sessions.len() + alone + 1))?;
        }
        Ok(())
    }
}

/// Point 6 of all who are there together, forced ones aside.
pub(crate) fn all_fit(seats: &[&Seat]) -> Result<(), String> {
    // How many places a session has counts when somebody comes.
    let roomy = |seat: &Seat| Seat { session: seat.session.map(|(id, start, _)| (id, start, u8::MAX)), ..seat.clone() };
    let mut free: Vec<Seat> = seats.iter().filter(|seat| !seat.forced).map(|seat| roomy(seat)).collect();
    free.sort_by_key(|seat| seat.from);
    // Whoever comes last in this order meets all whom they meet; the order of coming does not matter for what may be there.
    for (place, seat) in free.iter().enumerate() {
        let before: Vec<&Seat> = free.iter().take(place).collect();
        seat.fits(&before, seat.capacity).map_err(|why| format!("{} to {} {why}", seat.from, seat.to))?;
    }
    Ok(())
}
