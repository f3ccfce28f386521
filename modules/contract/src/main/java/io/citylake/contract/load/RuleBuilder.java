package io.citylake.contract.load;

import io.citylake.contract.dataset.Rule;
import io.citylake.contract.dataset.Severity;
import io.citylake.contract.shape.View;
import io.citylake.contract.shape.View.Chosen;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;

/** Makes a rule of a choice that is without a problem. */
final class RuleBuilder {
  private RuleBuilder() {}

  static Rule build(Chosen chosen) {
    View view = chosen.arguments();
    Severity severity = severity(chosen);
    return switch (chosen.key()) {
      case "required" -> new Rule.Required(severity);
      case "range" -> range(view, severity);
      case "length" ->
          new Rule.Length(
              Math.toIntExact(view.load("min", Long.class)),
              Math.toIntExact(view.load("max", Long.class)),
              severity);
      case "matches" -> new Rule.Matches(view.findText("pattern").orElseThrow(), severity);
      case "in" -> new Rule.In(view.list("values", String.class), severity);
      case "code" ->
          new Rule.Code(view.text("table"), view.find("at", String.class).orElse(null), severity);
      case "before" ->
          new Rule.Before(view.text("column"), view.load("strict", Boolean.class), severity);
      case "after" ->
          new Rule.After(view.text("column"), view.load("strict", Boolean.class), severity);
      case "not_future" -> new Rule.NotFuture(view.load("tolerance", Duration.class), severity);
      case "uscc" -> new Rule.Uscc(severity);
      case "citizen_id" -> new Rule.CitizenId(severity);
      case "phone" -> new Rule.Phone(severity);
      case "plate" -> new Rule.Plate(severity);
      case "within" -> within(view, severity);
      case "expression" -> new Rule.Expression(view.text("condition"), severity);
      default -> throw new IllegalArgumentException("no record for rule " + chosen.key());
    };
  }

  /** Check digits only warn unless told otherwise, because genuine codes fail them. */
  static Severity severity(Chosen chosen) {
    boolean checkDigit = chosen.key().equals("uscc") || chosen.key().equals("citizen_id");
    return chosen
        .arguments()
        .find("severity", Severity.class)
        .or(() -> chosen.beside().find("severity", Severity.class))
        .orElse(checkDigit ? Severity.WARN : Severity.QUARANTINE);
  }

  private static Rule.Range range(View view, Severity severity) {
    boolean minExclusive = view.has("min-exclusive");
    boolean maxExclusive = view.has("max-exclusive");
    return new Rule.Range(
        view.find(minExclusive ? "min-exclusive" : "min", String.class).orElse(null),
        view.find(maxExclusive ? "max-exclusive" : "max", String.class).orElse(null),
        minExclusive,
        maxExclusive,
        severity);
  }

  private static Rule.Within within(View view, Severity severity) {
    List<BigDecimal> box = view.list("box", BigDecimal.class);
    return new Rule.Within(
        view.text("lon"),
        view.text("lat"),
        box.isEmpty() ? null : box,
        view.find("polygon", String.class).orElse(null),
        severity);
  }
}
