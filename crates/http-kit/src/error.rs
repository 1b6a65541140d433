//! The one error type of our endpoints.

use std::error::Error as StdError;
use std::sync::Arc;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

type Cause = Box<dyn StdError + Send + Sync + 'static>;

/// What a client may learn about a request that did not work.
///
/// The wire shape is API v2's (`{"errors": [...]}`, and `{"error": "..."}` for 401); it is written
/// by [`crate::render::errors`], which knows the request's path.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// Nobody is signed in, or the credentials are wrong. 401.
    #[error("{0}")]
    Unauthenticated(&'static str),
    /// The caller may not do this. 403.
    #[error("Forbidden")]
    Forbidden,
    /// The CSRF token is missing or not the session's. 403.
    #[error("Can't verify CSRF token authenticity.")]
    CsrfToken,
    /// Not there, or not for the caller to know of. 404; the text becomes `detail`.
    #[error("Not Found")]
    NotFound(String),
    /// The id is taken. 409.
    #[error("Conflict: A record with this id already exists")]
    DuplicateId,
    /// Somebody else changed the same thing a moment before. 409.
    #[error("Conflict: {0}")]
    Stale(String),
    /// The request cannot be read. 400.
    #[error("{0}")]
    BadRequest(String),
    /// A body of another type than JSON. 415.
    #[error("The body must be application/json")]
    UnsupportedMediaType,
    /// More bytes than the endpoint takes. 413.
    #[error("The body is too large")]
    TooLarge,
    /// A parameter is missing or senseless. 422 with one text.
    #[error("{0}")]
    Unprocessable(String),
    /// Values of the wrong type in a record; JSON pointers. 422.
    #[error("Invalid Record JSON")]
    InvalidRecord(Vec<String>),
    /// Rules that fields do not meet; one error object each. 422.
    #[error("fields are invalid")]
    InvalidFields(Vec<FieldError>),
    /// Too many tries. 429.
    #[error("Retry later")]
    Throttled {
        /// Seconds after which another try makes sense.
        retry_after: u32,
    },
    /// Not now. 503.
    #[error("Service Unavailable")]
    Unavailable {
        /// Seconds after which another try makes sense.
        retry_after: u32,
    },
    /// A fault of ours. 500; the cause goes to the log and nowhere else.
    #[error("Internal Server Error")]
    Internal(#[source] Cause),
}

/// One field that breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The field's name, or a JSON pointer to it.
    pub field: String,
    /// Keys of the client's texts.
    pub messages: Vec<String>,
}

impl FieldError {
    /// A field and the one rule that it breaks.
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            messages: vec![message.into()],
        }
    }
}

impl ApiError {
    /// A fault of ours with its cause.
    pub fn internal(cause: impl Into<Cause>) -> Self {
        Self::Internal(cause.into())
    }

    /// One field that breaks one rule.
    pub fn invalid_field(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::InvalidFields(vec![FieldError::new(field, message)])
    }

    /// The status of the answer.
    pub const fn status(&self) -> StatusCode {
        match self {
            Self::Unauthenticated(_) => StatusCode::UNAUTHORIZED,
            Self::Forbidden | Self::CsrfToken => StatusCode::FORBIDDEN,
            Self::NotFound(_) => StatusCode::NOT_FOUND,
            Self::DuplicateId | Self::Stale(_) => StatusCode::CONFLICT,
            Self::BadRequest(_) => StatusCode::BAD_REQUEST,
            Self::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Unprocessable(_) | Self::InvalidRecord(_) | Self::InvalidFields(_) => {
                StatusCode::UNPROCESSABLE_ENTITY
            }
            Self::Throttled { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable { .. } => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn problem(&self) -> Problem {
        let text = || Message::Text(self.to_string());
        let lines = match self {
            Self::Unauthenticated(text) => return Problem::Unauthenticated(text),
            Self::NotFound(detail) => vec![Line::new(text(), Detail::from(detail.clone()))],
            Self::InvalidRecord(pointers) => {
                vec![Line::new(text(), Some(Detail::List(pointers.clone())))]
            }
            Self::InvalidFields(fields) => fields
                .iter()
                .map(|error| {
                    let message = Message::List(error.messages.clone());
                    Line::new(message, Detail::from(error.field.clone()))
                })
                .collect(),
            Self::Unavailable { retry_after } => {
                let detail = Detail::from(format!("Retry-After: {retry_after}"));
                vec![Line::new(text(), detail)]
            }
            Self::Forbidden
            | Self::CsrfToken
            | Self::DuplicateId
            | Self::Stale(_)
            | Self::BadRequest(_)
            | Self::UnsupportedMediaType
            | Self::TooLarge
            | Self::Unprocessable(_)
            | Self::Throttled { .. }
            | Self::Internal(_) => vec![Line::new(text(), None)],
        };
        Problem::Lines(lines)
    }

    const fn retry_after(&self) -> Option<u32> {
        if let Self::Throttled { retry_after } | Self::Unavailable { retry_after } = self {
            Some(*retry_after)
        } else {
            None
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        if let Self::Internal(cause) = &self {
            tracing::error!(error = %chain(cause.as_ref()), "a request failed");
        }
        let mut response = self.status().into_response();
        let headers = response.headers_mut();
        if let Some(seconds) = self.retry_after() {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if matches!(self, Self::Unauthenticated(_)) {
            let challenge = HeaderValue::from_static(r#"Bearer realm="Primero" charset="UTF8""#);
            headers.insert(header::WWW_AUTHENTICATE, challenge);
        }
        response.extensions_mut().insert(Arc::new(self.problem()));
        response
    }
}

/// An error and its causes in one line.
fn chain(error: &(dyn StdError + 'static)) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        next = cause.source();
    }
    text
}

/// The body of an error answer before the path is known.
#[derive(Debug)]
pub(crate) enum Problem {
    Unauthenticated(&'static str),
    Lines(Vec<Line>),
}

#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) message: Message,
    pub(crate) detail: Option<Detail>,
}

impl Line {
    pub(crate) const fn new(message: Message, detail: Option<Detail>) -> Self {
        Self { message, detail }
    }
}

#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub(crate) enum Message {
    Text(String),
    List(Vec<String>),
}

#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub(crate) enum Detail {
    Text(String),
    List(Vec<String>),
}

impl Detail {
    /// A blank detail is left out.
    fn from(text: String) -> Option<Self> {
        (!text.is_empty()).then_some(Self::Text(text))
    }
}
