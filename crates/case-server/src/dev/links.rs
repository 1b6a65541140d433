//! The links that `dev` prints.

use std::collections::BTreeSet;
use std::sync::Arc;

use primero_kernel::Clock;
use primero_templates::Configuration;
use primero_tenant_contract::bootstrap::{KEY_BYTES, link, mint};
use primero_tenant_contract::settings::InstanceSettings;

use super::terminal;

/// Makes links, one for each role.
pub(super) struct Links {
    instance: InstanceSettings,
    key: [u8; KEY_BYTES],
    clock: Arc<dyn Clock>,
    /// The roles that have one.
    made: BTreeSet<String>,
}

impl Links {
    pub(super) fn new(
        instance: InstanceSettings,
        key: [u8; KEY_BYTES],
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self {
            instance,
            key,
            clock,
            made: BTreeSet::new(),
        }
    }

    /// Tells the URL, and a link for the administrator.
    pub(super) fn tell_administrator(&self) -> anyhow::Result<()> {
        let administrator = &self.instance.administrator.user_name;
        let url = format!("url {}\n", self.instance.url);
        terminal::tell(&(url + &self.line("administrator", administrator)))
    }

    /// Tells a link for one sample user of each role that has none yet.
    pub(super) fn tell_roles(&mut self, configuration: &Configuration) -> anyhow::Result<()> {
        let mut lines = String::new();
        for user in &configuration.samples.users {
            if self.made.insert(user.role_unique_id.clone()) {
                lines += &self.line(&user.role_unique_id, &user.user_name);
            }
        }
        terminal::tell(&lines)
    }

    fn line(&self, role: &str, user: &str) -> String {
        let nonce = rand::random();
        let token = mint(&self.key, &self.instance.uid, user, nonce, self.clock.now());
        let url = link(&self.instance.url, &token);
        format!("sign-in {url} ({role}: {user})\n")
    }
}
