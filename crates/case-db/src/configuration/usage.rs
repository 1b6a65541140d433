//! Whether records hold an option, before it is taken away.

use std::collections::BTreeSet;

use serde_json::Value;

use super::ConfigurationStore;
use crate::DbError;

/// Where the answers to a field lie in a record's data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AnswerPlace<'a> {
    /// The subform whose rows hold the answers; none for the record itself.
    pub subform: Option<&'a str>,
    /// The field.
    pub field: &'a str,
}

impl AnswerPlace<'_> {
    /// The answers that are `$option`, in single answers and in lists alike.
    fn path(self) -> String {
        // A JSON string is a key of a path as well.
        let key = |name: &str| Value::from(name).to_string();
        let rows = self
            .subform
            .map(|name| format!(".{}[*]", key(name)))
            .unwrap_or_default();
        format!("${rows}.{}[*] ? (@ == $option)", key(self.field))
    }
}

impl ConfigurationStore<'_> {
    /// Which of these options at least one record holds. Looks through all records, so it is for
    /// rare decisions only.
    #[tracing::instrument(name = "db.configuration.options_in_use", skip_all)]
    pub async fn options_in_use(
        &mut self,
        places: &[AnswerPlace<'_>],
        options: &[String],
    ) -> Result<BTreeSet<String>, DbError> {
        if places.is_empty() || options.is_empty() {
            return Ok(BTreeSet::new());
        }
        let paths: Vec<String> = places.iter().map(|place| place.path()).collect();
        let used = sqlx::query_scalar!(
            r#"select o.option as "option!" from unnest($1::text[]) as o (option)
               where exists (
                   select from records as r cross join unnest($2::text[]) as p (path)
                   where jsonb_path_exists(
                       r.data, p.path::jsonpath, jsonb_build_object('option', o.option)
                   )
               )"#,
            options,
            &paths,
        )
        .fetch_all(&mut *self.connection)
        .await
        .map_err(DbError::query("configuration.options_in_use"))?;
        Ok(used.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_quotes_the_names() {
        let place = AnswerPlace {
            subform: Some("rows"),
            field: "a\"b",
        };
        assert_eq!(place.path(), r#"$."rows"[*]."a\"b"[*] ? (@ == $option)"#);
    }
}
