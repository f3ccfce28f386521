package io.citylake.govern.user;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.citylake.govern.state.StateEntry;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.Secret;
import io.citylake.model.StoredFormat;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The users by name, as JSON. Safe for threads and for several processes. */
final class UserFile {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final StoredFormat FORMAT = new StoredFormat("the users", 1);

  private final StateEntry file;
  private volatile @Nullable Content cached;

  UserFile(StateEntry file) {
    this.file = file;
  }

  private record Content(Optional<Object> version, SortedMap<String, User> users) {}

  /** The file's own form; a key that isn't here is an error. */
  private record Book(int format, List<Entry> users) {}

  private record Entry(
      String id,
      String name,
      List<String> roles,
      boolean disabled,
      String createdAt,
      int generation,
      String password) {}

  SortedMap<String, User> users() {
    Optional<Object> version = file.version();
    Content known = cached;
    if (known == null || !known.version().equals(version)) {
      // The version is of before the content, so that a change in between is read again.
      known = new Content(version, Collections.unmodifiableSortedMap(read(file.find())));
      cached = known;
    }
    return known.users();
  }

  /** Changes the users; nobody else does at the time, in this process or another. */
  void change(UnaryOperator<SortedMap<String, User>> change) {
    file.change(content -> written(change.apply(read(content))));
  }

  private SortedMap<String, User> read(Optional<byte[]> content) {
    SortedMap<String, User> users = new TreeMap<>();
    if (content.isEmpty()) {
      return users;
    }
    try {
      JsonNode tree = JSON.readTree(content.get());
      // Before the rest, which may be of another shape then.
      FORMAT.requireKnown(tree.path("format").intValue(), "a later CityLake", file.place());
      Book book = JSON.treeToValue(tree, Book.class);
      if (book.format() < 1) {
        throw corrupt("it says no format", null);
      }
      for (Entry entry : book.users()) {
        users.put(entry.name(), user(entry));
      }
      return users;
    } catch (IOException | DateTimeException | NullPointerException e) {
      // The parser's message would show a part of the file.
      throw corrupt("it is not what CityLake wrote", e);
    }
  }

  private static User user(Entry entry) {
    return new User(
        entry.id(),
        entry.name(),
        entry.roles(),
        entry.disabled(),
        Instant.parse(entry.createdAt()),
        entry.generation(),
        new Secret(entry.password()));
  }

  private byte[] written(SortedMap<String, User> users) {
    List<Entry> entries = new ArrayList<>();
    for (User user : users.values()) {
      entries.add(
          new Entry(
              user.id(),
              user.name(),
              user.roles(),
              user.disabled(),
              user.createdAt().toString(),
              user.generation(),
              user.password().reveal()));
    }
    try {
      return JSON.writerWithDefaultPrettyPrinter()
          .writeValueAsBytes(new Book(FORMAT.known(), entries));
    } catch (JsonProcessingException e) {
      throw new CityLakeException(ErrorCode.INTERNAL, "Cannot write the users as JSON", e);
    }
  }

  private CityLakeException corrupt(String reason, @Nullable Exception cause) {
    return new CityLakeException(
        ErrorCode.METADATA_CORRUPT,
        "Cannot read the users: %s; nobody can log in until it is restored (%s)"
            .formatted(reason, file.place()),
        cause);
  }
}
