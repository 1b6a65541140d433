-- The numbers of flags, and what lists of flags filter by. What a flag says stands in its record,
-- whose events prove it.
create table flags (
    flag_id integer generated always as identity,
    record_type text not null,
    record_id uuid not null,
    unique_id uuid not null,
    flagged_by text not null,
    removed boolean not null default false,
    constraint flags_key primary key (flag_id),
    constraint flags_row_once unique (unique_id),
    constraint flags_record foreign key (record_id) references records (record_id)
        on delete cascade
);
create index flags_by_record on flags (record_id);
create index flags_open on flags (record_type, flag_id) where not removed;
