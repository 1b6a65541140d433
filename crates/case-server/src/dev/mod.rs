//! `dev`: a tenant from a template directory, for authors and front-end developers.

mod author;
mod database_url;
mod links;
mod postgres;
mod template;
mod terminal;
mod watch;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use anyhow::Context as _;
use primero_case_db::{DatabaseSettings, Db};
use primero_kernel::{Clock, SystemClock};
use primero_templates::Configuration;
use primero_tenant_contract::bootstrap::KEY_BYTES;
use primero_tenant_contract::result::JobResult;
use primero_tenant_contract::settings::{Administrator, InstanceSettings, TemplateIdentity};

use self::links::Links;
use self::postgres::PrivatePostgres;
use self::template::Template;
use self::watch::{Tenant, Watch};
use crate::cli::DevArgs;
use crate::command::migrate;
use crate::command::patience::await_database;
use crate::command::serve::{Service, bind};
use crate::http::{Client, ServerOptions};

/// Runs until Ctrl-C; then the database is gone.
pub(crate) async fn run(args: DevArgs) -> anyhow::Result<()> {
    let mut watch = Watch::new(args.template.clone(), args.languages.clone());
    let template = watch.next().await?;
    let server = match &args.database_url {
        Some(_) => None,
        None => Some(tokio::task::block_in_place(PrivatePostgres::start)?),
    };
    let settings = database(&args, server.as_ref())?;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    await_database(&settings).await?;
    migrate::migrate(&settings, &mut JobResult::new()).await?;
    let db = Db::connect(&settings)?;
    let instance = |template: &Template| instance(&args, &template.configuration);
    let template = watch
        .first(template, &db, clock.as_ref(), &instance)
        .await?;
    let instance = instance(&template);
    let signing_key: [u8; KEY_BYTES] = rand::random();
    let listen = bind(SocketAddr::from((Ipv4Addr::LOCALHOST, args.port))).await?;
    let options = ServerOptions {
        db: db.clone(),
        clock: Arc::clone(&clock),
        instance: instance.clone(),
        signing_key,
    };
    let client = args.client_dir.clone();
    let service = Service::new(options, client.map_or(Client::WebApp, Client::Directory));
    let shutdown = service.shutdown();
    shutdown.on_signals(service.readiness.clone(), std::time::Duration::ZERO)?;
    let mut links = Links::new(instance.clone(), signing_key, Arc::clone(&clock));
    links.tell_administrator()?;
    links.tell_roles(&template.configuration)?;
    let tenant = Tenant {
        db,
        clock,
        instance,
        links,
    };
    let author = watch.follow(template, tenant, shutdown);
    let (ended, followed) = tokio::join!(service.run(listen, None), author);
    drop(server);
    ended.and(followed)
}

fn database(args: &DevArgs, server: Option<&PrivatePostgres>) -> anyhow::Result<DatabaseSettings> {
    if let Some(server) = server {
        return Ok(DatabaseSettings {
            host: server.socket_directory().display().to_string(),
            port: 5432,
            database: postgres::DATABASE.to_owned(),
            user_name: postgres::NAME.to_owned(),
            password: None,
            ssl_mode: "disable".to_owned(),
            root_certificate: None,
            max_connections: DatabaseSettings::MAX_CONNECTIONS,
        });
    }
    let url = args
        .database_url
        .as_deref()
        .context("there is no database")?;
    database_url::settings(url)
}

fn instance(args: &DevArgs, configuration: &Configuration) -> InstanceSettings {
    InstanceSettings {
        contract: primero_tenant_contract::VERSION,
        name: "dev".to_owned(),
        uid: "00000000-0000-4000-8000-000000000000".to_owned(),
        display_name: format!("{} (development)", configuration.template.id),
        url: format!("http://localhost:{}", args.port),
        aliases: Vec::new(),
        languages: args.languages.clone(),
        time_zone: "UTC".to_owned(),
        template: TemplateIdentity {
            name: configuration.template.id.clone(),
            version: configuration.template.version.clone(),
            digest: configuration.template.digest.clone(),
        },
        parameters: Vec::new(),
        overlays: Vec::new(),
        administrator: Administrator {
            user_name: "admin".to_owned(),
            email: None,
        },
        samples: true,
    }
}
