//! The smallest useful template, and everything that it comes to.

use std::collections::BTreeMap;

use primero_templates::{Bundle, Overlay, check, compile};

const TEMPLATE: &str = "
id: minimal
version: 0.1.0
name: Minimal
description: One form.
license: CC0-1.0
languages: [en, fr]
retention: {case: {basis: created_at, review_after_months: {parameter: months}}}
parameters: [{name: months, description: Months until review., type: integer, default: 12}]
modules:
  - unique_id: primeromodule-cp
    name: CP
    associated_record_types: [case]
    module_options: {list_headers: {cases: [short_id, name]}, show_something: true}
";

const FORM: &str = "
unique_id: basic_identity
parent_form: case
name: Identity
field_defaults: {purpose: identify, sensitivity: identifying, retention: case}
fields:
  - {name: name, type: text_field, display_name: {en: Name, fr: Nom}, required: true, quick: true}
  - name: relatives
    type: subform
    display_name: Relatives
    subform_section:
      unique_id: relatives
      name: Relative
      fields:
        - {name: relation, type: select_box, display_name: Relation, option_strings_source: lookup lookup-relation}
";

const LOOKUP: &str = "
unique_id: lookup-relation
name: Relation
values: [{id: mother, display_text: Mother}, {id: father, display_text: Father}]
";

const ROLE: &str = "
unique_id: role-worker
name: Worker
group_permission: self
module_unique_ids: [primeromodule-cp]
permissions: {case: [read, create, write], objects: {agency: []}}
form_section_read_write: {basic_identity: rw}
";

const ADMINISTRATOR: &str = "
unique_id: role-instance-admin
name: Administrator
group_permission: admin_only
permissions: {role: [manage]}
";

const FRENCH: &str = "
forms: {basic_identity: {name: Identité}, relatives: {fields: {relation: {display_name: Lien}}}}
lookups: {lookup-relation: {values: {mother: Mère}}}
";

fn minimal() -> Bundle {
    let files = [
        ("template.yaml", TEMPLATE),
        ("forms/basic_identity.yaml", FORM),
        ("lookups/lookup-relation.yaml", LOOKUP),
        ("roles/role-worker.yaml", ROLE),
        ("roles/role-instance-admin.yaml", ADMINISTRATOR),
        ("i18n/fr.yaml", FRENCH),
        ("README.md", "# Minimal"),
    ];
    let bytes = |(path, text): (&str, &str)| (path.to_owned(), text.as_bytes().to_vec());
    Bundle(files.into_iter().map(bytes).collect())
}

#[test]
fn a_minimal_template_compiles_to_this_configuration() {
    assert_eq!(check(&minimal()), []);
    let languages = ["fr".to_owned(), "ar".to_owned()];
    let configuration =
        compile(&minimal(), &[], &languages, &BTreeMap::new()).expect("it has no mistakes");
    insta::assert_json_snapshot!(configuration);
}

#[test]
fn overlays_are_laid_over_each_other_in_order() {
    let overlay = |name: &str, title: &str| Overlay {
        name: name.to_owned(),
        files: Bundle(BTreeMap::from([(
            "forms/basic_identity.yaml".to_owned(),
            format!("name: {title}").into_bytes(),
        )])),
    };
    let overlays = [overlay("a", "First"), overlay("b", "Second")];
    let configuration =
        compile(&minimal(), &overlays, &[], &BTreeMap::new()).expect("the overlays fit");
    assert_eq!(configuration.forms[0].name.get("en"), Some("Second"));
}
