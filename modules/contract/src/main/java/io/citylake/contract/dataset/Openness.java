package io.citylake.contract.dataset;

/** Whether society may have a dataset (公共数据开放属性). */
public enum Openness {
  /** 无条件开放: to anybody. */
  UNCONDITIONAL("无条件开放"),
  /** 有条件开放: to who applies and meets the condition. */
  CONDITIONAL("有条件开放"),
  /** 不开放: to nobody. */
  NONE("不开放");

  private final String zh;

  Openness(String zh) {
    this.zh = zh;
  }

  /** As catalogues of open public data call it. */
  public String zh() {
    return zh;
  }
}
