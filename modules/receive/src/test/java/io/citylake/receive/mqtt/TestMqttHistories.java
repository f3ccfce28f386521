package io.citylake.receive.mqtt;

import static io.citylake.receive.mqtt.MqttFixture.EAST;
import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.receive.http.FeedIntake;
import io.citylake.receive.spool.Spool;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Devices that publish, hang up, connect anew and send again what was not acknowledged, to a server
 * that ends and begins meanwhile: what was acknowledged is in the spool as it was sent, and nothing
 * else is there.
 */
class TestMqttHistories {
  private static final int DEVICES = 6;
  private static final int LIVES = 4;

  @TempDir private Path directory;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Set<String> sent = new ConcurrentSkipListSet<>();
  private final Set<String> acknowledged = new ConcurrentSkipListSet<>();
  private volatile int port;
  private volatile boolean ended;

  /** One device; what it has not heard of goes first in its next life. */
  private final class Device {
    private final int number;
    private final int version;
    private final Random random;
    private final Map<Integer, String> unheard = new LinkedHashMap<>();
    private int next;

    Device(int number, long seed) {
      this.number = number;
      this.random = new Random(seed);
      this.version = 4 + random.nextInt(2);
    }

    void run() {
      while (!ended || !unheard.isEmpty()) {
        try (RawDevice line = RawDevice.of(port, version, "d" + number, "east", EAST)) {
          live(line);
        } catch (IOException e) {
          Thread.yield();
        }
      }
    }

    private void live(RawDevice line) throws IOException {
      for (Map.Entry<Integer, String> each : unheard.entrySet()) {
        line.send(publication(line, each.getKey(), each.getValue(), true));
      }
      int steps = 20 + random.nextInt(200);
      for (int i = 0; i < steps; i++) {
        if (unheard.size() < 20 && random.nextInt(3) > 0 && !ended) {
          next++;
          String payload =
              "{\"id\":\"%d-%d\",\"pad\":\"%s\"}"
                  .formatted(number, next, "p".repeat(random.nextInt(300)));
          unheard.put(next, payload);
          sent.add(line(payload));
          line.send(publication(line, next, payload, false));
        } else if (!unheard.isEmpty()) {
          hear(line.read());
        } else if (ended) {
          return;
        }
      }
    }

    private byte[] publication(RawDevice line, int id, String payload, boolean again) {
      byte[] packet = line.publish(topic(), id, payload);
      packet[0] |= (byte) (again ? 8 : 0);
      return packet;
    }

    private void hear(RawDevice.Packet packet) {
      if (packet.type() == 4) {
        assertThat(packet.body().length == 2 || packet.at(2) == 0).isTrue();
        String payload = unheard.remove(packet.number());
        if (payload != null) {
          acknowledged.add(line(payload));
        }
      }
    }

    private String topic() {
      return "gauge/r%d/s/level".formatted(number);
    }

    private String line(String payload) {
      return "east %s gauge/{river}/{station}/level %s".formatted(topic(), payload);
    }
  }

  @Test
  void whatWasAcknowledgedIsThereAsItWasSent() throws Exception {
    long seed = Long.getLong("citylake.seed", new Random().nextLong());
    System.out.println("devices from seed " + seed);
    Random random = new Random(seed);
    List<Future<?>> devices = new ArrayList<>();
    try {
      for (int life = 0; life < LIVES; life++) {
        FeedIntake intake =
            MqttFixture.intake(directory.resolve("spool"), MqttFixture.roomy(), threads);
        try (Spool spool = intake.spool().orElseThrow();
            MqttServer server =
                MqttServer.open(
                    MqttFixture.door(Duration.ofSeconds(60)),
                    List.of(intake),
                    threads,
                    new MqttCounts())) {
          port = server.port();
          if (life == 0) {
            for (int i = 0; i < DEVICES; i++) {
              Device device = new Device(i, random.nextLong());
              devices.add(threads.submit(device::run));
            }
          }
          long until = spool.next() + 200 + random.nextInt(800);
          while (spool.next() < until) {
            Thread.onSpinWait();
          }
          if (life == LIVES - 1) {
            ended = true;
            for (Future<?> each : devices) {
              each.get();
            }
          }
        }
      }
    } finally {
      ended = true;
      threads.shutdownNow();
    }
    List<String> stored =
        MqttFixture.read(directory.resolve("spool")).stream().map(MqttFixture::line).toList();
    assertThat(acknowledged).isNotEmpty().isSubsetOf(stored);
    assertThat(stored).isSubsetOf(sent);
    assertThat(acknowledged).containsExactlyInAnyOrderElementsOf(sent);
  }
}
