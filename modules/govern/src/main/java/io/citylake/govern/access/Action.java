package io.citylake.govern.access;

/** What an entry is about. */
public enum Action {
  /** A statement that went through the gate. */
  QUERY,
  /** Somebody who came in, or was not let in. */
  LOGIN,
  /** What there is was looked at: themes, datasets, columns, owners. */
  CATALOGUE,
  /** The policies became others. */
  POLICY,
  /** A user, his roles or his password. */
  USER,
  /** The secret of masks that hash became another. */
  MASK_KEY,
  /** A statement that no policy stood before. */
  SQL,
  /** Refused rows, which are whole and in clear. */
  QUARANTINE,
  /** A schedule, a slot or an alert was decided about. */
  SCHEDULE,
  /** A person was looked for or erased. */
  SUBJECT,
  /** The log itself: old lines deleted, the head signed by hand. */
  LOG,
  /** A command of one of three administrators, where they are separated. */
  COMMAND;

  /**
   * Whether somebody at the machine does it who could do without. A change of the policies is none:
   * it may take a right away, and must not wait. Nor is a decision about a schedule, or a lost
   * target of the log would stop the day's work; nor a command as such: what it does may be.
   */
  boolean isAdministration() {
    return switch (this) {
      case QUERY, LOGIN, CATALOGUE, POLICY, SCHEDULE, COMMAND -> false;
      case USER, MASK_KEY, SQL, QUARANTINE, SUBJECT, LOG -> true;
    };
  }
}
