package io.citylake.contract;

import java.io.Serializable;

/** A name for people, in both languages of the users. */
public record Title(String zh, String en) implements Serializable {
  /** For table and column comments: {@code 企业名称 / Enterprise name}. */
  public String both() {
    return zh + " / " + en;
  }
}
