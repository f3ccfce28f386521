package io.citylake.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A real Chromium without a window, spoken to over its DevTools protocol: a page is opened, keys
 * and clicks are given as a person's, and what the console of the browser says is kept. Only the
 * protocol's oldest calls are used, so that it goes with any version that Debian has.
 */
final class Browser implements AutoCloseable {
  /** Generous: two cores may be busy with other tests. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final WebSocket socket;
  private final AtomicInteger ids = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private final List<String> refused = new CopyOnWriteArrayList<>();

  private Browser(Process process, URI page) throws Exception {
    this.process = process;
    this.socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(page, new Listener())
            .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  /**
   * Where Debian and others put it; none where it isn't installed, which is said aloud.
   *
   * @param skipped what isn't tested then
   * @param unseen what nobody has looked at then
   */
  static Optional<Path> installed(String skipped, String unseen) {
    Optional<Path> program = find();
    if (program.isEmpty()) {
      System.err.printf(
          "%s is SKIPPED: no Chromium here; %s. Install it (apt-get install chromium"
              + " fonts-noto-cjk) or name it by CITYLAKE_CHROMIUM.%n",
          skipped, unseen);
    }
    return program;
  }

  private static Optional<Path> find() {
    return Stream.concat(
            Stream.ofNullable(System.getenv("CITYLAKE_CHROMIUM")),
            Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"))
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** With a profile of its own, which ends with the directory. */
  static Browser open(Path program, Path directory, int width, int height) throws Exception {
    Path profile = Files.createDirectories(directory.resolve("profile"));
    Process process =
        new ProcessBuilder(
                program.toString(),
                "--headless=new",
                "--no-sandbox",
                // Maps are drawn by WebGL, here without a graphics card.
                "--use-angle=swiftshader",
                "--enable-unsafe-swiftshader",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--lang=en",
                "--hide-scrollbars",
                "--window-size=" + width + "," + height,
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("chromium.log").toFile())
            .start();
    try {
      Path told = profile.resolve("DevToolsActivePort");
      await()
          .atMost(PATIENCE)
          .until(() -> Files.exists(told) && Files.readAllLines(told).size() >= 2);
      String port = Files.readAllLines(told).get(0);
      Browser browser = new Browser(process, page(port));
      for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
        browser.call(domain + ".enable", Map.of());
      }
      browser.call(
          "Emulation.setDeviceMetricsOverride",
          Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
      return browser;
    } catch (Exception | Error e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private static URI page(String port) throws IOException, InterruptedException {
    HttpClient client = HttpClient.newHttpClient();
    String list =
        client
            .send(
                java.net.http.HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + "/json/list"))
                    .build(),
                java.net.http.HttpResponse.BodyHandlers.ofString())
            .body();
    for (JsonNode target : JSON.readTree(list)) {
      if (target.path("type").asText().equals("page")) {
        return URI.create(target.path("webSocketDebuggerUrl").asText());
      }
    }
    throw new IllegalStateException("The browser has no page: " + list);
  }

  /** What its console said is wrong, exceptions among it, but not answers with a status. */
  List<String> complaints() {
    return List.copyOf(complaints);
  }

  /** Requests that were answered with a status from 400 on, or not at all. */
  List<String> refused() {
    return List.copyOf(refused);
  }

  /** What was said so far. */
  void forget() {
    complaints.clear();
    refused.clear();
  }

  void go(String address) {
    call("Page.navigate", Map.of("url", address));
    sees("document.readyState === 'complete'");
  }

  /** What a script answers, as JSON. */
  JsonNode ask(String script) {
    JsonNode answer =
        call(
            "Runtime.evaluate",
            Map.of("expression", script, "returnByValue", true, "awaitPromise", true));
    assertThat(answer.path("exceptionDetails").isMissingNode())
        .as(script + "\n" + answer.path("exceptionDetails"))
        .isTrue();
    return answer.path("result").path("value");
  }

  String text(String selector) {
    return ask("document.querySelector(%s)?.innerText ?? ''".formatted(quoted(selector))).asText();
  }

  /** Waits until a script says true. */
  void sees(String script) {
    await(script)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .until(() -> ask("Boolean(" + script + ")").asBoolean());
  }

  void seesText(String selector, String text) {
    await(selector + " says " + text)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .untilAsserted(() -> assertThat(text(selector)).contains(text));
  }

  /** Where its middle is, by the mouse. */
  void click(String selector) {
    sees("document.querySelector(%s)".formatted(quoted(selector)));
    JsonNode at =
        ask(
            "(() => {const e = document.querySelector(%s); e.scrollIntoView({block: 'center'});"
                    .formatted(quoted(selector))
                + "const b = e.getBoundingClientRect();"
                + " return {x: b.x + b.width / 2, y: b.y + b.height / 2}})()");
    for (String kind : List.of("mousePressed", "mouseReleased")) {
      call(
          "Input.dispatchMouseEvent",
          Map.of(
              "type",
              kind,
              "x",
              at.path("x").asDouble(),
              "y",
              at.path("y").asDouble(),
              "button",
              "left",
              "clickCount",
              1));
    }
  }

  /** Into what has the focus. */
  void type(String text) {
    call("Input.insertText", Map.of("text", text));
  }

  /** In place of what stands there. */
  void fill(String selector, String text) {
    click(selector);
    ask("document.querySelector(%s).select?.()".formatted(quoted(selector)));
    type(text);
  }

  /**
   * Presses a key.
   *
   * @param modifiers 1 Alt, 2 Control, 4 Meta, 8 Shift, added up
   */
  void press(String key, int code, int modifiers) {
    for (String kind : List.of("rawKeyDown", "keyUp")) {
      call(
          "Input.dispatchKeyEvent",
          Map.of(
              "type", kind,
              "key", key,
              "code", key,
              "windowsVirtualKeyCode", code,
              "modifiers", modifiers));
      if (kind.equals("rawKeyDown") && key.equals("Enter") && modifiers == 0) {
        call("Input.dispatchKeyEvent", Map.of("type", "char", "text", "\r"));
      }
    }
  }

  /** As PNG. */
  void picture(Path file) throws IOException {
    String data = call("Page.captureScreenshot", Map.of("format", "png")).path("data").asText();
    Files.write(file, Base64.getDecoder().decode(data));
  }

  JsonNode call(String method, Map<String, ?> parameters) {
    int id = ids.incrementAndGet();
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    waiting.put(id, answer);
    ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
    message.set("params", JSON.valueToTree(parameters));
    try {
      socket.sendText(message.toString(), true).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      JsonNode got = answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertThat(got.path("error").isMissingNode()).as(method + " " + got).isTrue();
      return got.path("result");
    } catch (Exception e) {
      throw new IllegalStateException("The browser didn't answer: " + method, e);
    }
  }

  private static String quoted(String text) {
    return JSON.valueToTree(text).toString();
  }

  private void heard(JsonNode message) {
    CompletableFuture<JsonNode> answer = waiting.remove(message.path("id").asInt(-1));
    if (answer != null) {
      answer.complete(message);
      return;
    }
    JsonNode told = message.path("params");
    switch (message.path("method").asText()) {
      case "Runtime.exceptionThrown" -> complaints.add(told.path("exceptionDetails").toString());
      case "Runtime.consoleAPICalled" -> {
        if (List.of("error", "warning", "assert").contains(told.path("type").asText())) {
          complaints.add(told.path("args").toString());
        }
      }
      case "Log.entryAdded" -> {
        JsonNode entry = told.path("entry");
        boolean network = entry.path("source").asText().equals("network");
        if (List.of("error", "warning").contains(entry.path("level").asText())) {
          (network ? refused : complaints).add(entry.toString());
        }
      }
      default -> {
        // Not asked for.
      }
    }
  }

  @Override
  public void close() {
    try {
      socket.sendText("{\"id\":0,\"method\":\"Browser.close\"}", true);
      process.onExit().get(20, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // It is ended below.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      socket.abort();
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder part = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
      part.append(data);
      if (last) {
        String whole = part.toString();
        part.setLength(0);
        try {
          heard(JSON.readTree(whole));
        } catch (IOException e) {
          complaints.add("Cannot read what the browser says: " + whole);
        }
      }
      webSocket.request(1);
      return null;
    }
  }
}
