-- What happened to records, chained by hash per record. The bytes that are hashed are defined in
-- the crate `case-model`, module `event`. There is no foreign key to `records`: history outlives an
-- erased record.
create table record_events (
    event_id uuid not null,
    record_type text not null,
    record_id uuid not null,
    revision bigint not null,
    previous_hash bytea,
    hash bytea not null,
    at timestamptz not null,
    user_name text not null,
    device_id uuid,
    action text not null,
    content_digest bytea not null,
    -- The exact text that was digested, so not jsonb. Null once it was erased by law.
    content text,

    constraint record_events_key primary key (event_id),
    constraint record_events_revision_once unique (record_id, revision),
    constraint record_events_first_has_no_previous check ((revision = 1) = (previous_hash is null)),
    constraint record_events_hash_lengths check (
        length(hash) = 32 and length(content_digest) = 32
        and (previous_hash is null or length(previous_hash) = 32)
    )
);

-- Erasing content is the one change that an event may suffer, and only in a transaction that says so.
create function refuse_event_change() returns trigger
    language plpgsql as
$$
begin
    if coalesce(current_setting('primero.erasure', true), '') = 'on' and new.content is null then
        old.content := null;
        if old is not distinct from new then
            return new;
        end if;
    end if;
    raise exception 'record_events is append-only' using errcode = 'restrict_violation';
end
$$;

create trigger record_events_refuse_update before update on record_events
    for each row execute function refuse_event_change();
create trigger record_events_refuse_delete before delete on record_events
    for each row execute function refuse_change();
create trigger record_events_refuse_truncate before truncate on record_events
    for each statement execute function refuse_change();

-- Events that are committed and have no number yet. A write adds its event here in the same
-- transaction; the sealer takes it out when it numbers it.
create table unsealed_events (
    event_id uuid not null,
    constraint unsealed_events_key primary key (event_id)
);

-- The order of all events of the tenant, without gaps, in a chain of its own (`case-model`, module
-- `seal`). The number is the cursor that devices synchronise by.
create table sealed_events (
    number bigint not null,
    event_id uuid not null,
    event_hash bytea not null,
    previous_seal bytea,
    seal bytea not null,
    constraint sealed_events_key primary key (number),
    constraint sealed_events_event_once unique (event_id),
    constraint sealed_events_number_positive check (number > 0),
    constraint sealed_events_first_has_no_previous check ((number = 1) = (previous_seal is null))
);

create trigger sealed_events_refuse_change before update or delete on sealed_events
    for each row execute function refuse_change();
create trigger sealed_events_refuse_truncate before truncate on sealed_events
    for each statement execute function refuse_change();

-- What became of the operations that clients gave an id: the answer when one is sent again.
create table operations (
    operation_id uuid not null,
    record_id uuid not null,
    revision bigint not null,
    outcome jsonb not null,
    received_at timestamptz not null,
    constraint operations_key primary key (operation_id)
);
create index operations_by_age on operations (received_at);
