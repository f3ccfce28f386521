package io.citylake.contract.load;

import io.citylake.contract.policy.Duties.Separation;
import io.citylake.contract.policy.Duty;
import io.citylake.contract.shape.View;
import io.citylake.contract.shape.View.Placed;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Whether administrators who are separated are three, and none of them reads data. */
final class DutyChecks {
  private final View view;
  private final Diagnostics findings;
  private final Map<String, String> roleByAccount = new TreeMap<>();
  private final Set<Duty> atTheMachine = EnumSet.noneOf(Duty.class);

  DutyChecks(View view, Diagnostics findings) {
    this.view = view;
    this.findings = findings;
  }

  void run() {
    boolean separated =
        view.find("separation", Separation.class).orElse(Separation.NONE) == Separation.REQUIRED;
    view.views("roles").forEach((name, role) -> role(name, role.value(), separated));
    if (separated) {
      for (Duty each : Duty.values()) {
        if (!atTheMachine.contains(each)) {
          findings.add(
              view.place("separation"),
              "separated administrators are three: no role has 'duty: %s' with 'accounts'"
                  .formatted(each));
        }
      }
    }
  }

  private void role(String name, View role, boolean separated) {
    if (role.has("accounts") && !role.has("duty")) {
      findings.add(role.place("accounts"), "'accounts' goes with 'duty' only");
    }
    if (role.has("duty")) {
      duty(name, role, separated);
    } else if (separated && role.find("administrator", Boolean.class).orElse(false)) {
      findings.add(
          role.place("administrator"),
          "administrators are separated: nobody reads everything; give the role grants, or a duty");
    }
  }

  private void duty(String name, View role, boolean separated) {
    if (!separated) {
      findings.add(role.place("duty"), "'duty' counts with 'separation: required' only");
    }
    for (String key :
        List.of("administrator", "time-travel", "purposes", "grants", "filters", "masks")) {
      if (role.has(key)) {
        findings.add(
            role.place(key),
            "a role with a duty reads no data: '%s' would not count".formatted(key));
      }
    }
    for (Placed<String> account : role.placed("accounts", String.class)) {
      role.find("duty", Duty.class).ifPresent(atTheMachine::add);
      String other = roleByAccount.putIfAbsent(account.value(), name);
      if (other != null) {
        findings.add(
            account.place(),
            "account '%s' has role '%s' already: nobody is two administrators"
                .formatted(account.value(), other));
      }
    }
  }
}
