package io.citylake.schedule.slot;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** Where a slot stands. Which state may follow which is said here and nowhere else. */
public enum SlotState {
  /** For its inputs, its calendar, or a person. */
  WAITING("等待"),
  /** It may run as soon as there is room. */
  DUE("待执行"),
  RUNNING("执行中"),
  OK("成功"),
  /** It ran, and left something for somebody to look at. */
  WARNED("有警告"),
  FAILED("失败"),
  /** It failed for a reason that may pass, and has its next time. */
  RETRYING("待重试"),
  /** Nobody ran a scheduler at its time, and it is not run for that. */
  MISSED("错过"),
  /** By its calendar, by its inputs, or by hand. */
  SKIPPED("跳过"),
  /** What it needs has failed. */
  BLOCKED("受阻");

  private final String zh;

  SlotState(String zh) {
    this.zh = zh;
  }

  /** In Chinese for that locale, else in English. */
  public String text(Locale locale) {
    return locale.getLanguage().equals("zh") ? zh : toString();
  }

  /** Whether it stays so until a person says otherwise. */
  public boolean isAtRest() {
    return switch (this) {
      case OK, WARNED, FAILED, MISSED, SKIPPED -> true;
      case WAITING, DUE, RUNNING, RETRYING, BLOCKED -> false;
    };
  }

  /** Whether its table has what the slot stands for. */
  public boolean hasRun() {
    return this == OK || this == WARNED;
  }

  private Set<SlotState> next() {
    return switch (this) {
      case WAITING -> EnumSet.of(DUE, BLOCKED, SKIPPED, OK, MISSED);
      case DUE -> EnumSet.of(RUNNING, SKIPPED, OK, FAILED);
      // Back to due where its process was stopped or died.
      case RUNNING -> EnumSet.of(OK, WARNED, FAILED, RETRYING, DUE);
      case RETRYING -> EnumSet.of(DUE, SKIPPED, OK, FAILED);
      // Again: at once, or after what it needs.
      case FAILED, MISSED -> EnumSet.of(DUE, WAITING, SKIPPED, OK);
      case BLOCKED -> EnumSet.of(WAITING, DUE, SKIPPED, OK);
      case SKIPPED -> EnumSet.of(DUE, WAITING, OK);
      case OK, WARNED -> EnumSet.of(DUE, WAITING);
    };
  }

  /** Whether a slot in this state may get to another. */
  public boolean mayBecome(SlotState other) {
    return next().contains(other);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static SlotState parse(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }
}
