package io.citylake.govern.duty;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.citylake.contract.policy.Duties;
import io.citylake.contract.policy.Duty;
import io.citylake.govern.state.StateEntry;
import io.citylake.govern.state.StateStore;
import io.citylake.lake.catalog.CatalogDatabase;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.StoredFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * That administrators were separated once, and who has agreed since that they are so no more:
 * whoever may write the policies' file can't end it alone. In {@code separation.json} where the
 * catalog is. Safe for threads and for several processes.
 */
public final class SeparationRecord {
  /**
   * Who must agree. The audit administrator reads of it in the access log, and does nothing else.
   */
  private static final Set<Duty> AGREEING = Set.of(Duty.SYSTEM, Duty.SECURITY);

  /** A word that was given once must not be found by somebody else's change a year later. */
  private static final Duration HOLDS = Duration.ofHours(24);

  private static final String FILE = "separation.json";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final StoredFormat FORMAT = new StoredFormat("the separation of duties", 1);

  private final StateEntry entry;

  private SeparationRecord(StateEntry entry) {
    this.entry = entry;
  }

  /** That of a lake: it goes with the catalog, so that other settings for it find it too. */
  public static SeparationRecord of(CatalogDatabase database, Path stateDir) {
    return new SeparationRecord(StateStore.ofCatalog(database, stateDir).entry(FILE));
  }

  /**
   * Takes note of what the policies declare.
   *
   * @throws CityLakeException SEPARATION_REMOVED where they separated administrators before, don't
   *     any more, and not both who must have agreed within a day
   */
  public void require(Duties duties, Instant now) {
    Optional<Content> held = entry.find().map(this::read);
    boolean separated = held.map(Content::separated).orElse(false);
    if (duties.areSeparated()) {
      if (!separated) {
        entry.change(content -> written(Content.of(true)));
      }
    } else if (separated) {
      if (!held.orElseThrow().agreed(now)) {
        throw new CityLakeException(
            ErrorCode.SEPARATION_REMOVED,
            "Cannot go on: conf/policies.yaml separated the administrators and doesn't any more;"
                + " put 'separation: required' back, or have the system and the security"
                + " administrator both agree by citylake user unseparate, within 24 h, while it is"
                + " still there");
      }
      entry.change(content -> written(Content.of(false)));
    }
  }

  /**
   * An administrator agrees that the separation ends; it holds for a day.
   *
   * @param account of him; one account doesn't agree twice, also where the policies made it another
   *     administrator in between
   * @return whether all who must have agreed
   */
  public boolean agree(Duty duty, String account, Instant now) {
    entry.change(
        content -> {
          Content before = content.map(this::read).orElse(Content.of(true));
          return written(before.with(duty, new Word(account, now)));
        });
    return entry.find().map(this::read).filter(each -> each.agreed(now)).isPresent();
  }

  /** That somebody agreed. */
  private record Word(String account, Instant at) {
    boolean holds(Instant now) {
      return !at.isAfter(now) && now.isBefore(at.plus(HOLDS));
    }
  }

  /** Whether it is on, and who agreed that it ends. */
  private record Content(boolean separated, Map<Duty, Word> agreed) {
    static Content of(boolean separated) {
      return new Content(separated, Map.of());
    }

    Content with(Duty duty, Word word) {
      Map<Duty, Word> all = new EnumMap<>(Duty.class);
      all.putAll(agreed);
      all.values().removeIf(each -> each.account().equals(word.account()));
      all.put(duty, word);
      return new Content(separated, all);
    }

    boolean agreed(Instant now) {
      return AGREEING.stream()
          .allMatch(each -> agreed.containsKey(each) && agreed.get(each).holds(now));
    }
  }

  private Content read(byte[] content) {
    try {
      JsonNode tree = JSON.readTree(new String(content, StandardCharsets.UTF_8));
      FORMAT.requireKnown(tree.path("format").intValue(), "a later CityLake", entry.place());
      Map<Duty, Word> agreed = new EnumMap<>(Duty.class);
      for (Duty each : Duty.values()) {
        JsonNode word = tree.path("agreed").path(each.toString());
        if (word.isObject()) {
          agreed.put(
              each,
              new Word(
                  word.required("account").textValue(),
                  Instant.parse(word.required("at").textValue())));
        }
      }
      return new Content(tree.required("separated").booleanValue(), agreed);
    } catch (IOException | RuntimeException e) {
      if (e instanceof CityLakeException known) {
        throw known;
      }
      throw new CityLakeException(
          ErrorCode.METADATA_CORRUPT,
          "Cannot tell whether administrators are separated: it is not what CityLake wrote; restore it (%s)"
              .formatted(entry.place()),
          e);
    }
  }

  private static byte[] written(Content content) {
    ObjectNode tree = JSON.createObjectNode();
    tree.put("format", FORMAT.known());
    tree.put("separated", content.separated());
    ObjectNode agreed = tree.putObject("agreed");
    content
        .agreed()
        .forEach(
            (duty, word) ->
                agreed
                    .putObject(duty.toString())
                    .put("account", word.account())
                    .put("at", word.at().toString()));
    try {
      return JSON.writeValueAsBytes(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write the separation as JSON", e);
    }
  }
}
