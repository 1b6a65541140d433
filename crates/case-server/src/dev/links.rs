//! The links that `dev` prints.

use std::collections::BTreeSet;
use std::io::Write as _;

use primero_kernel::Clock;
use primero_templates::Configuration;
use primero_tenant_contract::bootstrap::{KEY_BYTES, link, mint};
use primero_tenant_contract::settings::InstanceSettings;

/// Prints the URL, a link for the administrator and one for a sample user of each role.
pub(super) fn print(
    instance: &InstanceSettings,
    key: &[u8; KEY_BYTES],
    configuration: &Configuration,
    clock: &dyn Clock,
) -> anyhow::Result<()> {
    let mut lines = vec![(
        "administrator".to_owned(),
        instance.administrator.user_name.clone(),
    )];
    let mut roles = BTreeSet::new();
    for user in &configuration.samples.users {
        if roles.insert(&user.role_unique_id) {
            lines.push((user.role_unique_id.clone(), user.user_name.clone()));
        }
    }
    let mut out = std::io::stdout().lock();
    writeln!(out, "url {}", instance.url)?;
    for (role, user) in lines {
        let nonce = rand::random();
        let token = mint(key, &instance.uid, &user, nonce, clock.now());
        writeln!(
            out,
            "sign-in {} ({role}: {user})",
            link(&instance.url, &token)
        )?;
    }
    out.flush()?;
    Ok(())
}
