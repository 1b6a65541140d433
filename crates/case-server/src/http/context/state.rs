//! What the whole server shares.

use std::sync::Arc;

use jiff::Timestamp;
use primero_case_db::Db;
use primero_case_db::access_log::AccessLog;
use primero_kernel::Clock;
use primero_tenant_contract::bootstrap::KEY_BYTES;
use primero_tenant_contract::settings::InstanceSettings;

use crate::http::cookies::Cookies;
use crate::security::basic_cache::BasicCache;
use crate::security::password::Passwords;
use crate::security::throttle::Throttle;
use crate::tenant::TenantCache;

/// Tries to sign in, a minute and user name.
const SIGN_INS: usize = 6;
/// Requests for a password reset, a minute and address.
const RESET_REQUESTS: usize = 6;
/// New passwords chosen by a link, a minute, all users together.
const RESETS: usize = 10;
/// Bootstrap links exchanged, a minute and user.
const BOOTSTRAPS: usize = 20;

/// What a server is made from.
#[derive(Debug)]
pub struct ServerOptions {
    /// The tenant's database.
    pub db: Db,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// What the operator says about the tenant.
    pub instance: InstanceSettings,
    /// The key that bootstrap links are signed with.
    pub signing_key: [u8; KEY_BYTES],
}

/// Shared by all requests; clones share.
#[derive(Clone, Debug)]
pub struct ServerState(Arc<Shared>);

#[derive(Debug)]
pub(super) struct Shared {
    pub(super) db: Db,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) instance: InstanceSettings,
    pub(super) signing_key: [u8; KEY_BYTES],
    pub(super) tenant: TenantCache,
    pub(super) cookies: Cookies,
    pub(super) passwords: Passwords,
    pub(super) basic: BasicCache,
    pub(super) sign_ins: Throttle,
    pub(super) reset_requests: Throttle,
    pub(super) resets: Throttle,
    pub(super) bootstraps: Throttle,
}

impl ServerState {
    /// The state of a server that starts.
    pub fn new(options: ServerOptions) -> Self {
        let ServerOptions {
            db,
            clock,
            instance,
            signing_key,
        } = options;
        let secure = instance.url.starts_with("https://");
        Self(Arc::new(Shared {
            db,
            clock,
            instance,
            signing_key,
            tenant: TenantCache::new(),
            cookies: Cookies { secure },
            passwords: Passwords::new(),
            basic: BasicCache::new(),
            sign_ins: Throttle::new(SIGN_INS),
            reset_requests: Throttle::new(RESET_REQUESTS),
            resets: Throttle::new(RESETS),
            bootstraps: Throttle::new(BOOTSTRAPS),
        }))
    }

    pub(super) fn shared(&self) -> &Shared {
        &self.0
    }

    /// Forgets all throttles, as if a minute had passed.
    pub fn reset_throttles(&self) {
        self.0.sign_ins.reset();
        self.0.reset_requests.reset();
        self.0.resets.reset();
        self.0.bootstraps.reset();
    }

    /// The time.
    pub(crate) fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    /// Where it is written down who did what.
    pub(crate) fn access_log(&self) -> AccessLog {
        self.0.db.access_log()
    }

    /// Where the tenant is reached by a host name of its own; an unknown one leads to the main one.
    pub(crate) fn url_for(&self, host: &str) -> String {
        let instance = &self.0.instance;
        match instance.aliases.iter().find(|alias| alias.as_str() == host) {
            Some(alias) => format!("https://{alias}"),
            None => instance.url.clone(),
        }
    }

    /// Where the tenant is reached.
    pub(crate) fn main_url(&self) -> &str {
        &self.0.instance.url
    }

    /// The cookies of this tenant.
    pub(crate) fn cookies(&self) -> Cookies {
        self.0.cookies
    }
}
