-- Incidents of a case, and the tracing request that a trace is a row of.
create index records_by_incident_case on records ((data ->> 'incident_case_id'))
    where record_type = 'incident';
create index records_by_trace on records
    using gin ((data -> 'tracing_request_subform_section') jsonb_path_ops)
    where record_type = 'tracing_request';
