package io.citylake.govern.policy;

import java.util.Locale;

/** What a grant may let its role do beside reading, by its word in the policies. */
public enum ActionRight {
  /** Refused rows of its tables: look at them, correct them, replay and discard them. */
  QUARANTINE,
  /** What its tables know of persons: be told it by dossiers, for a stated purpose. */
  DOSSIER;

  /** As the policies write it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
