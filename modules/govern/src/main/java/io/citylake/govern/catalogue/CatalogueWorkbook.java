package io.citylake.govern.catalogue;

import io.citylake.contract.CodeTable;
import io.citylake.contract.Theme;
import io.citylake.contract.Workspace;
import io.citylake.contract.dataset.CatalogueEntry;
import io.citylake.contract.dataset.CatalogueEntry.Decision;
import io.citylake.contract.dataset.ColumnContract;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dataset.Openness;
import io.citylake.contract.dataset.ShareType;
import io.citylake.contract.settings.Department;
import io.citylake.model.TableName;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.jspecify.annotations.Nullable;

/**
 * The government data catalogue (政务数据资源目录) as a workbook: a sheet with a row for each dataset, with
 * the metadata that GB/T 21063.3 and the compilation guide of 2017 name, a sheet with a row for
 * each item of it, and a sheet with a row for each code that items hold.
 */
public final class CatalogueWorkbook {
  private static final List<String> DATASETS =
      List.of(
          "资源代码", "资源名称", "英文名称", "资源分类", "资源提供方", "资源提供方代码", "责任人", "联系方式", "资源摘要", "资源格式", "信息项数",
          "数据分级", "共享类型", "共享条件", "共享方式", "是否向社会开放", "开放类型", "开放条件", "决定理由", "发布日期", "更新周期",
          "关联资源代码", "数据量", "最近更新", "是否逾期", "质量评分");
  private static final List<String> ITEMS =
      List.of(
          "资源代码", "资源名称", "信息项名称", "信息项英文名", "字段名", "数据类型", "计量单位", "是否主键", "是否必填", "数据分级", "个人信息",
          "代码表");
  private static final List<String> CODES =
      List.of("代码表", "代码表名称", "标准", "代码", "名称", "英文名称", "上级代码", "启用日期", "停用日期");
  private static final String UNDECIDED = "尚未决定，按不予共享、不开放处理";
  private static final Map<String, String> CYCLES =
      Map.of(
          "real-time", "实时",
          "hourly", "每小时",
          "daily", "每日",
          "weekly", "每周",
          "monthly", "每月",
          "quarterly", "每季度",
          "yearly", "每年",
          "irregular", "不定期");

  private final Workspace workspace;
  private final DatasetFacts.Source facts;
  private final Function<TableName, List<TableName>> related;
  private final Clock clock;

  /**
   * For one workspace.
   *
   * @param related the datasets that one is made of (关联资源)
   */
  public CatalogueWorkbook(
      Workspace workspace,
      DatasetFacts.Source facts,
      Function<TableName, List<TableName>> related,
      Clock clock) {
    this.workspace = workspace;
    this.facts = facts;
    this.related = related;
    this.clock = clock;
  }

  /** Writes all datasets and code tables; the stream stays open. */
  public void write(OutputStream out) throws IOException {
    Workbook workbook = new Workbook(out, "CityLake", "1.0");
    Worksheet datasets = workbook.newWorksheet("政务数据资源目录");
    Worksheet items = workbook.newWorksheet("信息项");
    Worksheet codes = workbook.newWorksheet("代码");
    header(datasets, DATASETS);
    header(items, ITEMS);
    header(codes, CODES);
    int row = 1;
    int item = 1;
    int code = 1;
    for (DatasetContract dataset : workspace.datasets().values()) {
      dataset(datasets, row++, dataset);
      for (ColumnContract column : dataset.columns()) {
        item(items, item++, dataset, column);
      }
    }
    for (CodeTable table : workspace.codeTables().values()) {
      for (CodeTable.Entry entry : table.entries()) {
        code(codes, code++, table, entry);
      }
    }
    datasets.finish();
    items.finish();
    codes.finish();
    workbook.finish();
  }

  private static void header(Worksheet sheet, List<String> titles) {
    for (int i = 0; i < titles.size(); i++) {
      sheet.value(0, i, titles.get(i));
      sheet.style(0, i).bold().set();
    }
    sheet.freezePane(2, 1);
  }

  private void dataset(Worksheet sheet, int row, DatasetContract dataset) {
    DatasetFacts now = facts.of(dataset.name());
    Theme theme = workspace.themes().get(dataset.name().theme());
    Cells cells = new Cells(sheet, row);
    cells.text(dataset.name().toString());
    cells.text(dataset.title().zh());
    cells.text(dataset.title().en());
    cells.text(theme == null ? dataset.name().theme() : theme.title().zh());
    provider(cells, dataset.owner());
    CatalogueEntry entry = dataset.catalogue();
    cells.text(entry.summary() == null ? dataset.grain() : entry.summary());
    cells.text("数据库");
    cells.number(dataset.columns().size());
    cells.number(dataset.grade());
    decision(cells, entry);
    cells.text(dataset.updateCycle() == null ? "" : CYCLES.getOrDefault(dataset.updateCycle(), ""));
    cells.text(
        related.apply(dataset.name()).stream()
            .map(TableName::toString)
            .collect(Collectors.joining("、")));
    Long rows = now.rows();
    if (rows == null) {
      cells.text("");
    } else {
      cells.number(rows);
    }
    cells.text(
        now.updatedAt() == null
            ? ""
            : LocalDateTime.ofInstant(now.updatedAt(), workspace.settings().zone())
                .withNano(0)
                .toString());
    cells.text(now.late(dataset.updateCycle(), clock).map(late -> late ? "是" : "否").orElse(""));
    now.quality().ifPresent(cells::number);
  }

  private void provider(Cells cells, String owner) {
    Department department = workspace.settings().departments().get(owner);
    cells.text(owner);
    cells.text(department == null ? "" : department.code());
    cells.text(department == null ? "" : department.responsible());
    cells.text(department == null || department.contact() == null ? "" : department.contact());
  }

  private static void decision(Cells cells, CatalogueEntry entry) {
    cells.text(entry.share().zh());
    cells.text(entry.shareCondition() == null ? "" : entry.shareCondition());
    cells.text(entry.share() == ShareType.NONE ? "" : "接口、数据库查询");
    cells.text(entry.open() == Openness.NONE ? "否" : "是");
    cells.text(entry.open().zh());
    cells.text(entry.openCondition() == null ? "" : entry.openCondition());
    cells.text(
        entry.isDecided() ? entry.findDecision().map(Decision::because).orElse("") : UNDECIDED);
    cells.text(entry.findDecision().map(decision -> decision.on().toString()).orElse(""));
  }

  private static void item(
      Worksheet sheet, int row, DatasetContract dataset, ColumnContract column) {
    Cells cells = new Cells(sheet, row);
    cells.text(dataset.name().toString());
    cells.text(dataset.title().zh());
    cells.text(column.title().zh());
    cells.text(column.title().en());
    cells.text(column.name());
    cells.text(column.type().toString());
    cells.text(column.unit() == null ? "" : column.unit());
    cells.text(dataset.key().contains(column.name()) ? "是" : "否");
    cells.text(column.required() ? "是" : "否");
    cells.number(column.grade());
    cells.text(column.personal().isEmpty() ? "否" : "是");
    cells.text(column.codeTable() == null ? "" : column.codeTable());
  }

  private static void code(Worksheet sheet, int row, CodeTable table, CodeTable.Entry entry) {
    Cells cells = new Cells(sheet, row);
    cells.text(table.name());
    cells.text(table.title().zh());
    cells.text(table.standard());
    cells.text(entry.code());
    cells.text(entry.title().zh());
    cells.text(entry.title().en());
    cells.text(entry.parent() == null ? "" : entry.parent());
    cells.text(day(entry.from()));
    cells.text(day(entry.until()));
  }

  private static String day(@Nullable LocalDate date) {
    return date == null ? "" : date.toString();
  }

  /** The cells of a row from left to right. */
  private static final class Cells {
    private final Worksheet sheet;
    private final int row;
    private int next;

    Cells(Worksheet sheet, int row) {
      this.sheet = sheet;
      this.row = row;
    }

    void text(String text) {
      sheet.value(row, next++, text);
    }

    void number(Number number) {
      sheet.value(row, next++, number);
    }
  }
}
