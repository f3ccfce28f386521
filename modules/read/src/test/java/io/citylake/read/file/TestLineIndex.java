package io.citylake.read.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Drawn bytes in drawn blocks, against counting them one by one. */
class TestLineIndex {
  // Line ends, a quote, neighbours of them, and bytes above 127.
  private static final byte[] DRAWN = {'a', 'b', '\n', '\r', '"', 0x0B, 0x0C, '!', (byte) 0x8A, -1};
  private static final int HISTORIES = 20_000;

  private record Cut(long offset, long line) {}

  @Test
  void cutsAndLinesAreThoseOfOneByteAfterTheOther() {
    long seed = Long.getLong("citylake.seed", new Random().nextLong());
    System.out.println("TestLineIndex seed " + seed);
    for (int i = 0; i < HISTORIES; i++) {
      Random random = new Random(seed + i);
      byte[] bytes = bytes(random);
      int stride = 1 + random.nextInt(40);
      int hiding = random.nextBoolean() ? '"' : -1;
      LineIndex index = new LineIndex(stride, hiding);
      for (int from = 0; from < bytes.length; ) {
        int until = Math.min(bytes.length, from + 1 + random.nextInt(60));
        byte[] block = new byte[64];
        System.arraycopy(bytes, from, block, 0, until - from);
        // What lies behind the block's end is no part of it.
        Arrays.fill(block, until - from, block.length, (byte) '\n');
        index.add(block, until - from);
        from = until;
      }
      List<Cut> cuts = new ArrayList<>();
      for (int cut = 0; cut < index.cuts(); cut++) {
        cuts.add(new Cut(index.offset(cut), index.line(cut)));
      }
      assertThat(cuts).describedAs("seed %d", seed + i).isEqualTo(model(bytes, stride));
      assertThat(index.hidden())
          .describedAs("seed %d", seed + i)
          .isEqualTo(
              hiding >= 0
                  && new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf('"')
                      >= 0);
    }
  }

  private static byte[] bytes(Random random) {
    byte[] bytes = new byte[random.nextInt(200)];
    int plain = random.nextInt(20);
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = random.nextInt(20) < plain ? (byte) 'a' : DRAWN[random.nextInt(DRAWN.length)];
    }
    return bytes;
  }

  private static List<Cut> model(byte[] bytes, int stride) {
    List<Cut> cuts = new ArrayList<>();
    long line = 1;
    long last = 0;
    for (int i = 0; i < bytes.length; i++) {
      boolean lineFeed = bytes[i] == '\n';
      boolean alone = bytes[i] != '\n' && i > 0 && bytes[i - 1] == '\r';
      line += (lineFeed ? 1 : 0) + (alone ? 1 : 0);
      if (lineFeed && i + 1 - last >= stride) {
        last = i + 1;
        cuts.add(new Cut(last, line));
      }
    }
    return cuts;
  }
}
