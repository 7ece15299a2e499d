CREATE VIEW figures_{lang} AS SELECT
  o.observation_id,
  o.indicator_id, indicators.name_{lang} AS indicator,
  o.place_id, places.name_{lang} AS place,
  o.period, o.year, {period_kind} AS period_kind,
  {measure} AS measure, o.value, units.name_{lang} AS unit, {bound} AS bound, o.lower, o.upper,
  {status} AS status, {vintage} AS vintage, o.break_before, o.base_period, {scope} AS scope,
  o.preferred,
  coalesce(sources.{title}, sources.title) AS source,
  o.as_printed,
  coalesce(o.note_{lang}, o.note_en) AS note
FROM observations AS o
LEFT JOIN indicators ON indicators.indicator_id = o.indicator_id
LEFT JOIN places ON places.place_id = o.place_id
LEFT JOIN units ON units.unit_id = o.unit_id
LEFT JOIN sources ON sources.source_id = o.source_id
