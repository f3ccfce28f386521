package io.citylake.contract.load;

import io.citylake.contract.Title;
import io.citylake.contract.policy.Duties;
import io.citylake.contract.policy.Duties.Holder;
import io.citylake.contract.policy.Duties.Separation;
import io.citylake.contract.policy.Duty;
import io.citylake.contract.policy.Grant;
import io.citylake.contract.policy.Mask;
import io.citylake.contract.policy.Mask.Action;
import io.citylake.contract.policy.Policies;
import io.citylake.contract.policy.ResourceLimits;
import io.citylake.contract.policy.Role;
import io.citylake.contract.policy.RowFilter;
import io.citylake.contract.shape.View;
import io.citylake.model.DataSize;
import io.citylake.model.TableName;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Makes the policies of a file that is without a problem. */
final class PolicyBuilder {
  private static final List<Mask> STANDARD =
      List.of(Mask.ofGrade(3, Action.PARTIAL), Mask.ofGrade(4, Action.REDACT));

  private PolicyBuilder() {}

  static Policies build(View view) {
    SortedMap<String, Title> purposes = new TreeMap<>();
    view.views("purposes")
        .forEach((name, each) -> purposes.put(name, WorkspaceBuilder.title(each.value())));
    SortedMap<String, Role> roles = new TreeMap<>();
    view.views("roles").forEach((name, each) -> roles.put(name, role(name, each.value())));
    List<Mask> masks = view.children("masks").stream().map(PolicyBuilder::general).toList();
    return new Policies(
        purposes,
        number(view, "purpose-required-from"),
        view.has("masks") ? masks : STANDARD,
        roles,
        duties(view));
  }

  static Duties duties(View view) {
    SortedMap<String, Holder> holders = new TreeMap<>();
    view.views("roles")
        .forEach(
            (name, role) ->
                role.value()
                    .find("duty", Duty.class)
                    .ifPresent(
                        duty ->
                            holders.put(
                                name,
                                new Holder(duty, role.value().list("accounts", String.class)))));
    return new Duties(view.load("separation", Separation.class), holders);
  }

  private static Mask general(View view) {
    return new Mask(
        view.has("grade") ? number(view, "grade") : null,
        List.of(),
        List.of(),
        view.list("identifiers", String.class),
        view.load("action", Action.class),
        0);
  }

  private static Role role(String name, View view) {
    return new Role(
        name,
        WorkspaceBuilder.title(view.childOrDefaults("title")),
        view.load("administrator", Boolean.class) ? Role.Rank.ADMINISTRATOR : Role.Rank.READER,
        view.load("time-travel", Boolean.class) ? Role.History.RELEASED : Role.History.LATEST,
        view.list("purposes", String.class),
        view.children("grants").stream().map(PolicyBuilder::grant).toList(),
        view.children("filters").stream().map(PolicyBuilder::filter).toList(),
        view.children("masks").stream().map(PolicyBuilder::mask).toList(),
        view.list("operate", String.class),
        view.list("manage", String.class),
        limits(view.childOrDefaults("limits")));
  }

  private static Grant grant(View view) {
    int clear = number(view, "clear-grade");
    return new Grant(
        view.list("themes", String.class),
        view.list("layers", String.class),
        view.list("tables", TableName.class),
        view.list("include", String.class),
        view.list("exclude", String.class),
        clear,
        view.has("clear-grade-with-purpose") ? number(view, "clear-grade-with-purpose") : clear,
        view.find("expires", LocalDate.class).orElse(null),
        view.list("actions", String.class));
  }

  private static RowFilter filter(View view) {
    return new RowFilter(
        view.list("tables", TableName.class),
        view.text("column"),
        view.list("in", String.class),
        view.load("where-missing", RowFilter.WhereMissing.class));
  }

  private static Mask mask(View view) {
    return new Mask(
        view.has("grade") ? number(view, "grade") : null,
        view.list("tables", TableName.class),
        view.list("columns", String.class),
        view.list("identifiers", String.class),
        view.load("action", Action.class),
        number(view, "digits"));
  }

  private static ResourceLimits limits(View view) {
    return new ResourceLimits(
        view.load("time", Duration.class),
        view.load("rows", Long.class),
        view.load("bytes", DataSize.class),
        number(view, "concurrency"),
        number(view, "queue"),
        view.has("export-rows")
            ? view.load("export-rows", Long.class)
            : view.load("rows", Long.class));
  }

  private static int number(View view, String key) {
    return Math.toIntExact(view.load(key, Long.class));
  }
}
