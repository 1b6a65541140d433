//! The order of a list, and going on after a row of it.

use primero_kernel::PageCursor;
use sqlx::{Postgres, QueryBuilder};

/// Up or down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Smallest first; rows without a value last.
    Ascending,
    /// Largest first; rows without a value first, as API v2 has it.
    Descending,
}

/// What a list is ordered by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OrderBy {
    /// The time of registration.
    CreatedAt,
    /// The time of the last change.
    LastUpdatedAt,
    /// The name, whatever its case.
    Name,
    /// The number that people read.
    DisplayId,
    /// The age.
    Age,
    /// The registration date.
    RegistrationDate,
    /// The owner.
    OwnedBy,
    /// Any other field: numbers by size, texts by their letters.
    Field(String),
}

/// The order of a list. The record's id breaks ties, so that it is total.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// What by.
    pub by: OrderBy,
    /// Up or down.
    pub direction: Direction,
}

impl OrderBy {
    /// What API v2 calls this field.
    pub fn named(field: &str) -> Self {
        match field {
            "created_at" => Self::CreatedAt,
            "last_updated_at" => Self::LastUpdatedAt,
            "name" => Self::Name,
            "short_id"
            | "case_id_display"
            | "incident_code"
            | "registry_id_display"
            | "family_id_display" => Self::DisplayId,
            "age" => Self::Age,
            "registration_date" => Self::RegistrationDate,
            "owned_by" => Self::OwnedBy,
            other => Self::Field(other.to_owned()),
        }
    }

    /// The column and its type; none for a field in the data.
    const fn column(&self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::CreatedAt => Some(("created_at", "timestamptz")),
            Self::LastUpdatedAt => Some(("last_updated_at", "timestamptz")),
            Self::Name => Some(("sort_name", "text")),
            Self::DisplayId => Some(("display_id", "text")),
            Self::Age => Some(("age", "integer")),
            Self::RegistrationDate => Some(("registration_date", "date")),
            Self::OwnedBy => Some(("owned_by", "text")),
            Self::Field(_) => None,
        }
    }

    fn push(&self, sql: &mut QueryBuilder<Postgres>) {
        match (self.column(), self) {
            (Some((column, _)), _) => sql.push(column),
            (None, Self::Field(field)) => sql
                .push("nullif(data -> ")
                .push_bind(field.clone())
                .push(", 'null')"),
            (None, _) => sql.push("created_at"),
        };
    }
}

impl Default for Order {
    /// Newest first.
    fn default() -> Self {
        Self {
            by: OrderBy::CreatedAt,
            direction: Direction::Descending,
        }
    }
}

impl Order {
    pub(super) fn push_order(&self, sql: &mut QueryBuilder<Postgres>) {
        let direction = match self.direction {
            Direction::Ascending => "",
            Direction::Descending => " desc",
        };
        sql.push(" order by ");
        self.by.push(sql);
        sql.push(direction).push(", record_id").push(direction);
    }

    /// The sort key as text, as a cursor carries it.
    pub(super) fn push_key(&self, sql: &mut QueryBuilder<Postgres>) {
        self.by.push(sql);
        sql.push("::text as sort_key");
    }

    /// The rows after a cursor.
    pub(super) fn push_after(&self, sql: &mut QueryBuilder<Postgres>, cursor: &PageCursor) {
        let kind = self.by.column().map_or("jsonb", |(_, kind)| kind);
        let beyond = match self.direction {
            Direction::Ascending => " > ",
            Direction::Descending => " < ",
        };
        sql.push("(");
        self.by.push(sql);
        if let Some(key) = &cursor.sort_key {
            sql.push(beyond)
                .push_bind(key.clone())
                .push("::")
                .push(kind)
                .push(" or ");
            if self.direction == Direction::Ascending {
                self.by.push(sql);
                sql.push(" is null or ");
            }
            self.by.push(sql);
            sql.push(" = ").push_bind(key.clone()).push("::").push(kind);
        } else {
            if self.direction == Direction::Descending {
                sql.push(" is not null or ");
                self.by.push(sql);
            }
            sql.push(" is null");
        }
        sql.push(" and record_id")
            .push(beyond)
            .push_bind(cursor.id)
            .push(")");
    }
}
