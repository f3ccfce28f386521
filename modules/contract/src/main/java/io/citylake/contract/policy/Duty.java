package io.citylake.contract.policy;

import java.util.Locale;

/**
 * What one of three administrators (三员: 系统管理员, 安全管理员, 审计管理员; GB/T 22239-2019, 8.1.5) answers for.
 * Where the policies separate them, nobody has two of these, and who has one has no other role.
 */
public enum Duty {
  /** Settings, tables, runs, maintenance, the server. */
  SYSTEM,
  /** Policies, users, grants, keys. */
  SECURITY,
  /** Reads and verifies the access log. */
  AUDIT;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
