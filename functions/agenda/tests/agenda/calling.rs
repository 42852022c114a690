//! What staff say to the calendar of the tests' Agenda.

use chrono::NaiveDate;
use guichet_contracts::command::calendar::{
    Availabilities, Availability, Calendar, CloseTime, ClosingKind, MoveAppointment, Opening, PlaceAppointment, PutAvailability, PutTerms,
    ReadAvailabilities, ReadCalendar, Terms,
};
use guichet_kernel::{AppointmentId, AvailabilityId, ClosingId, Instant, LocationId, PatientId, PracticeId};

use crate::desk::{Desk, NOW, Place, tuesday};

impl Desk {
    /// Tuesday and, by a rule, every Tuesday, from 9:00 to 12:00 and back to back.
    pub(crate) fn opening(&self, place: Place, rule: Option<&str>) -> Opening {
        Opening {
            location: place.location,
            services: vec![place.service],
            first_day: self.day_of_tuesday(),
            from: "09:00:00".parse().unwrap(),
            to: "12:00:00".parse().unwrap(),
            rule: rule.map(ToOwned::to_owned),
            except: vec![],
            capacity: 1,
            public_capacity: None,
            staff_first: false,
            grid: None,
            places: None,
        }
    }

    pub(crate) fn day_of_tuesday(&self) -> NaiveDate {
        self.read_day().date
    }

    pub(crate) fn put_availability(&self, opening: &Opening) -> PutAvailability {
        PutAvailability { availability: AvailabilityId::draw(NOW, &self.entropy), version: None, opening: opening.clone() }
    }

    pub(crate) fn availabilities(&self, practice: PracticeId) -> Vec<Availability> {
        let read: Availabilities = self.reply(self.staff(practice), &ReadAvailabilities { after: None, most: 100 });
        read.availabilities
    }

    pub(crate) fn draw_closing(&self) -> ClosingId {
        ClosingId::draw(NOW, &self.entropy)
    }

    pub(crate) fn draw_patient(&self) -> PatientId {
        PatientId::draw(NOW, &self.entropy)
    }

    /// Closes Tuesday between two hours.
    pub(crate) fn close(&self, location: Option<LocationId>, (from, to): (&str, &str), cancel: bool) -> CloseTime {
        let kind = ClosingKind::Leave;
        CloseTime { closing: self.draw_closing(), location, from: tuesday(from), to: tuesday(to), kind, cancel }
    }

    pub(crate) fn placing(&self, place: Place, starts_at: Instant) -> PlaceAppointment {
        PlaceAppointment {
            appointment: AppointmentId::draw(NOW, &self.entropy),
            patient: self.draw_patient(),
            service: place.service,
            location: place.location,
            starts_at,
            minutes: None,
            force: false,
            silent: false,
            alert: None,
        }
    }

    pub(crate) fn moving(&self, appointment: AppointmentId, version: i64, starts_at: Instant) -> MoveAppointment {
        let to = AppointmentId::draw(NOW, &self.entropy);
        MoveAppointment { appointment, version, to, starts_at, location: None, force: false, keep_closed: false }
    }

    pub(crate) const fn terms(version: i64, online: bool) -> PutTerms {
        let terms = Terms { version, online, new_patients: true, open_until: None, horizon_days: None, notice_minutes: None };
        PutTerms { terms }
    }

    /// Tuesday and the six days after it, as a practice's staff see them.
    pub(crate) fn calendar(&self, practice: PracticeId) -> Calendar {
        self.reply(self.staff(practice), &ReadCalendar { from: self.day_of_tuesday(), days: 7 })
    }

    /// What waits of one kind, by what the trail or a letter says of it.
    pub(crate) fn kinds_waiting(&self) -> Vec<String> {
        self.waiting().into_iter().map(|(_, kind, _)| kind).collect()
    }

    /// The deeds that the trails of practices are told.
    pub(crate) fn deeds_waiting(&self) -> Vec<String> {
        let deeds = self.waiting().into_iter().filter(|(_, kind, _)| kind == "StaffActedV1");
        deeds.map(|(_, _, body)| body.get("did").and_then(|did| did.as_str()).unwrap_or("noted").to_owned()).collect()
    }

    /// Everything is told.
    pub(crate) fn hush(&self) {
        use guichet_kernel::Sql;
        self.sql.run("DELETE FROM outbox", &[]).unwrap();
    }
}
