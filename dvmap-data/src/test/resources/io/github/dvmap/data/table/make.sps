* Run as: LC_ALL=C.UTF-8 pspp make.sps (GNU PSPP 1.6.2).
DATA LIST LIST (";") /Q1 (F8.0) country (A3) a_rather_long_variable_name (F8.2) comment (A24) essay (A300).
BEGIN DATA
1;BRA;2.5;short;x
-2;DEU;-1;Köln, 'y';y
2;CAN;;;
END DATA.
IF (Q1 = 1) essay = RPAD("abcdefghijklmnopqrstuvwxyz", 300, "0").
VALUE LABELS
  /Q1 1 'Yes; "quite", so' 2 'No' -2 'لا إجابة'
  /country 'BRA' 'Brazil' 'DEU' 'Germany, Federal'
  /comment 'short' 'a short one'.
MISSING VALUES Q1 (-2).
SAVE OUTFILE='pspp-bytecode.sav' /COMPRESSED.
SAVE OUTFILE='pspp-plain.sav' /UNCOMPRESSED.
SAVE OUTFILE='pspp-zlib.zsav' /ZCOMPRESSED.
