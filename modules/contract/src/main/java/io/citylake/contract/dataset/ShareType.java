package io.citylake.contract.dataset;

/** Whether other departments may have a dataset (政务数据共享类型). */
public enum ShareType {
  /** 无条件共享: to any department. */
  UNCONDITIONAL("无条件共享"),
  /** 有条件共享: to some departments, or in part. */
  CONDITIONAL("有条件共享"),
  /** 不予共享: to none. */
  NONE("不予共享");

  private final String zh;

  ShareType(String zh) {
    this.zh = zh;
  }

  /** As the government data catalogue calls it. */
  public String zh() {
    return zh;
  }
}
