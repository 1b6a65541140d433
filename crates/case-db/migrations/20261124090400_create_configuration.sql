-- The configuration of the tenant: documents by kind and id, as API v2 names them. Nothing queries
-- inside a document, so each is one.
create table configuration_objects (
    kind text not null,
    unique_id text not null,
    -- API v2 knows objects by number too; clients join subforms by it.
    number integer generated always as identity,
    position integer not null default 0,
    document jsonb not null,
    -- What the template said when it was last applied: equal to `document` until somebody changes
    -- the object here, and the base of a three-way merge after that. Null for the tenant's own.
    base jsonb,
    version bigint not null default 1,
    updated_at timestamptz not null,
    constraint configuration_objects_key primary key (kind, unique_id),
    constraint configuration_objects_number_once unique (number)
);

-- The numbers of form fields, kept when a form is changed or applied again.
create table form_fields (
    form_unique_id text not null,
    name text not null,
    number integer generated always as identity,
    constraint form_fields_key primary key (form_unique_id, name),
    constraint form_fields_number_once unique (number)
);

-- Every form as it was at each revision of the configuration, so that an answer written offline is
-- judged by the form it was written with. Kept 90 days after it was replaced.
create table form_versions (
    form_unique_id text not null,
    first_revision bigint not null,
    last_revision bigint,
    document jsonb not null,
    retired_at timestamptz,
    constraint form_versions_key primary key (form_unique_id, first_revision),
    constraint form_versions_retired_together check ((last_revision is null) = (retired_at is null))
);
create index form_versions_retired on form_versions (retired_at) where retired_at is not null;

-- Places. A country may have a hundred thousand; `path` holds the codes from the top to the place.
create table locations (
    code text not null,
    number integer generated always as identity,
    location_type text not null,
    placename jsonb not null,
    parent_code text,
    admin_level integer not null,
    path text[] not null,
    disabled boolean not null default false,
    updated_at timestamptz not null,
    constraint locations_key primary key (code),
    constraint locations_number_once unique (number),
    constraint locations_parent foreign key (parent_code) references locations (code)
);
create index locations_by_path on locations using gin (path);
create index locations_by_parent on locations (parent_code);

-- One row: what is configured, and a revision that every change of the configuration counts up, by
-- which servers know that the copy in their memory is old.
create table configuration_state (
    singleton boolean not null default true,
    revision bigint not null,
    template_name text,
    template_version text,
    template_digest text,
    languages text[] not null default '{}',
    input_digest text,
    applied_at timestamptz,
    constraint configuration_state_key primary key (singleton),
    constraint configuration_state_singleton check (singleton)
);
insert into configuration_state (revision) values (0);
