-- Who changed which object of the configuration, how, append-only. An application of a whole
-- configuration is one event that names what it touched; a change of one object keeps both sides.
create table configuration_events (
    number bigint generated always as identity,
    -- The revision of the configuration that the change made.
    revision bigint not null,
    at timestamptz not null,
    -- Null when no person did it: an application by a Job.
    user_name text,
    action text not null,
    kind text not null,
    unique_id text not null,
    before jsonb,
    after jsonb,
    constraint configuration_events_key primary key (number),
    constraint configuration_events_known_action
        check (action in ('create', 'update', 'destroy', 'apply'))
);
create index configuration_events_by_object on configuration_events (kind, unique_id, number);
create index configuration_events_by_time on configuration_events (at);

create trigger configuration_events_refuse_change before update or delete on configuration_events
    for each row execute function refuse_change();
create trigger configuration_events_refuse_truncate before truncate on configuration_events
    for each statement execute function refuse_change();
