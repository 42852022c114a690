//! Enums whose values have one word each, in the store and on the wire.

/// Defines such enums: `ALL`, `as_str`, `from_word`, JSON, and the store's values.
macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($(#[$of:meta])* $value:ident = $word:literal,)* })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
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

        impl From<$name> for guichet_kernel::Value {
            fn from(value: $name) -> Self {
                value.as_str().into()
            }
        }

        impl guichet_kernel::sql::FromValue for $name {
            fn from_value(value: guichet_kernel::Value) -> Option<Self> {
                Self::from_word(&String::from_value(value)?)
            }
        }
    )*};
}

pub(crate) use words;
