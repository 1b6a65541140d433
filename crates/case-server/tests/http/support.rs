//! A tenant of the contract's fixtures, and a client for it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use argon2::{Argon2, PasswordHasher as _};
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http_body_util::BodyExt as _;
use percent_encoding::percent_decode_str;
use primero_case_db::users::UserId;
use primero_case_db::{DatabaseSettings, Db, schema};
use primero_case_server::http::{Client, ServerOptions, ServerState, router};
use primero_kernel::{Clock, ManualClock};
use primero_templates::Bundle;
use primero_tenant_contract::settings::{Administrator, InstanceSettings, TemplateIdentity};
use primero_testkit::TestDatabase;
use serde_json::Value;
use tower::ServiceExt as _;

/// The password of every fixture user.
pub(crate) const PASSWORD: &str = "Secret123!";
/// When the tests take place.
pub(crate) const NOW: &str = "2026-03-01T08:00:00Z";
/// When the fixtures were made: the clock makes other ids then.
const BEFORE: &str = "2026-03-01T07:00:00Z";
/// The key of the tenant's bootstrap links.
pub(crate) const SIGNING_KEY: [u8; 32] = [7; 32];

/// A tenant and a client that nobody is signed in to.
pub(crate) struct TestApp {
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) db: Db,
    pub(crate) instance: InstanceSettings,
    router: Router,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
}

impl TestApp {
    pub(crate) async fn start() -> Self {
        Self::start_at("http://localhost").await
    }

    /// The same, reached at another URL.
    pub(crate) async fn start_at(url: &str) -> Self {
        Self::serve(url, Client::WebApp).await
    }

    /// The same, with another client's files instead of our app.
    pub(crate) async fn start_with(client: Client) -> Self {
        Self::serve("http://localhost", client).await
    }

    /// A tenant of another template, whose sample users have the password of the fixtures.
    pub(crate) async fn start_with_template(bundle: &Bundle, users: &[&str]) -> Self {
        let database = primero_testkit::empty_database().await.unwrap();
        configure(&database, bundle, users).await.unwrap();
        Self::over(&database, instance(), Client::WebApp)
    }

    async fn serve(url: &str, client: Client) -> Self {
        let instance = InstanceSettings {
            url: url.to_owned(),
            ..instance()
        };
        let database = primero_testkit::database(prepare).await.unwrap();
        Self::over(&database, instance, client)
    }

    fn over(database: &TestDatabase, instance: InstanceSettings, client: Client) -> Self {
        let clock = Arc::new(ManualClock::new(NOW.parse().unwrap()));
        let db = Db::connect(&settings(database)).unwrap();
        let options = ServerOptions {
            db: db.clone(),
            clock: clock.clone(),
            instance: instance.clone(),
            signing_key: SIGNING_KEY,
        };
        let state = ServerState::new(options);
        let router = router(&state, client);
        Self {
            clock,
            db,
            instance,
            router,
        }
    }

    /// Sends a request as it is.
    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        let body = match serde_json::from_slice(&bytes) {
            Ok(body) => body,
            Err(_) if bytes.is_empty() => Value::Null,
            Err(_) => Value::String(String::from_utf8_lossy(&bytes).into_owned()),
        };
        Answer {
            status: parts.status,
            headers: parts.headers,
            body,
        }
    }

    /// A request with HTTP Basic credentials.
    pub(crate) async fn call(
        &self,
        user: &str,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> Answer {
        let credentials = STANDARD.encode(format!("{user}:{PASSWORD}"));
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::AUTHORIZATION, format!("Basic {credentials}"))
            .header(header::CONTENT_TYPE, "application/json")
            .body(body.map_or_else(Body::empty, |body| Body::from(body.to_string())));
        self.send(request.unwrap()).await
    }

    pub(crate) async fn get(&self, user: &str, path: &str) -> Answer {
        self.call(user, Method::GET, path, None).await
    }

    pub(crate) async fn post(&self, user: &str, path: &str, body: Value) -> Answer {
        self.call(user, Method::POST, path, Some(body)).await
    }

    pub(crate) async fn patch(&self, user: &str, path: &str, body: Value) -> Answer {
        self.call(user, Method::PATCH, path, Some(body)).await
    }

    /// Applies the fixtures' template again, with one more permitted action on cases in one of its
    /// roles.
    pub(crate) async fn apply_with_action(&self, role: &str, action: &str) {
        let mut bundle = fixtures();
        let path = format!("roles/{role}.yaml");
        let text = String::from_utf8(bundle.0[&path].clone()).unwrap();
        let changed = text.replacen("case: [", &format!("case: [{action}, "), 1);
        assert_ne!(changed, text);
        bundle.0.insert(path, changed.into_bytes());
        primero_case_server::configure(&self.db, &*self.clock, &self.instance, &bundle, &[])
            .await
            .unwrap();
    }

    /// The ids of the fixture cases by their names.
    pub(crate) async fn case_ids(&self) -> BTreeMap<String, String> {
        let list = self.get("full", "/api/v2/cases?fields=name").await;
        let cases = list.body["data"].as_array().unwrap().iter();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        cases
            .map(|case| (text(&case["name"]), text(&case["id"])))
            .collect()
    }

    /// The number of a fixture user.
    pub(crate) async fn user_id(&self, name: &str) -> UserId {
        let mut tx = self.db.begin().await.unwrap();
        tx.users()
            .find_by_name(&name.parse().unwrap())
            .await
            .unwrap()
            .unwrap()
            .id
    }
}

/// A browser: keeps cookies and repeats the CSRF token.
pub(crate) struct Browser<'a> {
    app: &'a TestApp,
    pub(crate) cookies: BTreeMap<String, String>,
}

impl<'a> Browser<'a> {
    pub(crate) fn new(app: &'a TestApp) -> Self {
        Self {
            app,
            cookies: BTreeMap::new(),
        }
    }

    /// A browser in which a fixture user has signed in.
    pub(crate) async fn signed_in(app: &'a TestApp, user: &str) -> Self {
        let mut browser = Self::new(app);
        browser.get("/health/server?session=true").await;
        let body = serde_json::json!({"user": {"user_name": user, "password": PASSWORD}});
        let answer = browser
            .send(Method::POST, "/api/v2/tokens", Some(body))
            .await;
        assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
        browser
    }

    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.send(Method::GET, path, None).await
    }

    pub(crate) async fn send(&mut self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let token = self
            .cookies
            .get("CSRF-TOKEN")
            .cloned()
            .unwrap_or_else(|| "null".to_owned());
        let token = percent_decode_str(&token)
            .decode_utf8()
            .unwrap()
            .into_owned();
        self.send_with_token(method, path, body, &token).await
    }

    pub(crate) async fn send_with_token(
        &mut self,
        method: Method,
        path: &str,
        body: Option<Value>,
        token: &str,
    ) -> Answer {
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::COOKIE, cookies.join("; "))
            .header("X-CSRF-Token", token)
            .header(header::CONTENT_TYPE, "application/json")
            .body(body.map_or_else(Body::empty, |body| Body::from(body.to_string())));
        let answer = self.app.send(request.unwrap()).await;
        for cookie in answer.headers.get_all(header::SET_COOKIE) {
            let (pair, _) = cookie.to_str().unwrap().split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        answer
    }
}

/// Prepares the database that every test gets a copy of.
async fn prepare(database: &TestDatabase) -> anyhow::Result<()> {
    let bundle = fixtures();
    let roles = bundle.0.keys().filter_map(|path| {
        let name = path.strip_prefix("roles/role-")?;
        name.strip_suffix(".yaml")
    });
    configure(database, &bundle, &roles.collect::<Vec<_>>()).await
}

/// Migrates and configures a database, and gives users of these names a password.
async fn configure(database: &TestDatabase, bundle: &Bundle, users: &[&str]) -> anyhow::Result<()> {
    let settings = settings(database);
    schema::migrate(&settings).await?;
    let db = Db::connect(&settings)?;
    let clock = ManualClock::new(BEFORE.parse()?);
    primero_case_server::configure(&db, &clock, &instance(), bundle, &[]).await?;
    let hash = Argon2::default()
        .hash_password(PASSWORD.as_bytes())
        .unwrap()
        .to_string();
    let mut tx = db.begin().await?;
    for name in users {
        if let Some(user) = tx.users().find_by_name(&name.parse()?).await? {
            tx.users().set_password(user.id, &hash, clock.now()).await?;
        }
    }
    tx.commit().await?;
    db.close().await;
    Ok(())
}

fn settings(database: &TestDatabase) -> DatabaseSettings {
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

fn instance() -> InstanceSettings {
    InstanceSettings {
        contract: primero_tenant_contract::VERSION,
        name: "t-contract".to_owned(),
        uid: "3f0c0000-0000-4000-8000-000000000000".to_owned(),
        display_name: "Contract fixtures".to_owned(),
        url: "http://localhost".to_owned(),
        aliases: Vec::new(),
        languages: Vec::new(),
        time_zone: "Africa/Nairobi".to_owned(),
        template: TemplateIdentity {
            name: "contract".to_owned(),
            version: "1.0.0".to_owned(),
            digest: String::new(),
        },
        parameters: Vec::new(),
        overlays: Vec::new(),
        administrator: Administrator {
            user_name: "first".to_owned(),
            email: None,
        },
        samples: true,
    }
}

/// The template of the contract's fixtures.
pub(crate) fn fixtures() -> Bundle {
    files("tests/contract/template")
}

/// The files below a directory of the checkout.
pub(crate) fn files(directory: &str) -> Bundle {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .join(directory);
    let mut bundle = Bundle::default();
    let mut open: Vec<PathBuf> = vec![root.clone()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let below = path.strip_prefix(&root).unwrap().display().to_string();
                bundle.0.insert(below, std::fs::read(path).unwrap());
            }
        }
    }
    bundle
}
