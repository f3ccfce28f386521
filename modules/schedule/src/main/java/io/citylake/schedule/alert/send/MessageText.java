package io.citylake.schedule.alert.send;

import io.citylake.schedule.alert.cause.Cause;
import io.citylake.schedule.alert.store.AlertEvent;
import io.citylake.schedule.alert.store.AlertEvent.What;
import io.citylake.schedule.alert.store.Message;
import io.citylake.schedule.alert.store.Message.Told;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * A message in words, of bounded length: where all don't fit, those that matter most are there.
 * What names and causes say makes no line, and no header, of its own.
 */
final class MessageText {
  private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\x{2028}\\x{2029}]+");

  private final Message message;
  private final Locale locale;
  private final boolean zh;
  private final UnaryOperator<String> safe;

  MessageText(Message message, Locale locale) {
    this(message, locale, MessageText::onOneLine);
  }

  private MessageText(Message message, Locale locale, UnaryOperator<String> safe) {
    this.message = message;
    this.locale = locale;
    this.zh = locale.getLanguage().equals("zh");
    this.safe = safe;
  }

  /**
   * For a robot, which takes {@code <at user_id="all">} (Feishu) and {@code <@all>} (WeCom) in the
   * middle of a text for a call of everybody: here it says them with other signs.
   */
  static MessageText forRobot(Message message, Locale locale) {
    return new MessageText(
        message, locale, text -> onOneLine(text).replace('<', '＜').replace('>', '＞'));
  }

  private static String onOneLine(String text) {
    return CONTROL.matcher(text).replaceAll(" ");
  }

  /** One line that says how much there is. */
  String subject() {
    long over = message.told().stream().filter(MessageText::isOver).count();
    long others = message.told().size() - over;
    String first = message.told().isEmpty() ? "" : safe.apply(head(message.told().get(0)));
    String counts =
        zh
            ? "%d 条告警，%d 条恢复".formatted(others, over)
            : "%d alerts, %d recoveries".formatted(others, over);
    return "CityLake: " + (message.told().size() == 1 ? first : counts);
  }

  /**
   * The whole.
   *
   * @param most bytes of UTF-8
   */
  String body(int most) {
    StringBuilder text = new StringBuilder(subject());
    String end = "\n" + (zh ? "消息 " : "message ") + message.id();
    int room = most - bytes(text.toString()) - bytes(end) - bytes(more(message.told().size()));
    List<Told> ordered =
        message.told().stream()
            .sorted(Comparator.comparing((Told each) -> each.event().severity()).reversed())
            .toList();
    int shown = 0;
    for (Told each : ordered) {
      String line = "\n" + safe.apply(line(each));
      if (bytes(line) > room) {
        break;
      }
      room -= bytes(line);
      text.append(line);
      shown++;
    }
    if (shown < ordered.size()) {
      text.append(more(ordered.size() - shown));
    }
    return text.append(end).toString();
  }

  private String more(int count) {
    return zh
        ? "\n另有 %d 条，见 citylake alert ls".formatted(count)
        : "\nand %d more, see citylake alert ls".formatted(count);
  }

  private String line(Told told) {
    Cause cause = told.alert().cause();
    StringBuilder line = new StringBuilder(head(told));
    line.append(zh ? "：" : ": ").append(told.event().words().text(locale));
    if (!cause.owner().isEmpty()) {
      line.append(zh ? "（责任部门 " : " (owner ").append(cause.owner()).append(zh ? "）" : ")");
    }
    if (!isOver(told)) {
      line.append(zh ? " 查看 " : " see ").append(cause.look());
    }
    return line.append(" [").append(told.event().id()).append(']').toString();
  }

  private String head(Told told) {
    AlertEvent event = told.event();
    if (event.what() == What.TEST) {
      return (zh ? "【%s】" : "[%s] ").formatted(event.what().text(locale)).strip();
    }
    Cause cause = told.alert().cause();
    String what = cause.task().isEmpty() ? "" : " " + cause.task();
    String slot = cause.slot().isEmpty() ? "" : " " + cause.slot();
    return (zh ? "【%s】%s %s%s%s" : "[%s] %s: %s%s%s")
        .formatted(
            event.what().text(locale),
            event.severity().text(locale),
            event.kind().text(locale),
            what,
            slot);
  }

  private static boolean isOver(Told told) {
    return told.event().what() == What.RECOVERED;
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
