//! The tree that an expression is parsed into.

use serde_json::Value;

/// An ordering or equality of two operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    Eq,
    Ne,
    Gt,
    Ge,
    Lt,
    Le,
}

/// What to do with the rows of a subform.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quantifier {
    Any,
    All,
    Count,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    Value(Value),
    Field(String),
    And(Vec<Node>),
    Or(Vec<Node>),
    Not(Box<Node>),
    Exists(String),
    Compare {
        comparison: Comparison,
        left: Box<Node>,
        right: Box<Node>,
    },
    In {
        left: Box<Node>,
        literals: Vec<Value>,
    },
    If {
        rule: Box<Node>,
        then: Box<Node>,
        otherwise: Box<Node>,
    },
    Sum {
        operands: Vec<Node>,
        decimal_places: Option<i32>,
    },
    Avg {
        operands: Vec<Node>,
        decimal_places: Option<i32>,
    },
    Concat {
        operands: Vec<Node>,
        separator: String,
    },
    CountElements(String),
    Rows {
        quantifier: Quantifier,
        subform: String,
        rule: Box<Node>,
    },
    Today,
    AddDays(Box<Node>, Box<Node>),
    DiffDays(Box<Node>, Box<Node>),
    EndOfQuarter(Box<Node>),
}

impl Node {
    pub(super) fn visit_fields<'a>(
        &'a self,
        rows: &mut Vec<&'a str>,
        visit: &mut impl FnMut(&[&'a str], &'a str),
    ) {
        match self {
            Self::Value(_) | Self::Today => {}
            Self::Field(name) | Self::Exists(name) | Self::CountElements(name) => visit(rows, name),
            Self::Rows { subform, rule, .. } => {
                visit(rows, subform);
                rows.push(subform);
                rule.visit_fields(rows, visit);
                rows.pop();
            }
            Self::And(nodes)
            | Self::Or(nodes)
            | Self::Sum {
                operands: nodes, ..
            }
            | Self::Avg {
                operands: nodes, ..
            }
            | Self::Concat {
                operands: nodes, ..
            } => {
                for node in nodes {
                    node.visit_fields(rows, visit);
                }
            }
            Self::Not(node) | Self::EndOfQuarter(node) | Self::In { left: node, .. } => {
                node.visit_fields(rows, visit);
            }
            Self::Compare { left, right, .. }
            | Self::AddDays(left, right)
            | Self::DiffDays(left, right) => {
                left.visit_fields(rows, visit);
                right.visit_fields(rows, visit);
            }
            Self::If {
                rule,
                then,
                otherwise,
            } => {
                for node in [rule, then, otherwise] {
                    node.visit_fields(rows, visit);
                }
            }
        }
    }
}
