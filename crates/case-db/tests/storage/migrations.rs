//! Migrating: again, twice at once, from nothing, and from the future.

use primero_case_db::Db;
use primero_case_db::schema::{Migrated, SCHEMA, SchemaError, migrate};
use primero_testkit::empty_database;

use crate::fixture::settings;

#[tokio::test]
async fn migrating_again_changes_nothing() {
    let database = empty_database().await.unwrap();
    let settings = settings(&database);
    let db = Db::connect(&settings).unwrap();
    assert_eq!(db.schema_version().await.unwrap(), None);
    let first = migrate(&settings).await.unwrap();
    assert_eq!(
        first,
        Migrated {
            from: None,
            to: SCHEMA.head
        }
    );
    let second = migrate(&settings).await.unwrap();
    assert_eq!(
        second,
        Migrated {
            from: Some(SCHEMA.head),
            to: SCHEMA.head
        }
    );
    assert_eq!(db.schema_version().await.unwrap(), Some(SCHEMA.head));
}

#[tokio::test]
async fn eight_migrations_at_once_are_one() {
    let database = empty_database().await.unwrap();
    let settings = settings(&database);
    let runs: Vec<_> = (0..8)
        .map(|_| {
            let settings = settings.clone();
            tokio::spawn(async move { migrate(&settings).await })
        })
        .collect();
    let mut from_nothing = 0;
    for run in runs {
        let migrated = run.await.unwrap().unwrap();
        assert_eq!(migrated.to, SCHEMA.head);
        from_nothing += u32::from(migrated.from.is_none());
    }
    assert_eq!(from_nothing, 1);
}

#[tokio::test]
async fn a_schema_of_a_newer_release_is_left_alone() {
    let database = empty_database().await.unwrap();
    let settings = settings(&database);
    migrate(&settings).await.unwrap();
    let future = "insert into _sqlx_migrations \
                  (version, description, success, checksum, execution_time) \
                  values (99991231000000, 'of the future', true, '', 0)";
    sqlx::query(future)
        .execute(&mut database.connect().await.unwrap())
        .await
        .unwrap();
    let refused = migrate(&settings).await.unwrap_err();
    let SchemaError::Newer { found, known } = refused else {
        panic!("{refused}")
    };
    assert_eq!((found, known), (99_991_231_000_000, SCHEMA.head));
}

#[tokio::test]
async fn an_altered_migration_is_refused() {
    let database = empty_database().await.unwrap();
    let settings = settings(&database);
    migrate(&settings).await.unwrap();
    let alter = "update _sqlx_migrations set checksum = 'x' where version = 20261124090100";
    sqlx::query(alter)
        .execute(&mut database.connect().await.unwrap())
        .await
        .unwrap();
    let refused = migrate(&settings).await.unwrap_err();
    assert_eq!(
        refused.to_string(),
        "migration 20261124090100 differs from the one that was applied"
    );
}
