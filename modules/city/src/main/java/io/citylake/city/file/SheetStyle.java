package io.citylake.city.file;

/** How a department saves a sheet; the CSV ones end lines in CRLF. */
public enum SheetStyle {
  GB18030,
  UTF_8,
  UTF_8_BOM,
  UTF_16,
  XLSX
}
