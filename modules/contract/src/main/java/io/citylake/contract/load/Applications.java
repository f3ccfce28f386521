package io.citylake.contract.load;

import io.citylake.contract.CodeTable;
import io.citylake.contract.Title;
import io.citylake.contract.application.Application;
import io.citylake.contract.application.Application.Chart;
import io.citylake.contract.application.Application.Panel;
import io.citylake.contract.application.Choices;
import io.citylake.contract.application.Comparison;
import io.citylake.contract.application.Drill;
import io.citylake.contract.application.PanelColumn;
import io.citylake.contract.application.PanelColumn.Bad;
import io.citylake.contract.application.PanelLook;
import io.citylake.contract.application.PanelParameter;
import io.citylake.contract.application.TimeWindow;
import io.citylake.contract.application.WindowedQuery;
import io.citylake.contract.dataset.ColumnType;
import io.citylake.contract.shape.View;
import io.citylake.contract.shape.View.Placed;
import io.citylake.model.TableName;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes the records of applications whose files are without a mistake. */
final class Applications {
  private final String name;
  private final View view;
  private final Map<String, CodeTable> codes;
  private final @Nullable TimeWindow window;

  private Applications(String name, View view, Map<String, CodeTable> codes) {
    this.name = name;
    this.view = view;
    this.codes = codes;
    this.window = view.child("window").map(Applications::window).orElse(null);
  }

  static Application build(String name, View view, Map<String, CodeTable> codes) {
    return new Applications(name, view, codes).build();
  }

  private Application build() {
    return new Application(
        name,
        WorkspaceBuilder.title(view.childOrDefaults("title")),
        view.text("owner"),
        window,
        view.children("panels").stream().map(this::panel).toList());
  }

  /**
   * The window of a file that may have mistakes elsewhere; null where it has none, or a bad one.
   */
  static @Nullable TimeWindow findWindow(View view) {
    return view.child("window")
        .filter(each -> each.find("by", TimeWindow.By.class).isPresent())
        .filter(each -> each.find("newest", String.class).isPresent())
        .filter(each -> each.find("last", Long.class).isPresent())
        .map(Applications::window)
        .orElse(null);
  }

  private static TimeWindow window(View window) {
    return new TimeWindow(
        window.load("by", TimeWindow.By.class),
        window.text("newest"),
        Math.toIntExact(window.load("last", Long.class)));
  }

  private Panel panel(View panel) {
    WindowedQuery query = new WindowedQuery(panel.text("sql"), window);
    List<PanelParameter> parameters = new ArrayList<>(query.bounds());
    parameters.addAll(
        view.children("parameters").stream()
            .filter(each -> query.names().contains(each.text("name")))
            .map(each -> parameter(each, codes))
            .toList());
    panel.children("parameters").forEach(each -> parameters.add(parameter(each, codes)));
    return new Panel(
        panel.text("name"),
        WorkspaceBuilder.title(panel.childOrDefaults("title")),
        panel.load("chart", Chart.class),
        panel.find("x", String.class).orElse(null),
        panel.list("y", String.class),
        query.sql(),
        parameters,
        panel.place("sql").file(),
        look(panel, query));
  }

  private PanelLook look(View panel, WindowedQuery query) {
    Map<String, PanelColumn> columns = new TreeMap<>();
    panel.views("columns").forEach((each, column) -> columns.put(each, column(column.value())));
    return new PanelLook(
        columns,
        panel.child("compare").map(each -> compare(each, panel, query)).orElse(null),
        panel.child("gauge").map(Applications::range).orElse(null),
        panel.children("drill").stream().map(each -> drill(each, query)).toList());
  }

  private static PanelLook.Range range(View gauge) {
    return new PanelLook.Range(
        gauge.load("from", BigDecimal.class), gauge.load("to", BigDecimal.class));
  }

  private static PanelColumn column(View column) {
    BigDecimal warn = column.find("warn", BigDecimal.class).orElse(null);
    BigDecimal alarm = column.find("alarm", BigDecimal.class).orElse(null);
    boolean below = warn != null && alarm != null && alarm.compareTo(warn) < 0;
    return new PanelColumn(
        column.child("title").map(WorkspaceBuilder::title).orElse(null),
        column.child("unit").map(Applications::unit).orElse(null),
        warn,
        alarm,
        warn == null && alarm == null
            ? null
            : column.find("bad", Bad.class).orElse(below ? Bad.LOW : Bad.HIGH));
  }

  private static Title unit(View unit) {
    String zh = unit.text("zh");
    return new Title(zh, unit.find("en", String.class).orElse(zh));
  }

  private static Comparison compare(View compare, View panel, WindowedQuery query) {
    Comparison.To to = compare.load("to", Comparison.To.class);
    List<String> key = compare.list("key", String.class);
    List<String> columns = compare.list("columns", String.class);
    return new Comparison(
        to,
        compare.load("as", Comparison.As.class),
        key.isEmpty() ? panel.find("x", String.class).stream().toList() : key,
        columns.isEmpty() ? panel.list("y", String.class) : columns,
        query.earlier(to));
  }

  private Drill drill(View drill, WindowedQuery query) {
    Optional<View> screen = drill.child("screen");
    if (screen.isPresent()) {
      return new Drill.ToScreen(
          screen.get().find("application", String.class).orElse(name),
          screen.get().find("panel", String.class).orElse(null),
          plain(screen.get().map("with", String.class)));
    }
    Optional<View> map = drill.child("map");
    if (map.isPresent()) {
      return new Drill.ToMap(map.get().text("layer"), plain(map.get().map("where", String.class)));
    }
    View rows = drill.childOrDefaults("rows");
    return new Drill.ToRows(
        rows.load("table", TableName.class),
        plain(rows.map("where", String.class)),
        rows.find("time", String.class).orElse(null),
        !query.names().contains(TimeWindow.FROM));
  }

  private static Map<String, String> plain(Map<String, Placed<String>> placed) {
    Map<String, String> plain = new LinkedHashMap<>();
    placed.forEach((key, value) -> plain.put(key, value.value()));
    return plain;
  }

  static PanelParameter parameter(View parameter, Map<String, CodeTable> codes) {
    String fallback = parameter.findText("default").orElse(null);
    return new PanelParameter(
        parameter.text("name"),
        parameter.load("type", ColumnType.class),
        fallback,
        fallback == null && !parameter.load("optional", Boolean.class),
        parameter.child("title").map(WorkspaceBuilder::title).orElse(null),
        parameter.child("choices").map(each -> choices(each, codes)).orElse(null));
  }

  private static Choices choices(View choices, Map<String, CodeTable> codes) {
    List<CodeTable.Entry> entries =
        choices
            .find("codes", String.class)
            .flatMap(each -> Optional.ofNullable(codes.get(each)))
            .map(CodeTable::entries)
            .orElse(List.of());
    Set<Choices.Choice> choice =
        entries.stream()
            .filter(each -> each.until() == null)
            .map(each -> new Choices.Choice(each.code(), each.title()))
            .collect(Collectors.toCollection(LinkedHashSet::new));
    return new Choices(choices.find("sql", String.class).orElse(null), List.copyOf(choice));
  }
}
