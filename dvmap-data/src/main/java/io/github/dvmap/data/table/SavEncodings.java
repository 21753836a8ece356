package io.github.dvmap.data.table;

/** The character codes of a system file's machine record: Windows code pages and a few others. */
final class SavEncodings {
  private SavEncodings() {}

  /** The encoding's name; files that say ASCII are read as Windows-1252, which they often hold. */
  static String byCode(int code) {
    return switch (code) {
      case 0, 2, 3, 1252 -> "windows-1252";
      case 932 -> "windows-31j";
      case 936 -> "GBK";
      case 949 -> "x-windows-949";
      case 950 -> "Big5";
      case 874, 1250, 1251, 1253, 1254, 1255, 1256, 1257, 1258 ->
          code == 874 ? "x-windows-874" : "windows-" + code;
      case 10000 -> "x-MacRoman";
      case 20127 -> "US-ASCII";
      case 20866 -> "KOI8-R";
      case 51932 -> "EUC-JP";
      case 51949 -> "EUC-KR";
      case 54936 -> "GB18030";
      case 65001 -> "UTF-8";
      default -> code > 28590 && code < 28606 ? "ISO-8859-" + (code - 28590) : "IBM" + code;
    };
  }
}
