//! Roles and databases of tenants on a real server.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::sync::LazyLock;

use primero_database_admin::{
    Cause, RoleLimits, Server, ServerSettings, TenantDatabase, TenantFacts, TlsMode,
};
use primero_testkit::{Durability, PrivatePostgres};
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{Connection as _, Executor as _};
use uuid::Uuid;

const LIMITS: RoleLimits = RoleLimits {
    connections: 3,
    statement_timeout_seconds: 30,
    idle_transaction_timeout_seconds: 60,
};

/// The one server of this process. It asks tenants for their passwords; its superuser is trusted.
static POSTGRES: LazyLock<PrivatePostgres> = LazyLock::new(|| {
    let postgres = PrivatePostgres::start(Durability::Fast).unwrap();
    let rules = "host all postgres 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n";
    std::fs::write(postgres.socket_directory().join("data/pg_hba.conf"), rules).unwrap();
    postgres
});

/// The server, as the operator sees it and as a test looks behind it.
struct TestServer {
    server: Server,
}

impl TestServer {
    async fn start() -> Self {
        let this = Self {
            server: Server::new(&settings("postgres", "unused")),
        };
        let mut admin = this
            .connect("postgres", "unused", "postgres")
            .await
            .unwrap();
        admin.execute("select pg_reload_conf()").await.unwrap();
        this
    }

    async fn connect(
        &self,
        user: &str,
        password: &str,
        database: &str,
    ) -> Result<PgConnection, sqlx::Error> {
        let options = PgConnectOptions::new_without_pgpass()
            .host("127.0.0.1")
            .port(POSTGRES.port())
            .username(user)
            .password(password)
            .database(database);
        PgConnection::connect_with(&options).await
    }

    async fn tenant(&self, password: &str) -> TenantDatabase {
        let tenant = TenantDatabase::of(Uuid::new_v4());
        self.server
            .provision(tenant, password, LIMITS)
            .await
            .unwrap();
        tenant
    }
}

fn settings(user: &str, password: &str) -> ServerSettings {
    ServerSettings {
        host: "127.0.0.1".to_owned(),
        port: POSTGRES.port(),
        username: user.to_owned(),
        password: password.to_owned(),
        tls: TlsMode::Disable,
        ca: None,
    }
}

fn refusal(error: &sqlx::Error) -> String {
    error
        .as_database_error()
        .map(|error| error.message().to_owned())
        .unwrap_or_default()
}

#[tokio::test]
async fn a_tenant_owns_its_database_and_reaches_no_other() {
    let test = TestServer::start().await;
    test.server.secure().await.unwrap();
    let (kenya, nepal) = (test.tenant("one").await, test.tenant("two").await);
    let mut own = test
        .connect(&kenya.to_string(), "one", &kenya.to_string())
        .await
        .unwrap();
    own.execute("create table cases (id int)").await.unwrap();
    for other in [&nepal.to_string(), "postgres", "template1"] {
        let refused = test
            .connect(&kenya.to_string(), "one", other)
            .await
            .unwrap_err();
        assert_eq!(
            refusal(&refused),
            format!("permission denied for database \"{other}\"")
        );
    }
    let wrong = test
        .connect(&kenya.to_string(), "two", &kenya.to_string())
        .await
        .unwrap_err();
    assert!(
        refusal(&wrong).starts_with("password authentication failed"),
        "{wrong}"
    );
}

#[tokio::test]
async fn a_tenant_is_held_to_its_limits() {
    let test = TestServer::start().await;
    let name = test.tenant("one").await.to_string();
    let mut connections = Vec::new();
    for _ in 0..LIMITS.connections {
        connections.push(test.connect(&name, "one", &name).await.unwrap());
    }
    let refused = test.connect(&name, "one", &name).await.unwrap_err();
    assert_eq!(
        refusal(&refused),
        format!("too many connections for role \"{name}\"")
    );
    let own = connections.first_mut().unwrap();
    for (setting, value) in [
        ("statement_timeout", "30s"),
        ("idle_in_transaction_session_timeout", "1min"),
    ] {
        let shown: String = sqlx::query_scalar("select current_setting($1)")
            .bind(setting)
            .fetch_one(&mut *own)
            .await
            .unwrap();
        assert_eq!(shown, value, "{setting}");
    }
    let privileged: bool = sqlx::query_scalar(
        "select rolsuper or rolcreatedb or rolcreaterole or rolreplication or rolbypassrls
         from pg_roles where rolname = current_user",
    )
    .fetch_one(own)
    .await
    .unwrap();
    assert!(!privileged);
}

#[tokio::test]
async fn provisioning_again_keeps_the_data_and_changes_the_password() {
    let test = TestServer::start().await;
    let tenant = test.tenant("one").await;
    let name = tenant.to_string();
    let mut own = test.connect(&name, "one", &name).await.unwrap();
    own.execute("create table cases (id int); insert into cases values (7)")
        .await
        .unwrap();
    test.server.provision(tenant, "two", LIMITS).await.unwrap();
    assert!(test.connect(&name, "one", &name).await.is_err());
    let mut own = test.connect(&name, "two", &name).await.unwrap();
    let id: i32 = sqlx::query_scalar("select id from cases")
        .fetch_one(&mut own)
        .await
        .unwrap();
    assert_eq!(id, 7);
}

#[tokio::test]
async fn kept_data_is_out_of_service_and_still_there() {
    let test = TestServer::start().await;
    let tenant = test.tenant("one").await;
    let name = tenant.to_string();
    let mut own = test.connect(&name, "one", &name).await.unwrap();
    own.execute("create table cases (id int); insert into cases values (7)")
        .await
        .unwrap();
    // Repeating is what happens after an interruption.
    test.server.retain_tenant(tenant).await.unwrap();
    test.server.retain_tenant(tenant).await.unwrap();
    assert!(
        own.execute("select 1").await.is_err(),
        "the session goes on"
    );
    let retained = tenant.retained_name();
    let refused = test.connect(&retained, "one", &retained).await.unwrap_err();
    assert_eq!(
        refusal(&refused),
        format!("role \"{retained}\" is not permitted to log in")
    );
    let mut admin = test.connect("postgres", "", &retained).await.unwrap();
    let id: i32 = sqlx::query_scalar("select id from cases")
        .fetch_one(&mut admin)
        .await
        .unwrap();
    assert_eq!(id, 7);
    let facts = test.server.tenant(tenant).await.unwrap();
    assert_eq!(
        facts,
        TenantFacts {
            role: false,
            database: false,
            retained: true
        }
    );
}

#[tokio::test]
async fn dropping_leaves_nothing_behind_even_under_load() {
    let test = TestServer::start().await;
    let tenant = test.tenant("one").await;
    let name = tenant.to_string();
    let _busy = test.connect(&name, "one", &name).await.unwrap();
    test.server.drop_tenant(tenant).await.unwrap();
    test.server.drop_tenant(tenant).await.unwrap();
    let facts = test.server.tenant(tenant).await.unwrap();
    assert_eq!(
        facts,
        TenantFacts {
            role: false,
            database: false,
            retained: false
        }
    );
}

#[tokio::test]
async fn a_server_counts_kept_databases_too() {
    let test = TestServer::start().await;
    let tenant = test.tenant("one").await;
    let with = test.server.facts().await.unwrap();
    test.server.retain_tenant(tenant).await.unwrap();
    assert!(with.tenant_databases >= 1);
    assert!((1..=with.max_connections).contains(&with.connections));
    assert!(test.server.facts().await.unwrap().tenant_databases >= 1);
}

#[tokio::test]
async fn an_administrator_need_not_be_a_superuser() {
    let test = TestServer::start().await;
    let mut admin = test.connect("postgres", "", "postgres").await.unwrap();
    admin
        .execute(
            "create role manager login createrole createdb password 'three';
             grant connect on database postgres to manager",
        )
        .await
        .unwrap();
    let manager = Server::new(&settings("manager", "three"));
    let tenant = TenantDatabase::of(Uuid::new_v4());
    manager.secure().await.unwrap();
    manager.provision(tenant, "one", LIMITS).await.unwrap();
    manager.provision(tenant, "one", LIMITS).await.unwrap();
    let name = tenant.to_string();
    test.connect(&name, "one", &name).await.unwrap();
    manager.drop_tenant(tenant).await.unwrap();
    assert!(!manager.tenant(tenant).await.unwrap().complete());
}

#[tokio::test]
async fn an_error_says_who_can_do_something_about_it() {
    let test = TestServer::start().await;
    let tenant = test.tenant("one").await;
    let wrong = Server::new(&settings(&tenant.to_string(), "wrong"));
    assert_eq!(wrong.facts().await.unwrap_err().cause(), Cause::Credentials);
    let mut nowhere = settings("postgres", "");
    nowhere.port = 1;
    assert_eq!(
        Server::new(&nowhere).facts().await.unwrap_err().cause(),
        Cause::Unreachable
    );
    let error = Server::new(&nowhere).tenant(tenant).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "failed to look for the tenant's role and database"
    );
}
