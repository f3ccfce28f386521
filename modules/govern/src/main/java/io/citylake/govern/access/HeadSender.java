package io.citylake.govern.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.citylake.contract.settings.AccessLogSettings;
import io.citylake.contract.settings.AccessLogSettings.WhenLost;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends the newest head to the target of the settings. Safe for threads. */
final class HeadSender {
  private static final Logger LOG = LoggerFactory.getLogger(HeadSender.class);

  /** How old what the target knows may be, where everything stops without it. */
  private static final Duration FRESH = Duration.ofSeconds(10);

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path directory;
  private final String log;
  private final AccessLogSettings settings;
  private final @Nullable HeadTarget target;

  @GuardedBy("this")
  private String sent = "";

  @GuardedBy("this")
  private Instant reached = Instant.EPOCH;

  @GuardedBy("this")
  private boolean lost;

  HeadSender(Path directory, String log, AccessLogSettings settings) {
    this.directory = directory;
    this.log = log;
    this.settings = settings;
    String where = settings.target();
    this.target = where == null ? null : HeadTarget.of(where);
  }

  /**
   * Called once an entry is written.
   *
   * @throws CityLakeException LOG_TARGET_LOST where what it is about must not be done
   */
  void written(Action action, Instant now) {
    if (action.isAdministration()) {
      send(now);
    } else if (settings.whenLost() == WhenLost.STOP_ALL) {
      refresh(now);
    }
  }

  private synchronized void refresh(Instant now) {
    // Also where the clock was set back since.
    if (reached.plus(FRESH).isBefore(now) || now.isBefore(reached)) {
      send(now);
    }
  }

  /**
   * Sends the head, unless it is the one that was sent last.
   *
   * @throws CityLakeException LOG_TARGET_LOST
   */
  synchronized void send(Instant now) {
    if (target == null) {
      return;
    }
    ChainHead head = ChainHead.find(directory).orElse(ChainHead.START);
    if (head.hash().equals(sent) && !lost) {
      return;
    }
    try {
      target.send(line(head, now), now);
    } catch (IOException e) {
      if (!lost) {
        LOG.warn(
            "The access log's target can't be reached: {} ({})", settings.target(), e.toString());
      }
      lost = true;
      throw new CityLakeException(
          ErrorCode.LOG_TARGET_LOST,
          "Cannot send the access log's head, so nothing is done: %s (access-log.target=%s)"
              .formatted(
                  e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage(),
                  settings.target()),
          e);
    }
    if (lost) {
      LOG.info("The access log's target is reached again: {}", settings.target());
    }
    lost = false;
    sent = head.hash();
    reached = now;
  }

  private String line(ChainHead head, Instant now) {
    ObjectNode node = JSON.createObjectNode();
    node.put("log", log);
    node.put("sequence", head.sequence());
    node.put("hash", head.hash());
    node.put("signature", head.signature());
    node.put("at", now.toString());
    try {
      return JSON.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write a head as JSON", e);
    }
  }
}
