package io.github.dvmap.data.table;

import com.fasterxml.aalto.stax.InputFactoryImpl;
import com.google.common.primitives.Longs;
import io.github.dvmap.core.survey.SurveyFormatException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BiFunction;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** The bounds that a workbook's XML keeps to, checked without holding any of it. */
final class XlsxScan {
  /** The most bytes of one tag, comment or run of text: 8 MiB. */
  static final int MAX_MARKUP = 1 << 23;

  /** The most characters of a cell or shared string; Excel's own bound is 32,767. */
  static final int MAX_TEXT = 100_000;

  /** The most columns of a sheet, as in Excel. */
  static final int MAX_SHEET_COLUMNS = 16_384;

  static final int MAX_SHARED_STRINGS = 5_000_000;
  static final int MAX_NUMBER = 400;
  static final int MAX_FORMULA = 8_192;
  static final int MAX_ARRAY_FORMULAS = 1_000;
  static final int MAX_DEPTH = 100;
  static final int MAX_NAMES = 10_000;

  private static final int LETTERS = 26;

  private final BiFunction<String, String, SurveyFormatException> fault;
  private final XMLInputFactory factory = new InputFactoryImpl();
  private final Set<String> names = new HashSet<>();
  private String entry = "";
  private int depth;
  private int itemDepth;
  private int cellsInRow;
  private int arrayFormulas;
  private long sharedStrings;
  private long lastShared = -1;
  private String cellType = "";
  private final StringBuilder leaf = new StringBuilder();
  private long itemText;

  /**
   * Creates a scan.
   *
   * @param fault makes the exception from the entry's name and what is wrong
   */
  XlsxScan(BiFunction<String, String, SurveyFormatException> fault) {
    this.fault = fault;
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
  }

  /**
   * Reads an entry up to its end or to where it is no XML.
   *
   * @param progress told each time that the parser has let go of what it read
   * @throws SurveyFormatException if a bound is exceeded
   */
  void scan(InputStream in, String name, Runnable progress) {
    entry = name;
    depth = 0;
    itemDepth = 0;
    cellsInRow = 0;
    arrayFormulas = 0;
    try {
      events(factory.createXMLStreamReader(in), progress);
    } catch (SurveyFormatException e) {
      throw e;
    } catch (XMLStreamException | RuntimeException e) { // text is parsed late, unchecked
      if (name.endsWith(".xml") || name.endsWith(".rels")) {
        throw fault.apply(name, "is damaged XML: " + e.getMessage());
      }
    }
  }

  private void events(XMLStreamReader reader, Runnable progress) throws XMLStreamException {
    while (reader.hasNext()) {
      int event = reader.next();
      progress.run();
      switch (event) {
        case XMLStreamReader.START_ELEMENT -> start(reader);
        case XMLStreamReader.END_ELEMENT -> end(reader.getLocalName());
        case XMLStreamReader.CHARACTERS, XMLStreamReader.CDATA, XMLStreamReader.SPACE ->
            characters(reader);
        default -> {}
      }
    }
    reader.close();
  }

  /** After the last entry: every shared string that a cell refers to is there. */
  void finish() {
    if (lastShared >= sharedStrings) {
      throw fault.apply(
          "", "refers to shared string " + lastShared + "; it has " + sharedStrings + " of them");
    }
  }

  private void start(XMLStreamReader reader) {
    depth++;
    String element = reader.getLocalName();
    known(element);
    for (int i = 0; i < reader.getAttributeCount(); i++) {
      known(reader.getAttributeLocalName(i));
    }
    bound(depth, MAX_DEPTH, "nested elements");
    leaf.setLength(0);
    switch (element) {
      case "row" -> cellsInRow = 0;
      case "c" -> cell(reader);
      case "si" -> {
        sharedStrings++;
        bound(sharedStrings, MAX_SHARED_STRINGS, "shared strings");
      }
      case "f" -> {
        arrayFormulas += "array".equals(reader.getAttributeValue(null, "t")) ? 1 : 0;
        bound(arrayFormulas, MAX_ARRAY_FORMULAS, "array formulas");
      }
      default -> {}
    }
    if (itemDepth == 0) {
      itemText = 0;
      itemDepth = element.equals("c") || element.equals("si") ? depth : 0;
    }
  }

  private void cell(XMLStreamReader reader) {
    cellsInRow++;
    bound(cellsInRow, MAX_SHEET_COLUMNS, "cells in a row");
    String type = reader.getAttributeValue(null, "t");
    cellType = type == null ? "n" : type;
    String reference = reader.getAttributeValue(null, "r");
    if (reference != null) {
      int column = 0;
      int at = 0;
      while (at < reference.length() && Character.isLetter(reference.charAt(at)) && at < 4) {
        column = column * LETTERS + Character.toUpperCase(reference.charAt(at)) - 'A' + 1;
        at++;
      }
      if (column < 1 || column > MAX_SHEET_COLUMNS || !reference.substring(at).matches("[0-9]+")) {
        throw fault.apply(entry, "has a cell at " + shown(reference) + ", which no sheet has");
      }
    }
  }

  private void characters(XMLStreamReader reader) {
    if (itemDepth > 0) {
      String text = reader.getText();
      itemText += text.length();
      bound(itemText, MAX_TEXT, "characters in a cell");
      leaf.append(text);
    }
  }

  private void end(String element) {
    if (itemDepth > 0 && element.equals("v")) {
      value();
    } else if (itemDepth > 0 && element.equals("f")) {
      bound(leaf.length(), MAX_FORMULA, "characters in a formula");
    }
    itemDepth = itemDepth == depth ? 0 : itemDepth;
    depth--;
    leaf.setLength(0);
  }

  private void value() {
    if (cellType.equals("s") && leaf.length() > 0) {
      Long index = Longs.tryParse(leaf.toString());
      if (index == null || index < 0) {
        throw fault.apply(entry, "refers to shared string " + shown(leaf.toString()));
      }
      lastShared = Math.max(lastShared, index);
    } else if (cellType.equals("n")) {
      bound(leaf.length(), MAX_NUMBER, "characters in a number");
    }
  }

  private void known(String name) {
    if (names.add(name)) {
      bound(names.size(), MAX_NAMES, "names of elements and attributes");
    }
  }

  private static String shown(String value) {
    return value.substring(0, Math.min(value.length(), 20));
  }

  private void bound(long value, long most, String what) {
    if (value > most) {
      throw fault.apply(entry, "has more than " + most + " " + what);
    }
  }
}
