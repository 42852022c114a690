//! Enums whose values have one word each, in the store and on the wire.

/// Defines such enums: `ALL`, `as_str`, `from_word`, JSON by `serde`, which the caller has, and the store's values.
#[macro_export]
macro_rules! words {
    ($($(#[$attribute:meta])* $name:ident { $($(#[$of:meta])* $value:ident = $word:literal,)* })*) => {$(
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        $(#[$attribute])*
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

        impl From<$name> for $crate::Value {
            fn from(value: $name) -> Self {
                value.as_str().into()
            }
        }

        impl $crate::sql::FromValue for $name {
            fn from_value(value: $crate::Value) -> Option<Self> {
                Self::from_word(&<String as $crate::sql::FromValue>::from_value(value)?)
            }
        }
    )*};
}
