package io.citylake.read.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.JobName;
import io.citylake.model.Position;
import io.citylake.read.file.Missing;
import io.citylake.read.kafka.TopicDecider.Decision;
import io.citylake.read.kafka.TopicPosition.Reached;
import io.citylake.read.kafka.TopicState.Bounds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a run reads, without a broker. */
class TestTopicDecider {
  private static final JobName JOB = JobName.parse("water.levels");

  private static TopicDecider decider(long most) {
    return new TopicDecider(JOB, "t", "d", most);
  }

  /** Partitions as pairs of earliest and end. */
  private static TopicState state(String id, long... bounds) {
    List<Bounds> partitions = new ArrayList<>();
    for (int i = 0; i < bounds.length; i += 2) {
      partitions.add(new Bounds(bounds[i], bounds[i + 1]));
    }
    return new TopicState(id, partitions);
  }

  private static Optional<TopicPosition> again(Decision decision) {
    return TopicPosition.parse(decision.after().position());
  }

  private static Optional<TopicPosition> read(TopicState state) {
    return again(decider(1000).increment(Optional.empty(), state));
  }

  @Test
  void theFirstRunBeginsWhereThePartitionsDo() {
    Decision first = decider(1000).increment(Optional.empty(), state("A", 5, 9, 0, 0));
    assertThat(first.ranges()).containsExactly(new OffsetRange(0, 5, 9));
    assertThat(again(first).orElseThrow().position().text())
        .isEqualTo(
            "{\"kind\":\"kafka\",\"topic\":\"t\",\"id\":\"A\",\"partitions\":[[5,9],[0,0]],\"definition\":\"d\"}");
  }

  @Test
  void partitionsThatCameSinceBeginAtTheirBeginning() {
    Decision next = decider(1000).increment(read(state("A", 0, 9)), state("A", 3, 9, 0, 4));
    assertThat(next.ranges()).containsExactly(new OffsetRange(1, 0, 4));
    refuses(ErrorCode.OFFSETS_GONE, read(state("A", 0, 9)), state("A", 3, 9, 1, 4));
  }

  @Test
  void whatMayHaveLostMessagesStops() {
    Optional<TopicPosition> last = read(state("A", 0, 9, 0, 4));
    refuses(ErrorCode.TOPIC_REPLACED, last, state("B", 0, 9, 0, 4));
    refuses(ErrorCode.OFFSETS_GONE, last, state("A", 10, 12, 0, 4));
    refuses(ErrorCode.TOPIC_CUT, last, state("A", 0, 8, 0, 4));
    refuses(ErrorCode.TOPIC_CUT, last, state("A", 0, 9));
    // All that was read may go.
    assertThat(decider(1000).increment(last, state("A", 9, 9, 4, 6)).ranges())
        .containsExactly(new OffsetRange(1, 4, 6));
  }

  private static void refuses(ErrorCode code, Optional<TopicPosition> last, TopicState now) {
    assertThatThrownBy(() -> decider(1000).increment(last, now))
        .isInstanceOfSatisfying(CityLakeException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining("citylake run water.levels --full-refresh --keep-missing");
  }

  @Test
  void aRefreshReadsAgainWhatIsThereAndKeepsTheRestByWord() {
    Optional<TopicPosition> last = read(state("A", 0, 9, 0, 4, 0, 6));
    TopicState now = state("A", 0, 9, 3, 7, 8, 10);
    Decision kept = decider(1).refresh(last, now, Missing.KEEP);
    assertThat(kept.missing()).containsExactly("kafka:t/1@A", "kafka:t/2@A");
    assertThat(kept.superseded()).containsExactly("kafka:t/0@A");
    assertThat(kept.ranges())
        .containsExactly(
            new OffsetRange(0, 0, 9), new OffsetRange(1, 4, 7), new OffsetRange(2, 8, 10));
    // What was kept is not forgotten.
    assertThat(decider(1).refresh(again(kept), now, Missing.KEEP).missing()).hasSize(2);
    Decision gone = decider(1).refresh(last, now, Missing.WITHDRAW);
    assertThat(gone.superseded())
        .containsExactlyInAnyOrder("kafka:t/0@A", "kafka:t/1@A", "kafka:t/2@A");
    assertThat(gone.ranges())
        .containsExactly(
            new OffsetRange(0, 0, 9), new OffsetRange(1, 3, 7), new OffsetRange(2, 8, 10));
    assertThat(decider(1).refresh(again(gone), now, Missing.KEEP).missing()).isEmpty();
  }

  /** Else the next run would take messages at offsets that count as read for read ones. */
  @Test
  void aRefreshThatReadsNothingGoesOnFromWhereItSays() {
    Optional<TopicPosition> last = read(state("A", 0, 100));
    for (TopicState now : List.of(state("A", 0, 50), state("A", 120, 120), state("B", 0, 0))) {
      Decision kept = decider(1).refresh(last, now, Missing.KEEP);
      assertThat(kept.ranges()).isEmpty();
      assertThat(kept.superseded()).isEmpty();
      assertThat(kept.moved()).as("%s", now).isTrue();
      assertThat(decider(1).refresh(again(kept), now, Missing.KEEP).moved()).isFalse();
    }
    Decision cut = decider(1).refresh(last, state("A", 0, 50), Missing.KEEP);
    assertThat(decider(1000).increment(again(cut), state("A", 0, 110)).ranges())
        .containsExactly(new OffsetRange(0, 50, 110, 1));
    assertThat(decider(1).refresh(Optional.empty(), state("A", 0, 0), Missing.KEEP).moved())
        .isFalse();
  }

  @Test
  void aRefreshOfAnotherTopicKnowsTheOneBefore() {
    Optional<TopicPosition> last = read(state("A", 0, 9));
    Decision kept = decider(1).refresh(last, state("B", 0, 2), Missing.KEEP);
    assertThat(kept.missing()).containsExactly("kafka:t/0@A");
    assertThat(kept.superseded()).isEmpty();
    assertThat(kept.ranges()).containsExactly(new OffsetRange(0, 0, 2));
    Decision gone = decider(1).refresh(again(kept), state("B", 0, 2), Missing.WITHDRAW);
    assertThat(gone.superseded()).containsExactly("kafka:t/0@B", "kafka:t/0@A");
  }

  /** Its rows are in the table still, and are not brought a second time. */
  @Test
  void aRefreshOfATopicThatCameBackKnowsWhatWasReadOfIt() {
    Optional<TopicPosition> first = read(state("A", 0, 9, 0, 4));
    TopicState other = state("B", 0, 2);
    Optional<TopicPosition> second = again(decider(1).refresh(first, other, Missing.KEEP));
    Decision whole = decider(1).refresh(second, state("A", 0, 9, 0, 6), Missing.KEEP);
    assertThat(whole.superseded()).containsExactly("kafka:t/0@A", "kafka:t/1@A");
    assertThat(whole.missing()).containsExactly("kafka:t/0@B");
    assertThat(whole.ranges()).containsExactly(new OffsetRange(0, 0, 9), new OffsetRange(1, 0, 6));
    Decision passed = decider(1).refresh(second, state("A", 3, 12, 0, 4), Missing.KEEP);
    assertThat(passed.superseded()).containsExactly("kafka:t/1@A");
    assertThat(passed.missing()).containsExactly("kafka:t/0@B", "kafka:t/0@A");
    assertThat(passed.ranges())
        .containsExactly(new OffsetRange(0, 9, 12), new OffsetRange(1, 0, 4));
    assertThat(decider(1).refresh(again(passed), other, Missing.WITHDRAW).superseded())
        .containsExactlyInAnyOrder("kafka:t/0@A", "kafka:t/1@A", "kafka:t/0@B");
  }

  /** Offset 60 of before the cut and of after it are two messages, and two sources. */
  @Test
  void whatComesAfterACutHasItsOwnSourceAndTheOldOneIsKnown() {
    Optional<TopicPosition> last = read(state("A", 0, 100));
    Decision cut = decider(1).refresh(last, state("A", 0, 50), Missing.KEEP);
    assertThat(cut.missing()).containsExactly("kafka:t/0@A");
    Decision grown = decider(1000).increment(again(cut), state("A", 0, 130));
    assertThat(grown.ranges()).containsExactly(new OffsetRange(0, 50, 130, 1));
    assertThat(grown.after().position().text()).contains("\"partitions\":[[50,130,1,0]]");
    Decision kept = decider(1).refresh(again(grown), state("A", 0, 140), Missing.KEEP);
    assertThat(kept.missing()).containsExactly("kafka:t/0@A");
    assertThat(kept.superseded()).containsExactly("kafka:t/0@A~1");
    // Those before 50 are in the table under the old source.
    assertThat(kept.ranges()).containsExactly(new OffsetRange(0, 50, 140, 1));
    Decision twice = decider(1).refresh(again(kept), state("A", 0, 120), Missing.KEEP);
    assertThat(twice.missing()).containsExactly("kafka:t/0@A", "kafka:t/0@A~1");
    assertThat(again(twice).orElseThrow().partitions())
        .containsExactly(new Reached(120, 120, 2, 0));
    Decision gone = decider(1).refresh(again(kept), state("A", 0, 120), Missing.WITHDRAW);
    assertThat(gone.superseded()).containsExactly("kafka:t/0@A", "kafka:t/0@A~1");
    assertThat(gone.ranges()).containsExactly(new OffsetRange(0, 0, 120, 2));
    assertThat(decider(1).refresh(again(gone), state("A", 0, 120), Missing.KEEP).missing())
        .isEmpty();
    assertThat(decider(1).refresh(again(kept), state("B", 0, 1), Missing.KEEP).missing())
        .containsExactly("kafka:t/0@A", "kafka:t/0@A~1");
  }

  @Test
  void sharesAreFairAndNeverMoreThanIsDeclared() {
    assertThat(TopicDecider.shares(List.of(4L, 2L), 3)).containsExactly(2L, 1L);
    assertThat(TopicDecider.shares(List.of(1L, 1L, 1L), 1)).containsExactly(1L, 0L, 0L);
    assertThat(TopicDecider.shares(List.of(0L, 5L), 9)).containsExactly(0L, 5L);
    // A small partition moves on beside a large one.
    assertThat(TopicDecider.shares(List.of(1_000_000L, 2L, 0L, 1L), 1000))
        .containsExactly(998L, 1L, 0L, 1L);
    assertThat(TopicDecider.shares(List.of(9L, 1L, 1L), 3)).containsExactly(1L, 1L, 1L);
  }

  @Test
  void whatAnOpenTransactionHoldsBackIsSaidWhereNothingElseIsNew() {
    TopicState now = new TopicState("A", List.of(new Bounds(0, 9), new Bounds(0, 4, 7)));
    Decision first = decider(1000).increment(Optional.empty(), now);
    assertThat(TopicDecider.heldBack(first.ranges(), now)).isEmpty();
    Decision second = decider(1000).increment(again(first), now);
    assertThat(TopicDecider.heldBack(second.ranges(), now).orElseThrow())
        .startsWith("3 offsets wait behind a transaction")
        .contains("(partition=1, offset=4)");
    assertThat(TopicDecider.heldBack(List.of(), state("A", 0, 9, 0, 4))).isEmpty();
  }

  @Test
  void manySmallRangesShareAClientAndALargeOneIsCut() {
    List<List<OffsetRange>> packed =
        TopicPlanner.packed(
            List.of(
                new OffsetRange(0, 0, 10),
                new OffsetRange(1, 5, 600_000),
                new OffsetRange(2, 7, 9)));
    assertThat(packed)
        .hasSizeLessThan(5)
        .allMatch(
            each -> each.stream().map(OffsetRange::partition).distinct().count() == each.size());
    assertThat(packed.stream().flatMap(List::stream).mapToLong(OffsetRange::length).sum())
        .isEqualTo(10 + 599_995 + 2);
  }

  @Test
  void whatNoTopicReaderWroteIsNoPosition() {
    for (String text : List.of("{\"kind\":\"files\",\"files\":[]}", "[", "{\"kind\":\"kafka\"}")) {
      assertThatThrownBy(() -> TopicPosition.parse(new Position(text)))
          .isInstanceOfSatisfying(
              CityLakeException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.METADATA_CORRUPT));
    }
  }
}
