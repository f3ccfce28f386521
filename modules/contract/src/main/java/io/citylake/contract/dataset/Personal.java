package io.citylake.contract.dataset;

import java.io.Serializable;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * That a column tells of persons, or of what belongs to one: {@code personal: mobile}, {@code
 * personal: {kind: id_card, form: sha_256}}.
 */
public record Personal(Kind kind, Form form) implements Serializable {
  /** What of a person it holds. */
  public enum Kind {
    /** A citizen's number (GB 11643-1999). */
    ID_CARD,
    /** The number of a telephone. */
    MOBILE,
    /** The plate of a vehicle (GA 36-2018). */
    PLATE,
    /** A number that an office, a shop or a system gave: a case's applicant, a card, an account. */
    ACCOUNT,
    /** A person's name. */
    NAME,
    /** Where a person lives. */
    ADDRESS,
    /** Written by people, who may name anybody. */
    TEXT;

    /** As the command line and files say it: {@code id-card}. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether a value of it is one person's or one vehicle's, and can be sought. */
    public boolean isNumber() {
      return switch (this) {
        case ID_CARD, MOBILE, PLATE, ACCOUNT -> true;
        case NAME, ADDRESS, TEXT -> false;
      };
    }
  }

  /** How the value stands in the column. */
  public enum Form {
    /** As people write it. */
    CLEAR,
    /** Its SHA-256 without a key, in hexadecimal. */
    SHA_256
  }

  /**
   * What joins columns of all themes: the number that says most of a person, and how it stands
   * there. Accounts of different systems are no one number.
   */
  public static Optional<String> identifier(List<Personal> personal) {
    return personal.stream()
        .filter(each -> each.kind() != Kind.ACCOUNT && each.kind().isNumber())
        .min(Comparator.comparing(Personal::kind).thenComparing(Personal::form))
        .map(
            each ->
                (each.kind() + (each.form() == Form.CLEAR ? "" : "_" + each.form()))
                    .toLowerCase(Locale.ROOT));
  }
}
