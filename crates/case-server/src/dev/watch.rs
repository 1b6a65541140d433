//! Applies the template again while its author edits it.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use primero_case_db::Db;
use primero_kernel::Clock;
use primero_telemetry::shutdown::Shutdown;
use primero_tenant_contract::result::ConfigurationResult;
use primero_tenant_contract::settings::InstanceSettings;

use super::author::{self, Meanwhile};
use super::links::Links;
use super::template::{self, Files, Template};
use super::terminal;
use crate::command::{Failed, configure};

/// How often the directory is looked at.
const EVERY: Duration = Duration::from_secs(1);

/// The tenant that the template is applied to.
pub(super) struct Tenant {
    pub(super) db: Db,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) instance: InstanceSettings,
    pub(super) links: Links,
}

impl Tenant {
    async fn configure(&self, template: &Template) -> Result<ConfigurationResult, Failed> {
        let (clock, bundle) = (self.clock.as_ref(), &template.bundle);
        configure(&self.db, clock, &self.instance, bundle, &[]).await
    }
}

/// Looks at a template directory, and tells only what is new.
#[derive(Debug)]
pub(super) struct Watch {
    directory: PathBuf,
    languages: Vec<String>,
    seen: Option<Result<Files, String>>,
    /// The last thing that was told is a mistake.
    is_broken: bool,
}

impl Watch {
    pub(super) fn new(directory: PathBuf, languages: Vec<String>) -> Self {
        Self {
            directory,
            languages,
            seen: None,
            is_broken: false,
        }
    }

    /// Waits for a template that has no mistakes.
    pub(super) async fn next(&mut self) -> anyhow::Result<Template> {
        // A directory that is not there is a mistake of the command line, not of the template.
        template::read(&self.directory)?;
        loop {
            if let Some(template) = self.look(Meanwhile::Waiting)? {
                return Ok(template);
            }
            tokio::time::sleep(EVERY).await;
        }
    }

    /// Applies a template for the first time, or the next one when this one cannot be.
    pub(super) async fn first(
        &mut self,
        mut template: Template,
        db: &Db,
        clock: &dyn Clock,
        instance: &impl Fn(&Template) -> InstanceSettings,
    ) -> anyhow::Result<Template> {
        loop {
            match configure(db, clock, &instance(&template), &template.bundle, &[]).await {
                Ok(_) => {
                    self.served(&template)?;
                    return Ok(template);
                }
                Err(failed) => self.failed(&failed, Meanwhile::Waiting)?,
            }
            template = self.next().await?;
        }
    }

    /// The template, when it has changed since the last look and can be served.
    fn look(&mut self, meanwhile: Meanwhile) -> anyhow::Result<Option<Template>> {
        let files = template::read(&self.directory).map_err(|error| format!("{error:#}"));
        if self.seen.as_ref() == Some(&files) {
            return Ok(None);
        }
        let told = match &files {
            Err(reason) => author::failed(reason, meanwhile),
            Ok(files) => match template::judge(files, &self.languages) {
                Ok(template) => {
                    self.seen = Some(Ok(files.clone()));
                    return Ok(Some(template));
                }
                Err(problems) => author::broken(&self.directory, &problems, meanwhile),
            },
        };
        self.seen = Some(files);
        self.is_broken = true;
        terminal::tell(&told)?;
        Ok(None)
    }

    fn failed(&mut self, failed: &Failed, meanwhile: Meanwhile) -> anyhow::Result<()> {
        self.is_broken = true;
        terminal::tell(&author::failed(&failed.to_string(), meanwhile))
    }

    /// Tells that a template is served now.
    fn served(&mut self, template: &Template) -> anyhow::Result<()> {
        let was_broken = std::mem::take(&mut self.is_broken);
        terminal::tell(&author::applied(&self.directory, template, was_broken))
    }

    /// Applies every change until the program stops. While the template has mistakes, the one before
    /// them stays.
    pub(super) async fn follow(
        mut self,
        mut current: Template,
        mut tenant: Tenant,
        shutdown: Shutdown,
    ) -> anyhow::Result<()> {
        loop {
            tokio::select! {
                () = tokio::time::sleep(EVERY) => {}
                () = shutdown.stopped() => return Ok(()),
            }
            let Some(new) = self.look(Meanwhile::Serving)? else {
                continue;
            };
            match tenant.configure(&new).await {
                Ok(_) => {
                    self.served(&new)?;
                    tenant.links.tell_roles(&new.configuration)?;
                    let (before, now) = (&current.configuration, &new.configuration);
                    terminal::tell(&author::left_behind(before, now))?;
                    current = new;
                }
                Err(failed) => self.failed(&failed, Meanwhile::Serving)?,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    const MANIFEST: &str = "{id: small, version: 1.0.0, name: Small, description: Small, license: CC-BY-4.0, \
        languages: [en], modules: [{unique_id: primeromodule-cp, name: CP, associated_record_types: [case]}]}";
    const ROLE: &str = "{unique_id: role-instance-admin, name: A, group_permission: admin_only, permissions: {role: [read]}}";

    #[test]
    fn a_template_is_served_when_it_changes_and_can_be_served() {
        let directory = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| fs::write(directory.path().join(name), text).unwrap();
        fs::create_dir(directory.path().join("roles")).unwrap();
        let mut watch = Watch::new(directory.path().to_owned(), Vec::new());
        let mut look = || watch.look(Meanwhile::Serving).unwrap().is_some();

        assert!(!look(), "there is no template.yaml yet");
        write("template.yaml", MANIFEST);
        assert!(!look(), "there is no role yet");
        write("roles/role-instance-admin.yaml", ROLE);
        assert!(look());
        assert!(!look(), "nothing has changed");
        write("template.yaml", "{id: [");
        assert!(!look(), "it is broken");
        assert!(!look(), "it is still broken, and told already");
        write("template.yaml", MANIFEST);
        assert!(look(), "it is mended, though it is what was served before");
        assert!(watch.is_broken, "so that mending it is told");
    }
}
