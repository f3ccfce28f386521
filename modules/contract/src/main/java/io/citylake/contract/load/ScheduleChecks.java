package io.citylake.contract.load;

import io.citylake.contract.shape.View;
import java.util.regex.Pattern;

/** What a schedule must say. */
final class ScheduleChecks {
  private static final Pattern CRON_FIELD = Pattern.compile("[0-9A-Za-z*/,?#LW-]+");

  private final Drafts drafts;
  private final Diagnostics findings;

  ScheduleChecks(Drafts drafts, Diagnostics findings) {
    this.drafts = drafts;
    this.findings = findings;
  }

  void run(View schedule) {
    schedule
        .find("cron", String.class)
        .filter(cron -> !isCron(cron))
        .ifPresent(
            cron ->
                findings.add(
                    schedule.place("cron"),
                    "'cron' must have five to seven fields, such as \"0 30 2 * * *\""));
    schedule
        .find("calendar", String.class)
        .filter(name -> !drafts.calendars().containsKey(name))
        .ifPresent(
            name ->
                findings.unknown(
                    schedule.place("calendar"), "calendar", name, drafts.calendars().keySet()));
  }

  private static boolean isCron(String cron) {
    String[] fields = cron.strip().split("\\s+", -1);
    if (fields.length < 5 || fields.length > 7) {
      return false;
    }
    for (String field : fields) {
      if (!CRON_FIELD.matcher(field).matches()) {
        return false;
      }
    }
    return true;
  }
}
