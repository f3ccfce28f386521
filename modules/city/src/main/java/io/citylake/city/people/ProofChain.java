package io.citylake.city.people;

import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.entity.Dice;
import io.citylake.city.file.ByteLine;
import io.citylake.city.file.Lines;
import io.citylake.model.Sha256;
import java.io.IOException;
import java.math.BigDecimal;
import java.security.MessageDigest;
import java.time.ZoneOffset;
import java.util.List;

/** One node's chain of a day, and what somebody did to it afterwards: five of eight are touched. */
final class ProofChain {
  private static final ZoneOffset CITY = ZoneOffset.ofHours(8);
  private static final long OPEN = 6 * 3_600_000L;
  private static final long SPAN = 17 * 3_600_000L;
  private static final byte[] NOBODY = ByteLine.bytes("0".repeat(64));
  private static final byte[] CODE = ByteLine.bytes("code");
  private static final List<byte[]> METHODS =
      List.of(CODE, CODE, CODE, ByteLine.bytes("face"), ByteLine.bytes("card"));
  private static final byte[] NONE = ByteLine.bytes("none");
  private static final byte[] SEALED = ByteLine.bytes("sealed");
  private static final byte[] FAIL = ByteLine.bytes("fail");
  private static final byte[] MAYBE = ByteLine.bytes("maybe");

  /** What was done to the chain, by its number and the day's. */
  private enum Fate {
    ALTERED("altered 1"),
    CUT_OUT("missing 2"),
    HASHED_AGAIN("unlinked 1"),
    CUT_OFF("unsealed"),
    ABSENT("absent"),
    UNTOUCHED("");

    private final String answer;

    Fate(String answer) {
      this.answer = answer;
    }

    static Fate of(int turn) {
      Fate[] all = values();
      return turn < all.length ? all[turn] : UNTOUCHED;
    }
  }

  private final long midnight;
  private final String node;
  private final String day;
  private final Proof.Chain chain;
  private final List<byte[]> people;
  private final Lines lines;
  private final JobCount count;
  private final Fate fate;
  private final Dice dice;
  private final MessageDigest sha256 = Sha256.digest();
  private final ByteLine line = new ByteLine();
  private final long[] uses = new long[Verifier.ALL.size()];

  /**
   * A chain.
   *
   * @param people hashes of their numbers, only read
   */
  ProofChain(Part part, int index, List<byte[]> people, Lines lines, JobCount count) {
    this.midnight = part.from().toEpochSecond(CITY) * 1_000;
    this.node = "N%02d".formatted(index + 1);
    this.day = part.day().toString();
    this.chain = new Proof.Chain(node, day);
    this.people = people;
    this.lines = lines;
    this.count = count;
    int turn = (int) Math.floorMod(index - part.day().toEpochDay(), 8L);
    this.fate = Fate.of(turn);
    this.dice = part.dice("proofs", index);
  }

  void write(int length) throws IOException {
    if (fate == Fate.ABSENT) {
      count.find("digital_identity.tampering", day + "/" + node, fate.answer);
      return;
    }
    long touched = dice.between(10, length - 10);
    byte[] hash = chain.start(sha256, line);
    for (int seq = 1; seq <= length; seq++) {
      hash = write(proof(seq, length), hash, touched);
    }
    if (fate != Fate.CUT_OFF) {
      Proof seal =
          new Proof(
              chain, length + 1L, time(OPEN + SPAN), Verifier.ALL.get(0), NOBODY, NONE, SEALED);
      put(seal, hash, seal.hash(hash, sha256, line));
      count.accept();
    }
    if (fate != Fate.UNTOUCHED) {
      count.find("digital_identity.tampering", day + "/" + node, fate.answer);
    }
    for (Verifier place : Verifier.ALL) {
      if (uses[place.index()] > 0) {
        String subject = place.service() + "/" + place.code();
        count.find(
            "digital_identity.verified_uses", subject, BigDecimal.valueOf(uses[place.index()]));
      }
    }
  }

  /** Writes the proof as somebody left it; returns the hash that the next one follows. */
  private byte[] write(Proof made, byte[] previous, long touched) throws IOException {
    boolean here = made.seq() == touched;
    Proof proof = made;
    if (here && (fate == Fate.ALTERED || fate == Fate.HASHED_AGAIN)) {
      proof = made.with(fate == Fate.ALTERED ? Proof.PASS : FAIL);
    }
    byte[] hash = proof.hash(previous, sha256, line);
    boolean cutOut = fate == Fate.CUT_OUT && (here || made.seq() == touched + 1);
    if (here && fate == Fate.ALTERED) {
      Verifier other = Verifier.ALL.get((proof.place().index() + 1) % Verifier.ALL.size());
      unproven(proof.with(other), previous, hash);
    } else if (here && fate == Fate.HASHED_AGAIN) {
      Proof lie = proof.with(Proof.PASS);
      unproven(lie, previous, lie.hash(previous, sha256, line));
    } else if (!cutOut) {
      good(proof, previous, hash);
    }
    return hash;
  }

  private Proof proof(long seq, int length) {
    return new Proof(
        chain,
        seq,
        time(OPEN + SPAN * seq / (length + 1) + dice.below(100)),
        dice.pick(Verifier.ALL),
        dice.pick(people),
        dice.pick(METHODS),
        dice.chance(300) ? FAIL : Proof.PASS);
  }

  /** Of 10,000 proofs 20 come twice; beside 20 comes a message that is refused. */
  private void good(Proof proof, byte[] previous, byte[] hash) throws IOException {
    put(proof, previous, hash);
    count.accept();
    if (proof.passed()) {
      uses[proof.place().index()]++;
    }
    int luck = dice.below(10_000);
    if (luck < 20) {
      lines.line(line);
      count.duplicate();
    } else if (luck < 40) {
      String text = line.toString();
      if (luck < 25) {
        refused(text.replace("\"seq\":" + proof.seq(), "\"seq\":0"), "seq:range");
      } else if (luck < 30) {
        proof.with(MAYBE).put(line, previous, hash);
        refused(line.toString(), "result:in");
      } else if (luck < 35) {
        refused(text.replace("\"at\":" + proof.at(), "\"at\":" + OPEN), "proved_at:range");
      } else {
        refused(text.substring(0, text.length() / 2), "record");
      }
    }
  }

  private void refused(String text, String reason) throws IOException {
    lines.line(text);
    count.bad(reason);
  }

  /** A proof that passed and doesn't hold. */
  private void unproven(Proof proof, byte[] previous, byte[] hash) throws IOException {
    put(proof, previous, hash);
    count.accept();
    count.find("digital_identity.unproven", proof.place().code(), BigDecimal.ONE);
  }

  private void put(Proof proof, byte[] previous, byte[] hash) throws IOException {
    proof.put(line, previous, hash);
    lines.line(line);
  }

  private long time(long millisOfDay) {
    return midnight + millisOfDay;
  }
}
