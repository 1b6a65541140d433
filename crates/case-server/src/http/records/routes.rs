//! The endpoints of a record type that has no others: one line names its path and its rights.

/// The five endpoints of a record type, with their descriptions; `routes` and `Described` are what
/// the routers ask for. An endpoint that does more has a file of its own, as those of cases have.
macro_rules! record_endpoints {
    ($kind:ident, $path:tt, $path_with_id:tt, $plural:tt, $index:ident, $create:ident $(,)?) => {
        use axum::Json;
        use axum::extract::Path;
        use axum::response::Response;
        use primero_case_model::RecordType;
        use primero_http_kit::{ApiError, List, One, Params};
        use serde_json::Value;

        use crate::http::context::{Authorized, SignedIn};
        use crate::http::openapi::Errors;
        use crate::http::records::endpoints;
        use crate::http::rights::{$create, $index};

        const KIND: RecordType = RecordType::$kind;

        /// A page of those in the caller's scope.
        #[utoipa::path(
                    get,
                    path = $path,
                    operation_id = concat!($plural, ".list"),
                    tag = $plural,
                    responses((status = 200, body = Value), (status = "default", body = Errors)),
                )]
        #[tracing::instrument(name = "http.records.list", skip_all)]
        async fn list(
            Authorized { call, .. }: Authorized<$index>,
            params: Params,
        ) -> Result<Json<List<Value>>, ApiError> {
            endpoints::list(call, &params, KIND).await
        }

        /// Registers one. A client that made the id itself, offline, gets no body.
        #[utoipa::path(
                    post,
                    path = $path,
                    operation_id = concat!($plural, ".create"),
                    tag = $plural,
                    request_body = Value,
                    responses((status = 200, body = Value), (status = "default", body = Errors)),
                )]
        #[tracing::instrument(name = "http.records.create", skip_all)]
        async fn create(
            Authorized { call, .. }: Authorized<$create>,
            params: Params,
        ) -> Result<Response, ApiError> {
            endpoints::create(call, &params, KIND).await
        }

        /// One of them.
        #[utoipa::path(
                    get,
                    path = $path_with_id,
                    operation_id = concat!($plural, ".show"),
                    tag = $plural,
                    params(("id" = String, Path)),
                    responses((status = 200, body = Value), (status = "default", body = Errors)),
                )]
        #[tracing::instrument(name = "http.records.show", skip_all, fields(record.id = %id))]
        async fn show(
            Authorized { call, .. }: Authorized<$index>,
            Path(id): Path<String>,
            params: Params,
        ) -> Result<Json<One<Value>>, ApiError> {
            endpoints::show(call, (KIND, &id), &params).await
        }

        /// Changes the keys that are sent, as an update or as the action that `record_action` names.
        #[utoipa::path(
                    patch,
                    path = $path_with_id,
                    operation_id = concat!($plural, ".update"),
                    tag = $plural,
                    params(("id" = String, Path)),
                    request_body = Value,
                    responses((status = 200, body = Value), (status = "default", body = Errors)),
                )]
        #[tracing::instrument(name = "http.records.update", skip_all, fields(record.id = %id))]
        async fn update(
            SignedIn(call): SignedIn,
            Path(id): Path<String>,
            params: Params,
        ) -> Result<Json<One<Value>>, ApiError> {
            endpoints::update(call, (KIND, &id), &params).await
        }

        /// Disables one; nothing is ever removed.
        #[utoipa::path(
                    delete,
                    path = $path_with_id,
                    operation_id = concat!($plural, ".destroy"),
                    tag = $plural,
                    params(("id" = String, Path)),
                    responses((status = 200, body = Value), (status = "default", body = Errors)),
                )]
        #[tracing::instrument(name = "http.records.destroy", skip_all, fields(record.id = %id))]
        async fn destroy(
            SignedIn(call): SignedIn,
            Path(id): Path<String>,
        ) -> Result<Json<One<Value>>, ApiError> {
            endpoints::destroy(call, (KIND, &id)).await
        }

        fn record_routes() -> axum::Router<crate::http::context::ServerState> {
            use axum::routing::get;
            let plural = concat!("/", $plural);
            axum::Router::new()
                .route(plural, get(list).post(create))
                .route(
                    &format!("{plural}/{{id}}"),
                    get(show).patch(update).put(update).delete(destroy),
                )
        }

        /// The descriptions of these endpoints.
        #[derive(utoipa::OpenApi)]
        #[openapi(paths(list, create, show, update, destroy))]
        pub(in crate::http) struct Described;
    };
}

pub(in crate::http) use record_endpoints;
