package io.citylake.contract.alert;

import java.util.Locale;

/** What an alert can be about. Of one slot the later kind is the worse. */
public enum AlertKind {
  /** A slot will miss its deadline, as far as earlier runs tell. */
  AT_RISK(AlertSeverity.WARNING, "at risk", "有迟到风险"),
  /** A deadline has passed, also where nothing ever began. */
  LATE(AlertSeverity.ERROR, "late", "迟到"),
  /** A slot or a run failed. */
  FAILED(AlertSeverity.ERROR, "failed", "失败"),
  /** More was refused than the job's thresholds bear, or than they warn of. */
  QUARANTINE(AlertSeverity.ERROR, "quarantine above its threshold", "隔离超过阈值"),
  /** An audit let nothing be published. */
  AUDIT_BLOCKED(AlertSeverity.ERROR, "blocked by an audit", "被审计阻断"),
  /** A source that is read has had nothing new for several cycles. */
  SOURCE_QUIET(AlertSeverity.WARNING, "source gone quiet", "来源停止交付"),
  DISK(AlertSeverity.CRITICAL, "disk almost full", "磁盘将满"),
  CERTIFICATE(AlertSeverity.WARNING, "certificate about to expire", "证书即将到期"),
  GRANT(AlertSeverity.WARNING, "grant about to expire", "授权即将到期"),
  /** No scheduler looked for a while, or one waits for a person because its clock jumped. */
  SCHEDULER(AlertSeverity.CRITICAL, "scheduler stands still", "调度器停止");

  private final AlertSeverity standard;
  private final String en;
  private final String zh;

  AlertKind(AlertSeverity standard, String en, String zh) {
    this.standard = standard;
    this.en = en;
    this.zh = zh;
  }

  /** How much it matters where the workspace doesn't say. */
  public AlertSeverity standardSeverity() {
    return standard;
  }

  /** In Chinese for that locale, else in English. */
  public String text(Locale locale) {
    return locale.getLanguage().equals("zh") ? zh : en;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static AlertKind parse(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }
}
