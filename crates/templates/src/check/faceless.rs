//! Where a list alone can endanger a person, it shows no photo and nothing that identifies.

use primero_forms::{FieldType, RecordType, Sensitivity};

use super::vocabulary;
use crate::{Problem, Rule, compile::Compiled, configuration::Module};

pub(super) fn check(compiled: &Compiled, problems: &mut Vec<Problem>) {
    let modules = compiled.configuration.modules.iter();
    for module in modules.filter(|module| vocabulary::is_faceless(&module.unique_id)) {
        for (plural, columns) in &module.module_options.list_headers {
            let record_type = RecordType::ALL.into_iter().find(|t| t.plural() == plural);
            for column in columns {
                if identifies(compiled, module, record_type, column) {
                    let place = format!(
                        "modules[{}].module_options.list_headers.{plural}",
                        module.unique_id
                    );
                    let reason = format!("the column {column:?} shows who a person is");
                    let problem = Problem::new("template.yaml", place, reason);
                    problems.push(problem.against(Rule::Faceless));
                }
            }
        }
    }
}

fn identifies(
    compiled: &Compiled,
    module: &Module,
    record_type: Option<RecordType>,
    column: &str,
) -> bool {
    let forms = compiled.configuration.forms.iter().filter(|form| {
        Some(form.parent_form) == record_type && form.module_ids.contains(&module.unique_id)
    });
    let mut fields = forms.flat_map(|form| &form.fields);
    vocabulary::is_identifying_column(column)
        || fields.any(|field| {
            field.name == column
                && (field.field_type == FieldType::PhotoUploadBox
                    || field.sensitivity == Some(Sensitivity::Identifying))
        })
}
