package io.citylake.city.play;

import io.citylake.city.JobTruth;
import io.citylake.city.entity.Dice;
import io.citylake.city.play.PlayedMessages.Message;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What networks and clocks do to a stream beside what its files hold: some messages come late, and
 * so after others that were sent later, some come again, and some come with a clock that stands at
 * 1970 or is years ahead. Always the same for the same messages and seed, and counted.
 */
final class Disturbance {
  private static final int LATE_PER_MYRIAD = 100;
  private static final int AGAIN_PER_MYRIAD = 50;
  private static final int CLOCK_PER_MYRIAD = 30;
  private static final int EPOCH = 1970;
  private static final int MOST_LATE = 1_800;
  private static final int MOST_AGAIN = 600;

  private final PlayedSource source;
  private final int aheadYear;
  private final List<Message> messages = new ArrayList<>();
  private final Set<String> clocks = new HashSet<>();
  private long late;
  private long again;
  private long behind;
  private long ahead;

  private Disturbance(PlayedSource source, int aheadYear) {
    this.source = source;
    this.aheadYear = aheadYear;
  }

  /**
   * Disturbs what a source sends.
   *
   * @param aheadYear a year in which no message can be sent
   * @param last the play's last second, after which nothing comes
   */
  static Disturbance of(
      PlayedSource source, List<Message> messages, long seed, int aheadYear, long last) {
    Disturbance made = new Disturbance(source, aheadYear);
    for (int i = 0; i < messages.size(); i++) {
      made.add(messages.get(i), Dice.of(seed, "disturb " + source.job(), i), last);
    }
    made.messages.sort(Comparator.comparingLong(Message::second));
    return made;
  }

  private void add(Message message, Dice dice, long last) {
    boolean isLate = dice.chance(LATE_PER_MYRIAD);
    long second =
        isLate ? Math.min(last, message.second() + dice.between(60, MOST_LATE)) : message.second();
    late += isLate ? 1 : 0;
    messages.add(new Message(second, message.text()));
    if (dice.chance(AGAIN_PER_MYRIAD)) {
      again++;
      messages.add(
          new Message(Math.min(last, second + dice.between(1, MOST_AGAIN)), message.text()));
    }
    if (dice.chance(CLOCK_PER_MYRIAD)) {
      behind += clock(second, message.text(), EPOCH);
    }
    if (source.ahead() && dice.chance(CLOCK_PER_MYRIAD)) {
      ahead += clock(second, message.text(), aheadYear);
    }
  }

  private int clock(long second, String text, int year) {
    String wrong = source.inYear(text, year);
    // What is refused twice is counted once, by its text.
    if (wrong.equals(text) || !clocks.add(wrong)) {
      return 0;
    }
    messages.add(new Message(second, wrong));
    return 1;
  }

  /** In the order in which they are sent. */
  List<Message> messages() {
    return List.copyOf(messages);
  }

  /** What must be left of it all, by what must be left of the files. */
  JobTruth truth(JobTruth files) {
    SortedMap<String, Long> reasons = new TreeMap<>(files.reasons());
    add(reasons, source.judged() + ":range", behind);
    add(reasons, source.judged() + ":not_future", ahead);
    SortedMap<String, Long> remarks = new TreeMap<>(files.remarks());
    add(remarks, "played_late", late);
    add(remarks, "played_again", again);
    add(remarks, "clock_at_1970", behind);
    add(remarks, "clock_ahead", ahead);
    return new JobTruth(
        files.job(),
        files.files(),
        files.records() + again + behind + ahead,
        files.accepted(),
        files.duplicates() + again,
        files.skipped(),
        files.warned(),
        files.rows(),
        reasons,
        files.warnings(),
        files.sums(),
        remarks);
  }

  private static void add(SortedMap<String, Long> counts, String name, long more) {
    if (more > 0) {
      counts.merge(name, more, Long::sum);
    }
  }
}
