//! Workflows: every stage is labelled, reachable and, unless it is an end, left again.

use std::collections::BTreeSet;

use super::Check;
use crate::configuration::{Transition, Workflow};

impl Check<'_> {
    pub(super) fn workflows(&mut self) {
        for workflow in &self.configuration.workflows {
            let file = self.sources.of("workflow", &workflow.unique_id);
            let module = self
                .configuration
                .modules
                .iter()
                .find(|m| m.unique_id == workflow.module_id);
            match module {
                None => self.problem(
                    file,
                    "module_id",
                    format!("there is no module {:?}", workflow.module_id),
                ),
                Some(module)
                    if !module
                        .associated_record_types
                        .contains(&workflow.record_type) =>
                {
                    self.problem(
                        file,
                        "record_type",
                        "the module has no records of this type",
                    );
                }
                Some(_) => {}
            }
            self.stages(workflow, file);
            for (index, transition) in workflow.transitions.iter().enumerate() {
                self.transition(workflow, transition, file, &format!("transitions[{index}]"));
            }
            for task in &workflow.tasks {
                let place = format!("tasks[{}]", task.id);
                self.record_rule(
                    &task.when,
                    workflow.record_type,
                    file,
                    &format!("{place}.when"),
                );
                self.record_rule(
                    &task.done,
                    workflow.record_type,
                    file,
                    &format!("{place}.done"),
                );
                if let Some(name) = &task.due.after {
                    self.answer_exists(workflow, name, file, &format!("{place}.due.after"));
                }
                if task.label.get(self.manifest.default_language()).is_none() {
                    self.problem(file, format!("{place}.label"), "expected a text");
                }
            }
        }
    }

    fn stages(&mut self, workflow: &Workflow, file: &str) {
        let lookup = self
            .configuration
            .lookups
            .iter()
            .find(|l| l.unique_id == workflow.lookup);
        if lookup.is_none() {
            self.problem(
                file,
                "lookup",
                format!("there is no lookup {:?}", workflow.lookup),
            );
        }
        if !workflow
            .states
            .iter()
            .any(|state| state.id == workflow.initial)
        {
            self.problem(
                file,
                "initial",
                format!("there is no stage {:?}", workflow.initial),
            );
        }
        let reachable = reachable(workflow);
        for state in &workflow.states {
            let place = format!("states[{}]", state.id);
            if lookup.is_some_and(|lookup| lookup.option(&state.id).is_none()) {
                self.problem(
                    file,
                    &place,
                    format!("{} does not label this stage", workflow.lookup),
                );
            }
            if !reachable.contains(state.id.as_str()) {
                self.problem(
                    file,
                    &place,
                    "no way leads from the initial stage to this one",
                );
            }
            let left = workflow
                .transitions
                .iter()
                .any(|t| leaves(workflow, t, &state.id) && t.to != state.id);
            if !left && !state.end {
                self.problem(
                    file,
                    &place,
                    "no way leads out of this stage, and it is not an end",
                );
            }
        }
    }

    fn transition(
        &mut self,
        workflow: &Workflow,
        transition: &Transition,
        file: &str,
        place: &str,
    ) {
        let known = |id: &str| workflow.states.iter().any(|state| state.id == id);
        if transition.from != "*" && !known(&transition.from) {
            self.problem(
                file,
                format!("{place}.from"),
                format!("there is no stage {:?}", transition.from),
            );
        }
        if !known(&transition.to) {
            self.problem(
                file,
                format!("{place}.to"),
                format!("there is no stage {:?}", transition.to),
            );
        }
        if let Some(rule) = &transition.when {
            self.record_rule(rule, workflow.record_type, file, &format!("{place}.when"));
        }
        for role in &transition.by {
            if !self
                .configuration
                .roles
                .iter()
                .any(|known| known.unique_id == *role)
            {
                self.problem(
                    file,
                    format!("{place}.by"),
                    format!("there is no role {role:?}"),
                );
            }
        }
        for name in &transition.requires {
            self.answer_exists(workflow, name, file, &format!("{place}.requires"));
        }
    }

    fn answer_exists(&mut self, workflow: &Workflow, name: &str, file: &str, place: &str) {
        let known = self.record_scope(workflow.record_type).contains(name)
            || super::vocabulary::is_record_field(name);
        if !known {
            self.problem(file, place, format!("no form asks {name:?}"));
        }
    }
}

fn leaves(workflow: &Workflow, transition: &Transition, state: &str) -> bool {
    let is_end = workflow
        .states
        .iter()
        .any(|known| known.id == state && known.end);
    transition.from == state || (transition.from == "*" && !is_end)
}

fn reachable(workflow: &Workflow) -> BTreeSet<&str> {
    let mut reached = BTreeSet::from([workflow.initial.as_str()]);
    loop {
        let next: Vec<&str> = workflow
            .transitions
            .iter()
            .filter(|t| reached.iter().any(|state| leaves(workflow, t, state)))
            .map(|t| t.to.as_str())
            .filter(|state| !reached.contains(state))
            .collect();
        if next.is_empty() {
            return reached;
        }
        reached.extend(next);
    }
}
