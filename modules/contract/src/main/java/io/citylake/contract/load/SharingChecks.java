package io.citylake.contract.load;

import io.citylake.contract.dataset.Openness;
import io.citylake.contract.dataset.ShareType;
import io.citylake.contract.shape.View;
import io.citylake.contract.yaml.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a dataset says of sharing and openness must go with what it holds. */
final class SharingChecks {
  private static final long HIGHEST_UNCONDITIONAL = 2;
  private static final long HIGHEST_OPEN_ON_CONDITIONS = 2;

  private final View view;
  private final Diagnostics findings;
  private final Optional<ShareType> share;
  private final Optional<Openness> open;

  private SharingChecks(View view, Diagnostics findings) {
    this.view = view;
    this.findings = findings;
    this.share = view.find("share", ShareType.class);
    this.open = view.find("open", Openness.class);
  }

  /** What contradicts itself. */
  static void run(View dataset, Diagnostics findings) {
    SharingChecks checks = new SharingChecks(dataset, findings);
    checks.conditions();
    checks.grades();
    checks.persons();
    if (checks.share.filter(ShareType.NONE::equals).isPresent() && checks.isOpen()) {
      findings.add(
          dataset.place("open"),
          "'open' is %s, and 'share' is none: what society may have, departments may"
              .formatted(checks.openWord()));
    }
  }

  /** That nobody decided, which leaves it unshared and closed. */
  static void warn(View dataset, Diagnostics warnings) {
    List<String> missing = new ArrayList<>();
    for (String key : List.of("share", "open", "decided")) {
      if (!dataset.has(key)) {
        missing.add("'" + key + "'");
      }
    }
    if (!missing.isEmpty()) {
      warnings.add(
          Place.start(dataset.place().file()),
          "nobody decided whether it is shared and open, so it is 不予共享 and 不开放; say %s"
              .formatted(String.join(", ", missing)));
    }
  }

  private boolean isOpen() {
    return open.filter(each -> each != Openness.NONE).isPresent();
  }

  private String openWord() {
    return view.findText("open").orElse("");
  }

  private void conditions() {
    condition("share", "share-condition", share.filter(ShareType.CONDITIONAL::equals).isPresent());
    condition("open", "open-condition", open.filter(Openness.CONDITIONAL::equals).isPresent());
  }

  private void condition(String key, String condition, boolean needed) {
    if (needed && !view.has(condition)) {
      findings.add(
          view.place(key),
          "'%s' is conditional, and no '%s' says on which condition".formatted(key, condition));
    }
    if (!needed && view.has(condition)) {
      findings.add(
          view.place(condition), "'%s' goes with '%s: conditional' only".formatted(condition, key));
    }
  }

  private void grades() {
    for (View column : view.children("columns")) {
      long grade = column.find("grade", Long.class).orElse(1L);
      String name = column.find("name", String.class).orElse("");
      if (share.filter(ShareType.UNCONDITIONAL::equals).isPresent()
          && grade > HIGHEST_UNCONDITIONAL) {
        tooHigh("share", column, name, grade, "conditional or none");
      }
      if (open.filter(Openness.UNCONDITIONAL::equals).isPresent() && grade > 1) {
        tooHigh("open", column, name, grade, "conditional or none");
      }
      if (open.filter(Openness.CONDITIONAL::equals).isPresent()
          && grade > HIGHEST_OPEN_ON_CONDITIONS) {
        tooHigh("open", column, name, grade, "none");
      }
    }
  }

  private void tooHigh(String key, View column, String name, long grade, String remedy) {
    findings.add(
        view.place(key),
        "'%s' is %s, and column '%s' (line %d) has grade %d; it can be %s"
            .formatted(
                key,
                view.findText(key).orElse(""),
                name,
                column.place("name").line(),
                grade,
                remedy));
  }

  private void persons() {
    for (View column : view.children("columns")) {
      if (IdentifierChecks.personal(column).isEmpty()) {
        continue;
      }
      String name = column.find("name", String.class).orElse("");
      int line = column.place("name").line();
      if (isOpen()) {
        findings.add(
            view.place("open"),
            "'open' is %s, and column '%s' (line %d) tells of persons; it can be none"
                .formatted(openWord(), name, line));
      }
      if (share.filter(ShareType.UNCONDITIONAL::equals).isPresent()) {
        findings.add(
            view.place("share"),
            "'share' is unconditional, and column '%s' (line %d) tells of persons; it can be conditional or none"
                .formatted(name, line));
      }
      if (column.has("personal") && column.find("grade", Long.class).orElse(1L) == 1) {
        findings.add(
            column.place("name"),
            "column '%s' tells of persons and has grade 1, which everybody reads unmasked; give it 2 or more"
                .formatted(name));
      }
    }
  }
}
