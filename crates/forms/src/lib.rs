//! Forms, fields and lookups as data, the rule language, and the checking of answers. Pure.
//!
//! | module | holds |
//! |---|---|
//! | [`form`], [`field`], [`lookup`] | definitions, in the vocabulary of API v2 |
//! | [`option_source`] | where a choice field takes its options from |
//! | [`text`] | texts in several languages |
//! | [`expression`] | the rule language of `docs/expressions.md` |
//! | [`check`] | checking answers |

pub mod check;
pub mod expression;
pub mod field;
pub mod form;
pub mod lookup;
pub mod option_source;
pub mod record_type;
pub mod text;

pub use check::{AnswerRules, Circumstances, Rule, Violation};
pub use expression::{Answers, Expression, ExpressionError};
pub use field::{DateValidation, Field, FieldMatch, FieldType, Sensitivity};
pub use form::FormSection;
pub use lookup::{FieldOption, Lookup};
pub use option_source::OptionSource;
pub use record_type::RecordType;
pub use text::LocalizedText;
