package io.citylake.read.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Writes a workbook anew in the form that Excel itself uses: the strict form of ECMA-376 has other
 * namespaces, cells of type {@code d} hold a date as ISO text, and a workbook may have no styles.
 * How a text in a cell is to be said (phonetic runs, ECMA-376 part 1, 18.4.6), which the library
 * takes for a part of it, is left out.
 */
final class PlainWorkbook {
  private static final int BLOCK = 1 << 16;

  /** Longer than what is searched for, so that none of it is cut. */
  private static final int LONGEST = 4096;

  /** Where a workbook says which parts it has. */
  static final String TYPES = "[Content_Types].xml";

  private static final String STYLES =
      "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml";

  private static final Pattern PHONETIC = Pattern.compile("<(/?)(?:\\w+:)?rPh\\b[^<>]*>");

  private PlainWorkbook() {}

  /** Whether a stretch of {@link #TYPES} names the styles. */
  static boolean namesStyles(String types) {
    return types.contains(STYLES);
  }

  /** Whether a stretch of a part's XML says that the workbook is of another form. */
  static boolean differs(String part, String xml) {
    return xml.contains("purl.oclc.org/ooxml/")
        || xml.contains(" t=\"d\"")
        // Of texts that cells share the library passes it over.
        || (part.startsWith("xl/worksheets/") && xml.contains("rPh "));
  }

  /** A copy in the local directory of temporary files, for the caller to delete. */
  static Path of(Path workbook) throws IOException {
    Path copy = Files.createTempFile("citylake-", ".xlsx");
    try (ZipFile zip = new ZipFile(workbook.toFile());
        ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(copy))) {
      boolean unstyled = false;
      Enumeration<? extends ZipEntry> entries = zip.entries();
      while (entries.hasMoreElements()) {
        ZipEntry entry = entries.nextElement();
        out.putNextEntry(new ZipEntry(entry.getName()));
        try (InputStream in = zip.getInputStream(entry)) {
          if (entry.getName().equals(TYPES)) {
            unstyled = types(in, out);
          } else if (entry.getName().endsWith(".xml") || entry.getName().endsWith(".rels")) {
            rewrite(in, out);
          } else {
            in.transferTo(out);
          }
        }
        out.closeEntry();
      }
      if (unstyled) {
        out.putNextEntry(new ZipEntry("citylake/styles.xml"));
        out.write(
            "<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"/>"
                .getBytes(StandardCharsets.UTF_8));
        out.closeEntry();
      }
      return copy;
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(copy);
      throw e;
    }
  }

  /** Adds styles to parts that have none, and says whether it did. */
  private static boolean types(InputStream in, OutputStream out) throws IOException {
    String types = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    boolean unstyled = !namesStyles(types);
    String part = "<Override PartName=\"/citylake/styles.xml\" ContentType=\"" + STYLES + "\"/>";
    String all = unstyled ? types.replace("</Types>", part + "</Types>") : types;
    out.write(all.getBytes(StandardCharsets.ISO_8859_1));
    return unstyled;
  }

  /** Bytes pass as they are, so that the encoding of the XML does not matter. */
  private static void rewrite(InputStream in, OutputStream out) throws IOException {
    StringBuilder text = new StringBuilder();
    Phonetic phonetic = new Phonetic();
    byte[] block = new byte[BLOCK];
    for (int read = in.read(block); read >= 0; read = in.read(block)) {
      text.append(new String(block, 0, read, StandardCharsets.ISO_8859_1));
      int end = text.lastIndexOf(">") + 1;
      int until = end > 0 ? end : Math.max(0, text.length() - LONGEST);
      String stretch = phonetic.without(text.substring(0, until));
      out.write(plain(stretch).getBytes(StandardCharsets.ISO_8859_1));
      text.delete(0, until);
    }
    String rest = phonetic.without(text.toString());
    out.write(plain(rest).getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Leaves phonetic runs out, which may go on from one stretch to the next. */
  private static final class Phonetic {
    private boolean inside;

    String without(String xml) {
      if (!inside && !xml.contains("rPh")) {
        return xml;
      }
      StringBuilder kept = new StringBuilder();
      Matcher tag = PHONETIC.matcher(xml);
      int from = 0;
      while (tag.find()) {
        if (!inside) {
          kept.append(xml, from, tag.start());
        }
        inside = tag.group(1).isEmpty() && !tag.group().endsWith("/>");
        from = tag.end();
      }
      return inside ? kept.toString() : kept.append(xml, from, xml.length()).toString();
    }
  }

  private static String plain(String xml) {
    return xml.replace(
            "http://purl.oclc.org/ooxml/spreadsheetml/main",
            "http://schemas.openxmlformats.org/spreadsheetml/2006/main")
        .replace(
            "http://purl.oclc.org/ooxml/officeDocument/relationships",
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships")
        .replaceAll("(<(?:\\w+:)?c\\b[^<>]*\\bt=)\"d\"", "$1\"str\"");
  }
}
