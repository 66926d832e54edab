// When the rows of ao.db were made, by hour.
table(sql("SELECT substr(created_at, 1, 13) AS hour, count(*) AS rows FROM sessions GROUP BY 1 ORDER BY 1"))
