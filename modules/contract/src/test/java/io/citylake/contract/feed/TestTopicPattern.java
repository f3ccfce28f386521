package io.citylake.contract.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestTopicPattern {
  @Test
  void levelsThatHaveNamesAreTold() {
    TopicPattern pattern = TopicPattern.parse("device/{site}/{device}/telemetry");
    assertThat(pattern.find("device/a/b c/telemetry"))
        .contains(new TreeMap<>(Map.of("site", "a", "device", "b c")));
    assertThat(pattern.find("device/a//telemetry"))
        .contains(new TreeMap<>(Map.of("site", "a", "device", "")));
    assertThat(pattern.names()).containsExactly("site", "device");
    assertThat(pattern.filter()).isEqualTo("device/+/+/telemetry");
    assertThat(pattern).hasToString("device/{site}/{device}/telemetry");
  }

  @ParameterizedTest
  @CsvSource({
    "a/{x}, a/b, true",
    "a/{x}, a, false",
    "a/{x}, a/b/c, false",
    "a/{x}, a/, true",
    "a/#, a, true",
    "a/#, a/b/c, true",
    "a/#, ab, false",
    "#, a/b, true",
    "#, $SYS/a, false",
    "+/a, $SYS/a, false",
    "$SYS/#, $SYS/a, true",
    "a, A, false",
    "a/+, a/+, true",
    "/a, a, false",
  })
  void topicsFitAsInMqtt(String pattern, String topic, boolean fits) {
    assertThat(TopicPattern.parse(pattern).matches(topic)).isEqualTo(fits);
  }

  @ParameterizedTest
  @CsvSource({
    "a/#/b, # stands at the end only",
    "a#, 'each level is a text, {lower_snake} or +'",
    "a/{X}, 'each level is a text, {lower_snake} or +'",
    "a/b+, 'each level is a text, {lower_snake} or +'",
    "{a}/{a}, {a} is there twice",
  })
  void whatIsNoneIsRefused(String text, String why) {
    assertThatThrownBy(() -> TopicPattern.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  /** Of all short topics of three words each is asked. */
  @Test
  void patternsOverlapWhereATopicFitsBoth() {
    long seed = new Random().nextLong();
    System.out.println("patterns from seed " + seed);
    Random random = new Random(seed);
    List<String> topics = new ArrayList<>();
    grow("", 0, topics);
    for (int i = 0; i < 2000; i++) {
      TopicPattern one = TopicPattern.parse(drawn(random));
      TopicPattern other = TopicPattern.parse(drawn(random));
      boolean meets = topics.stream().anyMatch(each -> one.matches(each) && other.matches(each));
      assertThat(one.overlaps(other)).as("%s and %s", one, other).isEqualTo(meets);
      assertThat(other.overlaps(one)).isEqualTo(meets);
    }
  }

  private static void grow(String topic, int levels, List<String> topics) {
    if (levels > 0) {
      topics.add(topic);
    }
    if (levels < 4) {
      for (String word : List.of("a", "b", "$c")) {
        grow(levels == 0 ? word : topic + "/" + word, levels + 1, topics);
      }
    }
  }

  private static String drawn(Random random) {
    List<String> levels = new ArrayList<>();
    int length = 1 + random.nextInt(3);
    for (int i = 0; i < length; i++) {
      levels.add(
          switch (random.nextInt(5)) {
            case 0 -> "a";
            case 1 -> "b";
            case 2 -> "$c";
            case 3 -> "+";
            default -> "{x" + i + "}";
          });
    }
    if (random.nextInt(3) == 0) {
      levels.set(length - 1, "#");
    }
    return String.join("/", levels);
  }
}
