//! Which server takes the tenant's mail, from the mounted files.

use primero_tenant_contract::mount::mail;

use super::mounts::{ConfigError, Mounts, content, read};
use crate::mail::{MailSettings, Tls};

impl Mounts {
    /// The mail server; none when nothing is mounted.
    pub(crate) fn mail(&self) -> Result<Option<MailSettings>, ConfigError> {
        let Some(host) = self.mail_value(mail::HOST)? else {
            return Ok(None);
        };
        let from = self.mail_value(mail::FROM)?;
        let from = from.ok_or_else(|| self.wrong(mail::FROM, "is missing"))?;
        let tls = match self.mail_value(mail::TLS)?.as_deref() {
            None | Some("starttls") => Tls::StartTls,
            Some("tls") => Tls::Implicit,
            Some("none") => Tls::None,
            Some(_) => return Err(self.wrong(mail::TLS, "is not tls, starttls or none")),
        };
        let port = self.mail_value(mail::PORT)?.map(|port| port.parse());
        let port = port.transpose();
        Ok(Some(MailSettings {
            host,
            port: port.map_err(|_| self.wrong(mail::PORT, "is not a port number"))?,
            tls,
            user_name: self.mail_value(mail::USERNAME)?,
            password: self.mail_value(mail::PASSWORD)?,
            from: from
                .parse()
                .map_err(|_| self.wrong(mail::FROM, "is not an address"))?,
            root_certificate: self.mail_value(mail::CA)?,
        }))
    }

    fn mail_value(&self, name: &str) -> Result<Option<String>, ConfigError> {
        let path = self.path(mail::DIR).join(name);
        if !path.is_file() {
            return Ok(None);
        }
        let text = String::from_utf8(read(&path)?);
        let text = text.map_err(|_| self.wrong(name, "is not UTF-8 text"))?;
        let text = text.trim_end_matches('\n');
        Ok((!text.is_empty()).then(|| text.to_owned()))
    }

    fn wrong(&self, name: &str, problem: &str) -> ConfigError {
        content(&self.path(mail::DIR).join(name), problem.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mounted(files: &[(&str, &str)]) -> (tempfile::TempDir, Mounts) {
        let directory = tempfile::tempdir().unwrap();
        let mail = directory.path().join("mail");
        std::fs::create_dir(&mail).unwrap();
        for (name, text) in files {
            std::fs::write(mail.join(name), text).unwrap();
        }
        let mounts = Mounts::at(directory.path().to_owned());
        (directory, mounts)
    }

    #[test]
    fn a_tenant_need_not_have_a_mail_server() {
        let (_directory, mounts) = mounted(&[]);
        assert!(mounts.mail().unwrap().is_none());
    }

    #[test]
    fn the_files_of_the_contract_are_read() {
        let (_directory, mounts) = mounted(&[
            ("host", "smtp.example.org\n"),
            ("from", "Primero <no-reply@example.org>"),
            ("tls", "tls"),
            ("username", "u"),
            ("password", "p"),
        ]);
        let mail = mounts.mail().unwrap().unwrap();
        assert_eq!((mail.host.as_str(), mail.port), ("smtp.example.org", None));
        assert_eq!(mail.tls, Tls::Implicit);
        assert_eq!(mail.user_name.as_deref(), Some("u"));
        assert!(!format!("{mail:?}").contains("\"p\""), "{mail:?}");
    }

    #[test]
    fn a_mistake_names_its_file() {
        for (name, text) in [("tls", "maybe"), ("port", "smtp"), ("from", "nobody")] {
            let mut files = vec![("host", "h"), ("from", "a@b.example")];
            files.push((name, text));
            let (_directory, mounts) = mounted(&files);
            let error = mounts.mail().unwrap_err().to_string();
            assert!(error.contains(&format!("mail/{name}: is not")), "{error}");
        }
    }
}
