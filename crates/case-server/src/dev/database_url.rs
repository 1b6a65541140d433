//! A database given as a URL.

use anyhow::Context as _;
use axum::http::Uri;
use percent_encoding::percent_decode_str;
use primero_case_db::DatabaseSettings;

const USUAL_PORT: u16 = 5432;

/// Reads `postgres://user:password@host:port/database?sslmode=...`.
pub(super) fn settings(url: &str) -> anyhow::Result<DatabaseSettings> {
    let wrong = || "DATABASE_URL is not like postgres://user:password@host:port/database";
    let uri: Uri = url.parse().with_context(wrong)?;
    let authority = uri.authority().with_context(wrong)?;
    let (account, _) = authority.as_str().rsplit_once('@').unwrap_or_default();
    let (user, password) = account.split_once(':').unwrap_or((account, ""));
    let query = uri.query().unwrap_or_default();
    let ssl_mode = query
        .split('&')
        .find_map(|pair| pair.strip_prefix("sslmode="));
    Ok(DatabaseSettings {
        host: decoded(authority.host())?,
        port: authority.port_u16().unwrap_or(USUAL_PORT),
        database: decoded(uri.path().trim_start_matches('/'))?,
        user_name: decoded(user)?,
        password: Some(decoded(password)?).filter(|password| !password.is_empty()),
        ssl_mode: ssl_mode.unwrap_or("prefer").to_owned(),
        root_certificate: None,
        max_connections: DatabaseSettings::MAX_CONNECTIONS,
    })
}

fn decoded(text: &str) -> anyhow::Result<String> {
    Ok(percent_decode_str(text)
        .decode_utf8()
        .context("DATABASE_URL is not UTF-8")?
        .into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_gives_all_parts() {
        let settings =
            settings("postgres://me:p%40ss@db.example:5433/tenant?sslmode=disable").unwrap();
        assert_eq!(settings.host, "db.example");
        assert_eq!(settings.port, 5433);
        assert_eq!(settings.database, "tenant");
        assert_eq!(settings.user_name, "me");
        assert_eq!(settings.password.as_deref(), Some("p@ss"));
        assert_eq!(settings.ssl_mode, "disable");
    }
}
