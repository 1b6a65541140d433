-- Counts the changes of places, so that a server reads them again only after one: a country has
-- many, and the rest of the configuration changes more often. A trigger counts, as releases that
-- do not know the column write places too.
alter table configuration_state add column locations_revision bigint not null default 0;

create function count_location_change() returns trigger
    language plpgsql as
$$
begin
    update configuration_state set locations_revision = locations_revision + 1;
    return null;
end
$$;

create trigger locations_count_change after insert or update or delete on locations
    for each statement execute function count_location_change();
