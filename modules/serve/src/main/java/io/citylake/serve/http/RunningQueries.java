package io.citylake.serve.http;

import io.citylake.govern.Caller;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.serve.engine.ServedQuery;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Queries whose clients gave them a name, so that they can be ended from another connection: who
 * closes his own isn't noticed before something is sent to him. Names are their users' own; nobody
 * ends or finds another's. Safe for threads.
 */
final class RunningQueries {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  private final ConcurrentHashMap<Key, Running> running = new ConcurrentHashMap<>();

  private record Key(String user, String name) {}

  /**
   * One begins, before it is admitted. Without a name nobody can end it.
   *
   * @throws CityLakeException USAGE where the name isn't one, or another query of his has it
   */
  Running begin(Caller caller, @Nullable String name) {
    if (name == null) {
      return new Running(null);
    }
    Key key = new Key(caller.user(), named(name));
    Running begun = new Running(key);
    if (running.putIfAbsent(key, begun) != null) {
      throw usage("a query of yours of this name runs already");
    }
    return begun;
  }

  /**
   * Ends one.
   *
   * @throws CityLakeException TABLE_NOT_FOUND where no query of the caller's has this name
   */
  void cancel(Caller caller, String name) {
    Running found = running.get(new Key(caller.user(), named(name)));
    if (found == null) {
      throw new CityLakeException(
          ErrorCode.TABLE_NOT_FOUND,
          "Cannot cancel the query: none of yours that runs has this name");
    }
    found.cancel();
  }

  private static String named(String name) {
    if (!NAME.matcher(name).matches()) {
      throw usage("a query's name has 1 to 64 letters, digits, '_' and '-'");
    }
    return name;
  }

  private static CityLakeException usage(String why) {
    return new CityLakeException(ErrorCode.USAGE, "Cannot read the request: " + why);
  }

  /** One query, from before it is admitted until it is answered. */
  final class Running implements AutoCloseable {
    private final @Nullable Key key;
    private @Nullable ServedQuery query;
    private boolean cancelled;

    private Running(@Nullable Key key) {
      this.key = key;
    }

    /** It was admitted; where it was cancelled meanwhile it won't run. */
    synchronized void admitted(ServedQuery admitted) {
      query = admitted;
      if (cancelled) {
        admitted.cancel();
      }
    }

    private synchronized void cancel() {
      cancelled = true;
      if (query != null) {
        query.cancel();
      }
    }

    @Override
    public void close() {
      if (key != null) {
        running.remove(key, this);
      }
    }
  }
}
