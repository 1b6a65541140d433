//! What letters say, in the languages that we write.
//!
//! A text's first line is the subject; `{tenant}` and `{link}` are put in.

/// A letter that is ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Letter {
    /// The subject.
    pub(crate) subject: String,
    /// What it says.
    pub(crate) body: String,
}

const PASSWORD_RESET: [(&str, &str); 4] = [
    ("en", include_str!("texts/password-reset.en.txt")),
    ("fr", include_str!("texts/password-reset.fr.txt")),
    ("es", include_str!("texts/password-reset.es.txt")),
    ("ar", include_str!("texts/password-reset.ar.txt")),
];

/// The letter with the link by which a user chooses a new password.
pub(crate) fn password_reset(locale: &str, tenant: &str, link: &str) -> Letter {
    let text = in_language(&PASSWORD_RESET, locale);
    let put_in = |text: &str| text.replace("{tenant}", tenant).replace("{link}", link);
    let (subject, body) = text.split_once('\n').unwrap_or((text, ""));
    Letter {
        // A subject is one line, whatever a tenant is called.
        subject: put_in(subject).replace(['\r', '\n'], " "),
        body: put_in(body.trim_start_matches('\n')),
    }
}

/// The text in a language, or in its main language, or in English.
fn in_language<'t>(texts: &[(&str, &'t str)], locale: &str) -> &'t str {
    let main = locale.split(['-', '_']).next().unwrap_or(locale);
    let find = |wanted: &str| {
        texts
            .iter()
            .find(|(own, _)| own.eq_ignore_ascii_case(wanted))
    };
    let found = find(main).or_else(|| texts.first());
    found.map_or("", |(_, text)| text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_is_in_the_language_of_its_reader() {
        let letter = |locale| password_reset(locale, "Kenya CPIMS+", "https://k.example/x").subject;
        assert_eq!(letter("en"), "Kenya CPIMS+: choose a new password");
        assert_ne!(letter("fr"), letter("en"));
        assert_eq!(letter("fr-GN"), letter("fr"));
        assert_eq!(letter("sw"), letter("en"));
    }

    #[test]
    fn every_language_has_the_link_and_nothing_left_to_put_in() {
        for (locale, _) in PASSWORD_RESET {
            let letter = password_reset(locale, "T", "https://k.example/x");
            assert!(letter.body.contains("https://k.example/x"), "{locale}");
            assert!(letter.subject.contains('T'), "{locale}");
            let whole = format!("{}{}", letter.subject, letter.body);
            assert!(!whole.contains(['{', '}']), "{locale}: {whole}");
        }
    }
}
