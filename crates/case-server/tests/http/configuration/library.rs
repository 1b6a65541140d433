//! The templates of the library, seen through the API: what they bring can be changed there.

use std::path::Path;

use axum::http::StatusCode;
use primero_templates::{Bundle, inline_blocks};
use serde_json::json;

use crate::support::TestApp;

/// The files of one directory of the library and of those in it.
fn files(name: &str) -> Bundle {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../templates-library")
        .join(name);
    let mut bundle = Bundle::default();
    let mut open = vec![root.clone()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let below = path.strip_prefix(&root).unwrap().display().to_string();
                bundle.0.insert(below, std::fs::read(path).unwrap());
            }
        }
    }
    bundle
}

/// A tenant of the fixtures to which a template of the library was applied as well.
async fn with_template(name: &str) -> TestApp {
    let app = TestApp::start().await;
    let own = files(name);
    let blocks = files("blocks");
    let bundle = inline_blocks(&own, &blocks).unwrap();
    let mut instance = app.instance.clone();
    instance.samples = false;
    primero_case_server::configure(&app.db, app.clock.as_ref(), &instance, &bundle, &[])
        .await
        .unwrap();
    app
}

/// Saves every object of a list without a change; a check that is stricter than the template's own
/// would refuse it.
async fn save_all(app: &TestApp, path: &str) {
    let list = app.get("admin", &format!("{path}?per=999")).await;
    let objects = list.body["data"].as_array().unwrap();
    assert!(objects.len() > 10);
    for object in objects {
        let path = format!("{path}/{}", object["id"]);
        let mut whole = object.clone();
        whole.as_object_mut().unwrap().remove("id");
        for data in [json!({}), whole] {
            let saved = app.patch("admin", &path, json!({ "data": data })).await;
            assert_eq!(saved.status, StatusCode::OK, "{path}: {:?}", saved.body);
        }
    }
    assert_eq!(
        app.get("admin", &format!("{path}?per=999")).await.body,
        list.body
    );
}

async fn revision(app: &TestApp) -> i64 {
    let mut tx = app.db.begin().await.unwrap();
    tx.configuration().state().await.unwrap().revision
}

#[tokio::test]
async fn what_a_template_brings_can_be_saved_as_clients_show_it() {
    let app = with_template("cpims-plus").await;
    let before = revision(&app).await;
    save_all(&app, "/api/v2/forms").await;
    save_all(&app, "/api/v2/lookups").await;
    assert_eq!(revision(&app).await, before, "nothing has changed");
}
