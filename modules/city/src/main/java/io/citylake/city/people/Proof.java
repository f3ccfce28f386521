package io.citylake.city.people;

import io.citylake.city.file.ByteLine;
import java.security.MessageDigest;

/**
 * A link of a chain of proofs, without the hash that seals it. All in bytes, because these are many
 * and putting texts together would take longer than hashing.
 */
final class Proof {
  static final byte[] PASS = ByteLine.bytes("pass");

  private static final byte[][] PLACES =
      Verifier.ALL.stream().map(each -> ByteLine.bytes(each.code())).toArray(byte[][]::new);
  private static final byte[] NODE = ByteLine.bytes("{\"chain\":{\"node\":\"");
  private static final byte[] DAY = ByteLine.bytes("\",\"day\":\"");
  private static final byte[] SEQ = ByteLine.bytes("\",\"seq\":");
  private static final byte[] PREVIOUS = ByteLine.bytes(",\"previous\":\"");
  private static final byte[] HASH = ByteLine.bytes("\",\"hash\":\"");
  private static final byte[] AT = ByteLine.bytes("\"},\"at\":");
  private static final byte[] PLACE = ByteLine.bytes(",\"place\":\"");
  private static final byte[] SUBJECT = ByteLine.bytes("\",\"subject\":\"");
  private static final byte[] METHOD = ByteLine.bytes("\",\"method\":\"");
  private static final byte[] RESULT = ByteLine.bytes("\",\"result\":\"");
  private static final byte[] END = ByteLine.bytes("\"}");

  private final Chain chain;
  private final long seq;
  private final long at;
  private final Verifier place;
  private final byte[] subject;
  private final byte[] method;
  private final byte[] result;

  /** What all proofs of a node and day have in common, as bytes. */
  static final class Chain {
    private final byte[] node;
    private final byte[] day;

    Chain(String node, String day) {
      this.node = ByteLine.bytes(node);
      this.day = ByteLine.bytes(day);
    }

    /** The hash that the first proof of a day follows, in hexadecimal as all of them. */
    byte[] start(MessageDigest sha256, ByteLine line) {
      line.clear().text(node).put('|').text(day).addTo(sha256);
      return line.clear().hex(sha256.digest()).copy();
    }
  }

  /**
   * A proof.
   *
   * @param at milliseconds since 1970
   * @param subject and what follows are only read
   */
  Proof(
      Chain chain,
      long seq,
      long at,
      Verifier place,
      byte[] subject,
      byte[] method,
      byte[] result) {
    this.chain = chain;
    this.seq = seq;
    this.at = at;
    this.place = place;
    this.subject = subject;
    this.method = method;
    this.result = result;
  }

  long seq() {
    return seq;
  }

  long at() {
    return at;
  }

  Verifier place() {
    return place;
  }

  boolean passed() {
    return result == PASS;
  }

  /** Seals the proof and the hash before. */
  byte[] hash(byte[] previous, MessageDigest sha256, ByteLine line) {
    line.clear().text(previous).put('|').text(chain.node).put('|').number(seq).put('|').number(at);
    line.put('|').text(PLACES[place.index()]).put('|').text(subject).put('|').text(method);
    line.put('|').text(result).addTo(sha256);
    return line.clear().hex(sha256.digest()).copy();
  }

  Proof with(Verifier otherPlace) {
    return new Proof(chain, seq, at, otherPlace, subject, method, result);
  }

  Proof with(byte[] otherResult) {
    return new Proof(chain, seq, at, place, subject, method, otherResult);
  }

  void put(ByteLine line, byte[] previous, byte[] hash) {
    line.clear().text(NODE).text(chain.node).text(DAY).text(chain.day).text(SEQ).number(seq);
    line.text(PREVIOUS).text(previous).text(HASH).text(hash).text(AT).number(at);
    line.text(PLACE).text(PLACES[place.index()]).text(SUBJECT).text(subject);
    line.text(METHOD).text(method).text(RESULT).text(result).text(END);
  }
}
