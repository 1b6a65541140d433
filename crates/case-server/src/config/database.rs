//! Where the tenant's database is, from the mounted files.

use primero_case_db::DatabaseSettings;
use primero_tenant_contract::mount::database;

use super::mounts::{ConfigError, Mounts, content, read};

impl Mounts {
    /// The connection to the tenant's own database.
    pub(crate) fn database(&self) -> Result<DatabaseSettings, ConfigError> {
        let ca = self.path(database::DIR).join(database::CA);
        Ok(DatabaseSettings {
            host: self.database_value(database::HOST)?,
            port: self.port()?,
            database: self.database_value(database::DBNAME)?,
            user_name: self.database_value(database::USERNAME)?,
            password: Some(self.database_value(database::PASSWORD)?),
            ssl_mode: self.database_value(database::SSLMODE)?,
            root_certificate: ca.is_file().then_some(ca),
            max_connections: DatabaseSettings::MAX_CONNECTIONS,
        })
    }

    fn port(&self) -> Result<u16, ConfigError> {
        let text = self.database_value(database::PORT)?;
        let path = self.path(database::DIR).join(database::PORT);
        text.parse()
            .map_err(|_| content(&path, "is not a port number".to_owned()))
    }

    fn database_value(&self, name: &str) -> Result<String, ConfigError> {
        let path = self.path(database::DIR).join(name);
        let text = String::from_utf8(read(&path)?);
        let text = text.map_err(|_| content(&path, "is not UTF-8 text".to_owned()))?;
        Ok(text.trim_end_matches('\n').to_owned())
    }
}
