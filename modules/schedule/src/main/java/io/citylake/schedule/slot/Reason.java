package io.citylake.schedule.slot;

import java.util.Locale;

/**
 * Why a slot is in its state, for people.
 *
 * @param detail names, a day, a message; empty where the kind says it all
 */
public record Reason(Kind kind, String detail) {
  private static final int LONGEST = 1000;

  /** What can be a reason; {@code %s} is the detail. */
  public enum Kind {
    NONE("", ""),
    DAY_OFF("no day of calendar %s", "日历 %s 中不执行的日子"),
    CALENDAR_UNKNOWN("calendar %s: add the year's holidays to its file", "日历 %s：请把该年的节假日写入日历文件"),
    INPUT_PENDING("waits for %s", "等待 %s"),
    ARRIVAL("waiting: inputs (%s)", "等待到达：%s"),
    POOL_FULL("waits for a place in pool %s", "等待资源池 %s 的空位"),
    POOL_CLOSED("waits for pool %s", "等待资源池 %s 开放"),
    INPUT_FAILED("needs %s, which failed", "依赖 %s，其已失败"),
    INPUTS_SKIPPED("none of its inputs ran", "其输入都没有执行"),
    PAUSED("paused by %s", "已暂停：%s"),
    NOBODY_RAN("no scheduler ran at its time (missed: %s)", "到点时没有调度器在运行（missed: %s）"),
    PROCESS_DIED("its process died, time %s", "执行进程已死亡，第 %s 次"),
    LOST("nobody ran what was claimed, time %s", "已认领而无人执行，第 %s 次"),
    STOPPED("its scheduler was stopped", "调度器被停止"),
    CANCELLING("being cancelled by %s", "正在取消：%s"),
    CANCELLED("cancelled by %s", "已取消：%s"),
    BY_HAND("by %s", "人工：%s"),
    UNDECLARED("the workspace doesn't schedule it any more", "工作区已不再安排它"),
    MESSAGE("%s", "%s");

    private final String en;
    private final String zh;

    Kind(String en, String zh) {
      this.en = en;
      this.zh = zh;
    }
  }

  public Reason {
    detail = detail.length() > LONGEST ? detail.substring(0, LONGEST) + "…" : detail;
  }

  public static Reason none() {
    return new Reason(Kind.NONE, "");
  }

  /** That it was, in place of that it is being, cancelled, by whom and why. */
  public Reason cancelled() {
    return new Reason(Kind.CANCELLED, detail);
  }

  /** In Chinese for that locale, else in English. */
  public String text(Locale locale) {
    String pattern = locale.getLanguage().equals("zh") ? kind.zh : kind.en;
    return pattern.replace("%s", detail);
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    return kind.name() + "|" + detail;
  }

  public static Reason parse(String text) {
    int bar = text.indexOf('|');
    return new Reason(Kind.valueOf(text.substring(0, bar)), text.substring(bar + 1));
  }
}
