package io.citylake.receive.viid;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.contract.feed.Viid;
import io.citylake.model.Secret;
import io.citylake.receive.viid.DigestLogin.Verdict;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TestDigestLogin {
  private static final String ID = "51010700005030000001";
  private static final Viid.Login LOGIN = new Viid.Login("east", new Secret("hunter2-hunter2"));
  private static final String TARGET = "/VIID/System/Register";

  private final AtomicLong nanos = new AtomicLong(1);
  private final DigestLogin digests = new DigestLogin(nanos::get);

  private Verdict judge(String header) {
    return digests.judge(ID, LOGIN, header, "POST", TARGET);
  }

  private DigestAnswer answer() {
    return new DigestAnswer(digests.challenge(false), "east", "hunter2-hunter2");
  }

  @Test
  void theAnswersOfThreeStandardsAreKnown() {
    assertThat(judge(answer().header("POST", TARGET))).isEqualTo(Verdict.KNOWN);
    assertThat(judge(answer().withoutQop().header("POST", TARGET))).isEqualTo(Verdict.KNOWN);
    assertThat(judge(answer().header("POST", "http://lake:32014" + TARGET)))
        .isEqualTo(Verdict.KNOWN);
    // RFC 2617, 3.5, by its own realm: the hash itself is checked against the standard's example.
    assertThat(
            DigestAnswer.response(
                "Mufasa",
                "testrealm@host.com",
                "Circle Of Life",
                "GET",
                "/dir/index.html",
                "dcd98b7102dd2f0e8b11d0f600bfb0c093",
                ":00000001:0a4f113b:auth"))
        .isEqualTo("6629fae49393a05397450978507c4ef1");
  }

  @Test
  void whatIsNotRightIsUnknown() {
    String good = answer().header("POST", TARGET);
    List<String> others = new ArrayList<>();
    others.add(
        new DigestAnswer(digests.challenge(false), "east", "hunter3").header("POST", TARGET));
    others.add(
        new DigestAnswer(digests.challenge(false), "west", "hunter2-hunter2")
            .header("POST", TARGET));
    others.add(answer().header("GET", TARGET));
    others.add(answer().header("POST", "/VIID/Faces"));
    others.add(good.replace("realm=\"citylake\"", "realm=\"other\""));
    others.add(good.replace("qop=auth", "qop=auth-int"));
    others.add(good.replace("MD5", "SHA-256"));
    others.add(good + ", username=\"east\"");
    others.add(good.replace("Digest", "Basic"));
    others.add("Digest");
    others.add("Digest " + "x=\"".repeat(2000));
    others.add("");
    assertThat(others).allSatisfy(each -> assertThat(judge(each)).isEqualTo(Verdict.UNKNOWN));
    assertThat(digests.judge(ID, null, good, "POST", TARGET)).isEqualTo(Verdict.UNKNOWN);
    assertThat(judge(good)).isEqualTo(Verdict.KNOWN);
  }

  /** Counts how often its characters are looked at. */
  private record Watched(String text, AtomicLong looks) implements CharSequence {
    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      looks.incrementAndGet();
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.subSequence(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }

  @Test
  void aHeaderTakesATimeOfItsLength() {
    for (String part : List.of("a", " ", "a ", "=", "a=\"", "a=a, ", "a=a ", ",")) {
      AtomicLong looks = new AtomicLong();
      String header = "Digest " + part.repeat(8000 / part.length());
      assertThat(DigestLogin.parts(new Watched(header, looks))).as(part).isEmpty();
      assertThat(looks.get()).as(part).isLessThan(20L * header.length());
    }
    assertThat(DigestLogin.parts("digest  A=\"b, c\" ,d = e , "))
        .containsExactlyInAnyOrderEntriesOf(Map.of("a", "b, c", "d", "e"));
  }

  @Test
  void aNonceIsGoodOnceForAMinuteAndOfThisProcessAlone() {
    String header = answer().header("POST", TARGET);
    assertThat(judge(header)).isEqualTo(Verdict.KNOWN);
    assertThat(judge(header)).isEqualTo(Verdict.STALE);
    assertThat(judge(header.replace("nc=00000001", "nc=00000002"))).isEqualTo(Verdict.UNKNOWN);
    String late = answer().header("POST", TARGET);
    nanos.addAndGet(DigestLogin.LIFE.toNanos());
    assertThat(judge(late)).isEqualTo(Verdict.STALE);
    assertThat(judge(header)).isEqualTo(Verdict.STALE);
    DigestLogin other = new DigestLogin(nanos::get);
    String elsewhere =
        new DigestAnswer(other.challenge(false), "east", "hunter2-hunter2").header("POST", TARGET);
    assertThat(judge(elsewhere)).isEqualTo(Verdict.STALE);
    String ownNonce =
        new DigestAnswer("Digest realm=\"citylake\", nonce=\"AAAA\"", "east", "hunter2-hunter2")
            .header("POST", TARGET);
    assertThat(judge(ownNonce)).isEqualTo(Verdict.STALE);
  }

  @Test
  void challengesTakeNoMemoryAndLoginsABoundedOne() {
    Set<String> nonces = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      nonces.add(digests.challenge(false));
    }
    assertThat(nonces).hasSize(10_000);
    String first = nonces.iterator().next();
    assertThat(judge(new DigestAnswer(first, "east", "hunter2-hunter2").header("POST", TARGET)))
        .isEqualTo(Verdict.KNOWN);
    for (int i = 1; i < DigestLogin.MOST_USED; i++) {
      assertThat(judge(answer().header("POST", TARGET))).isEqualTo(Verdict.KNOWN);
    }
    assertThat(judge(answer().header("POST", TARGET))).isEqualTo(Verdict.TOO_MANY);
    // Another platform is not held up by it.
    assertThat(
            digests.judge(
                "51010700001190000007", LOGIN, answer().header("POST", TARGET), "POST", TARGET))
        .isEqualTo(Verdict.KNOWN);
    nanos.addAndGet(DigestLogin.LIFE.toNanos());
    assertThat(judge(answer().header("POST", TARGET))).isEqualTo(Verdict.KNOWN);
  }
}
