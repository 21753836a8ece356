COPY (
  SELECT B_COUNTRY, Q260, Q273, Q274, Q275, Q279, Q284, Q289CS9, Q262, Q288, Q272,
         Q1, Q2, Q3, Q4, Q5, Q6, Q27, Q29, Q36, Q46, Q49, Q50, Q60, Q69, Q112, Q131
  FROM read_csv('$SURVEY', sample_size=1000, delim=',', header=true, quote='', escape='')
  WHERE B_COUNTRY IN (76, 124, 156, 818, 276, 356, 392, 643, 826, 840)
) TO '$OUT' (FORMAT parquet);
