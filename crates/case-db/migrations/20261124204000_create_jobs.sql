-- Work that no request waits for. A row goes when its work is done; one that was given up stays, so
-- that somebody can see why.
create table jobs (
    job_id uuid not null,
    kind text not null,
    payload jsonb not null,
    due_at timestamptz not null,
    attempts integer not null default 0,
    -- Nobody else takes the job before this time.
    leased_until timestamptz,
    last_error text,
    given_up_at timestamptz,
    created_at timestamptz not null,
    constraint jobs_key primary key (job_id),
    constraint jobs_payload_object check (jsonb_typeof(payload) = 'object')
);
create index jobs_by_due on jobs (due_at) where given_up_at is null;
