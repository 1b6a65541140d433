-- What is append-only refuses to be changed, whoever asks. A tenant's role owns its tables, so this
-- guards against mistakes and against statements injected into ours; the hash chains tell of the rest.
create function refuse_change() returns trigger
    language plpgsql as
$$
begin
    raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end
$$;
