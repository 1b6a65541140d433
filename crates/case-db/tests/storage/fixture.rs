//! A tenant's database for a test, and synthetic records in it.

use primero_case_db::{DatabaseSettings, Db, DbError, schema};
use primero_case_model::event::{Authorship, EventAction};
use primero_case_model::stamp::{Creation, Person, created};
use primero_case_model::{Change, Changed, Path, Record, RecordId, RecordType, merge};
use primero_kernel::{Clock, ManualClock};
use primero_testkit::TestDatabase;
use serde_json::{Map, Value};
use sqlx::PgConnection;

/// One tenant.
pub(crate) struct Tenant {
    pub(crate) db: Db,
    pub(crate) database: TestDatabase,
    pub(crate) clock: ManualClock,
}

pub(crate) fn settings(database: &TestDatabase) -> DatabaseSettings {
    DatabaseSettings {
        host: database.socket_directory.display().to_string(),
        port: database.port,
        database: database.name.clone(),
        user_name: database.user_name.to_owned(),
        password: None,
        ssl_mode: "disable".to_owned(),
        root_certificate: None,
        max_connections: DatabaseSettings::MAX_CONNECTIONS,
    }
}

/// A tenant with nothing but its schema.
pub(crate) async fn tenant() -> Tenant {
    let database = primero_testkit::database(async |template| {
        schema::migrate(&settings(template)).await?;
        Ok(())
    });
    let database = database.await.unwrap();
    let db = Db::connect(&settings(&database)).unwrap();
    Tenant {
        db,
        database,
        clock: clock(),
    }
}

pub(crate) fn clock() -> ManualClock {
    ManualClock::new("2026-03-01T08:00:00Z".parse().unwrap())
}

/// A worker of `agency-a`, in `usergroup-a`.
pub(crate) fn worker(name: &str) -> Person {
    Person {
        user_name: name.parse().unwrap(),
        full_name: Some(name.to_uppercase()),
        agency: Some("agency-a".parse().unwrap()),
        agency_office: None,
        groups: vec!["usergroup-a".parse().unwrap()],
        location: None,
    }
}

pub(crate) fn object(value: &Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

/// A new case, not stored yet.
pub(crate) fn new_case(clock: &dyn Clock, owner: &Person, answers: &Value) -> Changed<Record> {
    let authorship = Authorship::new(clock, owner.user_name.clone(), EventAction::CREATE);
    let creation = Creation {
        creator: owner,
        owner,
        unique_identifier: clock.new_random_uuid(),
        code_prefix: "",
        module_id: Some("primeromodule-cp"),
        workflow: Some("new"),
        today: "2026-03-01".parse().unwrap(),
    };
    let data = merge::first_data(object(answers), &mut || clock.new_random_uuid().to_string());
    let data = created(RecordType::Case, data, &creation, &authorship);
    let create = Change::Set {
        path: Path::root(),
        value: data.into(),
    };
    let blank = Record::blank(
        RecordType::Case,
        RecordId::from_uuid(clock.new_random_uuid()),
    );
    blank.change(vec![create], authorship).unwrap().unwrap()
}

/// A field of a record changed by somebody, not stored yet.
pub(crate) fn changed(
    clock: &dyn Clock,
    record: Record,
    user: &str,
    field: &str,
    value: Value,
) -> Changed<Record> {
    let authorship = Authorship::new(clock, user.parse().unwrap(), EventAction::UPDATE);
    record
        .change(vec![Change::set(field, value)], authorship)
        .unwrap()
        .unwrap()
}

impl Tenant {
    /// A case in the database.
    pub(crate) async fn case(&self, answers: Value) -> Record {
        let changed = new_case(&self.clock, &worker("worker1"), &answers);
        self.store(&changed).await.unwrap();
        changed.into_entity()
    }

    pub(crate) async fn store(&self, changed: &Changed<Record>) -> Result<(), DbError> {
        let mut tx = self.db.begin().await?;
        tx.records().store(changed).await?;
        tx.commit().await
    }

    pub(crate) async fn find(&self, id: RecordId) -> Option<Record> {
        let mut tx = self.db.begin().await.unwrap();
        tx.records().find(RecordType::Case, id).await.unwrap()
    }

    /// A connection that looks behind the service.
    pub(crate) async fn behind(&self) -> PgConnection {
        self.database.connect().await.unwrap()
    }
}
