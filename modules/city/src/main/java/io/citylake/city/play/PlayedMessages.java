package io.citylake.city.play;

import io.citylake.city.JobTruth;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What one source sends, in the order in which it is sent; always the same for the same files. */
final class PlayedMessages {
  private static final Pattern DAY = Pattern.compile("(\\d{4})-?(\\d\\d)-?(\\d\\d)");
  private static final int SECONDS_A_DAY = 86_400;

  /**
   * One message.
   *
   * @param second after the play's first midnight
   */
  record Message(long second, String text) {}

  private PlayedMessages() {}

  /**
   * Reads the source's files.
   *
   * @param from the first day that is played
   * @param days how many; what is sent after the last goes at its end
   */
  static List<Message> read(
      PlayedSource source, JobTruth truth, Path landing, LocalDate from, int days)
      throws IOException {
    List<Message> messages = new ArrayList<>();
    for (String file : truth.files()) {
      // A line that was cut within a character is sent as one that is broken.
      String text = new String(Files.readAllBytes(landing.resolve(file)), StandardCharsets.UTF_8);
      List<String> lines = text.lines().toList();
      List<String> texts = file.endsWith(".csv") ? CsvMessages.of(lines) : lines;
      List<String> records = lines.subList(lines.size() - texts.size(), lines.size());
      List<Long> seconds = seconds(source, records, day(file, from), from);
      for (int i = 0; i < texts.size(); i++) {
        long last = (long) days * SECONDS_A_DAY - 1;
        messages.add(new Message(Math.min(seconds.get(i), last), texts.get(i)));
      }
    }
    // The sort is stable: what came at one second stays in the file's order.
    messages.sort(Comparator.comparingLong(Message::second));
    return List.copyOf(messages);
  }

  private static LocalDate day(String file, LocalDate from) {
    Matcher day = DAY.matcher(file);
    return day.find()
        ? LocalDate.of(
            Integer.parseInt(day.group(1)),
            Integer.parseInt(day.group(2)),
            Integer.parseInt(day.group(3)))
        : from;
  }

  /**
   * When each is sent. What ends after midnight is of the next day; where a record's dirt hides
   * when it was sent, or a clock stood still for years, it goes with the one before it.
   */
  private static List<Long> seconds(
      PlayedSource source, List<String> records, LocalDate day, LocalDate from) {
    LocalDateTime midnight = day.atStartOfDay();
    LocalDateTime before = midnight;
    List<Long> seconds = new ArrayList<>();
    for (String record : records) {
      before =
          source
              .moment(record)
              .filter(each -> !each.isBefore(midnight))
              .filter(each -> each.isBefore(midnight.plusYears(1)))
              .orElse(before);
      seconds.add(Duration.between(from.atStartOfDay(), before).toSeconds());
    }
    return seconds;
  }
}
