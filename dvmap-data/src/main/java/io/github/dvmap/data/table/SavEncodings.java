package io.github.dvmap.data.table;

import java.util.Locale;

/**
 * The encodings that a system file may name: by its machine record's character code, a Windows code
 * page or one of a few others, or by name. Files that say ASCII are read as Windows-1252, which
 * they often hold.
 */
final class SavEncodings {
  private SavEncodings() {}

  /** Java's name of an encoding that a file names; blanks and NULs may fill it up. */
  static String byName(String named) {
    String name = named.replace('\0', ' ').strip();
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "us-ascii", "ascii", "ansi_x3.4-1968", "iso646-us", "646" -> "windows-1252";
      case "macintosh", "macroman", "mac" -> "x-MacRoman";
      default -> name;
    };
  }

  /** Java's name of a code's encoding. */
  static String byCode(int code) {
    return switch (code) {
      case 0, 2, 3, 1252, 20127 -> "windows-1252";
      case 932 -> "windows-31j";
      case 936 -> "GBK";
      case 949 -> "x-windows-949";
      case 950 -> "Big5";
      case 874, 1250, 1251, 1253, 1254, 1255, 1256, 1257, 1258 ->
          code == 874 ? "x-windows-874" : "windows-" + code;
      case 10000 -> "x-MacRoman";
      case 20866 -> "KOI8-R";
      case 51932 -> "EUC-JP";
      case 51949 -> "EUC-KR";
      case 54936 -> "GB18030";
      case 65001 -> "UTF-8";
      default -> code > 28590 && code < 28606 ? "ISO-8859-" + (code - 28590) : "IBM" + code;
    };
  }
}
