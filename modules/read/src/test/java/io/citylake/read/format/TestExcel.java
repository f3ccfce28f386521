package io.citylake.read.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.contract.job.SourceSpec.Excel;
import io.citylake.contract.job.SourceSpec.Header;
import io.citylake.contract.job.SourceSpec.Merged;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestExcel {
  @TempDir private Path folder;

  private static Excel sheet(String sheet) {
    return new Excel(sheet, new Header(true, 20), Merged.FIRST, List.of(), List.of("^合计"), null);
  }

  private Path book() throws IOException {
    Path file = folder.resolve("书.xlsx");
    try (OutputStream out = Files.newOutputStream(file);
        Workbook book = new Workbook(out, "test", "1.0")) {
      Worksheet first = book.newWorksheet("登记");
      first.value(0, 0, "企业登记表");
      first.value(2, 0, "代码");
      first.value(2, 1, "金额");
      first.value(2, 2, "日期");
      first.value(2, 3, "时间");
      first.value(2, 4, "是");
      first.value(3, 0, "510107");
      first.value(3, 1, new BigDecimal("10000000"));
      first.value(3, 2, LocalDate.of(2020, 2, 29));
      first.style(3, 2).format("yyyy\"年\"m\"月\"d\"日\"").set();
      first.value(3, 3, LocalDateTime.of(2020, 2, 29, 23, 59, 59));
      first.style(3, 3).format("yyyy-mm-dd hh:mm:ss").set();
      first.value(3, 4, true);
      first.value(4, 0, 12);
      first.value(4, 1, 0.1 + 0.2);
      first.value(4, 3, 0.75);
      first.style(4, 3).format("h:mm").set();
      first.value(6, 0, "合计");
      first.value(6, 1, 2);
      first.value(7, 0, "x");
      first.value(7, 5, "surplus");
      Worksheet second = book.newWorksheet("second");
      second.value(0, 0, "a");
      second.value(1, 0, -1.5e-7);
      second.value(2, 0, 12345678901234L);
      second.value(3, 0, 1);
      second.style(3, 0).format("yyyy-mm-dd").set();
    }
    return file;
  }

  @Test
  void readsNumbersDatesAndBooleansAsText() throws IOException {
    assertThat(Rows.of(sheet("1"), book(), "代码", "金额"))
        .containsExactly(
            "1 skipped",
            "4: 代码=510107, 金额=10000000, 日期=2020-02-29, 时间=2020-02-29 23:59:59, 是=true",
            "5: 代码=12, 金额=0.3, 日期=null, 时间=18:00:00, 是=null",
            "7 skipped",
            "8! the record has 6 fields where the header has 5 {\"代码\":\"x\",\"金额\":null,\"日期\":null,\"时间\":null,\"是\":null,\"_extra\":[\"surplus\"]}");
  }

  @Test
  void readsSheetsByName() throws IOException {
    assertThat(Rows.of(sheet("second"), book(), "a"))
        .containsExactly("2: a=-0.00000015", "3: a=12345678901234", "4: a=1900-01-01");
  }

  /** A title, a header of two rows with merged cells, and merged cells below it. */
  private Path merged() throws IOException {
    Path file = folder.resolve("合并.xlsx");
    try (OutputStream out = Files.newOutputStream(file);
        Workbook book = new Workbook(out, "test", "1.0")) {
      book.newWorksheet("说明").value(0, 0, "站点");
      Worksheet sheet = book.newWorksheet("水位");
      sheet.value(0, 0, "水位日报");
      sheet.range(0, 0, 0, 4).merge();
      sheet.value(1, 0, "站点");
      sheet.range(1, 0, 2, 0).merge();
      sheet.value(1, 1, "水位");
      sheet.range(1, 1, 1, 2).merge();
      sheet.value(1, 3, "雨量");
      sheet.value(2, 1, "最高");
      sheet.value(2, 2, "最低");
      sheet.value(2, 4, "备注");
      sheet.value(3, 0, "望江楼");
      sheet.range(3, 0, 5, 0).merge();
      sheet.value(3, 1, 1.5);
      sheet.value(3, 2, 1.2);
      sheet.value(4, 1, 2);
      sheet.range(4, 1, 4, 2).merge();
      sheet.value(7, 0, "三瓦窑");
      sheet.value(7, 4, "停");
    }
    return file;
  }

  @Test
  void joinsTheNamesOfSeveralHeaderRows() throws IOException {
    Excel format =
        new Excel("水位", new Header(true, 20, 2, "/"), Merged.FIRST, List.of(), List.of(), null);
    assertThat(Rows.of(format, merged(), "站点", "水位/最高", "水位/最低", "雨量", "备注"))
        .containsExactly(
            "1 skipped",
            "4: 站点=望江楼, 水位/最高=1.5, 水位/最低=1.2, 雨量=null, 备注=null",
            "5: 站点=null, 水位/最高=2, 水位/最低=null, 雨量=null, 备注=null",
            "8: 站点=三瓦窑, 水位/最高=null, 水位/最低=null, 雨量=null, 备注=停");
  }

  @Test
  void fillsMergedCellsWhereTheContractSaysSo() throws IOException {
    Excel format =
        new Excel("水位", new Header(true, 20, 2, "-"), Merged.FILL, List.of(), List.of(), null);
    assertThat(Rows.of(format, merged(), "站点", "水位-最高", "水位-最低"))
        .containsExactly(
            "1 skipped",
            "4: 站点=望江楼, 水位-最高=1.5, 水位-最低=1.2, 雨量=null, 备注=null",
            "5: 站点=望江楼, 水位-最高=2, 水位-最低=2, 雨量=null, 备注=null",
            "8: 站点=三瓦窑, 水位-最高=null, 水位-最低=null, 雨量=null, 备注=停");
    // In a header of one row a merged cell names its first column only.
    Excel single = new Excel("水位", new Header(true, 20), Merged.FILL, List.of(), List.of(), null);
    assertThat(Rows.of(single, merged(), "站点", "水位")).contains("5: 站点=望江楼, 水位=2, _c3=2, 雨量=null");
  }

  @Test
  void saysThatAHeaderOfSeveralRowsIsNotThere() throws IOException {
    Excel format =
        new Excel("说明", new Header(true, 20, 2, "/"), Merged.FIRST, List.of(), List.of(), null);
    Path file = merged();
    assertThatThrownBy(() -> Rows.of(format, file, "站点"))
        .hasMessage(
            "Cannot read a/b.csv: it ends within its header, which has 2 rows (header.rows)");
  }

  @Test
  void namesAMissingSheet() throws IOException {
    Path file = book();
    assertThatThrownBy(() -> Rows.of(sheet("第三"), file, "a"))
        .hasMessage("Cannot read a/b.csv: the workbook has no sheet '第三' (found=登记, second)");
    assertThatThrownBy(() -> Rows.of(sheet("3"), file, "a")).hasMessageContaining("no sheet '3'");
  }
}
