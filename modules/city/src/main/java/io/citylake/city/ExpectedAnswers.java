package io.citylake.city;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Planted truth by question and subject: amounts that add up, and texts that stay. */
final class ExpectedAnswers implements Serializable {
  private static final long serialVersionUID = 1L;

  private final TreeMap<String, TreeMap<String, BigDecimal>> amounts = new TreeMap<>();
  private final TreeMap<String, TreeMap<String, String>> texts = new TreeMap<>();

  void add(String question, String subject, BigDecimal value) {
    refuse(texts.get(question), question, subject);
    amounts
        .computeIfAbsent(question, each -> new TreeMap<>())
        .merge(subject, value, BigDecimal::add);
  }

  void say(String question, String subject, String value) {
    refuse(amounts.get(question), question, subject);
    String said =
        texts.computeIfAbsent(question, each -> new TreeMap<>()).putIfAbsent(subject, value);
    if (said != null && !said.equals(value)) {
      throw new IllegalStateException(
          "Cannot plant two answers: say it once, or the same (question=%s, subject=%s)"
              .formatted(question, subject));
    }
  }

  void merge(ExpectedAnswers other) {
    other.amounts.forEach(
        (question, answers) -> answers.forEach((subject, value) -> add(question, subject, value)));
    other.texts.forEach(
        (question, answers) -> answers.forEach((subject, value) -> say(question, subject, value)));
  }

  SortedMap<String, ? extends SortedMap<String, BigDecimal>> amounts() {
    return Collections.unmodifiableSortedMap(amounts);
  }

  SortedMap<String, ? extends SortedMap<String, String>> texts() {
    return Collections.unmodifiableSortedMap(texts);
  }

  /** Numbers without trailing zeros, because how they were added must not show. */
  SortedMap<String, SortedMap<String, String>> answers() {
    SortedMap<String, SortedMap<String, String>> all = new TreeMap<>();
    texts.forEach((question, answers) -> all.put(question, new TreeMap<>(answers)));
    amounts.forEach(
        (question, answers) -> {
          SortedMap<String, String> plain = all.computeIfAbsent(question, each -> new TreeMap<>());
          answers.forEach((subject, value) -> plain.put(subject, plain(value)));
        });
    return all;
  }

  private static String plain(BigDecimal value) {
    return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
  }

  private static void refuse(@Nullable Map<String, ?> others, String question, String subject) {
    if (others != null && others.containsKey(subject)) {
      throw new IllegalStateException(
          "Cannot plant an amount and a text for one subject: choose one (question=%s, subject=%s)"
              .formatted(question, subject));
    }
  }
}
