package io.citylake.read.format;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * The merged ranges of a sheet. They stand after its rows (ECMA-376 part 1, 18.3.1.55), so the part
 * is gone through once before the rows are read.
 */
final class MergedRanges {
  private static final Pattern RANGE =
      Pattern.compile("([A-Z]{1,3})([1-9]\\d{0,6}):([A-Z]{1,3})([1-9]\\d{0,6})");
  private static final int MOST = 1_000_000;

  private final List<Range> waiting;
  private final List<Range> current = new ArrayList<>();
  private int next;

  private MergedRanges(List<Range> ranges) {
    this.waiting = ranges;
  }

  /**
   * Rows from 1, columns from 0; the last ones belong to it. What its first cell says is known once
   * its row was read.
   */
  static final class Range {
    final int firstRow;
    final int lastRow;
    final int firstColumn;
    final int lastColumn;
    @Nullable String value;
    @Nullable String fault;

    private Range(Matcher reference) {
      firstColumn = column(reference.group(1));
      firstRow = Integer.parseInt(reference.group(2));
      lastColumn = column(reference.group(3));
      lastRow = Integer.parseInt(reference.group(4));
    }
  }

  /** A column's number from 0. */
  static int column(String letters) {
    int number = 0;
    for (int i = 0; i < letters.length(); i++) {
      number = number * 26 + letters.charAt(i) - 'A' + 1;
    }
    return number - 1;
  }

  static MergedRanges none() {
    return new MergedRanges(List.of());
  }

  /**
   * Those of the sheet that the workbook knows under a relationship.
   *
   * @throws IOException where the workbook has no such part, or it isn't the XML of a sheet
   */
  static MergedRanges of(Path workbook, String relationship) throws IOException {
    List<Range> ranges = new ArrayList<>();
    try (ZipFile zip = new ZipFile(workbook.toFile())) {
      elements(sheet(zip, relationship), "mergeCell", reader -> add(reader, ranges));
    } catch (XMLStreamException e) {
      throw new IOException("its sheet is not whole", e);
    }
    ranges.sort(Comparator.comparingInt(range -> range.firstRow));
    return new MergedRanges(ranges);
  }

  /** Reads the sheet that the workbook knows under a relationship, until the workbook is closed. */
  static XMLStreamReader sheet(ZipFile zip, String relationship)
      throws IOException, XMLStreamException {
    List<String> targets = new ArrayList<>();
    elements(
        open(zip, "xl/_rels/workbook.xml.rels"),
        "Relationship",
        reader -> {
          if (relationship.equals(reader.getAttributeValue(null, "Id"))) {
            targets.add(reader.getAttributeValue(null, "Target"));
          }
        });
    if (targets.isEmpty()) {
      throw new IOException("the workbook says no part for its sheet " + relationship);
    }
    return open(zip, part(targets.get(0)));
  }

  private static String part(String target) {
    return target.startsWith("/") ? target.substring(1) : "xl/" + target;
  }

  private static void add(XMLStreamReader reader, List<Range> ranges) throws IOException {
    Matcher reference = RANGE.matcher(String.valueOf(reader.getAttributeValue(null, "ref")));
    if (!reference.matches()) {
      return; // A single cell, which is merged with nothing.
    }
    if (ranges.size() == MOST) {
      throw new IOException("the sheet has more than %d merged ranges".formatted(MOST));
    }
    ranges.add(new Range(reference));
  }

  private interface Element {
    void read(XMLStreamReader reader) throws IOException;
  }

  private static XMLStreamReader open(ZipFile zip, String part)
      throws IOException, XMLStreamException {
    ZipEntry entry = zip.getEntry(part);
    if (entry == null) {
      throw new IOException("the workbook lacks its part " + part);
    }
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    return factory.createXMLStreamReader(zip.getInputStream(entry));
  }

  private static void elements(XMLStreamReader reader, String name, Element each)
      throws IOException, XMLStreamException {
    while (reader.hasNext()) {
      if (reader.next() == XMLStreamConstants.START_ELEMENT && reader.getLocalName().equals(name)) {
        each.read(reader);
      }
    }
  }

  /** Those that a row has a part in. Rows are asked for from above. */
  List<Range> at(int row) {
    current.removeIf(range -> range.lastRow < row);
    for (; next < waiting.size() && waiting.get(next).firstRow <= row; next++) {
      if (waiting.get(next).lastRow >= row) {
        current.add(waiting.get(next));
      }
    }
    return current;
  }
}
