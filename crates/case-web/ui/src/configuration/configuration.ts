// Forms, lookups and permissions joined into what one person sees. Nothing here knows a field by name.
import { mayShow } from "../expressions/condition.ts";
import type {
  Agency,
  Answers,
  Field,
  FormSection,
  ListFilter,
  ListHeader,
  Lookup,
  Module,
  Option,
  SignedInUser,
  SystemSettings,
} from "../model/wire.ts";

/** How many questions a quick register asks where the template has not tagged any. */
const QUICK_WITHOUT_TAGS = 8;

/** A part of a record that a person may open. */
export interface Section {
  readonly form: FormSection;
  readonly fields: readonly Field[];
  readonly writable: boolean;
}

const NO_ANSWER = new Set(["separator", "custom", "link_to_form", "registry"]);
const FILES = new Set(["photo_upload_box", "audio_upload_box", "document_upload_box", "signature"]);

export function isFile(field: Field): boolean {
  return FILES.has(field.type);
}

/** Whether the field can hold an answer that counts as answered or missing. */
export function asks(field: Field): boolean {
  return !NO_ANSWER.has(field.type) && field.type !== "calculated" && !isFile(field) && !isSum(field);
}

/** A number that is the sum of the others of its group. */
export function isSum(field: Field): boolean {
  return field.type === "numeric_field" && field.autosum_total === true && field.autosum_group !== undefined;
}

/** Whether the app has something to ask in a section, and the role may answer it. */
export function canBeFilled(section: Section): boolean {
  return section.writable && section.fields.some((field) => asks(field) && field.disabled !== true);
}

export class Configuration {
  private readonly formsById: ReadonlyMap<number, FormSection>;
  private readonly formsByUniqueId: ReadonlyMap<string, FormSection>;
  private readonly lookups: ReadonlyMap<string, Lookup>;
  private readonly fieldsByName: ReadonlyMap<string, Field>;
  private readonly sectionsByModule = new Map<string, readonly Section[]>();
  private readonly rowFieldsByField = new Map<Field, readonly Field[]>();
  private readonly optionsByField = new Map<Field, readonly Option[]>();
  readonly agencies: readonly Agency[];

  constructor(
    private readonly user: SignedInUser,
    private readonly settings: SystemSettings,
    private readonly forms: readonly FormSection[],
    lookups: readonly Lookup[],
  ) {
    this.formsById = new Map(forms.map((form) => [form.id, form]));
    this.formsByUniqueId = new Map(forms.map((form) => [form.unique_id, form]));
    this.lookups = new Map(lookups.map((lookup) => [lookup.unique_id, lookup]));
    this.agencies = settings.agencies ?? [];
    const top = forms.filter((form) => !form.is_nested && form.parent_form === "case");
    this.fieldsByName = new Map(top.flatMap((form) => form.fields).map((field) => [field.name, field]));
  }

  /** The programmes in which this person can keep cases. */
  caseModules(): readonly Module[] {
    const ids = this.user.module_unique_ids ?? [];
    return ids.map((id) => this.module(id)).filter((module) => holdsCases(module));
  }

  private module(id: string): Module {
    return this.settings.modules?.find((module) => module.unique_id === id) ?? { unique_id: id, name: id };
  }

  /** The sections of a case, in the order of the navigation, that this person may read. */
  sections(moduleId: string): readonly Section[] {
    return remember(this.sectionsByModule, moduleId, () =>
      this.forms
        .filter((form) => form.parent_form === "case" && !form.is_nested && form.visible !== false)
        .filter((form) => form.module_ids.includes(moduleId) && this.permission(form) !== undefined)
        .sort(byPlace)
        .map((form) => ({
          form,
          fields: shownFields(form),
          writable: this.permission(form)?.includes("w") ?? false,
        }))
        // Other clients have pages of their own behind the ids of sections without questions.
        .filter((section) => section.fields.length > 0),
    );
  }

  /** Every question of a case once, also where it stands on several sections. */
  fieldsOf(moduleId: string): readonly Field[] {
    return distinct(this.sections(moduleId).flatMap((section) => section.fields));
  }

  /** The name of the group of sections, where the tenant has named it. */
  groupName(section: Section, moduleId: string): Option["display_text"] | undefined {
    const id = section.form.form_group_id;
    if (id === undefined || id === "") return undefined;
    const groups = [`lookup-form-group-${moduleId.replace(/^primeromodule-/, "")}-case`];
    return groups.flatMap((lookup) => this.lookup(lookup)).find((group) => group.id === id)?.display_text;
  }

  lookup(id: string): readonly Option[] {
    return this.lookups.get(id)?.values ?? [];
  }

  private permission(form: FormSection): string | undefined {
    return this.user.permitted_form?.[form.unique_id];
  }

  /** What is asked first: the tagged questions, else the required ones, else the beginning. */
  quickFields(moduleId: string): readonly Field[] {
    const writable = this.sections(moduleId).filter((section) => section.writable);
    const all = distinct(writable.flatMap((section) => section.fields)).filter(asks);
    const tagged = all.filter((field) => field.quick === true);
    if (tagged.length > 0) return tagged;
    const required = all.filter((field) => field.required === true);
    return (required.length > 0 ? required : all).slice(0, QUICK_WITHOUT_TAGS);
  }

  field(name: string): Field | undefined {
    return this.fieldsByName.get(name);
  }

  /** The nested section whose rows a subform field holds. */
  rowsOf(field: Field): FormSection | undefined {
    if (field.subform_section_id !== undefined) return this.formsById.get(field.subform_section_id);
    return field.subform_section_unique_id === undefined
      ? undefined
      : this.formsByUniqueId.get(field.subform_section_unique_id);
  }

  rowFields(field: Field): readonly Field[] {
    return remember(this.rowFieldsByField, field, () => {
      const form = this.rowsOf(field);
      const only = field.subform_section_configuration?.fields;
      const fields = form ? shownFields(form) : [];
      return only && only.length > 0 ? fields.filter((candidate) => only.includes(candidate.name)) : fields;
    });
  }

  /** All options of a field, also those that are no longer offered: stored answers need their labels. */
  options(field: Field): readonly Option[] {
    return remember(this.optionsByField, field, () => this.fromSource(field.option_strings_source ?? "") ?? field.option_strings_text ?? []);
  }

  /** The options that a source stands for; `undefined` for one that is no list of options. */
  fromSource(source: string): readonly Option[] | undefined {
    if (source.startsWith("lookup")) return this.lookups.get(source.replace(/^lookup /, ""))?.values;
    if (source.startsWith("Agency")) return this.agencies.map(agencyOption);
    if (source === "UserGroup") return (this.user.user_groups ?? []).map((group) => ({ id: group.unique_id, display_text: { "": group.name } }));
    if (source === "Module") return this.caseModules().map((module) => ({ id: module.unique_id, display_text: { "": module.name } }));
    return undefined;
  }

  /** The options that can be chosen now. */
  offered(field: Field, answers: Answers): readonly Option[] {
    const conditions = field.option_strings_condition;
    const tags = conditions
      ? Object.keys(conditions).filter((tag) => mayShow(conditions[tag], answers))
      : undefined;
    return this.options(field)
      .filter((option) => option.disabled !== true)
      .filter((option) => !tags || option.tags?.some((tag) => tags.includes(tag)));
  }

  listHeaders(): readonly ListHeader[] {
    return this.user.list_headers?.["cases"] ?? [];
  }

  /** The filters beside the list of cases. */
  listFilters(): readonly ListFilter[] {
    return this.user.filters?.["cases"] ?? [];
  }

  workflow(moduleId: string, stage: string): Option | undefined {
    return this.module(moduleId).workflows?.["case"]?.find((step) => step.id === stage);
  }

  /** The stages of all programmes of this person, each once. */
  stages(): readonly Option[] {
    const all = this.caseModules().flatMap((module) => module.workflows?.["case"] ?? []);
    return [...new Map(all.map((stage) => [stage.id, stage])).values()];
  }

  userGroups(): readonly Option[] {
    return this.fromSource("UserGroup") ?? [];
  }
}

function remember<K, T>(known: Map<K, T>, key: K, make: () => T): T {
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = make();
  known.set(key, made);
  return made;
}

function holdsCases(module: Module): boolean {
  return module.associated_record_types?.includes("case") ?? true;
}

function shownFields(form: FormSection): readonly Field[] {
  return form.fields
    .filter((field) => field.visible !== false)
    .sort((one, other) => (one.order ?? 0) - (other.order ?? 0));
}

function byPlace(one: FormSection, other: FormSection): number {
  return (
    (one.order_form_group ?? 0) - (other.order_form_group ?? 0) ||
    (one.order ?? 0) - (other.order ?? 0) ||
    one.unique_id.localeCompare(other.unique_id)
  );
}

/** The same field can stand on two forms; it is one question. */
function distinct(fields: readonly Field[]): readonly Field[] {
  return [...new Map(fields.map((field) => [field.name, field])).values()];
}

function agencyOption(agency: Agency): Option {
  const name = typeof agency.name === "string" ? { en: agency.name } : agency.name;
  return { id: agency.unique_id, display_text: name, disabled: agency.disabled ?? false };
}
