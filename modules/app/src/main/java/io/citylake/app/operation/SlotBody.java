package io.citylake.app.operation;

import io.citylake.schedule.slot.Change;
import io.citylake.schedule.slot.Slot;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Slots as they are told. */
final class SlotBody {
  private final Desk desk;
  private final boolean texts;

  /**
   * @param texts whether reasons are told, which may quote rows
   */
  SlotBody(Desk desk, boolean texts) {
    this.desk = desk;
    this.texts = texts;
  }

  Map<String, @Nullable Object> of(Slot slot) {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("series", slot.id().series());
    body.put("job", slot.id().task().toString());
    body.put("slot", slot.id().key());
    body.put("date", slot.businessDate().toString());
    body.put("scheduled", desk.moment(slot.scheduled()));
    body.put("state", slot.state().toString());
    body.put("reason", texts ? Desk.words(slot.reason()::text) : null);
    body.put("tries", slot.tries());
    body.put("run", slot.run().isEmpty() ? null : slot.run());
    body.put("began", desk.moment(slot.began()));
    body.put("ended", desk.moment(slot.ended()));
    return body;
  }

  Map<String, @Nullable Object> of(Change change) {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("at", desk.moment(change.at()));
    body.put("from", change.from().toString());
    body.put("to", change.to().toString());
    body.put("by", texts ? change.by() : null);
    body.put("reason", texts ? Desk.words(change.reason()::text) : null);
    return body;
  }
}
