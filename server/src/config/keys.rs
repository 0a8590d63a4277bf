//! The table of keys: each concern's struct is declared once, and parsing, flags and documentation all read that declaration.

/// One setting. It has one name and three spellings: `database_pool` in the file, `RELAYDESK_DATABASE_POOL` in the environment,
/// `--database-pool` on the command line.
#[derive(Debug)]
pub struct Key {
    /// The name in the file.
    pub name: &'static str,
    /// What holds when nobody says anything; empty: nothing.
    pub default: &'static str,
    /// What it means, in sentences of Markdown.
    pub doc: &'static str,
    /// Secrets have no flag, since every account of a machine sees command lines; they may be read from a file instead.
    pub secret: bool,
}

/// The environment's variables begin with this.
pub const PREFIX: &str = "RELAYDESK_";

impl Key {
    /// The environment's variable.
    #[must_use]
    pub fn variable(&self) -> String {
        format!("{PREFIX}{}", self.name.to_uppercase())
    }

    /// The variable that names a file which holds the value.
    #[must_use]
    pub fn file_variable(&self) -> Option<String> {
        self.secret.then(|| self.variable() + "_FILE")
    }

    /// The flag, without its dashes.
    #[must_use]
    pub fn flag(&self) -> Option<String> {
        (!self.secret).then(|| self.name.replace('_', "-"))
    }
}

/// The keys of one concern.
#[derive(Debug)]
pub struct Concern {
    /// What it is about, as a heading.
    pub title: &'static str,
    /// Its keys, in the order in which they are explained.
    pub keys: &'static [Key],
}

/// Declares a concern's struct with, for each key, its doc, its name, its type and its default as text.
macro_rules! concern {
    ($title:literal, $(#[doc = $about:literal])+ pub struct $name:ident {
        $( $(#[doc = $doc:literal])+ $key:literal => $field:ident: $type:ty = $default:literal, )+
    }) => {
        $(#[doc = $about])+
        #[derive(Clone, Debug)]
        pub struct $name {
            $( $(#[doc = $doc])+ pub $field: $type, )+
        }

        impl $name {
            /// Its keys.
            pub const CONCERN: $crate::config::keys::Concern = $crate::config::keys::Concern {
                title: $title,
                keys: &[$( $crate::config::keys::Key {
                    name: $key,
                    default: $default,
                    doc: concat!($($doc),+),
                    secret: <$type as $crate::config::setting::Setting>::SECRET,
                } ),+],
            };

            /// Reads its keys.
            ///
            /// # Errors
            /// A sentence about the first value that cannot be.
            pub(super) fn read(given: &$crate::config::given::Given) -> Result<Self, String> {
                Ok(Self { $( $field: given.read($key)? ),+ })
            }
        }
    };
}
pub(super) use concern;
