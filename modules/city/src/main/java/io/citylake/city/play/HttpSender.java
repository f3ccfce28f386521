package io.citylake.city.play;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;

/** Pushes to one feed by HTTP. */
final class HttpSender implements FeedSender {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int OK = 200;

  private final FeedWay.Http way;
  private final String what;
  private final HttpTalk talk;

  HttpSender(FeedWay.Http way, String what) {
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
    HttpRequest request =
        HttpRequest.newBuilder(way.address())
            .header("Authorization", "Bearer " + way.key())
            .header("Content-Type", "application/x-ndjson")
            .timeout(PATIENCE)
            .POST(BodyPublishers.ofString(String.join("\n", messages)))
            .build();
    HttpTalk.Heard heard = talk.send(request);
    HttpResponse<String> answer = heard.answer();
    if (answer == null) {
      return Answer.again(0, heard.silence());
    }
    if (answer.statusCode() == OK) {
      requireStored(messages.size(), answer.body());
      return Answer.all(messages.size());
    }
    if (HttpTalk.mayPass(answer)) {
      return new Answer(0, HttpTalk.pause(answer), HttpTalk.said(answer));
    }
    throw FeedDoor.refused(
        what,
        "%s; 401 means that the receiver was started with another key than this command"
            .formatted(HttpTalk.said(answer)));
  }

  /** What is acknowledged is what the answer says, not that there is one. */
  private void requireStored(int sent, String body) {
    int stored;
    try {
      stored = JSON.readTree(body).path("stored").asInt(-1);
    } catch (JsonProcessingException e) {
      stored = -1;
    }
    if (stored != sent) {
      throw new CityLakeException(
          ErrorCode.PLAY_MISCOUNTED,
          "Cannot play %s: of %d messages that were sent it stored %s"
              .formatted(what, sent, stored < 0 ? "it doesn't say how many" : stored));
    }
  }
}
