//! Who may do what in a practice: roles, the rights that each gives, and what a practitioner lets others do for them.

crate::words! {
    /// What a member is in a practice. One may be several.
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    Role {
        /// Decides on everything.
        Owner = "owner",
        /// Gives care.
        Practitioner = "practitioner",
        /// Runs the front desk.
        Secretary = "secretary",
        /// Keeps the books; reads no patient's record.
        Accountant = "accountant",
    }

    /// What a member may do, and what a machine's key may be given.
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    Right {
        /// Read the practice's settings, locations, services.
        ReadSettings = "settings:read",
        /// Change them.
        ChangeSettings = "settings:write",
        /// Read who works here.
        ReadMembers = "members:read",
        /// Invite, change and end members.
        ManageMembers = "members:write",
        /// Search and read patient records.
        ReadPatients = "patients:read",
        /// Enter, change and merge them.
        ChangePatients = "patients:write",
        /// Hand out everything that is kept about a patient.
        ExportPatients = "patients:export",
        /// Erase a patient.
        ErasePatients = "patients:erase",
        /// Read the agendas that one may run.
        ReadAgenda = "agenda:read",
        /// Run them.
        RunAgenda = "agenda:write",
        /// Read who did what.
        ReadAudit = "audit:read",
        /// Make and revoke keys for machines. No key has it.
        ManageTokens = "tokens:write",
    }

    /// What a practitioner lets a member do for them.
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    Delegation {
        /// Run their agenda.
        Agenda = "agenda",
        /// Bill their care.
        Billing = "billing",
        /// Attest their care electronically (C7).
        Attest = "attest",
    }
}

impl Role {
    /// What the role gives, whoever has it.
    pub const fn rights(self) -> &'static [Right] {
        match self {
            Self::Owner => Right::ALL,
            Self::Practitioner | Self::Secretary => {
                &[Right::ReadSettings, Right::ReadMembers, Right::ReadPatients, Right::ChangePatients, Right::ReadAgenda, Right::RunAgenda]
            }
            Self::Accountant => &[Right::ReadSettings, Right::ReadMembers],
        }
    }
}

impl Right {
    /// What a machine's key may be given.
    pub fn for_keys() -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(|right| *right != Self::ManageTokens)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_read_back() {
        for right in Right::ALL {
            assert_eq!(Right::from_word(right.as_str()), Some(*right));
        }
        assert_eq!(Role::from_word("Owner"), None);
    }

    #[test]
    fn an_accountant_reads_no_patient_and_no_key_makes_keys() {
        assert!(!Role::Accountant.rights().contains(&Right::ReadPatients));
        assert!(Right::for_keys().all(|right| right != Right::ManageTokens));
    }
}
