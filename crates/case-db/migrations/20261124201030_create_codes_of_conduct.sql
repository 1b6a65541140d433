-- What users agree to. A new text is a new row; the newest is in force, the old ones stay, since
-- users agreed to them.
create table codes_of_conduct (
    number integer generated always as identity,
    title text not null,
    content text not null,
    created_at timestamptz not null,
    created_by text not null,
    constraint codes_of_conduct_key primary key (number)
);

create trigger codes_of_conduct_refuse_change before update or delete on codes_of_conduct
    for each row execute function refuse_change();
create trigger codes_of_conduct_refuse_truncate before truncate on codes_of_conduct
    for each statement execute function refuse_change();
