package io.citylake.govern.user;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.citylake.govern.Caller;
import io.citylake.govern.state.StateEntry;
import io.citylake.govern.state.StateStore;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.StoredFormat;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Statements that users saved, in {@code saved-queries.json} of a lake's state: each user's own,
 * and those that others share with a role of his. They end with their user. Who saves sees to it
 * that no text has a person's number, or one who is erased would stay in it. Safe for threads and
 * processes.
 */
public final class SavedQueries {
  private static final String FILE = "saved-queries.json";
  private static final StoredFormat FORMAT = new StoredFormat("the saved queries", 1);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_OF_USER = 100;
  private static final long LARGEST = 8L << 20;
  private static final int LONGEST_NAME = 100;
  private static final int LONGEST_SQL = 20_000;

  private final StateEntry file;
  private final UserStore users;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  /** Those that a state has, of the users that it has. */
  public SavedQueries(StateStore state, UserStore users, Clock clock) {
    this.file = state.entry(FILE);
    this.users = users;
    this.clock = clock;
  }

  /** The file's own form; a key that isn't here is an error. */
  private record Book(int format, List<Entry> queries) {}

  private record Entry(
      String id,
      String owner,
      String ownerName,
      String name,
      String folder,
      String sql,
      @Nullable String sharedWith,
      String changedAt) {}

  /** The caller's own and what is shared with a role of his, by folder and name. */
  public List<SavedQuery> list(Caller caller) {
    String owner = owner(caller);
    return read(file.find()).stream()
        .filter(
            each ->
                each.owner().equals(owner)
                    || (caller.roles().contains(each.sharedWith()) && isThere(each)))
        .sorted(
            Comparator.comparing(SavedQuery::folder)
                .thenComparing(SavedQuery::name)
                .thenComparing(SavedQuery::id))
        .toList();
  }

  /** Of whom the book has no more, an earlier program may have left some. */
  private boolean isThere(SavedQuery query) {
    return query.ownerName().contains(":")
        || users
            .find(query.ownerName())
            .filter(each -> each.id().equals(query.owner()))
            .isPresent();
  }

  /** Whether it is the caller's to change. */
  public boolean owns(Caller caller, SavedQuery query) {
    return query.owner().equals(owner(caller));
  }

  /** Who has the name now; one of the same name later is another. */
  private String owner(Caller caller) {
    return users.find(caller.user()).map(User::id).orElse(caller.user());
  }

  /**
   * Saves a statement, be it one that can't run.
   *
   * @param id of the one that it replaces; null for a new one
   * @throws CityLakeException USAGE where a text is none, the name is taken, or the role isn't the
   *     caller's; LIMIT_EXCEEDED where he has too many, or all together are too large;
   *     SAVED_QUERY_NOT_FOUND where none of his has the id
   */
  public SavedQuery save(Caller caller, @Nullable String id, SavedQuery.Draft draft) {
    require(caller, draft);
    String owner = owner(caller);
    byte[] fresh = new byte[8];
    random.nextBytes(fresh);
    SavedQuery saved =
        new SavedQuery(
            id == null ? HexFormat.of().formatHex(fresh) : id,
            owner,
            caller.user(),
            draft.name().strip(),
            draft.folder().strip(),
            draft.sql(),
            draft.sharedWith(),
            clock.instant());
    change(
        queries -> {
          List<SavedQuery> next = new ArrayList<>(queries);
          if (id != null && !next.removeIf(each -> isOf(each, owner, id))) {
            throw unknown();
          }
          List<SavedQuery> own = next.stream().filter(each -> each.owner().equals(owner)).toList();
          if (own.size() >= MOST_OF_USER) {
            throw new CityLakeException(
                ErrorCode.LIMIT_EXCEEDED,
                "Cannot save the query: you have %d already, and may have no more; delete some"
                    .formatted(MOST_OF_USER));
          }
          if (own.stream()
              .anyMatch(
                  each ->
                      each.name().equals(saved.name()) && each.folder().equals(saved.folder()))) {
            throw usage("one of yours has this name in this folder; replace it, or take another");
          }
          next.add(saved);
          return next;
        });
    return saved;
  }

  private static void require(Caller caller, SavedQuery.Draft draft) {
    requireText("a name", draft.name(), 1, LONGEST_NAME);
    requireText("a folder", draft.folder(), 0, LONGEST_NAME);
    if (draft.sql().isBlank() || draft.sql().length() > LONGEST_SQL) {
      throw usage("the statement must have 1 to %d characters".formatted(LONGEST_SQL));
    }
    if (draft.sharedWith() != null && !caller.roles().contains(draft.sharedWith())) {
      throw usage("it is shared with roles of yours only (roles=%s)".formatted(caller.roles()));
    }
  }

  private static void requireText(String what, String text, int shortest, int longest) {
    String stripped = text.strip();
    if (stripped.length() < shortest
        || stripped.length() > longest
        || stripped.codePoints().anyMatch(Character::isISOControl)) {
      throw usage("%s has %d to %d characters of one line".formatted(what, shortest, longest));
    }
  }

  /**
   * Deletes one of the caller's.
   *
   * @throws CityLakeException SAVED_QUERY_NOT_FOUND
   */
  public void remove(Caller caller, String id) {
    String owner = owner(caller);
    change(
        queries -> {
          List<SavedQuery> next = new ArrayList<>(queries);
          if (!next.removeIf(each -> isOf(each, owner, id))) {
            throw unknown();
          }
          return next;
        });
  }

  private static boolean isOf(SavedQuery query, String owner, String id) {
    return query.owner().equals(owner) && query.id().equals(id);
  }

  /** Deletes those of a user who is removed. */
  static void removeOf(StateStore state, UserStore users, Clock clock, String owner) {
    SavedQueries book = new SavedQueries(state, users, clock);
    if (book.read(book.file.find()).stream().anyMatch(each -> each.owner().equals(owner))) {
      book.change(queries -> queries.stream().filter(each -> !each.owner().equals(owner)).toList());
    }
  }

  private void change(UnaryOperator<List<SavedQuery>> change) {
    file.change(content -> written(change.apply(read(content))));
  }

  private List<SavedQuery> read(Optional<byte[]> content) {
    if (content.isEmpty()) {
      return List.of();
    }
    try {
      JsonNode tree = JSON.readTree(content.get());
      // Before the rest, which may be of another shape then.
      FORMAT.requireKnown(tree.path("format").intValue(), "a later CityLake", file.place());
      List<SavedQuery> queries = new ArrayList<>();
      for (Entry each : JSON.treeToValue(tree, Book.class).queries()) {
        queries.add(
            new SavedQuery(
                each.id(),
                each.owner(),
                each.ownerName(),
                each.name(),
                each.folder(),
                each.sql(),
                each.sharedWith(),
                Instant.parse(each.changedAt())));
      }
      return queries;
    } catch (IOException | DateTimeException | NullPointerException e) {
      // The parser's message would show a part of the file.
      throw new CityLakeException(
          ErrorCode.METADATA_CORRUPT,
          "Cannot read the saved queries: they are not what CityLake wrote (%s)"
              .formatted(file.place()),
          e);
    }
  }

  private static byte[] written(List<SavedQuery> queries) {
    List<Entry> entries = new ArrayList<>();
    for (SavedQuery each : queries) {
      entries.add(
          new Entry(
              each.id(),
              each.owner(),
              each.ownerName(),
              each.name(),
              each.folder(),
              each.sql(),
              each.sharedWith(),
              each.changedAt().toString()));
    }
    byte[] bytes;
    try {
      bytes = JSON.writeValueAsBytes(new Book(FORMAT.known(), entries));
    } catch (JsonProcessingException e) {
      throw new CityLakeException(ErrorCode.INTERNAL, "Cannot write saved queries as JSON", e);
    }
    if (bytes.length > LARGEST) {
      throw new CityLakeException(
          ErrorCode.LIMIT_EXCEEDED,
          "Cannot save the query: those of all users together are too large (most=%d bytes)"
              .formatted(LARGEST));
    }
    return bytes;
  }

  private static CityLakeException unknown() {
    return new CityLakeException(
        ErrorCode.SAVED_QUERY_NOT_FOUND, "Cannot find the saved query: none of yours has this id");
  }

  private static CityLakeException usage(String why) {
    return new CityLakeException(ErrorCode.USAGE, "Cannot save the query: " + why);
  }
}
