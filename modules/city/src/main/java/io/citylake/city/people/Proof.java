package io.citylake.city.people;

import io.citylake.model.Sha256;

/**
 * A link of a chain of proofs, without the hash that seals it.
 *
 * @param at milliseconds since 1970
 * @param previous the hash of the proof before
 */
record Proof(
    String chain,
    long seq,
    long at,
    Verifier place,
    String subject,
    String method,
    String result,
    String previous) {
  static final String PASS = "pass";

  /** What the first proof of a day follows. */
  static String start(String chain, String day) {
    return Sha256.hex(chain + "|" + day);
  }

  String hash() {
    return Sha256.hex(
        previous
            + '|'
            + chain
            + '|'
            + seq
            + '|'
            + at
            + '|'
            + place.code()
            + '|'
            + subject
            + '|'
            + method
            + '|'
            + result);
  }

  Proof with(Verifier otherPlace) {
    return new Proof(chain, seq, at, otherPlace, subject, method, result, previous);
  }

  Proof with(String otherResult) {
    return new Proof(chain, seq, at, place, subject, method, otherResult, previous);
  }

  /** Put together by hand, because these are many and formatting would take longer than hashing. */
  String json(String day, String hash) {
    return "{\"chain\":{\"node\":\""
        + chain
        + "\",\"day\":\""
        + day
        + "\",\"seq\":"
        + seq
        + ",\"previous\":\""
        + previous
        + "\",\"hash\":\""
        + hash
        + "\"},\"at\":"
        + at
        + ",\"place\":\""
        + place.code()
        + "\",\"subject\":\""
        + subject
        + "\",\"method\":\""
        + method
        + "\",\"result\":\""
        + result
        + "\"}";
  }
}
