package io.citylake.app.operation;

import io.citylake.govern.Caller;
import io.citylake.govern.access.AccessJournal;
import io.citylake.govern.access.Action;
import io.citylake.govern.user.SavedQueries;
import io.citylake.govern.user.SavedQuery;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.schedule.alert.cause.PersonalNumbers;
import io.citylake.serve.operation.Call;
import io.citylake.serve.operation.Operation;
import io.citylake.serve.operation.Operation.Verb;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Statements that callers save for themselves, or for a role of theirs. */
final class SavedQueryOperations {
  /** A number plate is a person's number as well. */
  private static final Pattern PLATE =
      Pattern.compile("\\p{IsHan}[A-Za-z][·. -]?[A-Za-z0-9]{5,6}(?![A-Za-z0-9])");

  private final SavedQueries queries;
  private final AccessJournal journal;
  private final Function<Instant, @Nullable String> moment;

  /**
   * @param moment how an instant is told
   */
  SavedQueryOperations(
      SavedQueries queries, AccessJournal journal, Function<Instant, @Nullable String> moment) {
    this.queries = queries;
    this.journal = journal;
    this.moment = moment;
  }

  List<Operation> all() {
    return List.of(
        new Operation(Verb.GET, "/saved-queries", this::list),
        new Operation(Verb.POST, "/saved-queries", this::save),
        new Operation(Verb.POST, "/saved-queries/delete", this::delete));
  }

  private Object list(Call call) {
    Caller caller = call.caller();
    return queries.list(caller).stream().map(each -> told(caller, each)).toList();
  }

  private Map<String, @Nullable Object> told(Caller caller, SavedQuery query) {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("id", query.id());
    body.put("name", query.name());
    body.put("folder", query.folder());
    body.put("sql", query.sql());
    body.put("sharedWith", query.sharedWith());
    body.put("owner", query.ownerName());
    body.put("own", queries.owns(caller, query));
    body.put("changed", moment.apply(query.changedAt()));
    return body;
  }

  private Object save(Call call) {
    Caller caller = changing(call);
    Call.Body body = call.body(Set.of("id", "name", "folder", "sql", "sharedWith"));
    SavedQuery.Draft draft =
        new SavedQuery.Draft(
            body.text("name"),
            body.find("folder").orElse(""),
            body.text("sql"),
            body.find("sharedWith").orElse(null));
    for (String text : List.of(draft.name(), draft.folder(), draft.sql())) {
      requireNobodysNumber(text);
    }
    SavedQuery saved = queries.save(caller, body.find("id").orElse(null), draft);
    if (saved.sharedWith() != null) {
      journal.record(
          caller,
          Action.CATALOGUE,
          "saved query shared with role " + saved.sharedWith(),
          "allowed",
          "");
    }
    return told(caller, saved);
  }

  private static void requireNobodysNumber(String text) {
    if (!PersonalNumbers.hide(text).equals(text) || PLATE.matcher(text).find()) {
      throw new CityLakeException(
          ErrorCode.USAGE,
          "Cannot save the query: it has what may be a person's number (of identity, phone, bank card or plate), and none is kept; save it with another value, and write the number when you run it");
    }
  }

  private Object delete(Call call) {
    Caller caller = changing(call);
    String id = call.body(Set.of("id")).text("id");
    queries.remove(caller, id);
    return Map.of("id", id);
  }

  private static Caller changing(Call call) {
    Caller caller = call.caller();
    if (caller.readsOnly()) {
      throw new CityLakeException(
          ErrorCode.OPERATION_REFUSED, "Cannot save a query: your token only reads");
    }
    return caller;
  }
}
