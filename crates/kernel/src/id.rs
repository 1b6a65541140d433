//! Typed ids: one newtype over a UUID for each kind of thing, so that two kinds cannot be swapped.

/// Declares a typed id.
///
/// Ids of ours are version 7 UUIDs and sort by creation; [`crate::Clock::new_uuid`] makes them.
/// Ids that a client sends may be of any version.
///
/// ```
/// primero_kernel::typed_id! {
///     /// Identifies a parcel.
///     ParcelId
/// }
/// # fn main() {
/// let id: ParcelId = "0190163d-8694-7000-8000-000000000001".parse().expect("a UUID");
/// assert_eq!(id.to_string(), "0190163d-8694-7000-8000-000000000001");
/// # }
/// ```
#[macro_export]
macro_rules! typed_id {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash,
            $crate::serde::Serialize, $crate::serde::Deserialize,
        )]
        #[serde(crate = "primero_kernel::serde", transparent)]
        pub struct $name($crate::uuid::Uuid);

        impl $name {
            /// Takes an id that was made elsewhere: by a client, or read from storage.
            pub const fn from_uuid(id: $crate::uuid::Uuid) -> Self {
                Self(id)
            }

            /// Makes a new id, later than all ids the clock gave before.
            pub fn generate(clock: &dyn $crate::Clock) -> Self {
                Self(clock.new_uuid())
            }

            /// The plain UUID, for storage and the wire.
            pub const fn as_uuid(self) -> $crate::uuid::Uuid {
                self.0
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(&self.0, f)
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = $crate::uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    };
}
