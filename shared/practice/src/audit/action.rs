//! What can be done, one word each.

use guichet_kernel::words;

words! {
    /// What was done. A word that is in the trail is never given another meaning.
    AuditAction {
        /// The practice came to be, or was set up anew by the operator.
        PracticeFounded = "practice.founded",
        /// Its name or telephone changed.
        PracticePresented = "practice.presented",
        /// A setting was chosen or went back to its default.
        SettingsChanged = "settings.changed",
        /// A location was added or changed.
        LocationPut = "location.put",
        /// A location was withdrawn.
        LocationRemoved = "location.removed",
        /// A service was added or changed.
        ServicePut = "service.put",
        /// A service was withdrawn.
        ServiceRemoved = "service.removed",
        /// A category was added or renamed.
        CategoryPut = "category.put",
        /// A category was withdrawn.
        CategoryRemoved = "category.removed",
        /// The practice's data key was replaced.
        KeysRotated = "keys.rotated",

        /// Somebody was invited.
        MemberInvited = "member.invited",
        /// An invitation was accepted.
        InvitationAccepted = "invitation.accepted",
        /// An invitation was revoked.
        InvitationRevoked = "invitation.revoked",
        /// A member's roles, name or profession changed.
        MemberChanged = "member.changed",
        /// A member left or was ended.
        MemberEnded = "member.ended",
        /// A delegation was given.
        DelegationGiven = "delegation.given",
        /// A delegation was withdrawn.
        DelegationWithdrawn = "delegation.withdrawn",
        /// A key for a machine was made.
        TokenIssued = "token.issued",
        /// A key was revoked.
        TokenRevoked = "token.revoked",

        /// A patient was entered.
        PatientEntered = "patient.entered",
        /// A patient's record was read.
        PatientRead = "patient.read",
        /// Patients were searched for; with how many were found, never for what.
        PatientSearched = "patient.searched",
        /// A patient's record was changed.
        PatientChanged = "patient.changed",
        /// Two records became one.
        PatientMerged = "patient.merged",
        /// A patient was erased.
        PatientErased = "patient.erased",
        /// All that is kept about a patient was handed out.
        PatientExported = "patient.exported",
        /// Two records that look alike were said to be two people.
        DuplicateDismissed = "duplicate.dismissed",
        /// A note was added.
        NoteAdded = "note.added",
        /// A consent was given.
        ConsentGiven = "consent.given",
        /// A consent was withdrawn.
        ConsentWithdrawn = "consent.withdrawn",
        /// A guardian was named.
        GuardianAdded = "guardian.added",
        /// A guardian is one no more.
        GuardianRemoved = "guardian.removed",

        /// An appointment's attendance was changed; the agenda told.
        AppointmentAttendance = "appointment.attendance",
        /// What is open or closed in an agenda was changed, or how it is booked; the agenda told.
        AgendaChanged = "agenda.changed",

        /// The trail was read.
        AuditRead = "audit.read",
    }
}
