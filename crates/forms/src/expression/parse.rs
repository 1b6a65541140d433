//! From a JSON tree to a [`Node`], or the place where it is no expression.

use serde_json::{Map, Value};

use super::{
    ExpressionError,
    node::{Comparison, Node, Quantifier},
};

const MAX_LEVELS: usize = 32;
const MAX_NODES: usize = 1_000;
const MAX_DECIMAL_PLACES: i32 = 9;

pub(super) fn operand(tree: &Value) -> Result<Node, ExpressionError> {
    Parser::default().operand(tree)
}

pub(super) fn rule(tree: &Value) -> Result<Node, ExpressionError> {
    Parser::default().rule(tree)
}

#[derive(Default)]
struct Parser {
    path: Vec<String>,
    nodes: usize,
    level: usize,
}

impl Parser {
    fn refuse<T>(&self, reason: impl Into<String>) -> Result<T, ExpressionError> {
        Err(ExpressionError {
            pointer: pointer(&self.path),
            reason: reason.into(),
        })
    }

    /// Parses one step deeper, so that a mistake there carries its whole path.
    fn at<T>(
        &mut self,
        step: &str,
        parse: impl FnOnce(&mut Self) -> Result<T, ExpressionError>,
    ) -> Result<T, ExpressionError> {
        self.path.push(step.to_owned());
        let parsed = parse(self)?;
        self.path.pop();
        Ok(parsed)
    }

    fn operand(&mut self, tree: &Value) -> Result<Node, ExpressionError> {
        self.nodes += 1;
        if self.nodes > MAX_NODES || self.level == MAX_LEVELS {
            return self.refuse("the rule is too large");
        }
        self.level += 1;
        let node = self.node(tree)?;
        self.level -= 1;
        Ok(node)
    }

    fn node(&mut self, tree: &Value) -> Result<Node, ExpressionError> {
        match tree {
            Value::String(name) => self.field_name(name).map(Node::Field),
            Value::Null | Value::Bool(_) | Value::Number(_) => Ok(Node::Value(tree.clone())),
            Value::Array(_) => self.refuse("expected an operand, found a list"),
            Value::Object(object) => {
                let Some((operator, argument)) = only_entry(object) else {
                    return self.refuse("expected an object with exactly one operator");
                };
                self.at(operator, |parser| parser.operator(operator, argument))
            }
        }
    }

    fn rule(&mut self, tree: &Value) -> Result<Node, ExpressionError> {
        match tree {
            Value::Bool(_) => self.operand(tree),
            Value::Object(object)
                if only_entry(object).is_none_or(|(operator, _)| may_hold(operator)) =>
            {
                self.operand(tree)
            }
            Value::Null
            | Value::Number(_)
            | Value::String(_)
            | Value::Array(_)
            | Value::Object(_) => self.refuse("expected a rule that gives true or false"),
        }
    }

    fn operator(&mut self, operator: &str, argument: &Value) -> Result<Node, ExpressionError> {
        match operator {
            "and" => self.list(argument, Self::rule).map(Node::And),
            "or" => self.list(argument, Self::rule).map(Node::Or),
            "not" => self.rule(argument).map(|rule| Node::Not(Box::new(rule))),
            "exists" => self.field(argument).map(Node::Exists),
            "eq" => self.comparison(Comparison::Eq, argument),
            "ne" => self.comparison(Comparison::Ne, argument),
            "gt" => self.comparison(Comparison::Gt, argument),
            "ge" => self.comparison(Comparison::Ge, argument),
            "lt" => self.comparison(Comparison::Lt, argument),
            "le" => self.comparison(Comparison::Le, argument),
            "in" => self.membership(argument),
            "any" => self.rows(Quantifier::Any, argument),
            "all" => self.rows(Quantifier::All, argument),
            "count" if argument.is_object() => self.rows(Quantifier::Count, argument),
            "count" => self.field(argument).map(Node::CountElements),
            "field" => self.field(argument).map(Node::Field),
            "value" => Ok(Node::Value(argument.clone())),
            "if" => self.choice(argument),
            "sum" | "avg" => self.arithmetic(operator, argument),
            "concat" => self.concat(argument),
            "today" if argument.as_array().is_some_and(Vec::is_empty) => Ok(Node::Today),
            "today" => self.refuse("expected an empty list"),
            "add_days" => self
                .pair(argument)
                .map(|(date, days)| Node::AddDays(date, days)),
            "diff_days" => self.pair(argument).map(|(a, b)| Node::DiffDays(a, b)),
            "end_of_quarter" => self
                .operand(argument)
                .map(|date| Node::EndOfQuarter(Box::new(date))),
            unknown => self.refuse(format!("unknown operator {unknown:?}")),
        }
    }

    fn list(
        &mut self,
        tree: &Value,
        parse: fn(&mut Self, &Value) -> Result<Node, ExpressionError>,
    ) -> Result<Vec<Node>, ExpressionError> {
        let Value::Array(elements) = tree else {
            return self.refuse("expected a list");
        };
        elements
            .iter()
            .enumerate()
            .map(|(index, element)| self.at(&index.to_string(), |parser| parse(parser, element)))
            .collect()
    }

    fn pair(&mut self, tree: &Value) -> Result<(Box<Node>, Box<Node>), ExpressionError> {
        let Some([left, right]) = tree.as_array().map(Vec::as_slice) else {
            return self.refuse("expected exactly two operands");
        };
        let left = self.at("0", |parser| parser.operand(left))?;
        let right = self.at("1", |parser| parser.operand(right))?;
        Ok((Box::new(left), Box::new(right)))
    }

    fn field(&self, tree: &Value) -> Result<String, ExpressionError> {
        if let Value::String(name) = tree {
            self.field_name(name)
        } else {
            self.refuse("expected the name of a field")
        }
    }

    fn field_name(&self, name: &str) -> Result<String, ExpressionError> {
        let valid = !name.is_empty()
            && name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
        if valid {
            Ok(name.to_owned())
        } else {
            self.refuse(format!("{name:?} is not the name of a field"))
        }
    }

    fn comparison(
        &mut self,
        comparison: Comparison,
        tree: &Value,
    ) -> Result<Node, ExpressionError> {
        let (left, right) = match tree {
            Value::Object(object) => {
                let Some((name, right)) = only_entry(object) else {
                    return self.refuse("expected exactly one field");
                };
                let (left, right) = self.at(name, |parser| {
                    Ok((
                        Node::Field(parser.field_name(name)?),
                        parser.right_side(right)?,
                    ))
                })?;
                (Box::new(left), Box::new(right))
            }
            Value::Array(_) => self.pair(tree)?,
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
                return self.refuse("expected {\"field\": value} or two operands");
            }
        };
        Ok(Node::Compare {
            comparison,
            left,
            right,
        })
    }

    /// In API v2's form of a comparison a string on the right is a literal.
    fn right_side(&mut self, tree: &Value) -> Result<Node, ExpressionError> {
        if tree.is_object() {
            return self.operand(tree);
        }
        if let Value::Array(elements) = tree {
            self.literals(elements)?;
        }
        Ok(Node::Value(tree.clone()))
    }

    fn literals(&mut self, elements: &[Value]) -> Result<Vec<Value>, ExpressionError> {
        for (index, element) in elements.iter().enumerate() {
            if element.is_object() || element.is_array() {
                return self.at(&index.to_string(), |parser| {
                    parser.refuse("expected a literal")
                });
            }
        }
        Ok(elements.to_vec())
    }

    fn membership(&mut self, tree: &Value) -> Result<Node, ExpressionError> {
        let (step, left, right) = match tree {
            Value::Object(object) => match only_entry(object) {
                Some((name, right)) => {
                    let field = self.at(name, |parser| parser.field_name(name))?;
                    (name.as_str(), Node::Field(field), right)
                }
                None => return self.refuse("expected exactly one field"),
            },
            Value::Array(operands) => match operands.as_slice() {
                [left, right] => ("1", self.at("0", |parser| parser.operand(left))?, right),
                _ => return self.refuse("expected an operand and a list of literals"),
            },
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
                return self.refuse("expected {\"field\": [literals]}");
            }
        };
        let literals = self.at(step, |parser| match right.as_array() {
            Some(elements) => parser.literals(elements),
            None => parser.refuse("expected a list of literals"),
        })?;
        Ok(Node::In {
            left: Box::new(left),
            literals,
        })
    }

    fn rows(&mut self, quantifier: Quantifier, tree: &Value) -> Result<Node, ExpressionError> {
        let Some((subform, rule)) = tree.as_object().and_then(only_entry) else {
            return self.refuse("expected exactly one subform with its rule");
        };
        let (subform, rule) = self.at(subform, |parser| {
            Ok((parser.field_name(subform)?, Box::new(parser.rule(rule)?)))
        })?;
        Ok(Node::Rows {
            quantifier,
            subform,
            rule,
        })
    }

    fn choice(&mut self, tree: &Value) -> Result<Node, ExpressionError> {
        let (rule, then, otherwise) = match tree.as_array().map(Vec::as_slice) {
            Some([rule, then]) => (rule, then, &Value::Null),
            Some([rule, then, otherwise]) => (rule, then, otherwise),
            _ => return self.refuse("expected a rule and one or two operands"),
        };
        Ok(Node::If {
            rule: Box::new(self.at("0", |parser| parser.rule(rule))?),
            then: Box::new(self.at("1", |parser| parser.operand(then))?),
            otherwise: Box::new(self.at("2", |parser| parser.operand(otherwise))?),
        })
    }

    fn arithmetic(&mut self, operator: &str, tree: &Value) -> Result<Node, ExpressionError> {
        let (operands, extra) = self.operands_and_extra(tree, "decimalPlaces")?;
        let decimal_places = match extra {
            None => None,
            Some(places) => Some(self.at("extra", |parser| {
                parser.at("decimalPlaces", |parser| parser.decimal_places(places))
            })?),
        };
        Ok(match operator {
            "sum" => Node::Sum {
                operands,
                decimal_places,
            },
            _ => Node::Avg {
                operands,
                decimal_places,
            },
        })
    }

    fn decimal_places(&self, tree: &Value) -> Result<i32, ExpressionError> {
        let wanted = tree.as_f64();
        let known = (0..=MAX_DECIMAL_PLACES).find(|places| wanted == Some(f64::from(*places)));
        known.map_or_else(|| self.refuse("expected a whole number from 0 to 9"), Ok)
    }

    fn concat(&mut self, tree: &Value) -> Result<Node, ExpressionError> {
        let (operands, extra) = self.operands_and_extra(tree, "separator")?;
        let separator = match extra {
            None => String::new(),
            Some(Value::String(separator)) => separator.clone(),
            Some(_) => {
                return self.at("extra", |parser| {
                    parser.at("separator", |parser| parser.refuse("expected a text"))
                });
            }
        };
        Ok(Node::Concat {
            operands,
            separator,
        })
    }

    /// Reads `[...]` or `{"data": [...], "extra": {key: ...}}`.
    fn operands_and_extra<'t>(
        &mut self,
        tree: &'t Value,
        key: &str,
    ) -> Result<(Vec<Node>, Option<&'t Value>), ExpressionError> {
        let Value::Object(object) = tree else {
            return Ok((self.list(tree, Self::operand)?, None));
        };
        if let Some(unknown) = object
            .keys()
            .find(|k| !matches!(k.as_str(), "data" | "extra"))
        {
            return self.at(unknown, |parser| parser.refuse("expected data or extra"));
        }
        let Some(data) = object.get("data") else {
            return self.refuse("expected data");
        };
        let operands = self.at("data", |parser| parser.list(data, Self::operand))?;
        let extra = self.at("extra", |parser| match object.get("extra") {
            None => Ok(None),
            Some(Value::Object(extra)) => match extra.keys().find(|k| *k != key) {
                Some(unknown) => parser.at(unknown, |parser| parser.refuse("unknown setting")),
                None => Ok(extra.get(key)),
            },
            Some(_) => parser.refuse("expected an object"),
        })?;
        Ok((operands, extra))
    }
}

/// Whether this operator can stand where a rule is needed. One that is not known can: it is refused
/// at its own place.
fn may_hold(operator: &str) -> bool {
    !matches!(
        operator,
        "value"
            | "sum"
            | "avg"
            | "concat"
            | "count"
            | "today"
            | "add_days"
            | "diff_days"
            | "end_of_quarter"
    )
}

fn only_entry(object: &Map<String, Value>) -> Option<(&String, &Value)> {
    let mut entries = object.iter();
    match (entries.next(), entries.next()) {
        (Some(entry), None) => Some(entry),
        _ => None,
    }
}

fn pointer(path: &[String]) -> String {
    let mut pointer = String::new();
    for step in path {
        pointer.push('/');
        pointer.push_str(&step.replace('~', "~0").replace('/', "~1"));
    }
    pointer
}
