-- Who changed which account, how, append-only. Passwords are never in it: a new one is an event
-- without content. There is no foreign key to `users`: history outlives an account.
create table user_events (
    number bigint generated always as identity,
    at timestamptz not null,
    -- Null when no person did it: an account that a Job made.
    by_user_name text,
    action text not null,
    user_id integer not null,
    user_name text not null,
    before jsonb,
    after jsonb,
    constraint user_events_key primary key (number),
    constraint user_events_known_action
        check (action in ('create', 'update', 'password', 'destroy'))
);
create index user_events_by_user on user_events (user_id, number);

create trigger user_events_refuse_change before update or delete on user_events
    for each row execute function refuse_change();
create trigger user_events_refuse_truncate before truncate on user_events
    for each statement execute function refuse_change();
