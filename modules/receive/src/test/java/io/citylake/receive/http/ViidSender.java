package io.citylake.receive.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.citylake.receive.viid.DigestAnswer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;

/** A lower platform of GA/T 1400, as its documents have it. */
final class ViidSender {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client;
  private final String id;
  private final String password;
  private int port;

  ViidSender(HttpClient client, String id, String password) {
    this.client = client;
    this.id = id;
    this.password = password;
  }

  ViidSender to(int receiver) {
    port = receiver;
    return this;
  }

  HttpResponse<String> send(String path, String body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("Content-Type", "application/VIID+JSON;charset=UTF-8")
            .header("User-Identify", id)
            .POST(BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return client.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      // The receiver had just closed the connection that this was sent on; senders try again.
      return client.send(request.build(), BodyHandlers.ofString());
    }
  }

  String login(String path) throws IOException, InterruptedException {
    HttpResponse<String> challenge = send(path, "");
    return new DigestAnswer(
            challenge.headers().firstValue("WWW-Authenticate").orElseThrow(), id, password)
        .header("POST", path);
  }

  HttpResponse<String> register() throws IOException, InterruptedException {
    String path = "/VIID/System/Register";
    return send(path, about("Register"), "Authorization", login(path));
  }

  String about(String what) {
    return "{\"%sObject\":{\"DeviceID\":\"%s\"}}".formatted(what, id);
  }

  HttpResponse<String> system(String what) throws IOException, InterruptedException {
    return send("/VIID/System/" + what, about(what));
  }

  /** The code of an answer, of all its objects in order. */
  static List<Integer> codes(HttpResponse<String> answer) throws IOException {
    JsonNode root = JSON.readTree(answer.body());
    List<Integer> codes = new ArrayList<>();
    JsonNode one = root.path("ResponseStatusObject");
    if (one.isObject()) {
      codes.add(one.path("StatusCode").asInt(-1));
    }
    root.path("ResponseStatusListObject")
        .path("ResponseStatusObject")
        .forEach(each -> codes.add(each.path("StatusCode").asInt(-1)));
    return codes;
  }
}
