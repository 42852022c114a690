//! Who works where, compared: practices, which decide it, with the Identities, Agendas and Directories that were told.

use std::collections::BTreeSet;

use guichet_kernel::{MemberId, ObjectClass, ObjectRef, PatientId, PracticeId, PractitionerId, Role, Sql, sql};
use guichet_practice_core::patient;

use crate::{Simulation, Violation, must};

impl Simulation {
    /// Members are those who were accepted and not ended, and one of them is an owner.
    pub(crate) fn check_members(&self) -> Result<(), Violation> {
        for (practice, staffing) in self.town.practices.iter().zip(&self.staffing) {
            let Some(node) = self.nodes.get(practice.node) else { continue };
            if !sql::is_open(&node.sql)? {
                continue;
            }
            let rows = node.sql.rows::<(MemberId, String)>("SELECT member_id, roles FROM member WHERE ended_at IS NULL", &[])?;
            let stored: BTreeSet<(MemberId, BTreeSet<Role>)> =
                rows.into_iter().map(|(id, roles)| (id, roles.split(',').filter_map(Role::from_word).collect())).collect();
            let active = staffing.seats.iter().filter(|seat| seat.active);
            let expected: BTreeSet<_> = active.map(|seat| (seat.member, seat.roles.clone())).collect();
            must(stored == expected, || format!("{} has {} members, and should have {}", node.object, stored.len(), expected.len()))?;
            must(stored.iter().any(|(_, roles)| roles.contains(&Role::Owner)), || format!("{} has no owner", node.object))?;
            let made = "SELECT COUNT(*) FROM invitation WHERE member_id IS NOT NULL AND revoked_at IS NOT NULL";
            let both = node.sql.first::<(i64,)>(made, &[])?;
            must(both == Some((0,)), || format!("{} has made members by revoked invitations", node.object))?;
        }
        Ok(())
    }

    /// At the end: everybody whom it concerns knows who works where, and the Directories know every object.
    pub(crate) fn check_people(&self) -> Result<(), Violation> {
        for (place, person) in self.town.people.iter().enumerate() {
            let Some(node) = self.nodes.get(person.node) else { continue };
            if sql::is_open(&node.sql)? {
                let rows = node.sql.rows::<(PracticeId, MemberId)>("SELECT practice_id, member_id FROM workplace WHERE active = 1", &[])?;
                let expected = self.town.practices.iter().zip(&self.staffing);
                let expected = expected.filter_map(|(practice, staffing)| Some((practice.id, staffing.seat(place)?.member)));
                let (listed, expected): (BTreeSet<_>, BTreeSet<_>) = (rows.into_iter().collect(), expected.collect());
                must(listed == expected, || format!("{} lists {} workplaces, of {}", node.object, listed.len(), expected.len()))?;
            }
        }
        for practitioner in &self.town.practitioners {
            let Some(node) = self.nodes.get(practitioner.node) else { continue };
            if sql::is_open(&node.sql)? {
                let rows = node.sql.rows::<(PracticeId,)>("SELECT practice_id FROM membership WHERE ended_at IS NULL", &[])?;
                let expected = self.works_at(practitioner.person).into_iter();
                let expected = expected.filter_map(|place| self.town.practices.get(place)).map(|practice| practice.id);
                let (there, expected): (BTreeSet<_>, BTreeSet<_>) = (rows.into_iter().map(|(id,)| id).collect(), expected.collect());
                must(there == expected, || format!("{} has {} memberships, of {}", node.object, there.len(), expected.len()))?;
            }
        }
        self.check_reached()?;
        self.check_directories()
    }

    /// A7: every Identity knows exactly those patients about whom messages go to its address (ADR 0013).
    fn check_reached(&self) -> Result<(), Violation> {
        let (mut told, mut expected) = (BTreeSet::new(), BTreeSet::new());
        for node in &self.nodes {
            if !sql::is_open(&node.sql)? {
                continue;
            }
            match (node.object.class, node.object.name.practice_id()) {
                (ObjectClass::Identity, _) => {
                    let rows = node.sql.rows::<(PracticeId, PatientId)>("SELECT practice_id, patient_id FROM space_reference", &[])?;
                    told.extend(rows.into_iter().map(|(practice, patient)| (node.object.name.clone(), practice, patient)));
                }
                (ObjectClass::Practice, Some(practice)) => {
                    for (id,) in node.sql.rows::<(PatientId,)>("SELECT patient_id FROM patient_record", &[])? {
                        let contact = patient::contact_of(&node.sql, id).map_err(|error| Violation(error.to_string()))?;
                        let region = node.object.name.region();
                        let identity = contact.email.and_then(|email| self.town.secrets.identity.name(region, &email));
                        expected.extend(identity.map(|identity| (identity, practice, id)));
                    }
                }
                _ => {}
            }
        }
        let odd = told.symmetric_difference(&expected).next();
        must(odd.is_none(), || format!("A7: {} patients are known to Identities, and {} should be: {odd:?}", told.len(), expected.len()))
    }

    fn check_directories(&self) -> Result<(), Violation> {
        let (mut known, mut giving_care) = (BTreeSet::new(), BTreeSet::new());
        for place in &self.town.directories {
            let Some(node) = self.nodes.get(*place) else { continue };
            if sql::is_open(&node.sql)? {
                known.extend(node.sql.rows::<(ObjectRef,)>("SELECT object FROM object", &[])?.into_iter().map(|(object,)| object));
                let active = "SELECT practice_id, practitioner_id FROM practitioner WHERE active = 1";
                giving_care.extend(node.sql.rows::<(PracticeId, PractitionerId)>(active, &[])?);
            }
        }
        // Whoever has tables may have work due, whether or not anybody ever signed in there. Patients' Identities are listed with the
        // first link that is asked for, and none is here (ADR 0013).
        let staff: BTreeSet<usize> = self.town.people.iter().map(|person| person.node).collect();
        for (place, node) in self.nodes.iter().enumerate() {
            let listed = match node.object.class {
                ObjectClass::Directory => false,
                ObjectClass::Identity => staff.contains(&place),
                _ => true,
            };
            let expected = listed && sql::is_open(&node.sql)?;
            must(!expected || known.contains(&node.object), || format!("no Directory knows {}", node.object))?;
        }
        let expected = self.town.practitioners.iter().flat_map(|practitioner| {
            let places = self.works_at(practitioner.person).into_iter();
            places.filter_map(|place| self.town.practices.get(place)).map(|practice| (practice.id, practitioner.id))
        });
        must(giving_care == expected.collect(), || "the Directories do not list who gives care where".into())
    }
}
