//! The numbers by which API v2 knows objects: each kind counts from 1, and none is given twice.

use super::{ConfigurationStore, ObjectKind};
use crate::DbError;

impl ConfigurationStore<'_> {
    /// Takes `count` new numbers of a kind. Returns the first.
    pub(super) async fn take_numbers(
        &mut self,
        kind: ObjectKind,
        count: i32,
    ) -> Result<i32, DbError> {
        let last = sqlx::query_scalar!(
            r#"insert into configuration_numbers as n (kind, last_number) values ($1, $2)
               on conflict on constraint configuration_numbers_key do update set
                   last_number = n.last_number + excluded.last_number
               returning last_number"#,
            kind.as_str(),
            count,
        )
        .fetch_one(&mut *self.connection)
        .await
        .map_err(DbError::query("configuration.take_numbers"))?;
        Ok(last - count + 1)
    }

    /// Keeps the number that a client chose from being given again.
    pub(super) async fn reserve_number(
        &mut self,
        kind: ObjectKind,
        number: i32,
    ) -> Result<(), DbError> {
        sqlx::query!(
            r#"insert into configuration_numbers as n (kind, last_number) values ($1, $2)
               on conflict on constraint configuration_numbers_key do update set
                   last_number = greatest(n.last_number, excluded.last_number)"#,
            kind.as_str(),
            number,
        )
        .execute(&mut *self.connection)
        .await
        .map(|_| ())
        .map_err(DbError::query("configuration.reserve_number"))
    }
}
