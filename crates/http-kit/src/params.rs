//! The parameters of a request: its query and, on writes, its JSON body.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::IntoResponse as _;
use serde_json::{Map, Value};

use crate::{ApiError, nested_query};

/// Query and body of a request in one object; a key of the body wins over one of the query.
///
/// Existing clients put data into the query string of a POST as well as into its body.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Params(Map<String, Value>);

impl Params {
    /// The parameters of a query string alone.
    pub fn from_query(query: &str) -> Result<Self, ApiError> {
        let tree = nested_query::parse(query);
        tree.map(Self)
            .map_err(|error| ApiError::BadRequest(error.to_string()))
    }

    /// A parameter.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// A parameter that is a text.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.get(name)?.as_str()
    }

    /// Whether a parameter says yes.
    pub fn is_true(&self, name: &str) -> bool {
        match self.get(name) {
            Some(Value::Bool(yes)) => *yes,
            Some(Value::String(text)) => text == "true",
            _ => false,
        }
    }

    /// The elements of a parameter written as `a[]=`, `a[0]=` or `a=`.
    pub fn list(&self, name: &str) -> Vec<&Value> {
        self.get(name).map(nested_query::list).unwrap_or_default()
    }

    /// The object `name`, which the endpoint cannot do without.
    pub fn object(&self, name: &str) -> Result<&Map<String, Value>, ApiError> {
        match self.get(name) {
            Some(Value::Object(object)) => Ok(object),
            _ => Err(missing(name)),
        }
    }

    /// The same, where an empty object is none.
    pub fn filled_object(&self, name: &str) -> Result<&Map<String, Value>, ApiError> {
        let object = self.object(name)?;
        if object.is_empty() {
            return Err(missing(name));
        }
        Ok(object)
    }

    /// Every parameter.
    pub const fn all(&self) -> &Map<String, Value> {
        &self.0
    }
}

fn missing(name: &str) -> ApiError {
    let text = format!("param is missing or the value is empty or invalid: {name}");
    ApiError::Unprocessable(text)
}

impl From<Map<String, Value>> for Params {
    /// Parameters that were taken out of others.
    fn from(params: Map<String, Value>) -> Self {
        Self(params)
    }
}

impl<S: Send + Sync> FromRequest<S> for Params {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let mut params = Self::from_query(request.uri().query().unwrap_or_default())?;
        if matches!(*request.method(), Method::GET | Method::HEAD) {
            return Ok(params);
        }
        let is_json = is_json(request.headers());
        let bytes =
            Bytes::from_request(request, state)
                .await
                .map_err(|rejection| match rejection.into_response().status() {
                    StatusCode::PAYLOAD_TOO_LARGE => ApiError::TooLarge,
                    _ => ApiError::BadRequest("The body could not be read".to_owned()),
                })?;
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return Ok(params);
        }
        if !is_json {
            return Err(ApiError::UnsupportedMediaType);
        }
        let body: Value = serde_json::from_slice(&bytes)
            .map_err(|error| ApiError::BadRequest(format!("The body is not JSON: {error}")))?;
        if contains_nul(&body) {
            // PostgreSQL has no such character in its texts.
            return Err(ApiError::BadRequest(
                "The body contains the character U+0000".to_owned(),
            ));
        }
        if let Value::Object(body) = body {
            params.0.extend(body);
        }
        Ok(params)
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    let kind = kind.map(|kind| kind.split(';').next().unwrap_or_default().trim());
    kind.is_some_and(|kind| kind.eq_ignore_ascii_case("application/json"))
}

fn contains_nul(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
        Value::String(text) => text.contains('\0'),
        Value::Array(items) => items.iter().any(contains_nul),
        Value::Object(items) => items
            .iter()
            .any(|(key, item)| key.contains('\0') || contains_nul(item)),
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use serde_json::json;

    use super::*;

    async fn read(kind: &str, body: &str) -> Result<Params, ApiError> {
        let request = Request::post("/api/v2/cases?data=query&page=2")
            .header(header::CONTENT_TYPE, kind)
            .body(Body::from(body.to_owned()))
            .unwrap();
        Params::from_request(request, &()).await
    }

    #[tokio::test]
    async fn the_body_wins_over_the_query() {
        let params = read("application/json; charset=utf-8", r#"{"data":{"a":1}}"#)
            .await
            .unwrap();
        assert_eq!(
            Value::Object(params.0),
            json!({"data": {"a": 1}, "page": "2"})
        );
    }

    #[tokio::test]
    async fn a_body_that_is_not_json_is_refused() {
        assert!(matches!(
            read("text/plain", "{}").await,
            Err(ApiError::UnsupportedMediaType)
        ));
        assert!(matches!(
            read("application/json", "{").await,
            Err(ApiError::BadRequest(_))
        ));
        let nul = read("application/json", r#"{"a":"\u0000"}"#).await;
        assert!(matches!(nul, Err(ApiError::BadRequest(_))));
        let deep = "[".repeat(100_000);
        assert!(matches!(
            read("application/json", &deep).await,
            Err(ApiError::BadRequest(_))
        ));
    }

    #[tokio::test]
    async fn an_empty_body_is_no_parameters() {
        let params = read("text/plain", " ").await.unwrap();
        assert_eq!(params.text("page"), Some("2"));
        assert!(params.object("user").is_err());
    }
}
