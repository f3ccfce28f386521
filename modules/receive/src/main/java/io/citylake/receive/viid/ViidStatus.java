package io.citylake.receive.viid;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;

/**
 * What is said of a request or of one of its objects (GA/T 1400.4, ResponseStatus).
 *
 * @param text for people
 * @param id of the object, or of who asks
 */
public record ViidStatus(ViidCode code, String text, String id) {
  private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");

  public static ViidStatus ok(String id) {
    return new ViidStatus(ViidCode.OK, "OK", id);
  }

  /** Local time as the standard writes it, 14 digits. */
  public static String local(Clock clock) {
    return LOCAL.format(LocalDateTime.now(clock));
  }

  private ObjectNode json(String url, String local) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("RequestURL", url)
        .put("StatusCode", code.number())
        .put("StatusString", text)
        .put("Id", id)
        .put("LocalTime", local);
  }

  /** The answer to what concerns the system. */
  public ObjectNode answer(String url, Clock clock) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.set("ResponseStatusObject", json(url, local(clock)));
    return answer;
  }

  /** The answer to objects. */
  public static ObjectNode answer(List<ViidStatus> all, String url, Clock clock) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    var list = answer.putObject("ResponseStatusListObject").putArray("ResponseStatusObject");
    String local = local(clock);
    all.forEach(each -> list.add(each.json(url, local)));
    return answer;
  }
}
