//! Form sections: adding, merging, removing.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use super::{apply_again, object, of};
use crate::support::TestApp;

const PATH: &str = "/api/v2/forms";

fn names(form: &Value) -> Vec<&str> {
    let fields = form["fields"].as_array().unwrap().iter();
    fields
        .map(|field| field["name"].as_str().unwrap())
        .collect()
}

fn question(name: &str, label: &str) -> Value {
    json!({"name": name, "type": "text_field", "display_name": {"en": label}})
}

#[tokio::test]
async fn a_section_is_added_with_its_fields() {
    let app = TestApp::start().await;
    let choice = json!({
        "name": "mood", "type": "select_box", "display_name": {"en": "Mood"},
        "option_strings_text": [{"id": "good", "display_text": {"en": "Good"}}],
    });
    let data = json!({
        "unique_id": "wellbeing", "parent_form": "case", "name": {"en": "Well-being"},
        "module_ids": ["primeromodule-cp"], "order": 50, "unknown": {"a": 1},
        "fields": [question("feeling", "How is the child?"), choice],
    });
    let body = json!({ "data": data });
    let made = app.post("admin", PATH, body.clone()).await;
    assert_eq!(made.status, StatusCode::OK, "{:?}", made.body);
    insta::assert_json_snapshot!(made.body["data"]);
    let shown = app.get("admin", &of(PATH, &made)).await;
    assert_eq!(shown.body, made.body);
    let modules = app.get("admin", "/api/v2/primero_modules").await;
    let sections = modules.body["data"][0]["form_section_unique_ids"].clone();
    assert!(sections.as_array().unwrap().contains(&json!("wellbeing")));
    assert_eq!(
        app.post("admin", PATH, body).await.status,
        StatusCode::CONFLICT
    );
}

#[tokio::test]
async fn a_client_that_chooses_the_number_gets_no_body() {
    let app = TestApp::start().await;
    let body = json!({"data": {"id": 40, "unique_id": "own", "name": {"en": "Own"}}});
    let made = app.post("admin", PATH, body).await;
    assert_eq!(
        (made.status, made.body),
        (StatusCode::NO_CONTENT, Value::Null)
    );
    let shown = app.get("admin", "/api/v2/forms/40").await;
    assert_eq!(shown.body["data"]["unique_id"], "own");
    assert_eq!(shown.body["data"]["parent_form"], "case");
    let body = json!({"data": {"id": 40, "unique_id": "other", "name": {"en": "Other"}}});
    assert_eq!(
        app.post("admin", PATH, body).await.status,
        StatusCode::CONFLICT
    );
}

#[tokio::test]
async fn fields_merge_by_name_and_what_is_not_sent_goes() {
    let app = TestApp::start().await;
    let path = object(&app, PATH, "basic_identity").await;
    let before = app.get("admin", &path).await.body["data"].clone();
    let mut sex = json!({"name": "sex", "display_name": {"fr": "Sexe"}, "required": true});
    sex["type"] = json!("text_field");
    let fields = json!([sex, question("nick", "Nickname")]);
    let changed = app
        .patch("admin", &path, json!({"data": {"fields": fields}}))
        .await;
    assert_eq!(changed.status, StatusCode::OK, "{:?}", changed.body);
    assert_eq!(changed.body, json!({"data": {"id": before["id"]}}));
    let after = app.get("admin", &path).await.body["data"].clone();
    assert_eq!(names(&after), ["sex", "nick"]);
    let [sex, nick] = [&after["fields"][0], &after["fields"][1]];
    assert_eq!(
        sex["type"], "select_box",
        "the type of a field never changes"
    );
    assert_eq!(sex["display_name"], json!({"en": "Sex", "fr": "Sexe"}));
    assert_eq!(sex["option_strings_source"], "lookup lookup-gender");
    let old = before["fields"].as_array().unwrap();
    let old = old.iter().find(|field| field["name"] == "sex").unwrap();
    assert_eq!(sex["id"], old["id"]);
    assert_ne!(nick["id"], json!(0));
    let same = app
        .patch("admin", &path, json!({"data": {"order": 7}}))
        .await;
    assert_eq!(same.status, StatusCode::OK);
    let shown = app.get("admin", &path).await;
    assert_eq!(shown.body["data"]["fields"], after["fields"]);
    assert_eq!(shown.body["data"]["order"], 7);
}

#[tokio::test]
async fn a_field_that_may_not_be_changed_stays() {
    let app = TestApp::start().await;
    let mut fixed = question("fixed", "Fixed");
    fixed["editable"] = json!(false);
    let fields = json!([fixed, question("free", "Free")]);
    let body = json!({"data": {"name": {"en": "Two"}, "fields": fields}});
    let made = app.post("admin", PATH, body).await;
    let path = of(PATH, &made);
    app.patch("admin", &path, json!({"data": {"fields": []}}))
        .await;
    let shown = app.get("admin", &path).await;
    assert_eq!(names(&shown.body["data"]), ["fixed"]);
}

/// Field and rule of the first mistake in a new section.
async fn mistake(app: &TestApp, data: Value) -> (Value, Value) {
    let answer = app.post("admin", PATH, json!({ "data": data })).await;
    let status = answer.status;
    assert_eq!(
        status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{:?}",
        answer.body
    );
    let error = answer.body["errors"][0].clone();
    (error["detail"].clone(), error["message"][0].clone())
}

fn pair(field: &str, rule: &str) -> (Value, Value) {
    (json!(field), json!(format!("errors.models.{rule}")))
}

#[tokio::test]
async fn what_is_wrong_with_a_section_is_named_by_key_and_rule() {
    let app = TestApp::start().await;
    let found = mistake(&app, json!({"name": {}})).await;
    assert_eq!(found, pair("name", "form_section.name_presence"));
    let found = mistake(&app, json!({"name": {"en": "F"}, "module_ids": ["none"]})).await;
    assert_eq!(found, pair("module_ids", "form_section.module_presence"));
    let found = mistake(&app, json!({"name": {"en": "F"}, "order": "first"})).await;
    assert_eq!(found, pair("order", "form_section.order"));
    let condition = json!({"eq": 5});
    let found = mistake(
        &app,
        json!({"name": {"en": "F"}, "display_conditions": condition}),
    );
    let rule = "form_section.display_conditions_format";
    assert_eq!(found.await, pair("display_conditions", rule));
}

#[tokio::test]
async fn what_is_wrong_with_a_field_is_named_by_field_and_rule() {
    let app = TestApp::start().await;
    let wrong = async |field: Value| {
        mistake(&app, json!({"name": {"en": "Form"}, "fields": [field]})).await
    };
    let found = wrong(json!({"name": "x", "display_name": {"en": "X"}})).await;
    assert_eq!(found, pair("fields[x].type", "field.type"));
    let found = wrong(json!({"name": "x", "type": "text_field"})).await;
    assert_eq!(
        found,
        pair("fields[x].display_name", "field.display_name_presence")
    );
    assert_eq!(
        wrong(question("Two Words", "X")).await,
        pair("fields[Two Words].name", "field.name_format")
    );
    let mut other = question("age", "Age");
    other["type"] = json!("textarea");
    let found = wrong(other).await;
    assert_eq!(found, pair("fields[age].type", "field.type_conflict"));
    let mut conditional = question("x", "X");
    conditional["display_conditions_record"] = json!({"resembles": {"a": 1}});
    let found = wrong(conditional).await;
    let place = "fields[x].display_conditions_record";
    assert_eq!(found, pair(place, "field.conditions_format"));
    let stored = app.get("admin", PATH).await;
    assert_eq!(stored.body["data"].as_array().unwrap().len(), 8);
}

#[tokio::test]
async fn a_choice_needs_options_that_are_there() {
    let app = TestApp::start().await;
    let mut choice = question("x", "X");
    choice["type"] = json!("select_box");
    let form = |field: &Value| json!({"name": {"en": "Form"}, "fields": [field]});
    let found = mistake(&app, form(&choice)).await;
    assert_eq!(
        found,
        pair("fields[x].option_strings_text", "field.options_presence")
    );
    choice["option_strings_source"] = json!("lookup lookup-none");
    let found = mistake(&app, form(&choice)).await;
    assert_eq!(
        found,
        pair("fields[x].option_strings_source", "field.lookup_presence")
    );
}

#[tokio::test]
async fn a_section_is_removed_with_its_rows_and_records_keep_their_answers() {
    let app = TestApp::start().await;
    let id = app.case_ids().await["Test3"].clone();
    let nested = object(&app, PATH, "family_details_section").await;
    let refused = app.call("admin", Method::DELETE, &nested, None).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let path = object(&app, PATH, "family_details").await;
    let removed = app.call("admin", Method::DELETE, &path, None).await;
    assert_eq!(removed.status, StatusCode::OK, "{:?}", removed.body);
    assert!(removed.body["data"]["id"].is_i64());
    for gone in [&path, &nested] {
        assert_eq!(app.get("admin", gone).await.status, StatusCode::NOT_FOUND);
    }
    let mut tx = app.db.begin().await.unwrap();
    let kind = primero_case_model::RecordType::Case;
    let record = tx.records().find(kind, id.parse().unwrap()).await.unwrap();
    assert!(
        record
            .unwrap()
            .data()
            .contains_key("family_details_section")
    );
}

#[tokio::test]
async fn a_section_that_may_not_be_changed_is_not_removed() {
    let app = TestApp::start().await;
    for key in ["core_form", "editable"] {
        let body = json!({"data": {"name": {"en": "Kept"}, key: key == "core_form"}});
        let made = app.post("admin", PATH, body).await;
        let removed = app
            .call("admin", Method::DELETE, &of(PATH, &made), None)
            .await;
        assert_eq!(removed.status, StatusCode::FORBIDDEN, "{key}");
        assert_eq!(removed.body["errors"][0]["message"], "Forbidden");
    }
}

#[tokio::test]
async fn restricted_administration_words_and_orders_what_is_there() {
    let app = TestApp::start().await;
    let path = object(&app, PATH, "basic_identity").await;
    let before = app.get("admin", &path).await.body["data"].clone();
    let age =
        json!({"name": "age", "display_name": {"en": "Years"}, "required": true, "visible": false});
    let fields = json!([age, question("smuggled", "New")]);
    let data = json!({
        "name": {"en": "Identity"}, "visible": false, "order": 3, "module_ids": [], "fields": fields,
    });
    let changed = app.patch("metar", &path, json!({ "data": data })).await;
    assert_eq!(changed.status, StatusCode::OK, "{:?}", changed.body);
    let after = app.get("admin", &path).await.body["data"].clone();
    assert_eq!(names(&after), names(&before));
    assert_eq!(after["name"]["en"], "Identity");
    assert_eq!(
        (&after["visible"], &after["order"]),
        (&json!(false), &json!(3))
    );
    assert_eq!(after["module_ids"], before["module_ids"]);
    let fields = after["fields"].as_array().unwrap();
    let age = fields.iter().find(|field| field["name"] == "age").unwrap();
    assert_eq!(age["display_name"]["en"], "Years");
    assert_eq!(
        (&age["visible"], &age["required"]),
        (&json!(false), &json!(false))
    );
    let body = json!({"data": {"name": {"en": "New"}}});
    assert_eq!(
        app.post("metar", PATH, body).await.status,
        StatusCode::FORBIDDEN
    );
    let removed = app.call("metar", Method::DELETE, &path, None).await;
    assert_eq!(removed.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn others_may_not_change_forms_and_unknown_ones_are_not_found() {
    let app = TestApp::start().await;
    let path = object(&app, PATH, "form_a").await;
    let body = json!({"data": {"name": {"en": "X"}}});
    assert_eq!(
        app.post("reader", PATH, body.clone()).await.status,
        StatusCode::FORBIDDEN
    );
    assert_eq!(
        app.patch("reader", &path, body.clone()).await.status,
        StatusCode::FORBIDDEN
    );
    let removed = app.call("reader", Method::DELETE, &path, None).await;
    assert_eq!(removed.status, StatusCode::FORBIDDEN);
    let missing = app.patch("admin", "/api/v2/forms/999", body.clone()).await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    let detail = "Couldn't find FormSection with 'id'=999";
    assert_eq!(missing.body["errors"][0]["detail"], detail);
    let put = app.call("admin", Method::PUT, &path, Some(body)).await;
    assert_eq!(put.status, StatusCode::OK);
}

#[tokio::test]
async fn a_changed_form_counts_at_once_and_its_old_version_is_kept() {
    let app = TestApp::start().await;
    let path = object(&app, PATH, "form_a").await;
    let mut tx = app.db.begin().await.unwrap();
    let revision = tx.configuration().state().await.unwrap().revision;
    drop(tx);
    let fields = json!([question("field_b", "B")]);
    app.patch("admin", &path, json!({"data": {"fields": fields}}))
        .await;
    let body = json!({"data": {"name": "New", "field_a": "x", "field_b": "y", "module_id": "primeromodule-cp"}});
    let made = app.post("full", "/api/v2/cases", body).await;
    assert_eq!(made.body["data"]["field_b"], "y", "{:?}", made.body);
    assert!(made.body["data"].get("field_a").is_none());
    let mut tx = app.db.begin().await.unwrap();
    let old = tx
        .configuration()
        .form_at("form_a", revision)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(old.document["fields"][0]["name"], "field_a");
    let events = tx
        .configuration()
        .events_of("form", "form_a", 10)
        .await
        .unwrap();
    assert_eq!(events[0].user_name.as_deref(), Some("admin"));
    assert_eq!(events[0].before.as_ref(), Some(&old.document));
}

#[tokio::test]
async fn a_new_version_of_the_template_leaves_the_tenants_forms_alone() {
    let app = TestApp::start().await;
    let path = object(&app, PATH, "form_a").await;
    app.patch("admin", &path, json!({"data": {"name": {"en": "Ours"}}}))
        .await;
    let other = object(&app, PATH, "photos_and_audio").await;
    app.call("admin", Method::DELETE, &other, None).await;
    let conflicts = apply_again(&app, "forms/form_a.yaml", "name: Form A", "name: Template").await;
    assert_eq!(conflicts, 1);
    let shown = app.get("admin", &path).await;
    assert_eq!(shown.body["data"]["name"]["en"], "Ours");
    assert_eq!(app.get("admin", &other).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_client_that_has_the_forms_gets_them_again_only_when_they_change() {
    let app = TestApp::start().await;
    let first = app.get("reader", PATH).await;
    let tag = first.headers["etag"].clone();
    let held = async || {
        let request = axum::http::Request::get(PATH)
            .header("authorization", "Basic cmVhZGVyOlNlY3JldDEyMyE=")
            .header("if-none-match", &tag)
            .body(axum::body::Body::empty());
        app.send(request.unwrap()).await.status
    };
    assert_eq!(held().await, StatusCode::NOT_MODIFIED);
    let contact = json!({"data": {"name": "Desk"}});
    app.patch("admin", "/api/v2/contact_information", contact)
        .await;
    assert_eq!(held().await, StatusCode::NOT_MODIFIED);
    let path = object(&app, PATH, "form_a").await;
    app.patch("admin", &path, json!({"data": {"order": 99}}))
        .await;
    assert_eq!(held().await, StatusCode::OK);
}
