-- How the names of a record sound, one code a word; null until the record is written again.
alter table records add column sounds text[];
create index records_by_sound on records using gin (sounds) where sounds is not null;
