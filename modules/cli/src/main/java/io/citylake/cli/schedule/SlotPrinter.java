package io.citylake.cli.schedule;

import io.citylake.schedule.SchedulerListener;
import io.citylake.schedule.slot.Slot;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Locale;

/** A line for each slot that ends. */
final class SlotPrinter implements SchedulerListener {
  private final PrintWriter out;
  private final PrintWriter err;
  private final ScheduleAccess access;
  private final Locale locale;

  SlotPrinter(PrintWriter out, PrintWriter err, ScheduleAccess access, Locale locale) {
    this.out = out;
    this.err = err;
    this.access = access;
    this.locale = locale;
  }

  @Override
  public void began(Slot slot) {}

  @Override
  public void ended(Slot slot) {
    out.printf(
        "%s  %-8s %s %s  %s%n",
        access.moment(slot.scheduled()),
        slot.state().text(locale),
        slot.id().task(),
        slot.id().key(),
        slot.reason().text(locale));
    out.flush();
  }

  @Override
  public void held(Instant last, Instant now) {
    err.printf(
        "The clock says %s, and the last look was at %s: nothing begins until somebody says that it is right, by citylake schedule resume --clock --why TEXT%n",
        access.moment(now), access.moment(last));
    err.flush();
  }
}
