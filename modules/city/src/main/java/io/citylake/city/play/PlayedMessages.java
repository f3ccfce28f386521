package io.citylake.city.play;

import io.citylake.city.JobTruth;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What one source sends, in the order in which it is sent; always the same for the same files. */
final class PlayedMessages {
  private static final Pattern DAY = Pattern.compile("\\d{4}-\\d\\d-\\d\\d");
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
   */
  static List<Message> read(PlayedSource source, JobTruth truth, Path landing, LocalDate from)
      throws IOException {
    List<Message> messages = new ArrayList<>();
    for (String file : truth.files()) {
      Matcher day = DAY.matcher(file);
      long midnight =
          day.find()
              ? (LocalDate.parse(day.group()).toEpochDay() - from.toEpochDay()) * SECONDS_A_DAY
              : 0;
      // A line that was cut within a character is sent as one that is broken.
      String text = new String(Files.readAllBytes(landing.resolve(file)), StandardCharsets.UTF_8);
      List<String> lines = text.lines().toList();
      read(
          source, midnight, file.endsWith(".csv") ? CsvMessages.of(lines) : lines, lines, messages);
    }
    // The sort is stable: what came at one second stays in the file's order.
    messages.sort(Comparator.comparingLong(Message::second));
    return List.copyOf(messages);
  }

  /** Where a record's dirt hides when it was sent, it goes with the one before it. */
  private static void read(
      PlayedSource source,
      long midnight,
      List<String> texts,
      List<String> lines,
      List<Message> messages) {
    int ahead = lines.size() - texts.size();
    int second = 0;
    for (int i = 0; i < texts.size(); i++) {
      second = source.second(lines.get(i + ahead)).orElse(second);
      messages.add(new Message(midnight + second, texts.get(i)));
    }
  }
}
