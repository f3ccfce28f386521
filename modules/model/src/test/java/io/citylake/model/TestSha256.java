package io.citylake.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TestSha256 {
  @Test
  void answersThePublishedVector() {
    assertThat(Sha256.hex("abc"))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  @Test
  void partsAreNotTheirText() {
    assertThat(hash("a", "b")).isEqualTo(Sha256.hex("1:a1:b")).isNotEqualTo(hash("ab"));
    assertThat(hash("电", "力")).isNotEqualTo(hash("电力"));
  }

  @Test
  void beginsAnewAfterEachHash() {
    Sha256 sha = new Sha256();
    sha.add("a");
    String first = sha.hex();
    sha.add("a");
    assertThat(sha.hex()).isEqualTo(first);
  }

  private static String hash(String... parts) {
    Sha256 sha = new Sha256();
    for (String part : parts) {
      sha.add(part);
    }
    return sha.hex();
  }
}
