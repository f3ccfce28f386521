package io.citylake.contract.load;

import io.citylake.contract.Theme;
import io.citylake.contract.job.Refresh;
import io.citylake.contract.job.Step;
import io.citylake.contract.settings.Settings;
import io.citylake.contract.shape.View;
import io.citylake.contract.shape.View.Chosen;
import io.citylake.model.JobName;
import io.citylake.model.TableName;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Makes a step of a file that is without a problem. */
final class StepBuilder {
  private StepBuilder() {}

  static Step build(JobName name, StepDraft draft, Theme theme, Settings settings) {
    View head = draft.head();
    return new Step(
        name,
        WorkspaceBuilder.title(head.childOrDefaults("title")),
        head.find("owner", String.class).orElse(theme.owner()),
        StepChecks.target(name, draft),
        head.choice("refresh").map(StepBuilder::refresh).orElse(new Refresh.Full()),
        draft.sql(),
        draft.file(),
        ScheduleBuilder.build(head, settings.zone()).orElse(null),
        ScheduleBuilder.timeout(head, theme, settings),
        head.list("tags", String.class));
  }

  private static Refresh refresh(Chosen chosen) {
    return switch (chosen.key()) {
      case "append" -> new Refresh.Append(chosen.arguments().load("input", TableName.class));
      case "partition" -> groups(Refresh.By.PARTITION, chosen);
      case "key" -> groups(Refresh.By.KEY, chosen);
      default -> new Refresh.Full();
    };
  }

  private static Refresh groups(Refresh.By by, Chosen chosen) {
    SortedMap<TableName, List<String>> changes = new TreeMap<>();
    chosen
        .beside()
        .views("changes")
        .forEach(
            (table, expressions) ->
                changes.put(TableName.parse(table), expressions.value().texts("expressions")));
    return new Refresh.Groups(by, chosen.arguments().list("columns", String.class), changes);
  }
}
