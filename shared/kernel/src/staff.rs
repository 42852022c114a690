//! Who may do what in a practice: roles, the rights that each gives, and what a practitioner lets others do for them.

use serde::{Deserialize, Serialize};

use crate::{Value, sql::FromValue};

/// An enum whose values have one word each, in the store and on the wire.
macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($(#[$of:meta])* $value:ident = $word:literal,)* })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub enum $name { $($(#[$of])* #[serde(rename = $word)] $value,)* }

        impl $name {
            /// Every value.
            pub const ALL: &[Self] = &[$(Self::$value),*];

            /// Its word, in the store and on the wire.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$value => $word),* }
            }

            /// The value of that word.
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.as_str() == word)
            }
        }

        impl From<$name> for Value {
            fn from(value: $name) -> Self {
                value.as_str().into()
            }
        }

        impl FromValue for $name {
            fn from_value(value: Value) -> Option<Self> {
                Self::from_word(&String::from_value(value)?)
            }
        }
    )*};
}

words! {
    /// What a member is in a practice. One may be several.
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
