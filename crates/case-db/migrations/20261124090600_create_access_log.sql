-- Who did what when, refused requests too. Ids only: no search terms, no answers.
create table access_log (
    entry_id bigint generated always as identity,
    at timestamptz not null,
    user_name text,
    role_id text,
    agency_id text,
    action text not null,
    allowed boolean not null,
    record_type text,
    record_id uuid,
    method text not null,
    route text not null,
    request_id text,
    client_address text,
    details jsonb,
    constraint access_log_key primary key (entry_id)
);
create index access_log_by_time on access_log (at);
create index access_log_by_record on access_log (record_id, at) where record_id is not null;
create index access_log_by_user on access_log (user_name, at);

create trigger access_log_refuse_change before update or delete on access_log
    for each row execute function refuse_change();
create trigger access_log_refuse_truncate before truncate on access_log
    for each statement execute function refuse_change();
