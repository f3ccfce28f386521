package io.citylake.city.people;

import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.entity.Dice;
import io.citylake.city.file.Lines;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.ZoneOffset;
import java.util.List;

/** One node's chain of a day, and what somebody did to it afterwards: five of eight are touched. */
final class ProofChain {
  private static final ZoneOffset CITY = ZoneOffset.ofHours(8);
  private static final long OPEN = 6 * 3_600_000L;
  private static final long SPAN = 17 * 3_600_000L;
  private static final String NOBODY = "0".repeat(64);
  private static final List<String> METHODS = List.of("code", "code", "code", "face", "card");

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

  private final Part part;
  private final String chain;
  private final String day;
  private final List<String> people;
  private final Lines lines;
  private final JobCount count;
  private final Fate fate;
  private final Dice dice;

  ProofChain(Part part, int index, List<String> people, Lines lines, JobCount count) {
    this.part = part;
    this.chain = "N%02d".formatted(index + 1);
    this.day = part.day().toString();
    this.people = people;
    this.lines = lines;
    this.count = count;
    int turn = (int) Math.floorMod(index - part.day().toEpochDay(), 8L);
    this.fate = Fate.of(turn);
    this.dice = part.dice("proofs", index);
  }

  void write(int length) throws IOException {
    if (fate == Fate.ABSENT) {
      count.find("digital_identity.tampering", day + "/" + chain, fate.answer);
      return;
    }
    long touched = dice.between(10, length - 10);
    String hash = Proof.start(chain, day);
    for (int seq = 1; seq <= length; seq++) {
      Proof proof = proof(seq, length, hash);
      if (seq == touched && (fate == Fate.ALTERED || fate == Fate.HASHED_AGAIN)) {
        proof = proof.with(fate == Fate.ALTERED ? Proof.PASS : "fail");
      }
      hash = proof.hash();
      boolean cutOut = fate == Fate.CUT_OUT && (seq == touched || seq == touched + 1);
      if (seq == touched && fate == Fate.ALTERED) {
        Verifier other = Verifier.ALL.get((proof.place().index() + 1) % Verifier.ALL.size());
        unproven(proof.with(other), hash);
      } else if (seq == touched && fate == Fate.HASHED_AGAIN) {
        Proof lie = proof.with(Proof.PASS);
        unproven(lie, lie.hash());
      } else if (!cutOut) {
        good(proof, hash);
      }
    }
    if (fate != Fate.CUT_OFF) {
      Proof seal =
          new Proof(
              chain,
              length + 1L,
              time(OPEN + SPAN),
              Verifier.ALL.get(0),
              NOBODY,
              "none",
              "sealed",
              hash);
      lines.line(seal.json(day, seal.hash()));
      count.accept();
    }
    if (fate != Fate.UNTOUCHED) {
      count.find("digital_identity.tampering", day + "/" + chain, fate.answer);
    }
  }

  private Proof proof(long seq, int length, String previous) {
    return new Proof(
        chain,
        seq,
        time(OPEN + SPAN * seq / (length + 1) + dice.below(100)),
        dice.pick(Verifier.ALL),
        dice.pick(people),
        dice.pick(METHODS),
        dice.chance(300) ? "fail" : Proof.PASS,
        previous);
  }

  /** Of 10,000 proofs 20 come twice; beside 20 comes a message that is refused. */
  private void good(Proof proof, String hash) throws IOException {
    String line = proof.json(day, hash);
    lines.line(line);
    count.accept();
    if (proof.result().equals(Proof.PASS)) {
      String subject = proof.place().service() + "/" + proof.place().code();
      count.find("digital_identity.verified_uses", subject, BigDecimal.ONE);
    }
    int luck = dice.below(10_000);
    if (luck < 20) {
      lines.line(line);
      count.duplicate();
    } else if (luck < 25) {
      refused(line.replace("\"seq\":" + proof.seq(), "\"seq\":0"), "seq:range");
    } else if (luck < 30) {
      refused(proof.with("maybe").json(day, hash), "result:in");
    } else if (luck < 35) {
      refused(line.replace("\"at\":" + proof.at(), "\"at\":" + OPEN), "proved_at:range");
    } else if (luck < 40) {
      refused(line.substring(0, line.length() / 2), "record");
    }
  }

  private void refused(String line, String reason) throws IOException {
    lines.line(line);
    count.bad(reason);
  }

  /** A proof that passed and doesn't hold. */
  private void unproven(Proof proof, String hash) throws IOException {
    lines.line(proof.json(day, hash));
    count.accept();
    count.find("digital_identity.unproven", proof.place().code(), BigDecimal.ONE);
  }

  private long time(long millisOfDay) {
    return part.from().toEpochSecond(CITY) * 1_000 + millisOfDay;
  }
}
