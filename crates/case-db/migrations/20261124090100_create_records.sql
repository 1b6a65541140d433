-- Trigrams answer "contains" and "sounds nearly like". The extension is trusted: the owner of a
-- database may create it.
create extension if not exists pg_trgm;

-- A record as it is after its last event. `data` is the truth, in API v2's vocabulary; the columns
-- below `versions` repeat what lists filter and sort by, and every write sets them together.
create table records (
    record_id uuid not null,
    record_type text not null,
    revision bigint not null,
    head_hash bytea not null,
    data jsonb not null,
    versions jsonb not null,

    short_id text,
    display_id text collate "C",
    name text,
    sort_name text collate "C",
    age integer,
    sex text,
    status text,
    record_state boolean not null default true,
    workflow text,
    risk_level text,
    module_id text,
    owned_by text,
    owned_by_agency_id text,
    owned_by_location text,
    owned_by_groups text[] not null default '{}',
    assigned_user_names text[] not null default '{}',
    associated_user_names text[] not null default '{}',
    associated_user_groups text[] not null default '{}',
    associated_user_agencies text[] not null default '{}',
    identified_by text,
    location_current text,
    registration_date date,
    created_at timestamptz not null,
    created_by text,
    last_updated_at timestamptz,
    last_updated_by text,
    not_edited_by_owner boolean not null default false,
    flagged boolean not null default false,
    has_photo boolean not null default false,
    alert_types text[] not null default '{}',
    identifiers text,
    names text,
    phones text[] not null default '{}',

    constraint records_key primary key (record_id),
    constraint records_revision_positive check (revision > 0),
    constraint records_hash_length check (length(head_hash) = 32),
    constraint records_data_object check (jsonb_typeof(data) = 'object')
);
