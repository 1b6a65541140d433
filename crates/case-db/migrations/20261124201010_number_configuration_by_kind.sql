-- API v2 counts each kind of object from 1. Objects that are there keep the number that they are
-- known by; a row without one was written by the release before, and is known by `number`.
alter table configuration_objects
    add column number_in_kind integer,
    add column created_at timestamptz,
    add constraint configuration_objects_number_in_kind_once unique (kind, number_in_kind);
update configuration_objects set number_in_kind = number, created_at = updated_at;

-- The last number that was given to an object of a kind. A number is never given twice.
create table configuration_numbers (
    kind text not null,
    last_number integer not null,
    constraint configuration_numbers_key primary key (kind)
);
insert into configuration_numbers (kind, last_number)
select kind, max(number) from configuration_objects group by kind;

-- What the tenant removed although the template has it: the next application of the template does
-- not bring it back. `kind` may be `location` as well.
create table configuration_removals (
    kind text not null,
    unique_id text not null,
    -- What the template said last.
    base jsonb,
    removed_at timestamptz not null,
    constraint configuration_removals_key primary key (kind, unique_id)
);
