//! What a bundle must hold to be compiled, and what our own library holds itself to.
//!
//! | module | checks |
//! |---|---|
//! | [`form`], [`rule`], [`circle`] | sections, fields, rules |
//! | [`lookup`], [`role`], [`module`], [`workflow`], [`report`], [`sample`], [`sample_record`] | the other parts |
//! | [`policy`], [`english`], [`faceless`] | what else `check` asks of a published template |

mod circle;
mod english;
mod faceless;
mod form;
mod lookup;
mod module;
mod policy;
mod report;
mod role;
mod rule;
mod sample;
mod sample_record;
mod sources;
mod vocabulary;
mod workflow;

use std::collections::BTreeMap;

pub(crate) use sources::Sources;

use crate::{Bundle, Configuration, Problem, Rule, compile::compile_parts, manifest::Manifest};

/// Everything that is wrong with a template, including what would not stop it from running but has
/// no place in a published one.
///
/// What needs an engine that a later release brings is not checked: [`WAITING`](crate::WAITING).
pub fn check(bundle: &Bundle) -> Vec<Problem> {
    let mut problems = Vec::new();
    if let Some(compiled) = compile_parts(bundle, &[], &BTreeMap::new(), &mut problems) {
        problems.extend(compiled.leftovers.iter().cloned());
        policy::check(&compiled, &mut problems);
        Check {
            manifest: &compiled.manifest,
            configuration: &compiled.configuration,
            sources: &compiled.sources,
            rule: Rule::Samples,
            problems: &mut problems,
        }
        .sample_answers();
    }
    problems.sort();
    problems.dedup();
    problems
}

/// What must hold for the configuration to work at all.
pub(crate) fn structure(
    manifest: &Manifest,
    configuration: &Configuration,
    sources: &Sources,
    problems: &mut Vec<Problem>,
) {
    let mut check = Check {
        manifest,
        configuration,
        sources,
        rule: Rule::Manifest,
        problems,
    };
    check.manifest_itself();
    check.under(Rule::Forms, Check::forms);
    check.under(Rule::Expressions, Check::circles);
    check.under(Rule::Lookups, Check::lookups);
    check.under(Rule::Modules, Check::modules);
    check.under(Rule::Roles, Check::roles);
    check.under(Rule::Workflow, Check::workflows);
    check.under(Rule::Reports, Check::reports);
    check.under(Rule::Samples, Check::samples);
}

/// One pass over a configuration. The parts are in the files of this directory.
struct Check<'a> {
    manifest: &'a Manifest,
    configuration: &'a Configuration,
    sources: &'a Sources,
    /// What a mistake that is found now is one against.
    rule: Rule,
    problems: &'a mut Vec<Problem>,
}

impl Check<'_> {
    fn problem(&mut self, file: &str, place: impl Into<String>, reason: impl Into<String>) {
        let problem = Problem::new(file, place, reason).against(self.rule);
        self.problems.push(problem);
    }

    /// Runs a part whose mistakes are ones against this rule.
    fn under(&mut self, rule: Rule, part: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.rule, rule);
        part(self);
        self.rule = outer;
    }

    fn manifest_itself(&mut self) {
        const FILE: &str = "template.yaml";
        let manifest = self.manifest;
        if !vocabulary::is_slug(&manifest.id) {
            self.problem(
                FILE,
                "id",
                "expected lower-case letters, digits and dashes, starting with a letter",
            );
        }
        if let Err(error) = semver::Version::parse(&manifest.version) {
            self.problem(
                FILE,
                "version",
                format!("expected a semantic version: {error}"),
            );
        }
        if manifest.languages.is_empty() {
            self.problem(FILE, "languages", "expected at least one language");
        }
        let texts = [
            ("name", &manifest.name),
            ("description", &manifest.description),
            ("license", &manifest.license),
        ];
        for (place, text) in texts {
            if text.trim().is_empty() {
                self.problem(FILE, place, "expected a text");
            }
        }
        for (id, rule) in &manifest.retention {
            if rule
                .erase_after_months
                .is_some_and(|erase| erase < rule.review_after_months)
            {
                self.problem(
                    FILE,
                    format!("retention.{id}.erase_after_months"),
                    "erased before it is reviewed",
                );
            }
        }
    }
}
