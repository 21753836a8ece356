-- The released recipe on codes: no labels, no prompts.
COPY (
  WITH people AS (
    SELECT (B_COUNTRY, Q260, Q273, least(Q274, 1), Q275, Q279, Q284, Q289CS9,
            CASE WHEN Q262 < 18 THEN 1 WHEN Q262 < 35 THEN 2 WHEN Q262 < 51 THEN 3
                 WHEN Q262 < 65 THEN 4 ELSE 5 END,
            CASE WHEN Q288 < 4 THEN 1 WHEN Q288 < 8 THEN 2 ELSE 3 END, Q272) AS profile,
           Q1, Q2, Q3, Q4, Q5, Q6, Q27, Q29, Q36, Q46, Q49, Q50, Q60, Q69, Q112, Q131
    FROM read_csv('$SURVEY')
    WHERE B_COUNTRY IN (76, 124, 156, 818, 276, 356, 392, 643, 826, 840)
      AND Q262 >= 0 AND Q288 > 0
  ),
  answers AS (
    UNPIVOT people ON Q1, Q2, Q3, Q4, Q5, Q6, Q27, Q29, Q36, Q46, Q49, Q50, Q60, Q69, Q112, Q131
    INTO NAME question VALUE code
  ),
  counted AS (
    SELECT profile, question, code, count(*) AS votes
    FROM answers WHERE code > 0 GROUP BY ALL
  ),
  ranked AS (
    SELECT *, max(votes) OVER (PARTITION BY profile, question) AS most FROM counted
  ),
  tied AS (
    SELECT profile, question, list(code ORDER BY code) AS codes
    FROM ranked WHERE votes = most GROUP BY ALL
  )
  SELECT profile, question, codes[len(codes) // 2 + 1] AS answer FROM tied
) TO '$OUT' (FORMAT parquet);
