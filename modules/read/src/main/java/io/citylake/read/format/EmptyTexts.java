package io.citylake.read.format;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.zip.ZipFile;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Tells formulas that answered with the empty text, cells of type {@code str} with a value of no
 * characters (ECMA-376 part 1, 18.18.11), from those whose answer was not saved, which the library
 * shows alike. The sheet is gone through once more, beside its rows, and only where it has such a
 * cell.
 */
final class EmptyTexts implements Closeable {
  private final Path workbook;
  private final String relationship;
  private final BitSet columns = new BitSet();
  private @Nullable ZipFile zip;
  private @Nullable XMLStreamReader reader;
  private int row;

  EmptyTexts(Path workbook, String relationship) {
    this.workbook = workbook;
    this.relationship = relationship;
  }

  /**
   * Whether a cell's formula answered so. Rows are asked for from above.
   *
   * @param asked which one of the sheet's rows, from 1, whatever number it has
   * @param column from 0
   */
  boolean at(int asked, int column) throws IOException {
    try {
      if (reader == null) {
        zip = new ZipFile(workbook.toFile());
        reader = MergedRanges.sheet(zip, relationship);
      }
      while (row < asked && toRow(reader)) {
        readRow(reader);
      }
      return row == asked && columns.get(column);
    } catch (XMLStreamException e) {
      throw new IOException("its sheet is not whole", e);
    }
  }

  private static boolean toRow(XMLStreamReader reader) throws XMLStreamException {
    while (reader.hasNext()) {
      if (reader.next() == XMLStreamConstants.START_ELEMENT
          && reader.getLocalName().equals("row")) {
        return true;
      }
    }
    return false;
  }

  private void readRow(XMLStreamReader reader) throws XMLStreamException {
    row++;
    columns.clear();
    int column = -1;
    boolean text = false;
    while (reader.hasNext()) {
      int event = reader.next();
      if (event == XMLStreamConstants.END_ELEMENT && reader.getLocalName().equals("row")) {
        return;
      }
      if (event != XMLStreamConstants.START_ELEMENT) {
        continue;
      }
      if (reader.getLocalName().equals("c")) {
        String address = reader.getAttributeValue(null, "r");
        column =
            address == null ? column + 1 : MergedRanges.column(address.replaceAll("\\d+$", ""));
        text = "str".equals(reader.getAttributeValue(null, "t"));
      } else if (text && reader.getLocalName().equals("v") && reader.getElementText().isEmpty()) {
        columns.set(column);
      }
    }
  }

  @Override
  public void close() throws IOException {
    if (zip != null) {
      zip.close();
    }
  }
}
