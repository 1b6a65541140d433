// The shapes of API v2 that the app reads. Only what is used is described.
import type { Expression } from "../expressions/expression.ts";

/** A text by language. A missing language is absent or an empty string. */
export type LocalizedText = Readonly<Record<string, string>>;

export type Scalar = string | number | boolean | null;
export type Row = { unique_id?: string } & { [field: string]: Value };
export type Value = Scalar | undefined | readonly Scalar[] | readonly Row[] | { readonly [key: string]: Value };
/** The answers of a record or of one row. */
export type Answers = { readonly [field: string]: Value };

export interface Option {
  readonly id: string;
  readonly display_text: LocalizedText;
  readonly disabled?: boolean;
  readonly tags?: readonly string[];
}

export interface Lookup {
  readonly unique_id: string;
  readonly name: LocalizedText;
  readonly values: readonly Option[];
}

export interface Field {
  readonly name: string;
  readonly type: string;
  readonly display_name: LocalizedText;
  readonly help_text?: LocalizedText;
  readonly guiding_questions?: LocalizedText;
  readonly tick_box_label?: LocalizedText;
  readonly option_strings_source?: string;
  readonly option_strings_text?: readonly Option[];
  readonly option_strings_condition?: Readonly<Record<string, Expression>>;
  readonly tally?: readonly Option[];
  readonly autosum_total?: boolean;
  readonly autosum_group?: string;
  readonly multi_select?: boolean;
  readonly visible?: boolean;
  readonly hide_on_view_page?: boolean;
  readonly show_on_minify_form?: boolean;
  readonly disabled?: boolean;
  readonly required?: boolean;
  readonly order?: number;
  readonly selected_value?: Value;
  readonly date_validation?: string;
  readonly date_include_time?: boolean;
  /** Our extensions: the earliest and the latest day, worked out from the answers around the field. */
  readonly not_before?: Expression;
  readonly not_after?: Expression;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly phone_number?: boolean;
  readonly subform_section_id?: number;
  readonly subform_section_unique_id?: string;
  readonly subform_section_configuration?: {
    readonly fields?: readonly string[];
    readonly display_conditions?: Expression;
  };
  readonly display_conditions_record?: Expression;
  readonly display_conditions_subform?: Expression;
  readonly calculation?: { readonly expression?: Expression };
  /** Our extension: asked by the quick register. */
  readonly quick?: boolean;
}

export interface FormSection {
  readonly id: number;
  readonly unique_id: string;
  readonly parent_form: string;
  readonly name: LocalizedText;
  readonly description?: LocalizedText;
  readonly help_text?: LocalizedText;
  readonly form_group_id?: string;
  readonly order?: number;
  readonly order_form_group?: number;
  readonly visible?: boolean;
  readonly is_nested?: boolean;
  readonly is_first_tab?: boolean;
  readonly initial_subforms?: number;
  readonly subform_prevent_item_removal?: boolean;
  readonly subform_append_only?: boolean;
  readonly collapsed_field_names?: readonly string[];
  readonly display_conditions?: Expression;
  readonly module_ids: readonly string[];
  readonly fields: readonly Field[];
}

export interface Location {
  readonly code: string;
  readonly type?: string;
  readonly admin_level?: number;
  readonly name: LocalizedText;
  readonly disabled?: boolean;
}

export interface Agency {
  readonly unique_id: string;
  readonly name: LocalizedText | string;
  readonly disabled?: boolean;
}

export interface ListHeader {
  readonly name: string;
  readonly field_name: string;
}

export interface Module {
  readonly unique_id: string;
  readonly name: string;
  readonly associated_record_types?: readonly string[];
  readonly workflows?: Readonly<Record<string, readonly Option[]>>;
}

/** One filter beside a list, as the user's modules order them. */
export interface ListFilter {
  readonly name: string;
  readonly unique_id: string;
  readonly field_name: string;
  readonly type?: string;
  readonly option_strings_source?: string;
  /** One list for all languages, or one list per language. */
  readonly options?: readonly FilterOption[] | Readonly<Record<string, readonly FilterOption[]>>;
}

export interface FilterOption {
  readonly id: string | number | boolean;
  readonly display_name?: LocalizedText | string;
  readonly display_text?: LocalizedText | string;
}

export interface UserGroup {
  readonly unique_id: string;
  readonly name: string;
  readonly disabled?: boolean;
}

/** `GET /api/v2/users/:id?extended=true`: who is signed in, and what they may do. */
export interface SignedInUser {
  readonly id: number;
  readonly user_name: string;
  readonly full_name?: string;
  readonly locale?: string;
  readonly module_unique_ids?: readonly string[];
  readonly permissions: { readonly list: readonly { resource: string; actions: readonly string[] }[] };
  readonly permitted_form?: Readonly<Record<string, string>>;
  readonly list_headers?: Readonly<Record<string, readonly ListHeader[]>>;
  readonly filters?: Readonly<Record<string, readonly ListFilter[]>>;
  readonly user_groups?: readonly UserGroup[];
}

/** `GET /api/v2/system_settings?extended=true`. */
export interface SystemSettings {
  readonly default_locale?: string;
  readonly rtl_locales?: readonly string[];
  readonly agencies?: readonly Agency[];
  readonly modules?: readonly Module[];
}

/** `GET /api/app/v1/bootstrap-config`: what may be known before anybody signs in. */
export interface BootstrapConfig {
  readonly displayName: string;
  readonly languages: readonly string[];
  readonly defaultLocale?: string;
  readonly rtlLocales?: readonly string[];
  readonly passwordMinimum?: number;
  readonly timeZone?: string;
  readonly version?: string;
}

/** The answer of a sign-in. */
export interface SessionAnswer {
  readonly id: number;
  readonly user_name: string;
  readonly must_set_password?: boolean;
}

/** A record as the server shows it. */
export interface CaseRecord extends Answers {
  readonly id: string;
}

export interface PageMetadata {
  readonly total: number;
  readonly per: number;
  readonly page: number;
}

/** One save of a record: who changed what, when. */
export interface HistoryEntry {
  readonly record_id: string;
  readonly datetime: string;
  readonly user_name: string;
  readonly action: string;
  /** One object per field, or one object for all of them. */
  readonly record_changes: readonly Readonly<Record<string, FieldChange>>[] | Readonly<Record<string, FieldChange>>;
}

export interface FieldChange {
  readonly from?: Value;
  readonly to?: Value;
}

/** A mark that somebody put on a record, to come back to it. */
export interface Flag {
  readonly id: number;
  readonly record_id: string;
  readonly date?: string | null;
  readonly message: string;
  readonly flagged_by: string;
  readonly created_at: string;
  readonly removed: boolean;
  readonly unflag_message?: string | null;
  readonly unflagged_by?: string | null;
  readonly unflagged_date?: string | null;
}
