//! The rules that a template is held to, by name, and what to do about each.

/// A rule that a template breaks or holds. Those with a number are the ones that every published
/// template has to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// Files can be read, lie where they belong, and have only keys that exist.
    Format,
    /// Blocks that files start from are there.
    Blocks,
    /// `template.yaml` says what the template is.
    Manifest,
    /// Sections and fields are complete and refer to what is there.
    Forms,
    /// Rules can be read, and read answers that are asked.
    Expressions,
    /// Modules, their lists and what they name are there.
    Modules,
    /// Roles permit what exists.
    Roles,
    /// Texts of other languages belong to something.
    Translations,
    /// Every question says why it is asked, how sensitive it is and how long it is kept.
    Purpose,
    /// Every text is there in English.
    English,
    /// The quick register is short.
    Quick,
    /// Sections are short.
    Section,
    /// Lookups and options have stable ids.
    Lookups,
    /// Reports count by answers that are asked.
    Reports,
    /// Every stage can be reached and left.
    Workflow,
    /// Who only receives referrals sees nothing sensitive.
    Referral,
    /// Lists of survivors and of grave violations show no faces and no names.
    Faceless,
    /// Samples break no rule of their own template.
    Samples,
    /// What a device downloads first is small.
    Size,
}

/// A rule that cannot be tried yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// Its name.
    pub name: &'static str,
    /// Its number among the rules of published templates.
    pub number: u8,
    /// What it asks.
    pub asks: &'static str,
    /// What it waits for.
    pub waits_for: &'static str,
}

/// The rules that wait for something that does not exist yet.
pub const WAITING: [Waiting; 4] = [
    Waiting {
        name: "stable-ids",
        number: 4,
        asks: "no id of the version before is gone",
        waits_for: "the three-way merge, which knows the version before",
    },
    Waiting {
        name: "nameless",
        number: 8,
        asks: "notifications about survivors and grave violations carry no name",
        waits_for: "notifications",
    },
    Waiting {
        name: "preview",
        number: 9,
        asks: "every section fits 320 pixels, from right to left too",
        waits_for: "rendered previews",
    },
    Waiting {
        name: "overlays",
        number: 11,
        asks: "overlays of the version before still fit",
        waits_for: "the three-way merge",
    },
];

impl Rule {
    /// Every rule, in the order in which they are told.
    pub const ALL: [Self; 19] = [
        Self::Format,
        Self::Blocks,
        Self::Manifest,
        Self::Forms,
        Self::Expressions,
        Self::Modules,
        Self::Roles,
        Self::Translations,
        Self::Purpose,
        Self::English,
        Self::Quick,
        Self::Section,
        Self::Lookups,
        Self::Reports,
        Self::Workflow,
        Self::Referral,
        Self::Faceless,
        Self::Samples,
        Self::Size,
    ];

    /// The name that people and programs use.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Format => "format",
            Self::Blocks => "blocks",
            Self::Manifest => "manifest",
            Self::Forms => "forms",
            Self::Expressions => "expressions",
            Self::Modules => "modules",
            Self::Roles => "roles",
            Self::Translations => "translations",
            Self::Purpose => "purpose",
            Self::English => "english",
            Self::Quick => "quick",
            Self::Section => "section",
            Self::Lookups => "lookups",
            Self::Reports => "reports",
            Self::Workflow => "workflow",
            Self::Referral => "referral",
            Self::Faceless => "faceless",
            Self::Samples => "samples",
            Self::Size => "size",
        }
    }

    /// The number among the rules of published templates; none for what every template needs to
    /// run at all.
    pub const fn number(self) -> Option<u8> {
        match self {
            Self::Format
            | Self::Blocks
            | Self::Manifest
            | Self::Forms
            | Self::Expressions
            | Self::Modules
            | Self::Roles
            | Self::Translations => None,
            Self::Purpose | Self::English => Some(1),
            Self::Quick => Some(2),
            Self::Section => Some(3),
            Self::Lookups => Some(4),
            Self::Reports => Some(5),
            Self::Workflow => Some(6),
            Self::Referral => Some(7),
            Self::Faceless => Some(8),
            Self::Samples => Some(10),
            Self::Size => Some(12),
        }
    }

    /// What the rule asks.
    pub const fn asks(self) -> &'static str {
        match self {
            Self::Format => "every file can be read, lies where it belongs and has only known keys",
            Self::Blocks => "the blocks that files start from are there",
            Self::Manifest => "template.yaml says what the template is",
            Self::Forms => "sections and fields are complete, and what they name is there",
            Self::Expressions => "rules can be read, and read answers that are asked",
            Self::Modules => "modules, their lists, filters and forms are there",
            Self::Roles => "roles permit actions and sections that exist",
            Self::Translations => "texts in other languages belong to something that is there",
            Self::Purpose => "every question states purpose, sensitivity and retention",
            Self::English => "every text is there in English",
            Self::Quick => "the quick register has at most 10 questions",
            Self::Section => "a section has at most 25 questions",
            Self::Lookups => "lookups and options have stable ids in ASCII",
            Self::Reports => "reports count by answers that a form asks",
            Self::Workflow => "every stage can be reached and left",
            Self::Referral => "roles for referrals see nothing sensitive",
            Self::Faceless => {
                "lists about survivors and grave violations show no photo and no name"
            }
            Self::Samples => "sample records break no rule of their template",
            Self::Size => "forms and lookups in one language take at most 120 KB compressed",
        }
    }

    /// How to mend it, when the place and the reason do not say so already.
    pub const fn mend(self) -> &'static str {
        match self {
            Self::Format => {
                "correct the file at this place; templates-library/README.md lists files and keys"
            }
            Self::Blocks => {
                "correct the name; blocks are read from the directory blocks beside the template"
            }
            Self::Manifest => "correct this key of template.yaml",
            Self::Forms => "correct the key, or add what it names",
            Self::Expressions => {
                "write the rule as docs/expressions.md says; it reads what a form of this record type asks"
            }
            Self::Modules => "correct the name in template.yaml, or add what it names",
            Self::Roles => "correct the name in the role, or add what it names",
            Self::Translations => "correct the id, or take the text out",
            Self::Purpose => "add the key to the field, or to field_defaults of its form",
            Self::English => "write {en: ..., other language: ...}, or put en first in languages",
            Self::Quick => "take quick: true off the questions that can be asked later",
            Self::Section => "move questions to another form, or into the rows of a subform",
            Self::Lookups => "give the id in lower-case ASCII, once and for good, and a text to it",
            Self::Reports => "correct the name of the field, or add the field to a form",
            Self::Workflow => "add a transition, mark the stage as an end, or correct the name",
            Self::Referral => {
                "take the section from the role, or move the question to a section of its own"
            }
            Self::Faceless => "take the column off the list in template.yaml; show a code instead",
            Self::Samples => "correct the sample; it must be a record that a person could save",
            Self::Size => "take out questions, options or help that nobody needs",
        }
    }
}
