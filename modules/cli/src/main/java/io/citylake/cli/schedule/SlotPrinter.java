package io.citylake.cli.schedule;

import io.citylake.schedule.SchedulerListener;
import io.citylake.schedule.slot.Slot;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Locale;
import java.util.function.Function;

/** A line for each slot that ends. */
public final class SlotPrinter implements SchedulerListener {
  private final PrintWriter out;
  private final PrintWriter err;
  private final Function<Instant, String> moment;
  private final Locale locale;

  /**
   * @param moment how a time is written
   */
  public SlotPrinter(
      PrintWriter out, PrintWriter err, Function<Instant, String> moment, Locale locale) {
    this.out = out;
    this.err = err;
    this.moment = moment;
    this.locale = locale;
  }

  @Override
  public void began(Slot slot) {}

  @Override
  public void ended(Slot slot) {
    out.printf(
        "%s  %-8s %s %s  %s%n",
        moment.apply(slot.scheduled()),
        slot.state().text(locale),
        slot.id().task(),
        slot.id().key(),
        slot.reason().text(locale));
    out.flush();
  }

  @Override
  public void held(Instant last, Instant now) {
    err.printf(
        "The clock says %s, and the last look was at %s: nothing begins until somebody says that it"
            + " is right, by citylake schedule resume --clock --why TEXT%n",
        moment.apply(now), moment.apply(last));
    err.flush();
  }
}
