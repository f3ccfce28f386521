package io.citylake.city.play;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.citylake.city.play.HttpTalk.Heard;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Pushes objects as a lower platform of GA/T 1400: registers by digest, again where it is not known
 * any more, shows that it is alive where nothing is due, and takes an object for acknowledged by
 * its status 0 alone.
 */
final class ViidSender implements FeedSender {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration ALIVE_EVERY = Duration.ofSeconds(60);
  private static final int UNAUTHORIZED = 401;
  private static final String REGISTER = "Register";

  private static final Pattern STALE = Pattern.compile("(?i)\\bstale *= *\"?true");
  private static final int BUSY = 2;
  private static final int FAILED = 3;
  private static final int NOT_REGISTERED = 4;

  private final FeedWay.Viid way;
  private final String what;
  private final HttpTalk talk;
  private boolean registered;
  private long heard = System.nanoTime();

  /** Which list an object goes into, by what it says of itself. */
  private enum Kind {
    MotorVehicle,
    Person,
    Thing;

    static Kind of(String text) {
      if (text.contains("\"Kind\":\"MotorVehicle\"")) {
        return MotorVehicle;
      }
      return text.contains("\"Kind\":\"Person\"") ? Person : Thing;
    }

    String body(Collection<String> objects) {
      return "{\"%sListObject\":{\"%sObject\":[%s]}}"
          .formatted(this, this, String.join(",", objects));
    }
  }

  ViidSender(FeedWay.Viid way, String what) {
    this.way = way;
    this.what = what;
    this.talk = new HttpTalk(what);
  }

  @Override
  public void reconnect() {
    talk.reconnect();
  }

  @Override
  public Answer send(List<String> messages) throws InterruptedException {
    Map<Kind, List<String>> kinds = new EnumMap<>(Kind.class);
    messages.forEach(
        each -> kinds.computeIfAbsent(Kind.of(each), kind -> new ArrayList<>()).add(each));
    for (Map.Entry<Kind, List<String>> each : kinds.entrySet()) {
      Optional<Answer> trouble = send(each.getKey(), each.getValue());
      if (trouble.isPresent()) {
        return trouble.get();
      }
    }
    return Answer.all(messages.size());
  }

  private Optional<Answer> send(Kind kind, List<String> objects) throws InterruptedException {
    Optional<Answer> trouble = registered ? Optional.empty() : register();
    if (trouble.isPresent()) {
      return trouble;
    }
    Heard said = post(kind + "s", kind.body(objects), "");
    HttpResponse<String> answer = said.answer();
    if (answer == null) {
      return Optional.of(Answer.again(0, said.silence()));
    }
    List<Integer> statuses = statuses(answer.body());
    int worst = statuses.stream().mapToInt(Integer::intValue).max().orElse(0);
    if (answer.statusCode() == UNAUTHORIZED || worst == NOT_REGISTERED) {
      registered = false;
      return Optional.of(Answer.again(0, "it isn't registered any more"));
    }
    if (HttpTalk.mayPass(answer) || worst == BUSY || worst == FAILED) {
      return Optional.of(new Answer(0, HttpTalk.pause(answer), HttpTalk.said(answer)));
    }
    if (!isStored(statuses) || answer.statusCode() / 100 != 2) {
      throw FeedDoor.refused(what, HttpTalk.said(answer));
    }
    if (statuses.size() != objects.size()) {
      throw new CityLakeException(
          ErrorCode.PLAY_MISCOUNTED,
          "Cannot play %s: of %d objects that were sent it has a status of %d"
              .formatted(what, objects.size(), statuses.size()));
    }
    heard = System.nanoTime();
    return Optional.empty();
  }

  /** By answering what it is asked. */
  private Optional<Answer> register() throws InterruptedException {
    Heard asked = post("System/" + REGISTER, about(REGISTER), "");
    HttpResponse<String> challenge = asked.answer();
    if (challenge == null) {
      return Optional.of(Answer.again(0, asked.silence()));
    }
    if (HttpTalk.mayPass(challenge)) {
      return Optional.of(new Answer(0, HttpTalk.pause(challenge), HttpTalk.said(challenge)));
    }
    Optional<String> question = challenge.headers().firstValue("WWW-Authenticate");
    if (challenge.statusCode() != UNAUTHORIZED || question.isEmpty()) {
      throw FeedDoor.refused(what, "it asks for no login: " + HttpTalk.said(challenge));
    }
    String login =
        DigestLogin.answer(question.get(), way.user(), way.password(), "/VIID/System/" + REGISTER);
    Heard said = post("System/" + REGISTER, about(REGISTER), login);
    HttpResponse<String> answer = said.answer();
    if (answer == null) {
      return Optional.of(Answer.again(0, said.silence()));
    }
    if (HttpTalk.mayPass(answer)) {
      return Optional.of(new Answer(0, HttpTalk.pause(answer), HttpTalk.said(answer)));
    }
    if (answer.statusCode() == UNAUTHORIZED && isStale(answer)) {
      return Optional.of(Answer.again(0, HttpTalk.said(answer)));
    }
    if (answer.statusCode() == UNAUTHORIZED) {
      throw FeedDoor.refused(
          what,
          "%s doesn't register; the receiver was started with another password than this command"
              .formatted(way.platform()));
    }
    registered = answer.statusCode() / 100 == 2 && isStored(statuses(answer.body()));
    heard = System.nanoTime();
    return registered ? Optional.empty() : Optional.of(Answer.again(0, HttpTalk.said(answer)));
  }

  @Override
  public void idle() throws InterruptedException {
    if (registered && System.nanoTime() - heard > ALIVE_EVERY.toNanos()) {
      Heard said = post("System/Keepalive", about("Keepalive"), "");
      registered = said.answer() != null && said.answer().statusCode() != UNAUTHORIZED;
      heard = System.nanoTime();
    }
  }

  private String about(String deed) {
    return "{\"%sObject\":{\"DeviceID\":\"%s\"}}".formatted(deed, way.platform());
  }

  private Heard post(String path, String body, String login) throws InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(way.receiver().resolve("/VIID/" + path))
            .header("Content-Type", "application/VIID+JSON;charset=UTF-8")
            .header("User-Identify", way.platform())
            .timeout(PATIENCE)
            .POST(BodyPublishers.ofString(body));
    if (!login.isEmpty()) {
      request.header("Authorization", login);
    }
    return talk.send(request.build());
  }

  /** Whether what was asked is too old to be answered, and no more is said of the password. */
  private static boolean isStale(HttpResponse<String> answer) {
    return answer
        .headers()
        .firstValue("WWW-Authenticate")
        .filter(each -> STALE.matcher(each).find())
        .isPresent();
  }

  private static boolean isStored(List<Integer> statuses) {
    return statuses.stream().allMatch(each -> each == 0);
  }

  /** Of each object that is answered; 0 is that it is stored. */
  private static List<Integer> statuses(String body) {
    List<Integer> statuses = new ArrayList<>();
    try {
      JsonNode root = JSON.readTree(body);
      root.findValues("StatusCode").forEach(each -> statuses.add(each.asInt(-1)));
    } catch (JsonProcessingException e) {
      // Without statuses, whoever asked says what is missing.
    }
    return statuses;
  }
}
